"""Work done in other processes with limits, so that a hostile file costs only itself.

A worker that dies, hangs or grows too large is killed with all it started, its temporary files are removed,
its task gets a reason, and a new worker takes its place.
"""

from __future__ import annotations

import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import wait
from pathlib import Path
from typing import Generic, TypeVar

from pipeline.errors import TemakartError
from pipeline.extract.failures import ExtractionError
from pipeline.extract.hired import Limits, Worker, hire
from pipeline.extract.worker import Notify, out_of_memory

TaskT = TypeVar("TaskT")
ResultT = TypeVar("ResultT")
START_SECONDS = 120.0
LOOK_EVERY = 0.2
STARTS = 3
TOO_GROWN = 0.6


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
        self._workers: list[Worker[TaskT]] = []
        self._scratch = scratch
        self._false_starts = 0
        self._again: list[TaskT] = []
        self._left: list[TaskT] = []

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

    def _busy(self) -> list[Worker[TaskT]]:
        return [worker for worker in self._workers if worker.task is not None]

    def _hand_out(self, waiting: deque[TaskT]) -> None:
        while waiting and len(self._busy()) < self._jobs:
            self._give(self._free(waiting[0]), waiting)
        for worker in self._busy():
            if len(waiting) > self._jobs and worker.quick and worker.after is None and not self._is_again(waiting[0]):
                self._give(worker, waiting)

    def _give(self, worker: Worker[TaskT], waiting: deque[TaskT]) -> None:
        task = waiting.popleft()
        try:
            worker.give(task)
        except OSError:
            waiting.appendleft(task)
            if worker.task is None:
                self._false_start(worker)
            # Else it died at the task before, which tells why.
            worker.quick = False

    def _free(self, task: TaskT) -> Worker[TaskT]:
        """An idle worker, or a new one; always a new one for a task that failed in a used one."""
        idle = next((worker for worker in self._workers if worker.task is None), None)
        if idle and self._is_again(task):
            self._dismiss(idle)
            idle = None
        if idle is None:
            idle = hire(self._work, self._limits.memory_mb, self._scratch)
            self._workers.append(idle)
        return idle

    def _is_again(self, task: TaskT) -> bool:
        return any(task is other for other in self._again)

    def _false_start(self, worker: Worker[TaskT]) -> None:
        """A worker died before it could work: that is not the file's fault."""
        self._dismiss(worker)
        self._false_starts += 1
        if self._false_starts >= STARTS:
            raise TemakartError(
                "The processes that read files cannot be started. Check free memory and extract.memory_mb in "
                "params.yaml, and that functions passed in are importable."
            )

    def _dismiss(self, worker: Worker[TaskT]) -> int:
        """End a worker; what lay ready for it waits for another. Returns its exit code."""
        if worker in self._workers:
            self._workers.remove(worker)
        if worker.after is not None:
            self._left.append(worker.after)
        return worker.end()

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
                self._false_starts = 0
                if self._may_be_anothers_fault(worker, outcome):
                    self._again.append(task)
                    waiting.appendleft(task)
                else:
                    self._note(worker)
                    yield task, outcome
            waiting.extendleft(self._left)
            self._left.clear()

    def _note(self, worker: Worker[TaskT]) -> None:
        """Count a finished task; a worker that has grown makes room for a new one before it fails on the next file."""
        worker.finish()
        if worker.peak_mb > TOO_GROWN * self._limits.memory_mb and worker in self._workers:
            if worker.task is not None:
                self._left.append(worker.task)
            self._dismiss(worker)

    def _may_be_anothers_fault(self, worker: Worker[TaskT], outcome: ResultT | ExtractionError) -> bool:
        """Whether files read before may have used up the memory: the outcome must not hang on what came first."""
        failed = isinstance(outcome, ExtractionError) and outcome.reason in ("memory", "crashed")
        if failed and worker.served and worker in self._workers:
            self._dismiss(worker)
        return failed and worker.served > 0

    def _outcome(self, worker: Worker[TaskT]) -> ResultT | ExtractionError | None:
        """The result, a failure, or None while the worker is still at it or never started."""
        worker.look()
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

    def _died(self, worker: Worker[TaskT]) -> ExtractionError | None:
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
