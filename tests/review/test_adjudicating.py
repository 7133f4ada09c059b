from __future__ import annotations

from uuid import uuid4

import pytest

from pipeline.codebook import Codebook
from pipeline.errors import UsageError
from pipeline.review.adjudicating import Verdict, adjudicate, side_by_side, to_adjudicate
from pipeline.review.board import board
from pipeline.review.bodies import NotCodable
from pipeline.review.recording import Conflict
from pipeline.review.states import ReportState
from pipeline.review.store import Store
from pipeline.suggestions import Suggestion
from tests.classify.conftest import make_codebook

from .conftest import code, draft

CODEBOOK: Codebook = make_codebook()
ROW = Suggestion("r1", "theme", "skog", 0.7, True, "review", 3, "Hogst i lia.", "", "m1")


def state(store: Store) -> ReportState:
    return board(store.events()).get("r1")


@pytest.fixture
def differing(store: Store) -> Store:
    store.append(draft(code("fiske", "skog", recipient="lag", basis="blind"), "kari"))
    store.append(draft(code("fiske", recipient="by", basis="blind"), "ola"))
    return store


def test_codings_stand_side_by_side_with_the_passage(differing: Store) -> None:
    sides = side_by_side(state(differing), CODEBOOK, [ROW])
    assert [one.coder for one in sides.codings] == ["kari", "ola"]
    answers = {one.label: (one.chosen, one.differs) for one in sides.questions}
    assert answers == {
        "fiske": ((True, True), False),
        "skog": ((True, False), True),
        "skole": ((False, False), False),
        "lag": ((True, False), True),
        "by": ((False, True), True),
    }
    (skog,) = [one for one in sides.questions if one.label == "skog"]
    assert (skog.evidence, skog.page) == ("Hogst i lia.", 3)
    assert to_adjudicate(board(differing.events()).states.values()) == ("r1",)


def test_the_decision_goes_before_both_and_names_them(differing: Store) -> None:
    sides = side_by_side(state(differing), CODEBOOK, [])
    adjudicate(differing, sides, "ana", CODEBOOK, Verdict(("skog", "fiske"), "lag", "Hogst er beskrevet."))
    now = state(differing)
    assert now.standing == "adjudicated" and now.in_force is not None
    assert (now.in_force.themes, now.in_force.recipient, now.in_force.coder) == (("fiske", "skog"), "lag", "ana")
    body = differing.events(kinds=("coded",))[-1].body
    assert set(getattr(body, "settles", ())) == {one.event for one in sides.codings}
    assert to_adjudicate([now]) == ()


def test_two_who_decide_at_once_do_not_write_over_each_other(differing: Store) -> None:
    sides = side_by_side(state(differing), CODEBOOK, [])
    again = uuid4()
    first = adjudicate(differing, sides, "ana", CODEBOOK, Verdict(("fiske",), "lag"), again)
    assert adjudicate(differing, sides, "ana", CODEBOOK, Verdict(("fiske",), "lag"), again) == first
    with pytest.raises(Conflict):
        adjudicate(differing, sides, "per", CODEBOOK, Verdict(("skog",), "by"))


@pytest.mark.parametrize(("themes", "recipient"), [(["bolig"], "lag"), (["fiske"], "fylke")])
def test_labels_outside_the_codebook_are_refused(differing: Store, themes: list[str], recipient: str) -> None:
    with pytest.raises(UsageError, match="codebook has no"):
        adjudicate(differing, side_by_side(state(differing), CODEBOOK, []), "ana", CODEBOOK, Verdict(tuple(themes), recipient))


def test_one_coding_leaves_nothing_to_decide(store: Store) -> None:
    store.append(draft(code("fiske", recipient="lag"), "kari"))
    with pytest.raises(UsageError, match="two people"):
        side_by_side(state(store), CODEBOOK, [])


def test_who_holds_that_a_report_cannot_be_coded_answers_no_question(store: Store) -> None:
    store.append(draft(NotCodable(reason="tom", basis="blind"), "kari"))
    store.append(draft(code("fiske", recipient="lag", basis="blind"), "ola"))
    sides = side_by_side(state(store), CODEBOOK, [])
    assert sides.differ_on_codable and not any(one.differs for one in sides.questions)
    assert {one.label: (one.chosen, one.agreed) for one in sides.questions}["fiske"] == ((None, True), True)


def test_that_a_report_cannot_be_coded_can_be_decided(differing: Store) -> None:
    sides = side_by_side(state(differing), CODEBOOK, [])
    adjudicate(differing, sides, "ana", CODEBOOK, Verdict(reason="Bare forsiden."))
    now = state(differing)
    assert now.standing == "not_codable" and now.in_force is not None and now.in_force.basis == "adjudicated"
    assert to_adjudicate([now]) == ()
