"""Taking a store out whole and putting it back: a backup file, and events as lines from which a store is rebuilt."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select

from pipeline.errors import Fault, FaultyFileError, MissingError, StoreError, UsageError
from pipeline.files import write_atomic
from pipeline.review.bodies import PersonChanged
from pipeline.review.engine import sqlite_url
from pipeline.review.events import Event, body_json, canonical, parse_body
from pipeline.review.recording import fetch, insert
from pipeline.review.schema import EVENTS, PEOPLE
from pipeline.review.store import Store, open_store

HEADER = {"format": "temakart review events", "version": 1}


def back_up(store: Store, file: Path) -> int:
    """Write events and people, as they stand at this moment, to a new SQLite file; returns how many events.

    People may go on working meanwhile. Sessions are left out. Raises UsageError when the file exists already.
    """
    if file.exists():
        raise UsageError(f"{file} exists already. A backup never writes over a file; choose another name.")
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=".backup-") as folder:
        beside = Path(folder) / "store.db"
        copied = _into(store, sqlite_url(beside))
        beside.replace(file)
    return copied


def restore(file: Path, url: str) -> int:
    """Put a backup into a new or empty store of either kind; returns how many events.

    Raises MissingError without the file and StoreError when the store holds anything already.
    """
    if not file.is_file():
        raise MissingError(f"There is no backup {file}. Check the path.")
    with tempfile.TemporaryDirectory() as folder:
        # A backup of an older temakart is migrated, but not in place: it stays what it was.
        copy = Path(shutil.copy(file, Path(folder) / "store.db"))
        source = open_store(sqlite_url(copy))
        try:
            return _into(source, url)
        finally:
            source.close()


def export_events(store: Store, file: Path) -> int:
    """Write all events as canonical JSON lines; the same store gives the same bytes. Returns how many events."""
    events = store.events()
    write_atomic(file, "\n".join([canonical(HEADER), *map(event_line, events)]) + "\n")
    return len(events)


def event_line(event: Event) -> str:
    """One event as canonical JSON."""
    whole = {name: getattr(event, name) for name in ("seq", "report_id", "stream", "version", "based_on", "actor", "at")}
    return canonical({**whole, "id": str(event.id), "body": json.loads(body_json(event.body))})


def rebuild(file: Path, url: str) -> int:
    """Make a store from exported events: the same events, so the same states. People come without their passwords.

    Raises MissingError without the file, FaultyFileError naming every line that is no event, and StoreError when the
    store holds anything already.
    """
    events = read_events(file)
    return _fill(url, events, _people(events))


def read_events(file: Path) -> list[Event]:
    """The events of an exported file. Raises MissingError or FaultyFileError."""
    if not file.is_file():
        raise MissingError(f"There is no file {file}. Check the path.")
    lines = file.read_text(encoding="utf-8", errors="replace").split("\n")
    if lines[0] != canonical(HEADER):
        what = "this is no export of review events. `temakart review export FILE.jsonl` makes one."
        raise FaultyFileError(f"{file.name} cannot be read.", [Fault(file.name, 1, what)])
    events: list[Event] = []
    faults = []
    for number, line in enumerate(lines[1:-1] if lines[-1] == "" else lines[1:], 2):
        try:
            event = _event(line)
            _check_follows(events, event)
            events.append(event)
        except (ValueError, TypeError, KeyError, StoreError) as error:
            faults.append(Fault(file.name, number, f"this is not the event that must stand here ({error})."))
    if faults:
        raise FaultyFileError(f"{file.name} is damaged; nothing was rebuilt. Export it again, or take a backup.", faults)
    return events


def _event(line: str) -> Event:
    values: dict[str, Any] = json.loads(line)
    body = parse_body(canonical(values.pop("body")))
    return Event(**{**values, "id": UUID(values["id"])}, body=body)


def _check_follows(events: list[Event], event: Event) -> None:
    if event.seq != len(events) + 1:
        raise StoreError(f"its number is {event.seq}, not {len(events) + 1}")


def _people(events: Iterable[Event]) -> list[dict[str, Any]]:
    bodies = {event.body.person: event.body for event in events if isinstance(event.body, PersonChanged)}
    return [
        {"id": one.person, "name": one.name, "office": one.office, "role": one.role, "active": one.active, "password": None}
        for one in bodies.values()
    ]


def _into(source: Store, url: str) -> int:
    with source.reading() as connection:
        events = fetch(connection, select(EVENTS))
        people = [row._asdict() for row in connection.execute(select(PEOPLE).order_by(PEOPLE.c.id))]
    return _fill(url, events, people)


def _fill(url: str, events: Sequence[Event], people: Sequence[dict[str, Any]]) -> int:
    """Write events and people into a new or empty store, all in one transaction."""
    target = open_store(url)
    try:
        with target.writing() as connection:
            _require_empty(connection)
            for event in events:
                insert(connection, event)
            if people:
                connection.execute(PEOPLE.insert(), list(people))
    finally:
        target.close()
    return len(events)


def _require_empty(connection: Connection) -> None:
    for table in (EVENTS, PEOPLE):
        if connection.execute(select(func.count()).select_from(table)).scalar_one():
            raise StoreError("The review store there is not empty, and nothing is ever written over. Name a new place for it.")
