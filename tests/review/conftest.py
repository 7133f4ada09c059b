"""Stores on both engines, and drafts as short as they can be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import create_engine, make_url, text

from pipeline.labels import Basis
from pipeline.review.bodies import Body, Coded
from pipeline.review.engine import sqlite_url
from pipeline.review.events import Draft
from pipeline.review.store import Store, open_store
from tests.classify.conftest import extracted

from .postgres import server

__all__ = ["extracted"]

ENGINES = ("sqlite", "postgresql")
MakeUrl = Callable[[], str]
_schemas = count()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL server that lives as long as the session."""
    with server() as url:
        yield url


@pytest.fixture(params=ENGINES)
def make_url_of_store(request: pytest.FixtureRequest, tmp_path: Path) -> MakeUrl:
    """Gives the URL of a new, empty place for a store at each call."""
    if request.param == "sqlite":
        return lambda: sqlite_url(tmp_path / f"{next(_schemas)}.db")
    return lambda: postgres_schema(request.getfixturevalue("postgres"))


def postgres_schema(base: str) -> str:
    """A schema of its own in the server's database, as a URL."""
    name = f"s{next(_schemas)}"
    engine = create_engine(make_url(base).set(drivername="postgresql+psycopg"))
    with engine.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {name}"))
    engine.dispose()
    return f"{base}&options=-csearch_path={name}"


@pytest.fixture
def url(make_url_of_store: MakeUrl) -> str:
    """One empty place for a store."""
    return make_url_of_store()


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """An empty store whose clock goes one second an event."""
    opened = open_store(url, clock())
    yield opened
    opened.close()


def clock(start: str = "2026-06-01T08:00:00+00:00") -> Callable[[], datetime]:
    """A clock that goes one second each time it is asked."""
    ticks = count()
    return lambda: datetime.fromisoformat(start).astimezone(UTC) + timedelta(seconds=next(ticks))


def code(*themes: str, recipient: str = "kommune", basis: Basis = "corrected", **more: object) -> Coded:
    """A coding as short as it can be."""
    return Coded.model_validate({"themes": themes, "recipient": recipient, "basis": basis, **more})


def draft(
    body: Body, actor: str = "kari", report_id: str = "r1", based_on: int | None = None, identifier: UUID | None = None
) -> Draft:
    """An event as a client sends it, on top of whatever stands where `based_on` is not given."""
    return Draft(identifier or uuid4(), actor, body, report_id, based_on)
