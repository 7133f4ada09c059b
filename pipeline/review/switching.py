"""Putting another model in use by decision, with its suggestions: told of while it goes on, like a retraining."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pipeline.project import Project
from pipeline.review.champion import promote, roll_back, suggest_again
from pipeline.review.running import Running, one_retraining, start
from pipeline.review.store import Store


@dataclass(frozen=True, slots=True)
class Switched:
    """Which model is in use now instead of which, and a sentence about its suggestions."""

    now: str
    before: str
    suggested: str


def put_in_use(project: Project, store: Store, model: str, actor: str, reason: str, jobs: int = 1) -> Switched:
    """Promote a model of the history and write its suggestions. Raises what `promote` and suggesting raise."""
    return _switched(project, actor, "promoted", jobs, lambda: (model, promote(project, store, model, actor, reason)))


def go_back(project: Project, store: Store, actor: str, reason: str, jobs: int = 1) -> Switched:
    """Put back the model whose place the one in use took, and write its suggestions. Raises as `roll_back`."""
    return _switched(project, actor, "rolled back", jobs, lambda: roll_back(project, store, actor, reason))


def start_putting_in_use(project: Project, model: str, actor: str, reason: str) -> None:
    """The same as `put_in_use` in a process of its own. Raises UsageError while the model is worked on already."""
    start(project, actor, ("models", "promote", f"--reason={reason}", f"--actor={actor}", "--", model), "switching")


def start_going_back(project: Project, actor: str, reason: str) -> None:
    """The same as `go_back` in a process of its own. Raises UsageError while the model is worked on already."""
    start(project, actor, ("models", "rollback", f"--reason={reason}", f"--actor={actor}"), "switching")


def _switched(project: Project, actor: str, outcome: str, jobs: int, switch: Callable[[], tuple[str, str]]) -> Switched:
    with one_retraining(project, actor, work="switching") as notice:
        notice.at("switching")
        now, before = switch()
        suggested = suggest_again(project, notice.at("suggesting"), jobs)
        notice.write(Running("done", message=suggested, model=now, actor=actor, outcome=outcome, work="switching"))
        return Switched(now, before, suggested)
