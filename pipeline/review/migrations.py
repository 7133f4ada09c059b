"""How the store's tables came to be: numbered steps, each in one transaction with its record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, func, inspect, select

from pipeline.errors import StoreError
from pipeline.review.engine import reading, writing
from pipeline.review.schema import MIGRATIONS

RECORDS = "CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, at TEXT NOT NULL)"
TABLES = (
    """CREATE TABLE events (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        report_id TEXT NOT NULL,
        stream TEXT NOT NULL,
        version INTEGER,
        based_on INTEGER,
        kind TEXT NOT NULL,
        actor TEXT NOT NULL,
        at TEXT NOT NULL,
        payload TEXT NOT NULL,
        UNIQUE (report_id, stream, version)
    )""",
    "CREATE INDEX events_of_report ON events (report_id, seq)",
    "CREATE INDEX events_of_kind ON events (kind, seq)",
    """CREATE TABLE people (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        office TEXT NOT NULL,
        role TEXT NOT NULL CHECK (role IN ('reviewer', 'analyst')),
        password TEXT,
        active BOOLEAN NOT NULL
    )""",
    "CREATE TABLE sessions (token TEXT PRIMARY KEY, person TEXT NOT NULL REFERENCES people (id), expires TEXT NOT NULL)",
    "CREATE TABLE failed_logins (id TEXT PRIMARY KEY, person TEXT NOT NULL, address TEXT NOT NULL, at TEXT NOT NULL)",
)
REFUSE = "SELECT RAISE(ABORT, 'events are append-only')"
SQLITE_GUARD = (
    f"CREATE TRIGGER events_not_updated BEFORE UPDATE ON events BEGIN {REFUSE}; END",
    f"CREATE TRIGGER events_not_deleted BEFORE DELETE ON events BEGIN {REFUSE}; END",
    # INSERT OR REPLACE removes the older row without asking the trigger on DELETE.
    f"""CREATE TRIGGER events_not_replaced BEFORE INSERT ON events
        WHEN EXISTS (SELECT 1 FROM events WHERE seq = NEW.seq OR id = NEW.id
            OR (report_id = NEW.report_id AND stream = NEW.stream AND version = NEW.version))
        BEGIN {REFUSE}; END""",
)
POSTGRESQL_GUARD = (
    """CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'events are append-only'; END $$""",
    "CREATE TRIGGER events_not_changed BEFORE UPDATE OR DELETE ON events FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    "CREATE TRIGGER events_not_emptied BEFORE TRUNCATE ON events FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
)


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered step: its statements by dialect, in order. It is never changed once released."""

    number: int
    name: str
    statements: Mapping[str, Sequence[str]]


ALL = (
    Migration(1, "events and people", {"sqlite": (*TABLES, *SQLITE_GUARD), "postgresql": (*TABLES, *POSTGRESQL_GUARD)}),
)  # fmt: skip


def migrate(engine: Engine, migrations: Sequence[Migration] = ALL) -> int:
    """Bring the store to the newest form; returns how many steps were taken.

    A kill leaves the form before a step or after it. Raises StoreError when the store is newer than this program.
    """
    newest = migrations[-1].number
    with reading(engine) as connection:
        at = _at(connection, newest)
    taken = 0
    while at < newest:
        with writing(engine) as connection:
            connection.exec_driver_sql(RECORDS)
            at = _at(connection, newest)
            step = next((migration for migration in migrations if migration.number > at), None)
            if step:
                _take(connection, step)
                at, taken = step.number, taken + 1
    return taken


def _at(connection: Connection, newest: int) -> int:
    """The number of the last step taken, 0 for an empty database."""
    if not inspect(connection).has_table(MIGRATIONS.name):
        return 0
    at = connection.execute(select(func.coalesce(func.max(MIGRATIONS.c.number), 0))).scalar_one()
    if at > newest:
        raise StoreError(
            f"The review store was written by a newer temakart (its form is {at}, this program knows {newest}). "
            "Install the newer temakart to use it."
        )
    return int(at)


def _take(connection: Connection, step: Migration) -> None:
    for statement in step.statements[connection.dialect.name]:
        connection.exec_driver_sql(statement)
    at = datetime.now(UTC).isoformat(timespec="seconds")
    connection.execute(MIGRATIONS.insert().values(number=step.number, name=step.name, at=at))
