"""Plans of the audit sample: computed in a worker process, one at a time, so that the room answers meanwhile."""

from __future__ import annotations

from collections.abc import Hashable
from threading import Lock, Thread
from typing import Literal

from pipeline.extract.failures import ExtractionError
from pipeline.extract.hired import Limits
from pipeline.extract.isolate import Crew
from pipeline.matrix.auditing import Planned
from pipeline.review.sampling import PlanTask, plan_task

SECONDS = 900.0
KEPT = 8


class Plans:
    """The newest plans, each by what it was made from."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._known: dict[Hashable, Planned | None] = {}
        self._busy = False

    def ask(self, basis: Hashable, task: PlanTask) -> Planned | Literal["working", "failed"]:
        """The plan, or how far it is; begins to compute one that nobody has asked for yet, and returns at once."""
        with self._lock:
            if basis in self._known:
                return self._known[basis] or "failed"
            if not self._busy:
                self._busy = True
                Thread(target=self._compute, args=(basis, task), daemon=True, name="plan").start()
        return "working"

    def _compute(self, basis: Hashable, task: PlanTask) -> None:
        found: Planned | None = None
        try:
            crew: Crew[PlanTask, Planned] = Crew(plan_task, _limits(task), 1)
            outcome = next(iter(crew.run([task])))[1]
            found = None if isinstance(outcome, ExtractionError) else outcome
        finally:
            with self._lock:
                self._known[basis], self._busy = found, False
                for old in list(self._known)[:-KEPT]:
                    del self._known[old]


def _limits(task: PlanTask) -> Limits:
    return Limits(SECONDS, 0, task.project.params.extract.memory_mb, least_seconds=SECONDS)
