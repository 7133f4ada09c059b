"""Work done in other processes with limits, so that a hostile file costs only itself.

A worker that dies, hangs or grows too large is killed with all it started, its temporary files are removed,
its task gets a reason, and a new worker takes its place.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Generic, TypeVar

from pipeline.extract.failures import ExtractionError, Reason
from pipeline.extract.worker import Notify, serve

TaskT = TypeVar("TaskT")
ResultT = TypeVar("ResultT")
LEAST_SECONDS = 60.0
LOOK_EVERY = 0.2


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

    process: BaseProcess
    pipe: Connection
    folder: Path
    task: TaskT | None = None
    started: float = 0.0
    pages: int = 0
    ocr_pages: int = 0
    peak_mb: float = field(default=0.0)

    def give(self, task: TaskT) -> None:
        self.task, self.started = task, time.monotonic()
        self.pages = self.ocr_pages = 0
        self.pipe.send(task)


class Crew(Generic[TaskT, ResultT]):
    """Up to `jobs` worker processes that call `work(task, notify)`; `work` must be a top-level function."""

    def __init__(self, work: Callable[[TaskT, Notify], ResultT], limits: Limits, jobs: int) -> None:
        self._work = work
        self._limits = limits
        self._jobs = max(jobs, 1)
        self._workers: list[_Worker[TaskT]] = []

    def run(self, tasks: Iterable[TaskT]) -> Iterator[tuple[TaskT, ResultT | ExtractionError]]:
        """Each task with its result or the reason it has none, as they finish."""
        waiting = deque(tasks)
        try:
            while waiting or self._busy():
                self._hand_out(waiting)
                yield from self._collect()
        finally:
            for worker in list(self._workers):
                self._dismiss(worker)

    def _busy(self) -> list[_Worker[TaskT]]:
        return [worker for worker in self._workers if worker.task is not None]

    def _hand_out(self, waiting: deque[TaskT]) -> None:
        while waiting and len(self._busy()) < self._jobs:
            idle = next((worker for worker in self._workers if worker.task is None), None)
            worker = idle or self._hire()
            try:
                worker.give(waiting[0])
            except OSError:
                self._dismiss(worker)
                continue
            waiting.popleft()

    def _hire(self) -> _Worker[TaskT]:
        context = multiprocessing.get_context("spawn")
        folder = Path(tempfile.mkdtemp(prefix="temakart-"))
        ours, theirs = context.Pipe()
        arguments = (theirs, self._work, self._limits.memory_mb, str(folder), os.getpid())
        process = context.Process(target=serve, args=arguments, daemon=True)
        process.start()
        theirs.close()
        worker: _Worker[TaskT] = _Worker(process, ours, folder)
        self._workers.append(worker)
        return worker

    def _dismiss(self, worker: _Worker[TaskT]) -> int | None:
        """End a worker and everything it started; returns its exit code."""
        if worker in self._workers:
            self._workers.remove(worker)
        pid = worker.process.pid
        if worker.process.is_alive() and pid:
            worker.process.kill()
        if pid:
            _kill_group(pid)
        worker.process.join()
        code = worker.process.exitcode
        worker.pipe.close()
        worker.process.close()
        shutil.rmtree(worker.folder, ignore_errors=True)
        return code

    def _collect(self) -> Iterator[tuple[TaskT, ResultT | ExtractionError]]:
        busy = self._busy()
        wait([worker.pipe for worker in busy] + [worker.process.sentinel for worker in busy], LOOK_EVERY)
        for worker in busy:
            task = worker.task
            assert task is not None
            outcome = self._outcome(worker)
            if outcome is not None:
                worker.task = None
                yield task, outcome

    def _outcome(self, worker: _Worker[TaskT]) -> ResultT | ExtractionError | None:
        """The result, a failure, or None while the worker is still at it."""
        worker.peak_mb = max(worker.peak_mb, _memory_mb(worker.process.pid))
        try:
            while worker.pipe.poll():
                kind, value = worker.pipe.recv()
                if kind == "done":
                    result: ResultT | ExtractionError = value
                    return result
                worker.pages += value[0]
                worker.ocr_pages += value[1]
        except (EOFError, OSError):
            return self._died(worker)
        if not worker.process.is_alive():
            return self._died(worker)
        allowed = self._limits.seconds(worker.pages, worker.ocr_pages)
        if time.monotonic() - worker.started > allowed:
            self._dismiss(worker)
            what = f"Reading took longer than the {allowed:.0f} seconds allowed. Raise the limits in params.yaml to try again."
            return ExtractionError("timeout", what)
        return None

    def _died(self, worker: _Worker[TaskT]) -> ExtractionError:
        peak = worker.peak_mb
        code = self._dismiss(worker)
        reason: Reason = "memory" if peak > 0.85 * self._limits.memory_mb else "crashed"
        if reason == "memory":
            return out_of_memory(self._limits.memory_mb)
        how = signal.Signals(-code).name if code and -code in set(signal.Signals) else f"exit code {code}"
        return ExtractionError(
            reason, f"The program that reads the file crashed on it ({how}). The file is damaged."
        )


def out_of_memory(limit: int) -> ExtractionError:
    """The failure of a file that needs more memory than allowed."""
    what = f"Reading needs more than the {limit} MB of memory allowed (extract.memory_mb in params.yaml)."
    return ExtractionError("memory", what)


def _kill_group(pid: int) -> None:
    try:
        os.killpg(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def _memory_mb(pid: int | None) -> float:
    """The most address space a process has used so far, where the system tells."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0.0
    line = next((line for line in status.splitlines() if line.startswith("VmPeak:")), "VmPeak: 0 kB")
    return int(line.split()[1]) / 1024
