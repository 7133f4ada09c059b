from __future__ import annotations

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.register import Report
from pipeline.review.assigning import Assignments, Given, OfficeShare, assign, by_office, hand, plan, save_given, take_back
from pipeline.review.board import Board, board
from pipeline.review.people import Person, add_person
from pipeline.review.store import Store

from .conftest import code, draft

REPORTS = [Report(f"r{at:02d}", f"r{at:02d}.pdf", region="Øst" if at < 20 else "Vest") for at in range(30)]
PEOPLE = [Person(name, name, "øst") for name in ("ane", "bo", "cat")] + [Person("dag", "Dag", "vest")]
EMPTY = Board({}, 0)


def doubled(planned: Assignments) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in planned.given:
        if one.to:
            found.setdefault(one.report_id, []).append(one.to)
    return found


def test_reports_go_to_the_office_of_their_region_and_a_share_to_two_people() -> None:
    planned = plan([*REPORTS, Report("r99", "r99.pdf")], PEOPLE, EMPTY, 0.2, 7)
    assert {one.report_id: one.office for one in planned.given if not one.to} == {one.report_id: one.region for one in REPORTS}
    pairs = doubled(planned)
    assert len(pairs) == 4 and all(len(set(pair)) == 2 for pair in pairs.values())
    load = [sum(person in pair for pair in pairs.values()) for person in ("ane", "bo", "cat")]
    assert sum(load) == 8 and max(load) - min(load) <= 1
    assert planned.nobody == ("Vest",) and "Vest" in planned.sentence()


@given(st.floats(0, 1), st.integers(0, 1000))
def test_the_same_seed_gives_the_same_plan_whatever_the_order(share: float, seed: int) -> None:
    assert plan(REPORTS, PEOPLE, EMPTY, share, seed) == plan(REPORTS[::-1], PEOPLE[::-1], EMPTY, share, seed)


def test_other_seeds_draw_other_reports() -> None:
    assert len({tuple(doubled(plan(REPORTS, PEOPLE, EMPTY, 0.2, seed))) for seed in range(5)}) > 1


def test_a_second_run_gives_nothing_new_and_a_greater_share_only_the_rest(store: Store) -> None:
    for person in PEOPLE:
        add_person(store, person, "ana")
    first = assign(store, REPORTS, 0.2, 7, "ana")
    assert assign(store, REPORTS, 0.2, 7, "ana").given == ()
    more = assign(store, REPORTS, 0.4, 7, "ana")
    assert len(doubled(more)) == 4 and not set(doubled(more)) & set(doubled(first))
    waiting = {report_id: list(state.blind_waiting) for report_id, state in board(store.events()).states.items()}
    assert {name: pair for name, pair in waiting.items() if pair} == doubled(first) | doubled(more)


@pytest.mark.parametrize("coder", ["ane", "bo"])
def test_nobody_is_asked_to_code_blind_what_they_have_coded(store: Store, coder: str) -> None:
    store.append_all([draft(code("plan"), coder, report.report_id) for report in REPORTS])
    pairs = doubled(plan(REPORTS, PEOPLE, board(store.events()), 0.5, 7))
    assert len(pairs) == 10 and all(coder not in pair for pair in pairs.values())


def given(store: Store, report_id: str = "r00") -> list[tuple[str, str, bool]]:
    return [(one.to, one.office, one.blind) for one in board(store.events()).get(report_id).assignments]


def test_a_report_given_to_a_person_is_not_given_again_and_stays_to_be_coded_blind(store: Store) -> None:
    ane = PEOPLE[0]
    for blind, new in ((False, 1), (False, 0), (True, 1), (True, 0), (False, 0)):
        handing = hand(board(store.events()), REPORTS[:1], ane, blind=blind)
        assert (len(handing.given), handing.unable) == (new, ())
        save_given(store, handing.given, "ana")
    assert given(store) == [("ane", "Øst", True)]


@pytest.mark.parametrize("coder", ["ane", "bo"])
def test_who_has_coded_a_report_cannot_be_given_it_to_be_coded_blind(store: Store, coder: str) -> None:
    store.append(draft(code("plan"), coder, "r01"))
    handing = hand(board(store.events()), REPORTS[:2], PEOPLE[0], blind=True)
    assert handing.unable == (("r01",) if coder == "ane" else ())
    assert hand(board(store.events()), REPORTS[:2], PEOPLE[0], blind=False).unable == ()


@pytest.mark.parametrize(
    ("whom", "left"), [("ane", {"", "bo"}), ("", {"ane", "bo"}), (None, set()), ("dag", {"", "ane", "bo"})]
)
def test_a_report_is_taken_back_from_whom_one_says(store: Store, whom: str | None, left: set[str]) -> None:
    save_given(store, [Given("r00", "Øst"), Given("r00", "Øst", "ane", True), Given("r00", "Øst", "bo", True)], "ana")
    save_given(store, take_back(board(store.events()), ["r00", "r01"], whom), "ana")
    assert {to for to, _, _ in given(store)} == left
    assert take_back(board(store.events()), ["r00"], whom) == ()


def test_the_same_request_is_stored_once_and_another_anew(store: Store) -> None:
    request = uuid4()
    for again in (request, request, uuid4()):
        save_given(store, [Given("r00", "Øst"), Given("r01", "Øst")], "ana", again)
    assert store.count() == 4


def test_each_office_is_told_what_is_given_and_double_coded(store: Store) -> None:
    reports = [*REPORTS[18:22], Report("r99", "r99.pdf")]
    save_given(
        store, [Given("r18", "Øst"), *(Given(r, "Øst", who, True) for r in ("r18", "r19") for who in ("ane", "bo"))], "ana"
    )
    store.append_all([draft(code("plan", basis="blind"), who, "r18") for who in ("ane", "bo")])
    store.append(draft(code("plan", basis="blind"), "ane", "r19"))
    assert by_office(board(store.events()), reports, [*PEOPLE, Person("gone", "Gone", "vest", active=False)]) == (
        OfficeShare("Vest", 2, 0, 0, 0, 1),
        OfficeShare("Øst", 2, 2, 2, 1, 3),
        OfficeShare("", 1, 0, 0, 0, 0),
    )
