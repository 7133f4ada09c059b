"""The worker's side of isolation: limits on itself, then one task after another from a pipe."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
import tempfile
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from pipeline.extract.failures import ExtractionError

Notify = Callable[[int, int], None]
_PR_SET_PDEATHSIG = 1


def serve(
    pipe: Connection, work: Callable[[Any, Notify], Any], memory_mb: int, folder: str, parent: int
) -> None:
    """Work until the pipe closes; every outcome, good or bad, goes back through it."""
    _confine(memory_mb, folder, parent)
    while True:
        try:
            task = pipe.recv()
        except EOFError:
            return
        pipe.send(("done", _attempt(work, task, pipe, memory_mb)))


def _attempt(work: Callable[[Any, Notify], Any], task: Any, pipe: Connection, memory_mb: int) -> Any:
    try:
        return work(task, lambda pages, ocr_pages: pipe.send(("more", (pages, ocr_pages))))
    except ExtractionError as error:
        return error
    except MemoryError:
        from pipeline.extract.isolate import out_of_memory

        return out_of_memory(memory_mb)
    except (
        Exception
    ) as error:  # the one place where anything goes: the file gets the reason, the batch goes on
        what = " ".join(f"{type(error).__name__}: {error}".split())[:300]
        return ExtractionError("crashed", f"Reading the file failed ({what}).")


def _confine(memory_mb: int, folder: str, parent: int) -> None:
    """Own process group, own temporary folder, a memory limit, and death when the parent dies."""
    os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)
    tempfile.tempdir = folder
    os.environ["TMPDIR"] = folder
    os.environ["OMP_THREAD_LIMIT"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"
    limit = memory_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
