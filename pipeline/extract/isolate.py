"""Work done in other processes with limits, so that a hostile file costs only itself.

A worker that dies, hangs or grows too large is killed with all it started, its temporary files are removed,
its task gets a reason, and a new worker takes its place.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Generic, TypeVar

from pipeline.errors import TemakartError
from pipeline.extract.failures import ExtractionError
from pipeline.extract.worker import Notify, Orders, out_of_memory

TaskT = TypeVar("TaskT")
ResultT = TypeVar("ResultT")
LEAST_SECONDS = 60.0
START_SECONDS = 120.0
LOOK_EVERY = 0.2
STARTS = 3
TOO_GROWN = 0.6
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
class _Worker(Generic[TaskT]):
    """One process and the task it is at."""

    process: subprocess.Popen[bytes]
    pipe: Connection
    folder: Path
    task: TaskT | None = None
    ready: bool = False
    started: float = 0.0
    pages: int = 0
    ocr_pages: int = 0
    peak_mb: float = 0.0
    served: int = 0

    def give(self, task: TaskT) -> None:
        """Send the worker its next task."""
        self.task, self.started = task, time.monotonic()
        self.pages = self.ocr_pages = 0
        self.pipe.send(task)

    def hear(self, kind: str, pages: int, ocr_pages: int) -> None:
        """Note what the worker says of its progress."""
        if kind == "ready":
            self.ready, self.started = True, time.monotonic()
        self.pages += pages
        self.ocr_pages += ocr_pages


class Crew(Generic[TaskT, ResultT]):
    """Up to `jobs` worker processes that call `work(task, notify)`; `work` must be a top-level function.

    Temporary files lie under `scratch`, or where the system keeps them.
    """

    def __init__(
        self, work: Callable[[TaskT, Notify], ResultT], limits: Limits, jobs: int, scratch: Path | None = None
    ) -> None:
        self._work = work
        self._limits = limits
        self._jobs = max(jobs, 1)
        self._workers: list[_Worker[TaskT]] = []
        self._scratch = scratch
        self._false_starts = 0
        self._again: list[TaskT] = []

    def run(self, tasks: Iterable[TaskT]) -> Iterator[tuple[TaskT, ResultT | ExtractionError]]:
        """Each task with its result or the reason it has none, as they finish.

        Raises TemakartError when workers cannot be started at all.
        """
        waiting = deque(tasks)
        try:
            while waiting or self._busy():
                self._hand_out(waiting)
                finished = list(self._collect(waiting))
                # Before the caller has its time with the outcomes: no worker waits for it.
                self._hand_out(waiting)
                yield from finished
        finally:
            for worker in list(self._workers):
                self._dismiss(worker)

    def _busy(self) -> list[_Worker[TaskT]]:
        return [worker for worker in self._workers if worker.task is not None]

    def _hand_out(self, waiting: deque[TaskT]) -> None:
        while waiting and len(self._busy()) < self._jobs:
            worker = self._free(waiting[0])
            try:
                worker.give(waiting[0])
            except OSError:
                self._false_start(worker)
                continue
            waiting.popleft()

    def _free(self, task: TaskT) -> _Worker[TaskT]:
        """An idle worker, or a new one; always a new one for a task that failed in a used one."""
        idle = next((worker for worker in self._workers if worker.task is None), None)
        if idle and any(task is other for other in self._again):
            self._dismiss(idle)
            idle = None
        return idle or self._hire()

    def _hire(self) -> _Worker[TaskT]:
        if self._scratch:
            self._scratch.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix="temakart-", dir=self._scratch))
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
        worker: _Worker[TaskT] = _Worker(process, ours, folder)
        self._workers.append(worker)
        ours.send(Orders(self._work, self._limits.memory_mb, str(folder), os.getpid()))
        return worker

    def _false_start(self, worker: _Worker[TaskT]) -> None:
        """A worker died before it could work: that is not the file's fault."""
        self._dismiss(worker)
        self._false_starts += 1
        if self._false_starts >= STARTS:
            raise TemakartError(
                "The processes that read files cannot be started. Check free memory and extract.memory_mb in "
                "params.yaml, and that functions passed in are importable."
            )

    def _dismiss(self, worker: _Worker[TaskT]) -> int:
        """End a worker and everything it started; returns its exit code."""
        if worker in self._workers:
            self._workers.remove(worker)
        _kill_group(worker.process.pid)
        code = worker.process.wait()
        worker.pipe.close()
        shutil.rmtree(worker.folder, ignore_errors=True)
        return code

    def _collect(self, waiting: deque[TaskT]) -> Iterator[tuple[TaskT, ResultT | ExtractionError]]:
        busy = self._busy()
        wait([worker.pipe for worker in busy], LOOK_EVERY)
        for worker in busy:
            task = worker.task
            assert task is not None
            outcome = self._outcome(worker)
            if outcome is None and worker not in self._workers:
                waiting.appendleft(task)
            elif outcome is not None:
                worker.task = None
                self._false_starts = 0
                if self._may_be_anothers_fault(worker, outcome):
                    self._again.append(task)
                    waiting.appendleft(task)
                    continue
                self._note(worker)
                yield task, outcome

    def _note(self, worker: _Worker[TaskT]) -> None:
        """Count a finished task; a worker that has grown makes room for a new one before it fails on the next file."""
        worker.served += 1
        if worker.peak_mb > TOO_GROWN * self._limits.memory_mb and worker in self._workers:
            self._dismiss(worker)

    def _may_be_anothers_fault(self, worker: _Worker[TaskT], outcome: ResultT | ExtractionError) -> bool:
        """Whether files read before may have used up the memory: the outcome must not hang on what came first."""
        failed = isinstance(outcome, ExtractionError) and outcome.reason in ("memory", "crashed")
        if failed and worker.served and worker in self._workers:
            self._dismiss(worker)
        return failed and worker.served > 0

    def _outcome(self, worker: _Worker[TaskT]) -> ResultT | ExtractionError | None:
        """The result, a failure, or None while the worker is still at it or never started."""
        worker.peak_mb = max(worker.peak_mb, _memory_mb(worker.process.pid))
        try:
            while worker.pipe.poll():
                kind, value = worker.pipe.recv()
                if kind == "done":
                    result: ResultT | ExtractionError = value
                    return result
                worker.hear(kind, *value)
        except (EOFError, OSError):
            return self._died(worker)
        # Until a worker is ready its time is not the file's: a busy computer is slow to start one.
        allowed = self._limits.seconds(worker.pages, worker.ocr_pages) if worker.ready else START_SECONDS
        if time.monotonic() - worker.started <= allowed:
            return None
        if not worker.ready:
            self._false_start(worker)
            return None
        self._dismiss(worker)
        what = f"Reading took longer than the {allowed:.0f} seconds allowed (see the limits in params.yaml)."
        return ExtractionError("timeout", what)

    def _died(self, worker: _Worker[TaskT]) -> ExtractionError | None:
        if not worker.ready:
            self._false_start(worker)
            return None
        code = self._dismiss(worker)
        if worker.peak_mb > 0.85 * self._limits.memory_mb or code == -signal.SIGABRT:
            # pdfium and the C++ library abort when they are refused memory, which the peak does not show.
            return out_of_memory(self._limits.memory_mb)
        known = -code in {int(number) for number in signal.Signals}
        how = signal.Signals(-code).name if known else f"exit code {code}"
        return ExtractionError("crashed", f"The program that reads the file crashed on it ({how}). It is damaged.")


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
