"""Intervals: exact ones against what they promise, and the choice between ours and the sample's."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import hypergeom

from pipeline.estimate.interval import Range, Sample, bounded, clopper_pearson, exact, likely, sampled, weighed


@pytest.mark.parametrize("total", [0, 1, 5, 30, 60])
def test_the_exact_interval_holds_the_truth_at_least_as_often_as_it_says(total: int) -> None:
    random = np.random.default_rng(0)
    found = random.hypergeometric(total, 60 - total, 20, 2000)
    ranges = {number: exact(int(number), 20, 60) for number in np.unique(found)}
    held = np.mean([ranges[number].low <= total <= ranges[number].high for number in found])
    assert held >= 0.94


@given(st.integers(0, 40), st.integers(1, 40), st.integers(0, 100))
def test_the_exact_interval_keeps_what_was_found_and_what_was_not(found: int, drawn: int, more: int) -> None:
    found = min(found, drawn)
    interval = exact(found, drawn, drawn + more)
    assert found <= interval.low <= interval.high <= drawn + more - (drawn - found)


def test_everything_drawn_leaves_no_doubt() -> None:
    assert exact(7, 30, 30) == Range(7.0, 7, 7)


@pytest.mark.parametrize("population", [0, 1, 12])
def test_nothing_drawn_says_nothing(population: int) -> None:
    assert exact(0, 0, population) == Range(population / 2, 0, population)


def test_clopper_pearson_as_published() -> None:
    """Newcombe 1998, Statistics in Medicine 17: 81 of 263 and 0 of 20."""
    assert clopper_pearson(81, 263) == pytest.approx((0.2527, 0.3676), abs=5e-5)
    assert clopper_pearson(0, 20) == pytest.approx((0.0, 0.1684), abs=5e-5)


def test_an_interval_of_totals_ends_at_totals_that_occur() -> None:
    totals = np.repeat([3, 8, 9], [1, 98, 1])
    assert likely(totals) == Range(pytest.approx(7.96), 8, 8)


SAMPLE = Sample(exact=Range(8.0, 2, 20), middle=Range(8.0, 5, 12))


@pytest.mark.parametrize(
    ("ours", "wanted"),
    [
        (Range(7.0, 4, 14), Range(7.0, 4, 14)),
        (Range(7.0, 6, 9), Range(7.0, 5, 12)),
        (Range(24.0, 0, 30), Range(20.0, 2, 20)),
        (Range(1.0, 0, 1), Range(2.0, 2, 12)),
        (Range(26.0, 25, 30), Range(20.0, 5, 20)),
    ],
)
def test_our_ends_lie_between_those_of_the_samples_two_intervals(ours: Range, wanted: Range) -> None:
    assert bounded(ours, SAMPLE) == wanted


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 80))
def test_the_middle_of_the_sample_lies_within_its_exact_interval(found: int, missed: int, more: int) -> None:
    alone = sampled(found, found + missed, found + missed + more)
    assert alone.exact.low <= alone.middle.low <= alone.middle.high <= alone.exact.high


@pytest.mark.parametrize("belief", [Range(0.0, 0, 0), Range(9.0, 8, 10), Range(60.0, 60, 60)])
@pytest.mark.parametrize("drawn", [3, 25])
def test_a_wrong_belief_costs_a_tenth_of_the_truths_and_never_more_than_a_fifth(drawn: int, belief: Range) -> None:
    ranges = [bounded(belief, sampled(number, drawn, 60)) for number in range(drawn + 1)]
    held = [
        sum(
            hypergeom.pmf(number, 60, total, drawn)
            for number, range_ in enumerate(ranges)
            if range_.low <= total <= range_.high
        )
        for total in range(61)
    ]
    assert np.mean(held) > 0.9
    assert min(held) > 0.8 - 0.025


def test_reports_known_and_unsure_are_added_to_both_intervals() -> None:
    assert SAMPLE.plus(3, 2) == Sample(Range(12.0, 5, 25), Range(12.0, 8, 17))


@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 60), st.floats(0.1, 10))
def test_a_sample_of_equal_weights_says_what_it_would_without(found: int, missed: int, more: int, weight: float) -> None:
    answers = np.repeat([1, 0], [found, missed])
    population = found + missed + more
    ours, plain = weighed(answers, np.full(len(answers), weight), population), sampled(found, found + missed, population)
    for one, other in ((ours.exact, plain.exact), (ours.middle, plain.middle)):
        assert (one.value, one.low, one.high) == (pytest.approx(other.value), other.low, other.high)


def test_a_sample_of_unequal_weights_says_less_and_what_it_found_stands() -> None:
    answers, weights = np.repeat([1, 0], [6, 14]), np.array([1.9, 0.1] * 10)
    alone = weighed(answers, weights, 100)
    assert alone.exact.width > sampled(6, 20, 100).exact.width
    assert alone.exact.low >= 6 and alone.exact.high <= 86
    assert alone.exact.low <= alone.middle.low <= alone.middle.high <= alone.exact.high


def test_the_weighed_interval_holds_where_reports_with_the_label_are_drawn_more_often() -> None:
    random = np.random.default_rng(1)
    carries, chance = np.repeat([1, 0], [60, 240]), np.repeat([0.3, 0.1, 0.3, 0.1], [45, 15, 60, 180])
    held = []
    for _ in range(400):
        drawn = random.random(300) < chance
        range_ = weighed(carries[drawn], 1 / chance[drawn], 300).exact
        held.append(range_.low <= 60 <= range_.high)
    assert np.mean(held) >= 0.94
