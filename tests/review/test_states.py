"""Where a report stands, from its events."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import pytest

from pipeline.labels import Basis
from pipeline.review.bodies import Assigned, AuditDrawn, Body, Flagged, NotCodable, Shown, ShownSuggestion, Withdrawn
from pipeline.review.events import Draft, blind_stream
from pipeline.review.history import restored
from pipeline.review.states import ReportState, report_state
from pipeline.review.store import Store

from .conftest import code, draft

SUGGESTION = ShownSuggestion(axis="theme", label="opplaering", probability=0.9, suggested=True, confidence="sure")
DRAWN = AuditDrawn(design="2026-1", stratum="øst", probability=0.25)


@pytest.fixture
def url(tmp_path: object) -> str:
    """States are computed from events alone, so one engine is enough."""
    return f"sqlite:///{tmp_path}/reviews.db"


def state(store: Store, *said: tuple[str, Body] | Draft) -> ReportState:
    store.append_all([event if isinstance(event, Draft) else draft(event[1], event[0]) for event in said])
    return report_state("r1", store.events(reports=["r1"]))


def themes(found: ReportState) -> Sequence[str] | None:
    return found.in_force.themes if found.in_force else None


def test_nothing_has_happened() -> None:
    found = report_state("r1", ())
    assert (found.standing, found.in_force, found.version(), found.last_seq) == ("uncoded", None, 0, 0)


def test_opening_a_report_does_not_code_it(store: Store) -> None:
    found = state(store, ("kari", Shown(suggestions=(SUGGESTION,))), ("ola", Shown(blind=True)))
    assert (found.standing, found.shown_to) == ("uncoded", {"kari"})


def test_the_newest_decision_is_in_force(store: Store) -> None:
    found = state(store, ("kari", code("opplaering")), ("ola", code("planlegging")))
    assert (found.standing, themes(found), found.version()) == ("coded", ("planlegging",), 2)
    own = found.own("kari")
    assert own and own.themes == ("opplaering",)


def test_an_adjudication_stays_in_force(store: Store) -> None:
    found = state(store, ("ana", code("opplaering", basis="adjudicated")), ("ola", code("planlegging")))
    assert (found.standing, themes(found)) == ("adjudicated", ("opplaering",))


def test_a_withdrawn_decision_leaves_the_one_before_it(store: Store) -> None:
    first, second = draft(code("opplaering")), draft(code("planlegging"))
    found = state(store, first, second, ("kari", Withdrawn(event=second.id)))
    assert (themes(found), found.version()) == (("opplaering",), 3)
    assert state(store, ("kari", Withdrawn(event=first.id))).standing == "uncoded"


def test_what_was_withdrawn_can_be_restored_and_withdrawn_again(store: Store) -> None:
    first = draft(code("opplaering"))
    state(store, first, ("kari", Withdrawn(event=first.id)))
    event = store.event(first.id)
    assert event
    again = draft(restored(event, "kari", "2"))
    assert themes(state(store, again)) == ("opplaering",)
    assert state(store, ("kari", Withdrawn(event=again.id))).standing == "uncoded"


AGAIN: list[tuple[str, Basis, Basis]] = [
    ("kari", "blind", "blind"),
    ("ola", "blind", "corrected"),
    ("ola", "adjudicated", "adjudicated"),
    ("kari", "imported", "corrected"),
]


@pytest.mark.parametrize(("actor", "basis", "expected"), AGAIN)
def test_a_restored_coding_is_blind_only_for_the_blind_coder(store: Store, actor: str, basis: Basis, expected: Basis) -> None:
    first = draft(code("opplaering", basis=basis))
    store.append(first)
    event = store.event(first.id)
    assert event and restored(event, actor, "1").basis == expected


def test_a_report_that_cannot_be_coded_has_no_themes(store: Store) -> None:
    found = state(store, ("kari", code("opplaering")), ("kari", NotCodable(reason="bare bilder", basis="corrected")))
    assert (found.standing, themes(found)) == ("not_codable", ())
    assert state(store, ("ola", code("planlegging"))).standing == "coded"


def test_blind_coders_who_differ_disagree_until_it_is_adjudicated(store: Store) -> None:
    blind = (("kari", code("opplaering", basis="blind")), ("ola", code("planlegging", basis="blind")))
    found = state(store, *blind)
    assert (found.standing, [one.coder for one in found.blind()]) == ("disagreement", ["kari", "ola"])
    assert found.versions == {blind_stream("kari"): 1, blind_stream("ola"): 1}
    assert state(store, ("ana", code("opplaering", basis="adjudicated"))).standing == "adjudicated"


def test_blind_coders_who_say_the_same_in_another_order_agree(store: Store) -> None:
    one, other = code("opplaering", "planlegging", basis="blind"), code("planlegging", "opplaering", basis="blind")
    assert state(store, ("kari", one), ("ola", other)).standing == "coded"


def test_a_blind_coder_counts_with_the_newest_coding_only(store: Store) -> None:
    codes = [code("opplaering", basis="blind"), code("planlegging", basis="blind")]
    found = state(store, ("kari", codes[0]), ("ola", codes[1]), ("kari", codes[1]))
    assert (found.standing, len(found.blind())) == ("coded", 2)


def test_an_audit_item_waits_for_one_blind_coding_by_somebody_who_has_seen_nothing(store: Store) -> None:
    found = state(store, ("ana", DRAWN), ("kari", Shown(suggestions=(SUGGESTION,))), ("ola", code("opplaering")))
    assert (found.standing, found.blind_waiting) == ("blind_pending", ("",))
    assert [found.must_code_blind(person) for person in ("kari", "ola", "per")] == [False, False, True]
    assert [found.may_code_blind(person) for person in ("kari", "ola", "per")] == [False, False, True]
    found = state(store, ("per", code("planlegging", basis="blind")))
    assert (found.standing, found.blind_waiting, found.must_code_blind("liv")) == ("coded", (), False)


def test_double_coding_waits_for_each_who_was_asked(store: Store) -> None:
    found = state(store, *(("ana", Assigned(to=person, blind=True)) for person in ("kari", "ola")))
    assert (found.blind_waiting, found.must_code_blind("kari")) == (("kari", "ola"), True)
    found = state(store, ("kari", code("opplaering", basis="blind")))
    assert (found.standing, found.blind_waiting, found.must_code_blind("kari")) == ("blind_pending", ("ola",), False)
    found = state(store, ("ana", Assigned(to="ola", blind=True, active=False)))
    assert (found.standing, [one.to for one in found.assignments]) == ("coded", ["kari"])


def test_an_office_asked_to_code_blind_waits_for_anybody(store: Store) -> None:
    assert state(store, ("ana", Assigned(office="øst", blind=True))).blind_waiting == ("",)
    assert state(store, ("kari", code(basis="blind"))).blind_waiting == ()


def test_a_report_to_look_at_again_is_answered_by_a_person_not_by_a_file(store: Store) -> None:
    found = state(store, ("kari", code("opplaering")), ("ana", Flagged(reason="delt")), ("ana", Flagged(reason="delt")))
    assert found.look_again == (Flagged(reason="delt"),)
    assert state(store, ("ana", code("planlegging", coder="kari", coded_at="2020"))).look_again == (Flagged(reason="delt"),)
    assert state(store, ("ola", code("planlegging"))).look_again == ()


def test_a_coding_that_replaces_another_takes_its_place_and_time(store: Store) -> None:
    old, newer = draft(code("opplaering")), draft(code("planlegging"), "ola")
    store.append_all([old, newer])
    event = store.event(old.id)
    assert event
    mapped = code("kurs", coder="kari", coded_at=event.at, replaces=old.id)
    found = state(store, ("ana", mapped))
    assert [(one.coder, one.themes) for one in found.decisions] == [("kari", ("kurs",)), ("ola", ("planlegging",))]
    assert themes(found) == ("planlegging",)


def test_identifiers_are_kept_whole(store: Store) -> None:
    identifier = UUID("00000000-0000-4000-8000-000000000001")
    found = state(store, draft(code(), identifier=identifier))
    assert found.in_force and found.in_force.event == identifier
