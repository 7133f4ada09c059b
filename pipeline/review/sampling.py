"""The audit sample in the review room: drawing more, and where each drawn report stands."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from pipeline.audit import Design, Drawn, inclusion, load_audit
from pipeline.codebook import Codebook, load_codebook
from pipeline.errors import UsageError
from pipeline.extract.worker import Notify
from pipeline.matrix.auditing import Decided, Planned, Sampled, draw_audit, plan_audit
from pipeline.project import Project
from pipeline.register import load_register
from pipeline.review.audit_file import alone, share_rows
from pipeline.review.board import board
from pipeline.review.codings import labels_of, open_review
from pipeline.review.running import give_way
from pipeline.review.states import ReportState
from pipeline.review.store import Store, has_store

ItemState = Literal["coded", "disagreement", "waiting", "nobody", "not_blind", "not_codable"]


@dataclass(frozen=True, slots=True)
class Item:
    """One report of the sample: where it stands, who has coded it blind, and how likely it was to come into the sample.

    `counts` as `pipeline.audit.audited` has it: also where coders differ, the newest code says something of the portfolio.
    `nobody` waits in vain: everybody has seen suggestions of it.
    """

    drawn: Drawn
    state: ItemState
    counts: bool
    coders: tuple[str, ...]
    chance: float


class SampleChanged(UsageError):
    """Somebody drew in between, so that other reports would be drawn than were shown."""


def decided(states: Collection[ReportState], codebook: Codebook, known: Collection[str]) -> Decided:
    """What people have decided by now of the reports in `known`, as the drawing and the planning ask for it."""
    closed = frozenset(state.report_id for state in states if state.in_force and not state.in_force.codable)
    return Decided(labels_of(states, codebook, known).codings, closed)


def draw_into(
    store: Store, project: Project, found: Decided, size: int, design: Design, actor: str, before: int | None = None
) -> Sampled:
    """Draw `size` more reports into audit.csv and the queue; `before` is how large the sample was when it was shown.

    Raises SampleChanged when it has another size now, and as `draw_audit`.
    """
    with alone(project):
        share_rows(store, project, actor)
        if before is not None and before != len(load_audit(project.audit)):
            raise SampleChanged("Somebody has drawn more reports in the meantime. Look at the sample and draw again.")
        outcome = draw_audit(project, size, design, found)
        share_rows(store, project, actor)
    return outcome


def draw_sample_of(project: Project, size: int, design: Design, actor: str) -> Sampled:
    """Draw into audit.csv, and into the queue where there is one. Raises as `draw_audit`."""
    if not has_store(project):
        with alone(project):
            return draw_audit(project, size, design)
    with open_review(project) as store:
        return draw_into(store, project, _decided_in(store, project), size, design, actor)


def plan_sample_of(project: Project, within: float) -> Planned:
    """Plan by what is decided in the store where there is one, else in labels.csv. Raises as `plan_audit`."""
    if not has_store(project):
        return plan_audit(project, within)
    with open_review(project) as store:
        found = _decided_in(store, project)
    return plan_audit(project, within, found)


@dataclass(frozen=True, slots=True)
class PlanTask:
    """What is to be planned in a process of its own."""

    project: Project
    within: float
    known: Decided


def plan_task(task: PlanTask, _notify: Notify) -> Planned:
    """Plan beside the reviewing, which goes before; raises as `plan_audit`."""
    give_way()
    return plan_audit(task.project, task.within, task.known)


def _decided_in(store: Store, project: Project) -> Decided:
    known = {report.report_id for report in load_register(project).reports}
    return decided(list(board(store.events()).states.values()), load_codebook(project.codebook), known)


def items(sample: tuple[Drawn, ...], states: Mapping[str, ReportState], people: Iterable[str]) -> tuple[Item, ...]:
    """The sample in the order to code it, each with its state; `people` are those who can code."""
    chances, persons = inclusion(sample) if sample else {}, tuple(people)
    ordered = sorted(sample, key=lambda one: one.order)
    return tuple(_item(one, states.get(one.report_id), persons, chances[one.report_id]) for one in ordered)


def _item(drawn: Drawn, state: ReportState | None, people: tuple[str, ...], chance: float) -> Item:
    if state is None:
        return Item(drawn, "waiting", False, (), chance)
    force, blind = state.in_force, state.blind()
    counts = bool(blind) and force is not None and force.codable and force.basis in ("blind", "adjudicated")
    return Item(drawn, _state_of(state, people, counts), counts, tuple(one.coder for one in blind), chance)


def _state_of(state: ReportState, people: tuple[str, ...], counts: bool) -> ItemState:
    if state.standing in ("disagreement", "not_codable"):
        return "disagreement" if state.standing == "disagreement" else "not_codable"
    if not state.blind():
        return "waiting" if any(state.must_code_blind(person) for person in people) else "nobody"
    return "coded" if counts else "not_blind"
