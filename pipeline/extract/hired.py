"""One worker process as the crew sees it: what it is at, what waits for it, and how much it may use."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Generic, TypeVar

from pipeline.extract.worker import Orders

TaskT = TypeVar("TaskT")
LEAST_SECONDS = 60.0
# A worker that was this quick with a task may have the next one lie ready; a slow one could keep it waiting for minutes.
QUICK = 0.25
A_MOMENT = 0.1
_COMMAND = "from pipeline.extract.worker import main; main()"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one task may use. Time grows with the pages and OCR pages that the worker reports."""

    seconds_per_100_pages: float
    seconds_per_ocr_page: float
    memory_mb: int
    least_seconds: float = LEAST_SECONDS

    def seconds(self, pages: int, ocr_pages: int) -> float:
        """The wall time allowed for a file."""
        plain = max(self.least_seconds, self.seconds_per_100_pages * pages / 100)
        return plain + self.seconds_per_ocr_page * ocr_pages


@dataclass(slots=True)
class Worker(Generic[TaskT]):
    """One process, the task it is at, and the one that lies ready for it in the pipe."""

    process: subprocess.Popen[bytes]
    pipe: Connection
    folder: Path
    task: TaskT | None = None
    after: TaskT | None = None
    ready: bool = False
    quick: bool = False
    started: float = 0.0
    pages: int = 0
    ocr_pages: int = 0
    peak_mb: float = 0.0
    looked: float = 0.0
    served: int = 0

    def give(self, task: TaskT) -> None:
        """Send the worker a task, to be begun at once or after the one it is at. Raises OSError when it is gone."""
        self.pipe.send(task)
        if self.task is None:
            self._begin(task)
        else:
            self.after = task

    def finish(self) -> None:
        """Note that the task is done; the worker has begun the one that lay ready."""
        self.served += 1
        self.quick = time.monotonic() - self.started < QUICK
        self._begin(self.after)
        self.after = None

    def _begin(self, task: TaskT | None) -> None:
        self.task, self.started = task, time.monotonic()
        self.pages = self.ocr_pages = 0

    def hear(self, kind: str, pages: int, ocr_pages: int) -> None:
        """Note what the worker says of its progress."""
        if kind == "ready":
            self.ready, self.started = True, time.monotonic()
        self.pages += pages
        self.ocr_pages += ocr_pages

    def look(self) -> None:
        """Note how much memory it uses, where that was not asked a moment ago."""
        now = time.monotonic()
        if now - self.looked > A_MOMENT:
            self.looked, self.peak_mb = now, max(self.peak_mb, _memory_mb(self.process.pid))

    def end(self) -> int:
        """End it and everything it started; returns its exit code."""
        _kill_group(self.process.pid)
        code = self.process.wait()
        self.pipe.close()
        shutil.rmtree(self.folder, ignore_errors=True)
        return code


def hire(work: Callable[..., Any], memory_mb: int, scratch: Path | None) -> Worker[TaskT]:
    """A new process that waits for tasks, with a temporary folder of its own under `scratch` or where the system has them."""
    if scratch:
        scratch.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="temakart-", dir=scratch))
    ours, theirs = Pipe()
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-c", _COMMAND, str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={
                **os.environ,
                # Before NumPy is imported: every thread of its library takes address space.
                "OMP_THREAD_LIMIT": "1",
                "OPENBLAS_NUM_THREADS": "1",
                "PYTHONPATH": os.pathsep.join(path or str(Path.cwd()) for path in sys.path),
            },
        )
    ours.send(Orders(work, memory_mb, str(folder), os.getpid()))
    return Worker(process, ours, folder)


def _kill_group(pid: int) -> None:
    try:
        os.killpg(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def _memory_mb(pid: int) -> float:
    """The most address space a process has used so far, where the system tells."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0.0
    line = next((line for line in status.splitlines() if line.startswith("VmPeak:")), "VmPeak: 0 kB")
    return int(line.split()[1]) / 1024
