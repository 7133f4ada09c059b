"""What has happened to a report, as people ask for it: who, when, what was suggested, shown, accepted and changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from pipeline.review.bodies import Code, Decided, How, LabelFact, Restored, Shown
from pipeline.review.events import Event
from pipeline.review.states import coder_of, decision, in_force, standing_decisions

Fate = Literal["in_force", "standing", "superseded", "none"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One event of a report's history with what a reader wants to know of it.

    `fate` says what became of a decision: in force, standing beside it, or superseded (withdrawn or replaced); «none»
    for events that decide nothing. The tuples hold labels in the order they were stored.
    """

    event: Event
    coder: str
    fate: Fate
    suggested: tuple[str, ...]
    shown: tuple[str, ...]
    accepted: tuple[str, ...]
    changed: tuple[str, ...]
    by_hand: tuple[str, ...]


def history(events: Sequence[Event]) -> tuple[Entry, ...]:
    """A report's events as history, oldest first; `events` are all of one report's, in their order."""
    standing = standing_decisions(events)
    force = in_force(standing)
    kept = {found.event for found in standing}
    return tuple(_entry(event, kept, force.event if force else None) for event in events)


def seen_by(entries: Iterable[Entry], person: str, *, blind: bool) -> tuple[Entry, ...]:
    """The entries a person may see: all, or only their own where they are to code blind."""
    return tuple(entry for entry in entries if not blind or entry.coder == person)


def restored(event: Event, actor: str, codebook_version: str) -> Restored:
    """A new coding that says what an older one said, for `actor` to save.

    It stays blind only for the blind coder, and adjudicated only where it was. The event must hold a code.
    """
    old = event.body
    assert isinstance(old, Code)
    own_blind = old.basis == "blind" and decision(event).coder == actor
    basis = old.basis if own_blind or old.basis == "adjudicated" else "corrected"
    return Restored(
        themes=old.themes,
        recipient=old.recipient,
        comment=old.comment,
        basis=basis,
        codebook_version=codebook_version,
        restores=event.id,
    )


def _entry(event: Event, kept: set[UUID], force: UUID | None) -> Entry:
    body = event.body
    facts = body.facts if isinstance(body, Code) else ()
    if isinstance(body, Shown):
        suggested = tuple(found.label for found in body.suggestions if found.suggested)
        shown = tuple(found.label for found in body.suggestions)
    else:
        suggested = tuple(fact.label for fact in facts if fact.suggested)
        shown = tuple(fact.label for fact in facts if fact.shown)
    return Entry(
        event=event,
        coder=coder_of(event),
        fate=_fate(event, kept, force),
        suggested=suggested,
        shown=shown,
        accepted=_how(facts, "accepted"),
        changed=_how(facts, "changed"),
        by_hand=_how(facts, "by_hand"),
    )


def _how(facts: Iterable[LabelFact], how: How) -> tuple[str, ...]:
    return tuple(fact.label for fact in facts if fact.how == how)


def _fate(event: Event, kept: set[UUID], force: UUID | None) -> Fate:
    if not isinstance(event.body, Decided):
        return "none"
    if event.id not in kept:
        return "superseded"
    return "in_force" if event.id == force else "standing"
