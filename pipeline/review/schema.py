"""The tables of the store, as queries see them. `migrations.py` makes them."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Integer, MetaData, Table, Text

METADATA = MetaData()

EVENTS = Table(
    "events",
    METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("id", Text),
    Column("report_id", Text),
    Column("stream", Text),
    Column("version", Integer),
    Column("based_on", Integer),
    Column("kind", Text),
    Column("actor", Text),
    Column("at", Text),
    Column("payload", Text),
)
PEOPLE = Table(
    "people",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("name", Text),
    Column("office", Text),
    Column("role", Text),
    Column("password", Text),
    Column("active", Boolean),
)
SESSIONS = Table(
    "sessions",
    METADATA,
    Column("token", Text, primary_key=True),
    Column("person", Text),
    Column("expires", Text),
)
FAILED_LOGINS = Table(
    "failed_logins",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("person", Text),
    Column("address", Text),
    Column("at", Text),
)
MIGRATIONS = Table(
    "migrations",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("name", Text),
    Column("at", Text),
)
