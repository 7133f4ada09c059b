"""Writing one event inside a transaction that is already open: version, conflict, and sending the same again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, func, select

from pipeline.errors import StoreError
from pipeline.review.bodies import Code, Decided, Restored, Shown, Withdrawn
from pipeline.review.events import OPEN, Draft, Event, Saved, blind_stream, body_json, parse_body
from pipeline.review.schema import EVENTS


class Rejected(StoreError):
    """What was sent is not kept, however often it is sent: it contradicts what is in the store, or cannot be stored."""


class Conflict(StoreError):
    """Somebody decided after the version a decision was based on; nothing was written.

    `since` are the decisions that came between, oldest first, and `version` is the one to base the next attempt on.
    """

    def __init__(self, report_id: str, version: int, since: Sequence[Event]) -> None:
        self.version, self.since = version, tuple(since)
        actors = ", ".join(dict.fromkeys(event.actor for event in since)) or "nobody"
        super().__init__(
            f"«{report_id}» was changed after you opened it, by {actors}. Nothing was saved. Look at it and decide again."
        )


def timestamp(moment: datetime) -> str:
    """A moment as the store writes it: UTC, microseconds, so that text order is time order."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def record(connection: Connection, draft: Draft, now: datetime) -> Saved:
    """Write one event; sent again with the same id and content, it gives the first answer and writes nothing.

    Raises Conflict when `based_on` is not the newest version, and StoreError when the id stands for another event or
    the event refers to one that it cannot.
    """
    _check_text(draft)
    known = by_id(connection, draft.id)
    if known:
        return _again(known, draft)
    stream = _stream(connection, draft)
    version = None
    if stream is not None:
        newest = newest_version(connection, draft.report_id, stream)
        if draft.based_on is not None and draft.based_on != newest:
            raise Conflict(draft.report_id, newest, _since(connection, draft, stream))
        version = newest + 1
    seq = last_seq(connection) + 1
    insert(
        connection,
        Event(
            seq=seq,
            id=draft.id,
            report_id=draft.report_id,
            stream=stream or OPEN,
            version=version,
            based_on=draft.based_on if version is not None else None,
            actor=draft.actor,
            at=_moment(connection, draft.report_id, now),
            body=draft.body,
        ),
    )
    return Saved(seq, version)


def insert(connection: Connection, event: Event) -> None:
    """Write an event as it is, `seq` and all."""
    connection.execute(
        EVENTS.insert().values(
            seq=event.seq,
            id=str(event.id),
            report_id=event.report_id,
            stream=event.stream,
            version=event.version,
            based_on=event.based_on,
            kind=event.body.kind,
            actor=event.actor,
            at=event.at,
            payload=body_json(event.body),
        )
    )


def by_id(connection: Connection, identifier: UUID) -> Event | None:
    """The event with that id, if there is one."""
    found = connection.execute(select(EVENTS).where(EVENTS.c.id == str(identifier))).one_or_none()
    return as_event(found) if found else None


def fetch(connection: Connection, query: Select[Any]) -> list[Event]:
    """The events a query of whole rows finds, oldest first."""
    return [as_event(row) for row in connection.execute(query.order_by(EVENTS.c.seq))]


def as_event(row: Row[Any]) -> Event:
    """A row of the table as a value."""
    return Event(
        seq=row.seq,
        id=UUID(row.id),
        report_id=row.report_id,
        stream=row.stream,
        version=row.version,
        based_on=row.based_on,
        actor=row.actor,
        at=row.at,
        body=parse_body(row.payload),
    )


def newest_version(connection: Connection, report_id: str, stream: str) -> int:
    """The version of the newest decision of a report in a stream; 0 before the first."""
    where = (EVENTS.c.report_id == report_id) & (EVENTS.c.stream == stream)
    return int(connection.execute(select(func.coalesce(func.max(EVENTS.c.version), 0)).where(where)).scalar_one())


def last_seq(connection: Connection) -> int:
    """The number of the newest event; 0 in an empty store."""
    return int(connection.execute(select(func.coalesce(func.max(EVENTS.c.seq), 0))).scalar_one())


def _check_text(draft: Draft) -> None:
    for text in (draft.report_id, draft.actor):
        if "\0" in text or text != text.encode("utf-8", "replace").decode("utf-8"):
            raise Rejected(f"{text!r} holds characters that cannot be stored.")
    if not draft.actor:
        raise Rejected("An event must name who it is from.")


def _again(known: Event, draft: Draft) -> Saved:
    if (known.report_id, known.actor, known.body) != (draft.report_id, draft.actor, draft.body):
        raise Rejected(f"The event {draft.id} is in the store already with another content. Send it with an id of its own.")
    return Saved(known.seq, known.version)


def _stream(connection: Connection, draft: Draft) -> str | None:
    """Where a decision is versioned; None for events that decide nothing."""
    body = draft.body
    if isinstance(body, Withdrawn):
        return _withdrawn_from(connection, draft, body)
    if not isinstance(body, Decided):
        return None
    if not draft.report_id:
        raise Rejected("A decision must name its report.")
    for named in (*body.settles, *_referred(body)):
        _decision(connection, draft, named)
    _check_blind(connection, draft, body)
    return blind_stream(draft.actor if body.coder is None else body.coder) if body.basis == "blind" else OPEN


def _check_blind(connection: Connection, draft: Draft, body: Decided) -> None:
    """What was read from a file or is set in force again was blind when it was made, and is not asked."""
    if body.basis != "blind" or body.coder is not None or isinstance(body, Restored):
        return
    where = (EVENTS.c.report_id == draft.report_id) & (EVENTS.c.actor == draft.actor) & (EVENTS.c.kind == "shown")
    shown = (event.body for event in fetch(connection, select(EVENTS).where(where)))
    if any(isinstance(one, Shown) and one.suggestions for one in shown):
        raise Rejected(f"{draft.actor} was shown suggestions of «{draft.report_id}», so the coding is not blind.")


def _referred(body: Decided) -> tuple[UUID, ...]:
    restored, replaced = getattr(body, "restores", None), body.replaces if isinstance(body, Code) else None
    return tuple(named for named in (restored, replaced) if named)


def _withdrawn_from(connection: Connection, draft: Draft, body: Withdrawn) -> str:
    known = _decision(connection, draft, body.event)
    assert isinstance(known.body, Decided)
    if draft.actor not in (known.actor, known.body.coder):
        raise Rejected(f"The decision {known.id} is not {draft.actor}'s own, so only somebody else can withdraw it.")
    return known.stream


def _decision(connection: Connection, draft: Draft, identifier: UUID) -> Event:
    known = by_id(connection, identifier)
    if known is None or known.report_id != draft.report_id or not isinstance(known.body, Decided):
        raise Rejected(f"«{draft.report_id}» has no decision {identifier} to refer to.")
    return known


def _since(connection: Connection, draft: Draft, stream: str) -> list[Event]:
    where = (EVENTS.c.report_id == draft.report_id) & (EVENTS.c.stream == stream) & (EVENTS.c.version > (draft.based_on or 0))
    return fetch(connection, select(EVENTS).where(where))


def _moment(connection: Connection, report_id: str, now: datetime) -> str:
    """Now, or just after the report's newest event where a clock has gone back: the newest decision has the newest time."""
    newest = connection.execute(select(func.max(EVENTS.c.at)).where(EVENTS.c.report_id == report_id)).scalar_one()
    if newest is None or timestamp(now) > newest:
        return timestamp(now)
    return timestamp(datetime.fromisoformat(newest) + timedelta(microseconds=1))
