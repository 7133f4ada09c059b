from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from pipeline.evaluate.metrics import exact_share
from pipeline.labels import Basis
from pipeline.review.board import board
from pipeline.review.bodies import Shown, ShownSuggestion
from pipeline.review.stopping import Looked, Stopping, _further, stopping
from pipeline.review.store import Store
from pipeline.suggestions import Confidence, Suggestion, by_report

from .conftest import code, draft


def suggestion(report_id: str, label: str = "bolig", confidence: Confidence = "sure", suggested: bool = True) -> Suggestion:
    return Suggestion(report_id, "theme", label, 0.97, suggested, confidence, 1, "", "", "m1")


def reached(store: Store, rows: Sequence[Suggestion]) -> Stopping:
    return stopping(board(store.events()), by_report(rows), 0.05)


def shown(label: str, confidence: Confidence = "sure") -> Shown:
    row = ShownSuggestion(axis="theme", label=label, probability=0.97, suggested=True, confidence=confidence)
    return Shown(model="m1", suggestions=(row,))


def look(store: Store, answers: Sequence[tuple[str, ...]], basis: Basis = "corrected", start: int = 0) -> list[Suggestion]:
    """Reports with one sure suggestion of «bolig» each, coded one after another."""
    for at, themes in enumerate(answers, start):
        store.append(draft(code(*themes, basis=basis), report_id=f"r{at:03d}"))
    return [suggestion(f"r{at:03d}") for at in range(start, start + len(answers))]


def test_sure_suggestions_are_counted_once_they_are_decided(store: Store) -> None:
    rows = [*look(store, [("bolig",), ("bolig", "plan"), ("plan",)]), suggestion("r900"), suggestion("r901")]
    found = reached(store, rows)
    assert (found.open.looked, found.open.wrong, found.blind.looked, found.left) == (3, 1, 0, 2)
    assert not found.enough


def test_what_is_not_marked_sure_or_not_suggested_does_not_count(store: Store) -> None:
    look(store, [("plan",)])
    rows = [suggestion("r000", confidence="review"), suggestion("r000", "plan", suggested=False)]
    assert reached(store, rows).open.looked == 0


def test_what_was_shown_goes_before_what_the_model_says_now(store: Store) -> None:
    store.append_all([draft(shown("plan")), draft(code("plan")), draft(shown("bolig", "review"), report_id="r2")])
    found = reached(store, [suggestion("r1"), suggestion("r2")])
    assert (found.open.looked, found.open.wrong, found.left) == (1, 0, 0)


def test_enough_is_said_by_the_blind_codings_where_there_are_any(store: Store) -> None:
    rows = look(store, [("bolig",)] * 80) + look(store, [("plan",)], "blind", 80)
    open_only = reached(store, rows[:80])
    assert open_only.enough
    both = reached(store, rows)
    assert not both.enough and (both.blind.looked, both.blind.wrong) == (1, 1)


def test_nothing_looked_at_is_said_as_it_is(store: Store) -> None:
    found = reached(store, [suggestion("r1")])
    assert (found.enough, found.left, found.further) == (False, 1, 72)


@given(st.integers(0, 5), st.integers(0, 60), st.sampled_from([0.01, 0.05, 0.2]))
def test_further_is_the_fewest_that_reach_the_goal(wrong: int, right: int, goal: float) -> None:
    found = Looked(exact_share(wrong, wrong + right))
    further = _further(found, goal)
    assert further is not None
    assert exact_share(wrong, found.looked + further).high <= goal
    assert further == 0 or exact_share(wrong, found.looked + further - 1).high > goal
