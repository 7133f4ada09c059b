"""The worker's side of isolation: limits on itself, then one task after another from a pipe.

Started as `python -c "from pipeline.extract.worker import main; main()" FD`: multiprocessing's own start
methods run the caller's script again, which a script or notebook without a main guard does not survive.
"""

from __future__ import annotations

import ctypes
import gc
import os
import resource
import signal
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from pipeline.extract.failures import ExtractionError

Notify = Callable[[int, int], None]
_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None)
_M_TRIM_THRESHOLD = -1


@dataclass(frozen=True, slots=True)
class Orders:
    """What a worker is told once: what to do, within which limits, where to put temporary files."""

    work: Callable[[Any, Notify], Any]
    memory_mb: int
    folder: str
    parent: int


def main() -> None:
    """Serve the pipe whose file descriptor is the last argument."""
    keep_memory()
    descriptor = int(sys.argv[-1])
    os.set_inheritable(descriptor, False)
    with Connection(descriptor) as pipe:
        serve(pipe)


def serve(pipe: Connection) -> None:
    """Work until the pipe closes; every outcome, good or bad, goes back through it."""
    orders: Orders = pipe.recv()
    _confine(orders)
    # What is imported lives as long as the worker: collections need not look at it again and again.
    gc.freeze()
    pipe.send(("ready", (0, 0)))
    while True:
        try:
            task = pipe.recv()
        except EOFError:
            return
        pipe.send(("done", _attempt(orders, task, pipe)))


def _attempt(orders: Orders, task: Any, pipe: Connection) -> Any:
    try:
        return orders.work(task, lambda pages, ocr_pages: pipe.send(("more", (pages, ocr_pages))))
    except ExtractionError as error:
        return error
    except MemoryError:
        return out_of_memory(orders.memory_mb)
    except Exception as error:  # anything at all: the file gets the reason and the batch goes on
        what = " ".join(f"{type(error).__name__}: {error}".split())[:300]
        return ExtractionError("crashed", f"Reading the file failed ({what}).")


def out_of_memory(limit: int) -> ExtractionError:
    """The failure of a file that needs more memory than allowed."""
    what = f"Reading needs more than the {limit} MB of memory allowed (extract.memory_mb in params.yaml)."
    return ExtractionError("memory", what)


def die_with_parent() -> None:
    """Have the system end this process when the one that started it ends, however it ends."""
    if sys.platform == "linux":
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def keep_memory() -> None:
    """Have the C library keep up to 64 MB that are free: each page would fetch again what the page before gave back."""
    mallopt = getattr(_LIBC, "mallopt", None)
    if mallopt:
        mallopt(_M_TRIM_THRESHOLD, 64 << 20)


def _confine(orders: Orders) -> None:
    """A temporary folder of its own, a memory limit, and death when the parent dies."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    die_with_parent()
    if os.getppid() != orders.parent:
        os._exit(1)
    tempfile.tempdir = orders.folder
    os.environ["TMPDIR"] = orders.folder
    limit = orders.memory_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
