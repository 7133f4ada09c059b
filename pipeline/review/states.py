"""Where each report stands, computed from its events alone: equal events give equal states."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal
from uuid import UUID

from pipeline.labels import Basis, precedence
from pipeline.review.bodies import Assigned, AuditDrawn, Code, Decided, Flagged, Shown, ShownSuggestion, Withdrawn
from pipeline.review.events import OPEN, Event
from pipeline.suggestions import Suggestion

Standing = Literal["uncoded", "blind_pending", "coded", "disagreement", "adjudicated", "not_codable"]
DONE: tuple[Standing, ...] = ("coded", "adjudicated", "not_codable")


@dataclass(frozen=True, slots=True)
class Decision:
    """What one person decided of one report: a code, or that it has none (`codable` false, with a `reason`).

    `coder` and `coded_at` are those of the person who coded, also where the decision was read from a file. `seq` is the
    event's own, or that of the decision it replaced: a coding mapped to a new codebook keeps its place among others.
    """

    event: UUID
    seq: int
    report_id: str
    stream: str
    coder: str
    coded_at: str
    basis: Basis
    codable: bool
    themes: tuple[str, ...]
    recipient: str
    comment: str
    reason: str
    codebook_version: str

    def says_as(self, other: Decision) -> bool:
        """Whether both say the same of the report."""
        return (self.codable, set(self.themes), self.recipient) == (other.codable, set(other.themes), other.recipient)


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who is to code a report; empty `to` means anybody of the `office`."""

    to: str
    office: str
    blind: bool


@dataclass(frozen=True, slots=True)
class Draw:
    """A report's place in an audit sample: the design, the stratum and the probability it was drawn with.

    `order` is its place in the order to code in; 0 where that is not known.
    """

    design: str
    stratum: str
    probability: float
    order: int = 0


@dataclass(frozen=True, slots=True)
class ReportState:
    """Where one report stands after its newest event.

    `decisions` are those that stand (not withdrawn, not replaced), oldest first. `shown_to` are the people who were
    shown suggestions of the report, and `sure` the themes that were marked sure then, the last time; None where nobody was
    shown any. `blind_waiting` are the people whose blind coding is awaited; «» is anybody, for an
    audit item. `look_again` are the reasons to look again that no decision has answered yet. `versions` by stream.
    """

    report_id: str
    standing: Standing
    in_force: Decision | None
    decisions: tuple[Decision, ...]
    assignments: tuple[Assignment, ...]
    blind_waiting: tuple[str, ...]
    shown_to: frozenset[str]
    sure: frozenset[str] | None
    draws: tuple[Draw, ...]
    look_again: tuple[Flagged, ...]
    versions: Mapping[str, int]
    last_seq: int

    def version(self, stream: str = OPEN) -> int:
        """What the next decision in a stream must be based on."""
        return self.versions.get(stream, 0)

    def own(self, coder: str) -> Decision | None:
        """The newest standing decision of one person."""
        return max((found for found in self.decisions if found.coder == coder), key=_age, default=None)

    def blind(self) -> tuple[Decision, ...]:
        """Each coder's newest blind decision, sorted by coder: what agreement is computed from."""
        return _newest_blind(self.decisions)

    def must_code_blind(self, person: str) -> bool:
        """Whether the person's next look at the report has to be blind: no suggestions, nobody else's codes."""
        return person in self.blind_waiting or ("" in self.blind_waiting and self.may_code_blind(person))

    def may_code_blind(self, person: str) -> bool:
        """Whether the person has seen no suggestion of the report and decided nothing of it with suggestions at hand."""
        seen = {found.coder for found in self.decisions if found.basis in ("corrected", "adjudicated")}
        return person not in self.shown_to and person not in seen


def report_state(report_id: str, events: Sequence[Event]) -> ReportState:
    """The state of a report from all its events, in their order."""
    decisions = standing_decisions(events)
    force = in_force(decisions)
    blind = _newest_blind(decisions)
    draws = _draws(events)
    assignments = _assignments(events)
    waiting = _waiting(assignments, draws, {found.coder for found in blind})
    shown = [(event.actor, event.body) for event in events if isinstance(event.body, Shown) and event.body.suggestions]
    return ReportState(
        report_id=report_id,
        standing=_standing(force, blind, waiting),
        in_force=force,
        decisions=decisions,
        assignments=assignments,
        blind_waiting=waiting,
        shown_to=frozenset(actor for actor, _ in shown),
        sure=sure_themes(shown[-1][1].suggestions) if shown else None,
        draws=draws,
        look_again=_look_again(events),
        versions={event.stream: event.version for event in events if event.version is not None},
        last_seq=max((event.seq for event in events), default=0),
    )


