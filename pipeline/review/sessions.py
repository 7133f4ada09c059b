"""Logging in: sessions that end, and a limit on wrong passwords."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Connection, func, select

from pipeline.errors import StoreError
from pipeline.files import sha256_bytes
from pipeline.project import ReviewParams
from pipeline.review.passwords import password_fits
from pipeline.review.people import PERSON_ID, Person, find_person, person_in, set_password
from pipeline.review.recording import timestamp
from pipeline.review.schema import FAILED_LOGINS, PEOPLE, SESSIONS
from pipeline.review.store import Store

WRONG = "The id or the password is wrong."
ADDRESS_FACTOR = 10  # an office behind one address has more than one person who mistypes


class LoginRefused(StoreError):
    """Nobody was let in. The sentence is the same for a wrong id and a wrong password."""


class TooManyAttempts(LoginRefused):
    """Too many wrong passwords of late; even the right one is refused until some time has passed."""


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who is logged in. `token` goes to the browser and is kept nowhere else; `expires` is UTC in ISO form."""

    token: str
    person: Person
    expires: str


def log_in(store: Store, identifier: str, password: str, address: str, params: ReviewParams) -> Session:
    """Check a password and begin a session. Raises as `check_password`."""
    return begin_session(store, check_password(store, identifier, password, address, params), params)


def check_password(store: Store, identifier: str, password: str, address: str, params: ReviewParams) -> Person:
    """The person whose id and password these are.

    Raises TooManyAttempts, without looking at the password, where the account or the address has used up its attempts;
    LoginRefused when the id or the password is wrong or the person is no longer active.
    """
    if not PERSON_ID.fullmatch(identifier):
        raise LoginRefused(WRONG)
    # Counted before it is checked, and in the same transaction: attempts at the same time cannot slip past the limit.
    attempt = _count_attempt(store, identifier, address, params)
    with store.reading() as connection:
        hashed = connection.execute(select(PEOPLE.c.password).where(PEOPLE.c.id == identifier)).scalar_one_or_none()
    person = find_person(store, identifier)
    if not password_fits(password, hashed) or person is None or not person.active:
        raise LoginRefused(WRONG)
    with store.writing() as connection:
        connection.execute(FAILED_LOGINS.delete().where(FAILED_LOGINS.c.id == attempt))
    return person


def change_own_password(store: Store, person: Person, password: str, token: str, event: UUID | None = None) -> Person:
    """Set a person's own password; their sessions end, but for the one of `token`. Raises as `set_password`."""
    return set_password(store, person.id, password, person.id, event, keep=_hashed(token))


def begin_session(store: Store, person: Person, params: ReviewParams) -> Session:
    """Begin a session without a password, for somebody who is known some other way."""
    now = store.clock()
    session = Session(secrets.token_urlsafe(32), person, timestamp(now + timedelta(hours=params.session_hours)))
    with store.writing() as connection:
        connection.execute(SESSIONS.delete().where(SESSIONS.c.expires <= timestamp(now)))
        row = {"token": _hashed(session.token), "person": person.id, "expires": session.expires}
        connection.execute(SESSIONS.insert().values(**row))
    return session


def session_person(store: Store, token: str) -> Person | None:
    """Who a session belongs to; None when it is none, has ended, or the person is no longer active."""
    with store.reading() as connection:
        alive = (SESSIONS.c.token == _hashed(token)) & (SESSIONS.c.expires > timestamp(store.clock()))
        identifier = connection.execute(select(SESSIONS.c.person).where(alive)).scalar_one_or_none()
        person = person_in(connection, identifier) if identifier else None
    return person if person and person.active else None


def end_session(store: Store, token: str) -> None:
    """End a session; nothing happens when it has ended already."""
    with store.writing() as connection:
        connection.execute(SESSIONS.delete().where(SESSIONS.c.token == _hashed(token)))


def _count_attempt(store: Store, identifier: str, address: str, params: ReviewParams) -> str:
    now = store.clock()
    since = timestamp(now - timedelta(minutes=params.login_minutes))
    with store.writing() as connection:
        connection.execute(FAILED_LOGINS.delete().where(FAILED_LOGINS.c.at <= since))
        of_person = _failures(connection, FAILED_LOGINS.c.person == identifier)
        of_address = _failures(connection, FAILED_LOGINS.c.address == address)
        if of_person >= params.login_failures or of_address >= ADDRESS_FACTOR * params.login_failures:
            raise TooManyAttempts(f"Too many wrong passwords. Wait {params.login_minutes:g} minutes and try again.")
        attempt = str(uuid4())
        row = {"id": attempt, "person": identifier, "address": address, "at": timestamp(now)}
        connection.execute(FAILED_LOGINS.insert().values(**row))
        return attempt


def _failures(connection: Connection, where: ColumnElement[bool]) -> int:
    return int(connection.execute(select(func.count()).select_from(FAILED_LOGINS).where(where)).scalar_one())


def _hashed(token: str) -> str:
    return sha256_bytes(token.encode("utf-8", "replace"))
