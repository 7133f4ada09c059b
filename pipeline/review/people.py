"""Who may review: people with an office and a role. Every change is an event too, without the password."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, Row, select

from pipeline.errors import UsageError
from pipeline.review.bodies import PersonChanged, Role
from pipeline.review.events import Draft
from pipeline.review.passwords import hash_password
from pipeline.review.recording import record
from pipeline.review.schema import PEOPLE, SESSIONS
from pipeline.review.store import Store

PERSON_ID = re.compile(r"[A-Za-z0-9._-]{1,100}")
NAME_CHARACTERS = 100


class IdTaken(UsageError):
    """Somebody has the id already."""


class LastAnalyst(UsageError):
    """Nobody would be left to do the analyst's work, and to let anybody else do it."""


@dataclass(frozen=True, slots=True)
class Person:
    """One person. Without a password the person can only be chosen where temakart runs on its own machine."""

    id: str
    name: str
    office: str = ""
    role: Role = "reviewer"
    active: bool = True
    has_password: bool = False

    def works_in(self, office: str) -> bool:
        """Whether the office is the person's, in small letters or large."""
        return bool(office) and self.office.casefold() == office.casefold()


def people(store: Store) -> list[Person]:
    """Everybody, also who is no longer active, sorted by id."""
    with store.reading() as connection:
        return [_person(row) for row in connection.execute(select(PEOPLE).order_by(PEOPLE.c.id))]


def find_person(store: Store, identifier: str) -> Person | None:
    """The person with that id, if there is one."""
    with store.reading() as connection:
        return person_in(connection, identifier)


def add_person(store: Store, person: Person, actor: str, password: str | None = None, event: UUID | None = None) -> Person:
    """Add a person, told by an event with the id `event`, else a new one.

    Raises IdTaken, and UsageError when the id cannot be one or the password is too short or too long.
    """
    if not PERSON_ID.fullmatch(person.id):
        raise UsageError(f"«{person.id}» cannot be an id. Use letters a–z, digits, dot, underscore and hyphen.")
    hashed = hash_password(password) if password is not None else None
    with store.writing() as connection:
        if person_in(connection, person.id):
            raise IdTaken(f"There is somebody with the id «{person.id}» already. Choose another.")
        row = {"id": person.id, "name": person.name, "office": person.office, "role": person.role, "active": person.active}
        connection.execute(PEOPLE.insert().values(**row, password=hashed))
        return _tell(connection, store, replace(person, has_password=hashed is not None), actor, event)


def free_id(name: str, taken: Collection[str]) -> str:
    """An id made of a name, that nobody has."""
    plain = name.casefold().replace("ø", "o").replace("æ", "ae")
    stem = re.sub(r"[^a-z0-9]+", ".", unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()).strip(".")
    stem = stem[:80] or "person"
    return next(one for one in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if one not in taken)


def change_person(store: Store, person: Person, actor: str) -> Person:
    """Set name, office, role and whether active; who is no longer active is logged out. What is so already is no event.

    Raises LastAnalyst, and UsageError if unknown.
    """
    with store.writing() as connection:
        known = require_person(connection, person.id)
        changed = replace(person, has_password=known.has_password)
        if changed == known:
            return known
        _check_analysts(connection, known, changed)
        values = {"name": person.name, "office": person.office, "role": person.role, "active": person.active}
        connection.execute(PEOPLE.update().where(PEOPLE.c.id == person.id).values(**values))
        if not person.active:
            connection.execute(SESSIONS.delete().where(SESSIONS.c.person == person.id))
        return _tell(connection, store, changed, actor)


def _check_analysts(connection: Connection, known: Person, changed: Person) -> None:
    if not _is_analyst(known) or _is_analyst(changed):
        return
    others = (PEOPLE.c.role == "analyst") & PEOPLE.c.active & (PEOPLE.c.id != known.id)
    if connection.execute(select(PEOPLE.c.id).where(others).limit(1)).first() is None:
        raise LastAnalyst(f"{known.name} ({known.id}) is the last active analyst. Make somebody else an analyst first.")


def _is_analyst(person: Person) -> bool:
    return person.active and person.role == "analyst"


def deactivate_person(store: Store, identifier: str, actor: str) -> Person:
    """Let a person in no more; what the person has coded stays. Raises LastAnalyst, and UsageError if unknown."""
    known = find_person(store, identifier)
    if known is None:
        raise unknown_person(identifier)
    return change_person(store, replace(known, active=False), actor)


def set_password(store: Store, identifier: str, password: str, actor: str, event: UUID | None = None, keep: str = "") -> Person:
    """Give a person a password and end their sessions, but for the one whose token's hash is `keep`.

    Raises UsageError if unknown, or the password is too short or too long.
    """
    hashed = hash_password(password)
    with store.writing() as connection:
        known = require_person(connection, identifier)
        connection.execute(PEOPLE.update().where(PEOPLE.c.id == identifier).values(password=hashed))
        connection.execute(SESSIONS.delete().where((SESSIONS.c.person == identifier) & (SESSIONS.c.token != keep)))
        return _tell(connection, store, replace(known, has_password=True), actor, event)


def require_person(connection: Connection, identifier: str) -> Person:
    """The person with that id; raises UsageError when there is none."""
    known = person_in(connection, identifier)
    if known is None:
        raise unknown_person(identifier)
    return known


def unknown_person(identifier: str) -> UsageError:
    """What is said where an id is nobody's."""
    return UsageError(f"There is nobody with the id «{identifier}». See `temakart review people list`.")


def person_in(connection: Connection, identifier: str) -> Person | None:
    """The person with that id, read in a transaction that is open already; None when there is none."""
    if not PERSON_ID.fullmatch(identifier):
        return None
    row = connection.execute(select(PEOPLE).where(PEOPLE.c.id == identifier)).one_or_none()
    return _person(row) if row else None


def _person(row: Row[Any]) -> Person:
    return Person(row.id, row.name, row.office, row.role, row.active, row.password is not None)


def _tell(connection: Connection, store: Store, person: Person, actor: str, event: UUID | None = None) -> Person:
    body = PersonChanged(
        person=person.id,
        name=person.name,
        office=person.office,
        role=person.role,
        active=person.active,
        password_set=person.has_password,
    )
    record(connection, Draft(event or uuid4(), actor, body), store.clock())
    return person
