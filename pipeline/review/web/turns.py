"""Whose turn it is: which report a person is offered next."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from pipeline.files import sha256_bytes
from pipeline.review.people import Person
from pipeline.review.web.listing import OPEN_STATES, Row
from pipeline.review.web.room import Portfolio, Room


def order(room: Room, portfolio: Portfolio, person: Person, rows: Sequence[Row]) -> list[str]:
    """The reports a person may be offered, best first; those that somebody else is at come last.

    Every `review.audit_every`th is one to be coded blind, counted from what the person has decided, so that the
    blind ones come at an even pace however often the page is asked for. Assigned reports go before others, blind or not. The
    audit sample comes in its own order: then a sample half done is random too.
    """
    taken = room.taken(person.id)
    blind = [row for row in rows if row.blind]
    seeing = [row for row in rows if not row.blind and row.state in OPEN_STATES]
    blind.sort(key=lambda row: (row.report_id in taken, not row.assigned, row.place, _shuffled(row.report_id, person)))
    seeing.sort(
        key=lambda row: (row.report_id in taken, not row.assigned, -portfolio.useful.get(row.report_id, 0.0), row.report_id)
    )
    done = sum(row.own for row in rows)
    own = {row.report_id for row in rows if row.assigned} - taken
    return _mixed(
        [row.report_id for row in seeing], [row.report_id for row in blind], own, done, room.settings.params.audit_every
    )


def _mixed(seeing: list[str], blind: list[str], own: set[str], done: int, every: int) -> list[str]:
    """The two lists as one: a blind report in every `every`th place, and where it is the person's own and the other is not."""
    mixed: list[str] = []
    ahead, behind = deque(seeing), deque(blind)
    while ahead and behind:
        in_turn = (done + len(mixed)) % every == every - 1
        mixed.append((behind if in_turn or (behind[0] in own and ahead[0] not in own) else ahead).popleft())
    return [*mixed, *ahead, *behind]


def _shuffled(report_id: str, person: Person) -> str:
    """People meet what is coded by two in different orders, each always in the same."""
    return sha256_bytes(f"{person.id}\0{report_id}".encode())


def next_after(ordered: Sequence[str], after: str) -> str | None:
    """The first report, or where `after` is among them the one that follows it; the first again after the last."""
    if after in ordered:
        at = ordered.index(after) + 1
        ordered = [*ordered[at:], *ordered[: at - 1]]
    return ordered[0] if ordered else None
