"""Intervals: exact ones against what they promise, and the choice between ours and the sample's."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.estimate.interval import Range, clopper_pearson, exact, likely, narrower


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


def test_the_sample_alone_is_used_where_it_is_more_precise() -> None:
    assert narrower(Range(5.0, 1, 12), Range(8.0, 7, 10)) == Range(7.0, 7, 10)
    assert narrower(Range(5.0, 4, 6), Range(8.0, 1, 10)) == Range(5.0, 4, 6)
