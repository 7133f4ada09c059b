"""Migrating: an older store becomes the newest, a newer one is refused, and a kill leaves one form or the next."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest
from sqlalchemy import inspect

from pipeline.errors import StoreError
from pipeline.review.engine import make_engine
from pipeline.review.migrations import ALL, Migration, migrate
from pipeline.review.store import Store, open_store

from .conftest import code, draft


def step(number: int, *statements: str) -> Migration:
    return Migration(number, f"step {number}", {"sqlite": statements, "postgresql": statements})


NEXT = len(ALL) + 1
WIDER = step(NEXT, "CREATE TABLE notes (id TEXT PRIMARY KEY)", "ALTER TABLE people ADD COLUMN phone TEXT")


def tables(store: Store) -> set[str]:
    return set(inspect(store.engine).get_table_names())


def test_a_store_is_made_once(url: str) -> None:
    engine = make_engine(url)
    assert [migrate(engine), migrate(engine)] == [len(ALL), 0]
    engine.dispose()


def test_an_older_store_keeps_its_events_and_gets_the_new_form(store: Store) -> None:
    store.append(draft(code("opplaering")))
    before = store.events()
    assert migrate(store.engine, [*ALL, WIDER]) == 1
    assert store.events() == before
    assert "notes" in tables(store)


def test_a_newer_store_is_refused(store: Store, url: str) -> None:
    migrate(store.engine, [*ALL, WIDER])
    with pytest.raises(StoreError, match="newer temakart"):
        open_store(url)


def test_a_step_that_fails_leaves_nothing_of_itself(store: Store) -> None:
    broken = step(NEXT, "CREATE TABLE notes (id TEXT PRIMARY KEY)", "ALTER TABLE nowhere ADD COLUMN phone TEXT")
    with pytest.raises(StoreError):
        migrate(store.engine, [*ALL, broken])
    assert "notes" not in tables(store)
    assert migrate(store.engine, [*ALL, WIDER]) == 1


KILLED = """
import os, signal, sys
from sqlalchemy import Connection
from pipeline.review import migrations
from pipeline.review.engine import make_engine

left = int(sys.argv[2])
execute = Connection.exec_driver_sql

def die_in_time(self, statement, *more):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return execute(self, statement, *more)

Connection.exec_driver_sql = die_in_time
migrations.migrate(make_engine(sys.argv[1]))
"""


@pytest.mark.parametrize("statements", [3, 6, 9])
def test_a_kill_in_the_middle_leaves_the_old_form(url: str, statements: int) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, url, str(statements)], check=False, env=os.environ)
    assert done.returncode == -signal.SIGKILL
    engine = make_engine(url)
    assert inspect(engine).get_table_names() == []
    engine.dispose()
    store = open_store(url)
    assert store.append(draft(code())).version == 1
    store.close()
