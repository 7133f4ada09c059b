from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from pipeline.classify.thresholds import Floats, Thresholds, best_threshold, choose_thresholds, decide

PROBABILITIES = arrays.arrays(np.float64, st.tuples(st.integers(1, 12), st.just(3)), elements=st.floats(0, 1))


def held_out(probabilities: Floats, answers: object, suggest: float = 0.5) -> Thresholds:
    """Thresholds of one theme."""
    found = np.asarray(probabilities, dtype=np.float64)[:, None]
    return Thresholds(np.array([suggest]), found, np.asarray(answers, dtype=np.int8).reshape(found.shape))


@given(PROBABILITIES, arrays.arrays(np.float64, 3, elements=st.floats(0, 1)))
def test_every_report_gets_a_theme_and_nothing_over_its_threshold_is_left_out(
    probabilities: Floats, thresholds: Floats
) -> None:
    said = decide(probabilities, thresholds)
    over = probabilities >= thresholds
    assert said.any(axis=1).all() and (said >= over).all()
    lonely = ~over.any(axis=1)
    assert (said[~lonely] == over[~lonely]).all()
    assert (said[lonely].sum(axis=1) == 1).all()
    assert (probabilities[lonely].max(axis=1) == (probabilities * said)[lonely].max(axis=1)).all()


def test_with_nothing_held_out_nothing_is_sure() -> None:
    common = Thresholds.common(4)
    assert common.sure_from(0.05) == float("inf") and common.sure_not_below(0.05) == -float("inf")


def test_leaving_out_is_judged_as_suggesting_is() -> None:
    scores, answers = np.linspace(0.01, 0.4, 90), np.zeros(90)
    left_out = held_out(scores, answers).sure_not_below(0.05)
    assert left_out == pytest.approx(1 - held_out(1 - scores, 1 - answers).sure_from(0.05))
    assert 0.2 < left_out <= 0.4
    assert held_out(scores, 1 - answers).sure_not_below(0.05) == -float("inf")


@given(st.integers(0, 50))
def test_no_threshold_has_a_higher_expected_f1_than_the_one_chosen(seed: int) -> None:
    probabilities = np.random.default_rng(seed).beta(0.3, 0.9, 60)
    expected = {cut: 2 * probabilities[probabilities >= cut].sum() / ((probabilities >= cut).sum() + probabilities.sum())
                for cut in [*probabilities, best_threshold(probabilities)]}  # fmt: skip
    assert expected[best_threshold(probabilities)] == pytest.approx(max(expected.values()))


def test_the_threshold_is_half_of_the_highest_expected_f1() -> None:
    assert best_threshold(np.array([1.0, 1.0, 0.0, 0.0])) == pytest.approx(0.5)
    assert best_threshold(np.full(10, 0.2)) == pytest.approx(1 / 6)


def test_many_positives_pull_a_threshold_to_the_themes_own_best() -> None:
    portfolio = np.tile(np.array([[0.95, 0.3], [0.05, 0.1]]), (30, 1))
    none = np.zeros((0, 2), dtype=np.int8)
    own = choose_thresholds(portfolio, np.zeros((0, 2)), none, 0.001).suggest
    drawn = choose_thresholds(portfolio, np.zeros((0, 2)), none, 10_000.0).suggest
    np.testing.assert_allclose(own, [best_threshold(portfolio[:, 0]), best_threshold(portfolio[:, 1])], atol=1e-4)
    assert abs(drawn[0] - drawn[1]) < 0.1 * abs(own[0] - own[1])


def test_when_nothing_is_likely_the_threshold_is_even_odds() -> None:
    found = choose_thresholds(np.zeros((3, 2)), np.zeros((3, 2)), np.zeros((3, 2), dtype=np.int8), 20.0)
    np.testing.assert_array_equal(found.suggest, [0.5, 0.5])