def standing_decisions(events: Iterable[Event]) -> tuple[Decision, ...]:
    """The decisions that were neither withdrawn nor replaced, oldest first."""
    found: dict[UUID, Decision] = {}
    for event in events:
        body = event.body
        if isinstance(body, Withdrawn):
            found.pop(body.event, None)
        elif isinstance(body, Decided):
            old = found.pop(body.replaces, None) if isinstance(body, Code) and body.replaces else None
            found[event.id] = replace(decision(event), seq=old.seq) if old else decision(event)
    return tuple(sorted(found.values(), key=lambda one: one.seq))


def decision(event: Event) -> Decision:
    """A decision from the event it was saved as; the event's body must be `Decided`."""
    body = event.body
    assert isinstance(body, Decided)
    code = body if isinstance(body, Code) else None
    return Decision(
        event=event.id,
        seq=event.seq,
        report_id=event.report_id,
        stream=event.stream,
        coder=coder_of(event),
        coded_at=event.at if body.coded_at is None else body.coded_at,
        basis=body.basis,
        codable=code is not None,
        themes=code.themes if code else (),
        recipient=code.recipient if code else "",
        comment=code.comment if code else "",
        reason="" if isinstance(body, Code) else body.reason,
        codebook_version=body.codebook_version,
    )


def sure_themes(suggestions: Iterable[ShownSuggestion | Suggestion]) -> frozenset[str]:
    """The themes that are suggested and marked sure."""
    return frozenset(one.label for one in suggestions if one.axis == "theme" and one.suggested and one.confidence == "sure")


def coder_of(event: Event) -> str:
    """Who decided: the person named in the event, else its sender."""
    named = event.body.coder if isinstance(event.body, Decided) else None
    return event.actor if named is None else named


def in_force(decisions: Iterable[Decision]) -> Decision | None:
    """The decision that counts for a report: its newest adjudicated one, else its newest."""
    return max(decisions, key=lambda found: (*precedence(found.basis, found.coded_at), found.seq), default=None)


def _age(found: Decision) -> tuple[str, int]:
    return found.coded_at, found.seq


def _newest_blind(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    newest = {found.coder: found for found in sorted(decisions, key=_age) if found.basis == "blind"}
    return tuple(newest[coder] for coder in sorted(newest))


def _draws(events: Iterable[Event]) -> tuple[Draw, ...]:
    found = (event.body for event in events)
    return tuple(Draw(one.design, one.stratum, one.probability, one.order) for one in found if isinstance(one, AuditDrawn))


def _assignments(events: Iterable[Event]) -> tuple[Assignment, ...]:
    """A later event about the same person or office takes the place of the earlier one."""
    found: dict[tuple[str, str], Assignment] = {}
    for body in (event.body for event in events):
        if isinstance(body, Assigned):
            found.pop((body.to, body.office), None)
            if body.active:
                found[body.to, body.office] = Assignment(body.to, body.office, body.blind)
    return tuple(found.values())


def _waiting(assignments: Iterable[Assignment], draws: Sequence[Draw], done: set[str]) -> tuple[str, ...]:
    asked = {found.to for found in assignments if found.blind}
    people = asked - done - {""}
    anybody = {""} if (draws or "" in asked) and not done and not people else set()
    return tuple(sorted(people | anybody))


def _look_again(events: Iterable[Event]) -> tuple[Flagged, ...]:
    """Reasons given since the last decision that a person made in the review room."""
    reasons: list[Flagged] = []
    for event in events:
        if isinstance(event.body, Flagged):
            reasons.append(event.body)
        elif isinstance(event.body, Decided) and event.body.coder is None:
            reasons.clear()
    return tuple(dict.fromkeys(reasons))


def _standing(force: Decision | None, blind: Sequence[Decision], waiting: Sequence[str]) -> Standing:
    if force and force.basis == "adjudicated":
        return "adjudicated" if force.codable else "not_codable"
    if any(not blind[0].says_as(other) for other in blind[1:]):
        return "disagreement"
    if waiting:
        return "blind_pending"
    if force is None:
        return "uncoded"
    return "coded" if force.codable else "not_codable"
