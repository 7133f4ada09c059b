"""What an audit does to the model's probabilities, and that the likely totals stay within what is possible."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit

from pipeline.estimate.recalibration import KNOTS, LARGEST, Audit, Prior, Recalibration, at_knots, log_odds, recalibrate

PRIOR = Prior()


def audit_of(scores: np.ndarray, shift: float, slope: float, seed: int = 1) -> Audit:
    random = np.random.default_rng(seed)
    return Audit.simple(scores, (random.random(len(scores)) < expit(shift + slope * scores)).astype(np.int64))


@pytest.mark.parametrize(("shift", "slope"), [(0.0, 1.0), (1.0, 1.0), (-1.0, 0.5)])
def test_a_large_audit_finds_how_the_model_is_off(shift: float, slope: float) -> None:
    scores = np.random.default_rng(0).normal(0, 2, 2000)
    found = recalibrate(audit_of(scores, shift, slope), PRIOR, 2000, np.random.default_rng(2))
    assert found.shift.mean() == pytest.approx(shift, abs=0.2)
    assert found.slope.mean() == pytest.approx(slope, abs=0.15)


def test_more_audited_reports_leave_less_doubt() -> None:
    scores = np.random.default_rng(0).normal(-1, 2, 400)
    few, many = (
        recalibrate(audit_of(scores[:size], 0, 1), PRIOR, 2000, np.random.default_rng(2)).totals(
            scores, np.random.default_rng(3)
        )
        for size in (20, 200)
    )
    assert many.std() < 0.7 * few.std()


def test_without_an_audit_the_prior_speaks() -> None:
    nothing = Audit.simple(np.zeros(0), np.zeros(0, dtype=np.int64))
    found = recalibrate(nothing, PRIOR, 4000, np.random.default_rng(2))
    assert found.shift.std() == pytest.approx(PRIOR.shift, rel=0.1)


def test_a_group_with_few_audited_reports_leans_on_all_and_one_with_many_on_itself() -> None:
    scores = np.random.default_rng(0).normal(0, 2, 600)
    whole = recalibrate(audit_of(scores, 0, 1), PRIOR, 1000, np.random.default_rng(2))
    raised = audit_of(scores, 1.5, 1, seed=5)
    few = whole.within(Audit.simple(raised.scores[:3], raised.answers[:3]), 1.0, np.random.default_rng(3))
    many = whole.within(raised, 1.0, np.random.default_rng(3))
    assert few.shift.mean() < many.shift.mean()
    assert many.shift.mean() == pytest.approx(1.5, abs=0.35)


@settings(max_examples=30, deadline=None)
@given(
    probabilities=st.lists(st.floats(0, 1), max_size=60),
    answers=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 1)), max_size=20),
)
def test_totals_never_leave_what_is_possible(probabilities: list[float], answers: list[tuple[float, int]]) -> None:
    told = np.array([score for score, _ in answers])
    audit = Audit.simple(log_odds(told), np.array([answer for _, answer in answers], dtype=np.int64))
    random = np.random.default_rng(0)
    totals = recalibrate(audit, PRIOR, 50, random).totals(log_odds(np.array(probabilities)), random)
    assert totals.min() >= 0
    assert totals.max() <= len(probabilities)


@given(st.lists(st.floats(-LARGEST, LARGEST), min_size=1, max_size=40))
def test_scores_shared_between_knots_keep_their_number_and_their_mean(scores: list[float]) -> None:
    shared = at_knots(np.array(scores), np.ones(len(scores)))
    assert shared.sum() == pytest.approx(len(scores)) and shared.min() > -1e-9
    assert shared @ KNOTS == pytest.approx(sum(scores), abs=1e-6)


def test_totals_vary_as_reports_drawn_one_by_one_do() -> None:
    scores = np.random.default_rng(0).normal(-2, 2, 300)
    certain = Recalibration(np.zeros(20_000), np.ones(20_000), np.zeros(20_000), np.ones(20_000))
    totals, chance = certain.totals(scores, np.random.default_rng(1)), expit(scores)
    assert totals.mean() == pytest.approx(chance.sum(), rel=0.01)
    assert totals.var() == pytest.approx((chance * (1 - chance)).sum(), rel=0.06)


def test_labels_found_where_the_model_says_never_are_expected_among_the_others_there() -> None:
    scores = np.repeat([-6.0, 5.0], [60, 20])
    answers = np.repeat([1, 0, 1], [4, 56, 20])
    found = recalibrate(Audit.simple(scores, answers), PRIOR, 2000, np.random.default_rng(2))
    missed = found.totals(np.full(300, -6.0), np.random.default_rng(3))
    assert np.quantile(missed, 0.025) <= 20 <= np.quantile(missed, 0.975)
    assert missed.mean() > 8
