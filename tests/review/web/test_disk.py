"""A full disk and a store that may only be read, as somebody in a browser meets them: a sentence, and nothing half-written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from pipeline.review.store import Store
from tests.review.conftest import code, draft

from .conftest import Site, csrf
from .test_saving import body, opened, send

Hinder = Callable[[Store], object]
FULL = ("The disk is full", "PRAGMA max_page_count = 1")
READ_ONLY = ("It may only be read", "PRAGMA query_only = 1")


@contextmanager
def hindered(site: Site, pragma: str) -> Iterator[None]:
    """All connections of the store, hindered as long as the `with` lasts."""
    pool = [site.store.engine.connect() for _ in range(3)]
    for connection in pool:
        connection.exec_driver_sql(pragma)
        connection.close()
    yield
    site.store.engine.dispose()


@pytest.mark.parametrize(("told", "pragma"), [FULL, READ_ONLY])
def test_a_save_that_cannot_be_written_is_told_and_goes_through_when_there_is_room(site: Site, told: str, pragma: str) -> None:
    client = site.browser("kari")
    sent, before = body(opened(client), comment="x" * 10_000), site.store.events()
    token = csrf(client)
    with hindered(site, pragma):
        answer = client.post("/lagre/r1", json=sent, headers={"x-csrf-token": token})
        assert answer.status_code == 503 and told in answer.json()["detail"]
        assert "er ikke lagret" in answer.json()["message"]
        assert site.store.events() == before
    assert send(client, sent).json()["version"] == 1
    assert [event.id for event in site.store.events(kinds=("coded",))] != []


@pytest.mark.parametrize(("told", "pragma"), [FULL, READ_ONLY])
def test_pages_that_write_say_so_and_those_that_only_read_go_on(site: Site, told: str, pragma: str) -> None:
    saved = draft(code("planlegging", comment="x" * 9000), "ola")
    site.store.append(saved)
    client = site.browser("kari")
    token, before = csrf(client), site.store.events()
    with hindered(site, pragma):
        form = {"csrf": token, "event": str(saved.id), "version": "1"}
        answer = client.post("/gjenopprett/r1", data=form)
        assert answer.status_code == 503 and told in answer.text
        assert client.get("/").status_code == 200 and client.get("/historikk/r1").status_code == 200
        assert site.store.events() == before
