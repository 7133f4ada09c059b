from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.classify.stacking import Coded
from pipeline.codebook import Codebook
from pipeline.evaluate.nextup import doubts, next_to_code, useful_reports, usefulness
from pipeline.evaluate.refit import Refit
from pipeline.language.vectors import Vectors
from pipeline.project import ThemeParams
from pipeline.suggestions import Suggestion

WHICH = [0, 1, 2, 4, 5]
Portfolio = tuple[list[Counter[str]], Coded]


@pytest.fixture
def refit(trades: Codebook, vectors: Vectors, portfolio: Portfolio) -> Refit:
    return Refit.of(trades, portfolio[0], vectors, ThemeParams(), 7)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=6))
def test_doubt_is_highest_at_even_odds_and_the_same_for_yes_and_no(row: list[float]) -> None:
    probabilities = np.array([row])
    found = doubts(probabilities)
    np.testing.assert_allclose(found, doubts(1 - probabilities), atol=1e-9)
    assert (found <= doubts(np.full((1, 1), 0.5)) + 1e-12).all() and (found >= 0).all()


def test_the_list_holds_uncoded_reports_once_the_most_doubtful_first(refit: Refit, portfolio: Portfolio) -> None:
    model = refit.fit(portfolio[1][WHICH], WHICH)
    found = next_to_code(refit, model, WHICH, 4)
    rows = [one.row for one in found]
    assert len(set(rows)) == 4 and not set(rows) & set(WHICH)
    assert found[0].worth == 1 and [one.worth for one in found] == sorted((one.worth for one in found), reverse=True)
    rest = sorted(set(range(12)) - set(WHICH))
    worth = doubts(refit.probabilities(model, rest)).sum(axis=1)
    assert rows[0] == rest[int(np.argmax(worth))]


def test_the_themes_told_are_those_in_most_doubt(refit: Refit, portfolio: Portfolio) -> None:
    model = refit.fit(portfolio[1][WHICH], WHICH)
    for one in next_to_code(refit, model, WHICH, 10):
        shares = doubts(refit.probabilities(model, [one.row]))[0]
        assert one.themes[0] == model.themes[int(np.argmax(shares))]
        assert 1 <= len(one.themes) <= 3


def test_nothing_is_left_to_code_when_all_is_coded(refit: Refit, portfolio: Portfolio) -> None:
    model = refit.fit(portfolio[1], range(12))
    assert next_to_code(refit, model, range(12), 5) == []
    assert next_to_code(refit, model, WHICH, 0) == []


@given(st.lists(st.lists(st.floats(0, 1), min_size=3, max_size=3), min_size=1, max_size=5))
def test_stored_suggestions_are_ranked_as_the_models_own_answers_are(rows: list[list[float]]) -> None:
    stored = {
        f"r{at}": [Suggestion(f"r{at}", "theme", f"t{n}", p, p > 0.5, "review", None, "", "", "m") for n, p in enumerate(row)]
        + [Suggestion(f"r{at}", "recipient", "kommune", 0.5, True, "review", None, "", "", "m")]
        for at, row in enumerate(rows)
    }
    np.testing.assert_allclose(list(useful_reports(stored).values()), usefulness(np.array(rows)))
