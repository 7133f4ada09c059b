"""Backup and restore, export and rebuild: the same events and so the same states, on either engine and between them."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import FaultyFileError, MissingError, StoreError, UsageError
from pipeline.review.backup import back_up, event_line, export_events, rebuild, restore
from pipeline.review.board import board
from pipeline.review.bodies import AuditDrawn, NotCodable, Shown, ShownSuggestion, Withdrawn
from pipeline.review.engine import sqlite_url
from pipeline.review.people import Person, add_person, deactivate_person, people
from pipeline.review.store import Store, open_store

from .conftest import MakeUrl, code, draft

SEEN = ShownSuggestion(axis="theme", label="opplaering", probability=0.1 + 0.2, suggested=True, confidence="sure")


@pytest.fixture
def full(store: Store) -> Store:
    """A store in which a little of everything has happened."""
    made = draft(code("opplaering", comment="«Æ» \u2028\n", extra={"notat": "x"}))
    store.append_all([
        draft(Shown(model="m1", suggestions=(SEEN,))),
        made,
        draft(Withdrawn(event=made.id)),
        draft(code("planlegging", basis="blind"), "ola"),
        draft(NotCodable(reason="tom", basis="corrected"), report_id="r2"),
        draft(AuditDrawn(design="a", probability=0.1), report_id="mappe/æ.pdf"),
    ])  # fmt: skip
    add_person(store, Person("kari", "Kari"), "ana", "et langt passord")
    add_person(store, Person("ola", "Ola", "vest", "analyst"), "ana")
    add_person(store, Person("anne", "Anne", "vest", "analyst"), "ana")
    deactivate_person(store, "ola", "ana")
    return store


def check_same(store: Store, url: str) -> Store:
    other = open_store(url)
    assert other.events() == store.events()
    assert board(other.events()) == board(store.events())
    return other


def test_a_restored_backup_is_the_same_store_with_its_passwords(
    full: Store, make_url_of_store: MakeUrl, tmp_path: Path
) -> None:
    url = make_url_of_store()
    assert back_up(full, tmp_path / "ut" / "b.db") == full.count() == restore(tmp_path / "ut" / "b.db", url)
    other = check_same(full, url)
    assert people(other) == people(full)
    assert other.append(draft(code(), based_on=2)).version == 3
    assert [path.name for path in (tmp_path / "ut").iterdir()] == ["b.db"]
    other.close()


def test_a_backup_does_not_see_what_comes_after_it(full: Store, tmp_path: Path) -> None:
    before = full.events()
    back_up(full, tmp_path / "b.db")
    full.append(draft(code()))
    taken = open_store(sqlite_url(tmp_path / "b.db"))
    assert taken.events() == before
    taken.close()


def test_nothing_is_ever_written_over(full: Store, make_url_of_store: MakeUrl, tmp_path: Path) -> None:
    file, lines = tmp_path / "b.db", tmp_path / "b.jsonl"
    back_up(full, file)
    with pytest.raises(UsageError, match="exists already"):
        back_up(full, file)
    export_events(full, lines)
    url = make_url_of_store()
    other = open_store(url)
    add_person(other, Person("liv", "Liv"), "ana")
    for act in (lambda: restore(file, url), lambda: rebuild(lines, url)):
        with pytest.raises(StoreError, match="not empty"):
            act()
    assert [person.id for person in people(other)] == ["liv"]
    other.close()


def test_a_store_rebuilt_from_its_events_is_the_same_but_for_the_passwords(
    full: Store, make_url_of_store: MakeUrl, tmp_path: Path
) -> None:
    file, again, url = tmp_path / "a.jsonl", tmp_path / "b.jsonl", make_url_of_store()
    assert export_events(full, file) == full.count() == rebuild(file, url)
    other = check_same(full, url)
    assert [(one.id, one.office, one.role, one.active, one.has_password) for one in people(other)] == [
        ("anne", "vest", "analyst", True, False),
        ("kari", "", "reviewer", True, False),
        ("ola", "vest", "analyst", False, False),
    ]
    export_events(other, again)
    assert again.read_bytes() == file.read_bytes()
    other.close()


def test_an_export_holds_no_password(full: Store, tmp_path: Path) -> None:
    export_events(full, tmp_path / "a.jsonl")
    assert "argon2" not in (tmp_path / "a.jsonl").read_text(encoding="utf-8")


@pytest.mark.parametrize("lost", ["line", "half", "twice", "field", "kind"])
def test_a_damaged_export_is_told_with_its_lines_and_builds_nothing(
    full: Store, make_url_of_store: MakeUrl, tmp_path: Path, lost: str
) -> None:
    file, url = tmp_path / "a.jsonl", make_url_of_store()
    export_events(full, file)
    lines = file.read_text(encoding="utf-8").split("\n")
    damaged = {
        "line": lines[:3] + lines[4:],
        "half": [*lines[:3], lines[3][:40], *lines[4:]],
        "twice": [*lines[:3], lines[3], *lines[3:]],
        "field": [*lines[:3], lines[3].replace('"actor"', '"aktør"'), *lines[4:]],
        "kind": [*lines[:3], lines[3].replace("withdrawn", "burned").replace('"coded"', '"burned"'), *lines[4:]],
    }
    file.write_text("\n".join(damaged[lost]), encoding="utf-8")
    with pytest.raises(FaultyFileError, match=r"a\.jsonl, line [45]"):
        rebuild(file, url)
    store = open_store(url)
    assert store.count() == 0
    store.close()


def test_files_that_are_not_there_or_are_something_else(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path / "ny.db")
    for act in (restore, rebuild):
        with pytest.raises(MissingError, match=r"borte\.db"):
            act(tmp_path / "borte.db", url)
    (tmp_path / "brev").write_text("Kjære leser\n" * 999, encoding="utf-8")
    with pytest.raises(StoreError, match="no review store"):
        restore(tmp_path / "brev", url)
    with pytest.raises(FaultyFileError, match="line 1"):
        rebuild(tmp_path / "brev", url)


def test_an_event_is_one_line(full: Store) -> None:
    assert not any("\n" in event_line(event) for event in full.events())
