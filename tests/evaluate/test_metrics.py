from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest
from sklearn.metrics import average_precision_score, f1_score

from pipeline.evaluate.metrics import (
    METRICS,
    Judged,
    average_precision,
    averaged,
    calibration_error,
    exact_share,
    f1_by_theme,
    macro_f1,
    mean_average_precision,
    micro_f1,
    reliability,
    with_interval,
)

SEEDS = st.integers(0, 10_000)


def judged(seed: int, reports: int = 20, themes: int = 4, share: float = 0.4) -> Judged:
    random = np.random.default_rng(seed)
    probabilities = random.random((reports, themes))
    coded = (random.random((reports, themes)) < share).astype(np.int8)
    return Judged(coded, probabilities, probabilities > 0.6)


@given(SEEDS)
def test_f1_of_each_theme_is_scikit_learns(seed: int) -> None:
    some = judged(seed)
    np.testing.assert_allclose(f1_by_theme(some), f1_score(some.coded, some.said, average=None, zero_division=0))


@given(SEEDS)
def test_micro_f1_is_scikit_learns(seed: int) -> None:
    some = judged(seed)
    assert micro_f1(some) == pytest.approx(f1_score(some.coded, some.said, average="micro", zero_division=0))


@given(SEEDS, st.sampled_from([0.05, 0.4]))
def test_macro_f1_and_average_precision_are_scikit_learns_over_the_coded_themes(seed: int, share: float) -> None:
    some = judged(seed, share=share)
    present = np.flatnonzero(some.coded.any(axis=0))
    if not len(present):
        assert math.isnan(macro_f1(some)) and math.isnan(mean_average_precision(some))
        return
    each = [f1_score(some.coded[:, at], some.said[:, at], zero_division=0) for at in present]
    assert macro_f1(some) == pytest.approx(np.mean(each))
    precision = average_precision_score(some.coded[:, present], some.probabilities[:, present], average="macro")
    assert mean_average_precision(some) == pytest.approx(precision)


def test_certain_and_right_is_no_calibration_error_and_certain_and_wrong_all_of_it() -> None:
    coded = np.array([[1, 0], [0, 1]], dtype=np.int8)
    right, wrong = coded.astype(float), 1.0 - coded
    assert calibration_error(Judged(coded, right, right > 0.5), bins=2) == 0
    assert calibration_error(Judged(coded, wrong, wrong > 0.5), bins=2) == 1


def test_calibrated_answers_err_less_than_overconfident_ones() -> None:
    random = np.random.default_rng(3)
    probabilities = random.random((400, 5))
    coded = (random.random((400, 5)) < probabilities).astype(np.int8)
    said = probabilities > 0.5
    honest = calibration_error(Judged(coded, probabilities, said))
    bold = calibration_error(Judged(coded, said.astype(float), said))
    assert honest < 0.05 < 0.2 < bold


def test_with_one_bin_the_calibration_error_is_the_difference_of_the_means() -> None:
    some = judged(1)
    assert calibration_error(some, bins=1) == pytest.approx(abs(some.probabilities.mean() - some.coded.mean()))


@pytest.mark.parametrize("name", sorted(METRICS))
@pytest.mark.parametrize("seed", range(3))
def test_an_interval_is_in_order_within_the_range_and_the_same_each_time(name: str, seed: int) -> None:
    some = judged(seed)
    found = with_interval(METRICS[name], [some], 40, seed)
    assert 0 <= found.low <= found.high <= 1
    assert found == with_interval(METRICS[name], [some], 40, seed)
    assert found.value == METRICS[name](some)


def test_more_reports_give_a_narrower_interval() -> None:
    few, many = (with_interval(micro_f1, [judged(5, reports)], 200, 1) for reports in (15, 600))
    assert many.high - many.low < (few.high - few.low) / 2


def test_the_interval_covers_the_true_figure_about_as_often_as_stated() -> None:
    truth = micro_f1(judged(0, reports=40_000))
    found = [with_interval(micro_f1, [judged(seed, reports=40)], 150, seed) for seed in range(1, 101)]
    assert 85 <= sum(each.low <= truth <= each.high for each in found) <= 100


def test_one_theme_of_some_reports_is_a_part_of_the_whole() -> None:
    some = judged(2)
    part = some.rows(np.array([3, 3, 7])).theme(1)
    np.testing.assert_array_equal(part.coded, some.coded[[3, 3, 7]][:, [1]])
    np.testing.assert_array_equal(part.probabilities, some.probabilities[[3, 3, 7]][:, [1]])


@given(st.lists(st.tuples(st.integers(0, 1), st.sampled_from([0.1, 0.2, 0.5, 0.9])), min_size=1, max_size=40))
def test_average_precision_is_scikit_learns_with_ties_too(pairs: list[tuple[int, float]]) -> None:
    coded, probabilities = np.array([one for one, _ in pairs], dtype=np.int8), np.array([other for _, other in pairs])
    found = average_precision(coded, probabilities)
    if coded.any():
        assert found == pytest.approx(average_precision_score(coded, probabilities))
    else:
        assert math.isnan(found)


@given(st.integers(1, 60).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_the_interval_of_a_share_is_the_exact_one(pair: tuple[int, int]) -> None:
    found, exact = exact_share(*pair), binomtest(*pair).proportion_ci(0.95, "exact")
    assert (found.low, found.high) == pytest.approx((exact.low, exact.high))
    assert found.low <= found.value <= found.high


def test_a_share_of_none_is_unknown() -> None:
    found = exact_share(0, 0)
    assert math.isnan(found.value) and (found.low, found.high) == (0, 1)


@given(SEEDS, st.integers(1, 12))
def test_every_pair_lies_in_one_bin_and_bins_rise(seed: int, bins: int) -> None:
    some = judged(seed)
    found = reliability(some, bins)
    assert sum(one.pairs for one in found) == some.coded.size
    assert sum(one.observed.count for one in found) == some.coded.sum()
    assert [one.stated for one in found] == sorted(one.stated for one in found)


def test_averaged_answers_are_the_mean_and_what_most_repeats_said() -> None:
    first, second = judged(1), judged(1)
    other = Judged(second.coded, 1 - second.probabilities, ~second.said)
    np.testing.assert_allclose(averaged([first, other]).probabilities, 0.5)
    np.testing.assert_array_equal(averaged([first, first, other]).said, first.said)
