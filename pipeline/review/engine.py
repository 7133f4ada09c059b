"""A database that every transaction reaches the same way: SQLite by default, PostgreSQL by URL."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from pipeline.errors import StoreError
from pipeline.project import Project

BUSY_SECONDS = 20.0
CONNECTIONS = 20  # as many as reviewers who save at once; more wait for one
LOCK_KEY = 0x74656D61  # any number; all writers of one PostgreSQL database must use the same
PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
)
CAUSES = (
    (("disk is full", "no space left", "disk full"), "The disk is full. Make room and try again."),
    (("readonly database", "read-only"), "It may only be read. Give temakart the right to write there."),
    (("is locked", "lock timeout", "statement timeout"), "Another program kept it busy. Try again, or close that program."),
    (("not a database", "malformed"), "The file is damaged, or no review store. Take the newest backup."),
    (("unable to open",), "It cannot be opened. Check that the folder exists and may be written."),
    (("append-only",), "What has happened is never changed or removed."),
    (("connection", "could not translate", "authentication"), "The database does not answer. Check that it runs, and its URL."),
)  # fmt: skip


def database_url(project: Project) -> str:
    """Where the project's store is: TEMAKART_DATABASE, else `review.database`, else annotations/reviews.db."""
    return os.environ.get("TEMAKART_DATABASE") or project.params.review.database or sqlite_url(project.reviews)


def sqlite_url(path: Path) -> str:
    """The URL of an SQLite file."""
    return URL.create("sqlite", database=str(path)).render_as_string()


def sqlite_file(engine: Engine) -> Path | None:
    """The file behind an SQLite engine; None for another database."""
    name = engine.url.database
    return Path(name.removeprefix("file:")) if engine.dialect.name == "sqlite" and name else None


def make_engine(url: str) -> Engine:
    """An engine for SQLite or PostgreSQL; raises StoreError for any other URL. Connects to nothing yet."""
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "postgresql":
            return create_engine(parsed.set(drivername="postgresql+psycopg"), pool_size=CONNECTIONS, pool_pre_ping=True)
        if parsed.get_backend_name() != "sqlite" or not parsed.database:
            raise StoreError(f"{parsed.render_as_string()} is not a review store. Use a sqlite:/// or postgresql:// URL.")
    except (ArgumentError, NoSuchModuleError) as error:
        raise StoreError("The URL of the review store cannot be understood. Use a sqlite:/// or postgresql:// URL.") from error
    except ModuleNotFoundError as error:
        raise StoreError("PostgreSQL needs psycopg. Install it with: pip install 'temakart[postgres]'") from error
    return _sqlite(parsed)


def _sqlite(url: URL) -> Engine:
    engine = create_engine(url, pool_size=CONNECTIONS)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        # The driver's own transactions begin too late: a reader could turn writer with a stale version in hand.
        connection.isolation_level = None
        for pragma in (f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000:.0f}", *PRAGMAS):
            connection.execute(pragma).close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


@contextmanager
def told(engine: Engine) -> Iterator[None]:
    """Turn what the database complains of into a StoreError with a sentence."""
    try:
        yield
    except SQLAlchemyError as error:
        name = engine.url.render_as_string(hide_password=True)
        said = str(getattr(error, "orig", None) or error).strip()
        causes = (sentence for words, sentence in CAUSES if any(word in said.lower() for word in words))
        raise StoreError(f"The review store {name}: {next(causes, said)}") from error


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that writes. Writers come one at a time, so that `seq` is the order of commits.

    Raises StoreError, and then nothing is written.
    """
    with told(engine), engine.connect() as connection, connection.execution_options(writes=True).begin():
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{BUSY_SECONDS * 1000:.0f}ms'")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK_KEY})")
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One transaction that sees the store as it stood at its first query. Raises StoreError."""
    with told(engine), engine.connect() as connection:
        options = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}
        with connection.execution_options(**options).begin():
            yield connection
