"""Who may review: people with an office and a role. Every change is an event too, without the password."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Row, select

from pipeline.errors import UsageError
from pipeline.review.bodies import PersonChanged, Role
from pipeline.review.events import Draft
from pipeline.review.passwords import hash_password
from pipeline.review.recording import record
from pipeline.review.schema import PEOPLE, SESSIONS
from pipeline.review.store import Store

PERSON_ID = re.compile(r"[A-Za-z0-9._-]{1,100}")


@dataclass(frozen=True, slots=True)
class Person:
    """One person. Without a password the person can only be chosen where temakart runs on its own machine."""

    id: str
    name: str
    office: str = ""
    role: Role = "reviewer"
    active: bool = True
    has_password: bool = False


def people(store: Store) -> list[Person]:
    """Everybody, also who is no longer active, sorted by id."""
    with store.reading() as connection:
        return [_person(row) for row in connection.execute(select(PEOPLE).order_by(PEOPLE.c.id))]


def find_person(store: Store, identifier: str) -> Person | None:
    """The person with that id, if there is one."""
    with store.reading() as connection:
        return person_in(connection, identifier)


def add_person(store: Store, person: Person, actor: str, password: str | None = None) -> Person:
    """Add a person; raises UsageError when the id is taken or cannot be one, or the password is too short."""
    if not PERSON_ID.fullmatch(person.id):
        raise UsageError(f"«{person.id}» cannot be an id. Use letters a–z, digits, dot, underscore and hyphen.")
    hashed = hash_password(password) if password is not None else None
    with store.writing() as connection:
        if person_in(connection, person.id):
            raise UsageError(f"There is somebody with the id «{person.id}» already. Choose another.")
        row = {"id": person.id, "name": person.name, "office": person.office, "role": person.role, "active": person.active}
        connection.execute(PEOPLE.insert().values(**row, password=hashed))
        return _tell(connection, store, replace(person, has_password=hashed is not None), actor)


def change_person(store: Store, person: Person, actor: str) -> Person:
    """Set name, office, role and whether active; who is no longer active is logged out. Raises UsageError if unknown."""
    with store.writing() as connection:
        known = require_person(connection, person.id)
        values = {"name": person.name, "office": person.office, "role": person.role, "active": person.active}
        connection.execute(PEOPLE.update().where(PEOPLE.c.id == person.id).values(**values))
        if not person.active:
            connection.execute(SESSIONS.delete().where(SESSIONS.c.person == person.id))
        return _tell(connection, store, replace(person, has_password=known.has_password), actor)


def deactivate_person(store: Store, identifier: str, actor: str) -> Person:
    """Let a person in no more; what the person has coded stays. Raises UsageError if unknown."""
    known = find_person(store, identifier)
    if known is None:
        raise unknown_person(identifier)
    return change_person(store, replace(known, active=False), actor)


def set_password(store: Store, identifier: str, password: str, actor: str) -> Person:
    """Give a person a password and end their sessions. Raises UsageError if unknown, or the password is too short."""
    hashed = hash_password(password)
    with store.writing() as connection:
        known = require_person(connection, identifier)
        connection.execute(PEOPLE.update().where(PEOPLE.c.id == identifier).values(password=hashed))
        connection.execute(SESSIONS.delete().where(SESSIONS.c.person == identifier))
        return _tell(connection, store, replace(known, has_password=True), actor, password_set=True)


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


def _tell(connection: Connection, store: Store, person: Person, actor: str, *, password_set: bool = False) -> Person:
    body = PersonChanged(
        person=person.id,
        name=person.name,
        office=person.office,
        role=person.role,
        active=person.active,
        password_set=password_set or person.has_password,
    )
    record(connection, Draft(uuid4(), actor, body), store.clock())
    return person
