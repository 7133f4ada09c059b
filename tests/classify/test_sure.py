from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit, logit

from pipeline.classify.sure import Answers, Floats, counted_bound, safe_cutoff, smoothed_bound

NOTHING = float("inf")
THEMES = 12


def one_each(confidence: Floats, wrong: object) -> Answers:
    """Answers of as many reports."""
    return Answers.of(confidence[:, None], np.asarray(wrong, dtype=bool)[:, None], np.full((len(confidence), 1), True))


def world(reports: int, clustered: float, slope: float, seed: int) -> tuple[Floats, np.ndarray]:
    """Confidences and whether wrong, shape (reports, THEMES). Every report has a luck of its own, shared by its themes.

    `slope` 1 gives confidences that are right on average over reports of all luck; above 1 they are too sure of themselves.
    """
    random = np.random.default_rng(seed)
    signal = random.normal(0, 2.5, (reports, THEMES))
    luck = random.normal(0, clustered, (reports, 1))
    wrong = random.random((reports, THEMES)) > expit(signal + luck)
    nodes, weights = np.polynomial.hermite_e.hermegauss(21)
    mean = (expit(signal[..., None] + clustered * nodes) * weights).sum(axis=-1) / weights.sum()
    return np.asarray(expit(slope * logit(mean))), wrong


@pytest.mark.parametrize(("clustered", "slope"), [(0.0, 1.0), (1.0, 1.0), (2.0, 1.0), (1.0, 1.3)])
@pytest.mark.parametrize("reports", [57, 250])
def test_the_promise_is_kept_in_nine_of_ten_portfolios(reports: int, clustered: float, slope: float) -> None:
    """Of 120 portfolios at most 18 may break it: were it broken in one of ten, more would come once in 30 times."""
    everyone = world(20_000, clustered, slope, seed=1)
    broken = 0
    for seed in range(120):
        confidence, wrong = world(reports, clustered, slope, 100 + seed)
        cutoff = safe_cutoff(Answers.of(confidence, wrong, confidence > 0.4), 0.05)
        sure = everyone[0] >= cutoff
        broken += sure.any() and everyone[1][sure].mean() > 0.05
    assert broken <= 18


def test_something_is_sure_when_much_was_checked_and_confidence_deserved() -> None:
    confidence, wrong = world(250, 0.0, 1.0, seed=3)
    cutoff = safe_cutoff(Answers.of(confidence, wrong, confidence > 0.4), 0.05)
    assert (confidence >= cutoff).sum() > 0.1 * (confidence > 0.4).sum()


def test_mistakes_that_come_together_count_as_fewer_looks() -> None:
    """The same answers, once of as many reports and once of five reports that are right or wrong throughout."""
    confidence = np.tile(np.linspace(0.6, 0.95, 20), 5)
    wrong = np.repeat([False, False, False, True, False], 20)
    order = np.argsort(-confidence, kind="stable")
    apart = Answers(confidence[order], wrong[order], np.arange(100))
    together = Answers(confidence[order], wrong[order], np.repeat(np.arange(5), 20)[order])
    assert smoothed_bound(together)[-1] > smoothed_bound(apart)[-1] > wrong.mean()


@pytest.mark.parametrize(("right", "sure"), [(27, False), (28, True)])
def test_a_count_alone_forbids_what_it_cannot_bear(right: int, sure: bool) -> None:
    # 0.95 ** 28 < 0.25 < 0.95 ** 27 would be the count of a row of right answers at 75 %.
    bound = counted_bound(one_each(np.linspace(0.99, 0.9, right), np.zeros(right)))
    assert (bound[-1] <= 0.05) == sure


def test_sure_stops_before_mistakes_begin() -> None:
    scores = np.concatenate([np.linspace(0.8, 0.99, 100), np.linspace(0.5, 0.7, 30)])
    assert 0.7 < safe_cutoff(one_each(scores, scores < 0.75), 0.05) < 0.95


def test_answers_of_the_same_score_are_sure_together_or_not_at_all() -> None:
    assert safe_cutoff(one_each(np.full(400, 0.97), np.arange(400) % 100 == 0), 0.05) == pytest.approx(0.97)
    assert safe_cutoff(one_each(np.full(400, 0.97), np.arange(400) % 4 == 0), 0.05) == NOTHING


@pytest.mark.parametrize("answers", [0, 9])
def test_a_handful_of_answers_proves_nothing(answers: int) -> None:
    assert safe_cutoff(one_each(np.full(answers, 0.99), np.zeros(answers)), 0.4) == NOTHING


@given(st.integers(0, 30), st.floats(0.02, 0.2), st.floats(0.02, 0.2))
def test_who_allows_more_errors_is_sure_of_no_less(seed: int, one: float, other: float) -> None:
    random = np.random.default_rng(seed)
    scores = random.random(300)
    answers = one_each(scores, random.random(300) > scores)
    assert safe_cutoff(answers, max(one, other)) <= safe_cutoff(answers, min(one, other))


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=10, max_size=60))
def test_no_answers_make_a_bound_that_is_not_a_number(told: list[tuple[float, bool]]) -> None:
    answers = one_each(np.array([score for score, _ in told]), [wrong for _, wrong in told])
    bound = smoothed_bound(answers)
    assert not np.isnan(bound).any() and (bound > 0).all()
