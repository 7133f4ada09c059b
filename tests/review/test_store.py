"""Appending: versions, conflicts, sending again, and events that nobody can change."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlalchemy import text

from pipeline.errors import StoreError
from pipeline.review.bodies import Assigned, NotCodable, Restored, Shown, ShownSuggestion, Withdrawn
from pipeline.review.events import Saved, blind_stream
from pipeline.review.recording import Conflict
from pipeline.review.store import Store, open_store

from .conftest import code, draft

SUGGESTION = ShownSuggestion(axis="theme", label="opplaering", probability=0.9, suggested=True, confidence="sure")


def test_what_is_appended_is_read_as_it_was_sent(store: Store) -> None:
    sent = draft(code("opplaering", comment="Æ «ø»\0\n", extra={"notat": "=1+1"}), based_on=0)
    assert store.append(sent) == Saved(seq=1, version=1)
    [event] = store.events()
    assert (event.id, event.report_id, event.actor, event.body) == (sent.id, "r1", "kari", sent.body)
    assert (event.version, event.based_on, event.stream, event.at) == (1, 0, "", "2026-06-01T08:00:00.000000Z")
    assert store.event(sent.id) == event
    assert store.event(uuid4()) is None


def test_the_second_of_two_people_is_told_what_the_first_did(store: Store) -> None:
    store.append(draft(code("planlegging"), based_on=0))
    first = draft(code("opplaering"), "kari", based_on=1)
    store.append(first)
    with pytest.raises(Conflict, match="«r1» was changed after you opened it, by kari") as caught:
        store.append(draft(code("brukermedvirkning"), "ola", based_on=1))
    assert [event.id for event in caught.value.since] == [first.id]
    assert caught.value.version == 2
    assert store.count() == 2
    assert store.append(draft(code("brukermedvirkning"), "ola", based_on=caught.value.version)).version == 3


@pytest.mark.parametrize("based_on", [1, 2])
def test_a_version_from_the_future_is_a_conflict_too(store: Store, based_on: int) -> None:
    with pytest.raises(Conflict):
        store.append(draft(code(), based_on=based_on))
    assert store.count() == 0


def test_the_same_event_sent_again_is_written_once_and_answered_alike(store: Store) -> None:
    sent = draft(code("opplaering"), based_on=0)
    answer = store.append(sent)
    store.append(draft(code("planlegging"), "ola", based_on=1))
    assert store.append(sent) == answer
    assert store.count() == 2


def test_an_id_used_for_something_else_is_refused(store: Store) -> None:
    sent = draft(code("opplaering"))
    store.append(sent)
    with pytest.raises(StoreError, match=str(sent.id)):
        store.append(draft(code("planlegging"), identifier=sent.id))


def test_blind_coders_of_one_report_do_not_meet(store: Store) -> None:
    for coder in ("kari", "ola"):
        assert store.append(draft(code("opplaering", basis="blind"), coder, based_on=0)).version == 1
    with pytest.raises(Conflict) as caught:
        store.append(draft(code("planlegging", basis="blind"), "ola", based_on=0))
    assert [event.actor for event in caught.value.since] == ["ola"]
    assert (store.version("r1"), store.version("r1", blind_stream("ola"))) == (0, 1)


def test_what_decides_nothing_stands_in_nobodys_way(store: Store) -> None:
    assert store.append(draft(Shown(), "ola")).version is None
    assert store.append(draft(Assigned(to="ola"), "ana")).version is None
    assert store.append(draft(code(), based_on=0)).version == 1


def test_several_events_are_written_together_or_not_at_all(store: Store) -> None:
    with pytest.raises(Conflict):
        store.append_all([draft(code(), report_id="r1", based_on=0), draft(code(), report_id="r2", based_on=7)])
    assert store.count() == 0


def test_a_decision_can_be_withdrawn_by_its_maker_only(store: Store) -> None:
    made = draft(code("opplaering", basis="blind"))
    store.append(made)
    with pytest.raises(StoreError, match="not ola's own"):
        store.append(draft(Withdrawn(event=made.id), "ola"))
    saved = store.append(draft(Withdrawn(event=made.id), based_on=1))
    assert (saved.version, store.events()[-1].stream) == (2, blind_stream("kari"))


def test_an_event_of_another_report_cannot_be_referred_to(store: Store) -> None:
    made, shown = draft(NotCodable(reason="tom", basis="corrected")), draft(Shown())
    store.append_all([made, shown])
    for report_id, named in (("r2", made.id), ("r1", shown.id), ("r1", uuid4())):
        with pytest.raises(StoreError, match="no decision"):
            store.append(draft(Withdrawn(event=named), report_id=report_id))


def test_who_was_shown_suggestions_cannot_code_blind_any_more(store: Store) -> None:
    blind = code("opplaering", basis="blind")
    first = draft(blind)
    store.append_all([draft(Shown(blind=True)), first, draft(Shown(suggestions=(SUGGESTION,)))])
    with pytest.raises(StoreError, match="kari was shown suggestions of «r1»"):
        store.append(draft(blind, based_on=1))
    again = Restored(themes=("opplaering",), basis="blind", restores=first.id)
    assert store.append(draft(again, based_on=1)).version == 2
    store.append_all([draft(blind, report_id="r2"), draft(blind, "ola"), draft(code(basis="blind", coder="kari"), "import")])


def test_a_store_kept_busy_is_told(store: Store, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.review.engine.BUSY_SECONDS", 0.05)
    with open_store(url) as other:
        with store.writing(), pytest.raises(StoreError, match="kept it busy"):
            other.append(draft(code()))
        assert other.append(draft(code())).seq == 1


@pytest.mark.parametrize(("actor", "report_id"), [("", "r1"), ("kari", ""), ("ka\0ri", "r1"), ("kari", "r\ud800")])
def test_a_decision_without_a_proper_maker_and_report_is_refused(store: Store, actor: str, report_id: str) -> None:
    with pytest.raises(StoreError):
        store.append(draft(code(), actor, report_id))
    assert store.count() == 0


CHANGES = ("UPDATE events SET actor = 'x'", "DELETE FROM events")
OWN_CHANGES = {
    "sqlite": (
        "INSERT OR REPLACE INTO events SELECT * FROM events",
        "INSERT OR REPLACE INTO events SELECT 2, id, report_id, stream, 2, 0, kind, actor, at, payload FROM events",
        "INSERT OR REPLACE INTO events SELECT 2, 'new', report_id, stream, 1, 0, kind, actor, at, payload FROM events",
    ),
    "postgresql": ("TRUNCATE events",),
}


def test_the_database_itself_refuses_to_change_what_has_happened(store: Store) -> None:
    store.append(draft(code()))
    before = store.events()
    for change in (*CHANGES, *OWN_CHANGES[store.engine.dialect.name]):
        with pytest.raises(StoreError, match="never changed"), store.writing() as connection:
            connection.execute(text(change))
    assert store.events() == before


def test_time_goes_forward_in_a_report_although_the_clock_does_not(url: str) -> None:
    store = open_store(url, lambda: datetime(2026, 1, 1, tzinfo=UTC))
    store.append_all([draft(code("opplaering")), draft(code("planlegging"))])
    assert [event.at for event in store.events()] == ["2026-01-01T00:00:00.000000Z", "2026-01-01T00:00:00.000001Z"]
    store.close()


def test_exactly_one_of_many_at_once_wins_each_version(store: Store) -> None:
    def attempt(number: int) -> str:
        try:
            store.append(draft(code("opplaering"), f"p{number}", based_on=0))
        except Conflict as conflict:
            return f"told of {[event.version for event in conflict.since]}"
        return "saved"

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(attempt, range(8)))
    assert sorted(answers) == ["saved", *["told of [1]"] * 7]
    assert [(event.seq, event.version) for event in store.events()] == [(1, 1)]


def test_events_by_report_kind_and_seq(store: Store) -> None:
    store.append_all([draft(code(), report_id="r2"), draft(Shown()), draft(code())])
    assert [event.seq for event in store.events(after=1)] == [2, 3]
    assert [event.seq for event in store.events(reports=["r1"], kinds=["coded"])] == [3]
    assert store.events(reports=[]) == []
    assert (store.touched(1).reports, store.touched(1).last_seq, store.touched(3).reports) == (("r1",), 3, ())
