"""Parts that add up to the whole, within their intervals where that can be."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.estimate.estimate import Estimate, adding_up
from pipeline.estimate.interval import Range

NOBODY = np.zeros(0, dtype=np.int64)


def part(value: float, low: int, high: int, widest: Range | None = None) -> Estimate:
    return Estimate(Range(value, low, high), NOBODY, "audit", 50, widest)


def test_numbers_are_scaled_within_their_intervals() -> None:
    parts = adding_up([part(4, 2, 5), part(10, 5, 30)], 20)
    assert [one.range.value for one in parts] == pytest.approx([5, 15], abs=1e-6)
    assert [(one.range.low, one.range.high) for one in parts] == [(2, 5), (5, 30)]


def test_intervals_too_low_for_the_whole_are_stretched_where_the_sample_leaves_room() -> None:
    parts = adding_up([part(4, 2, 5, Range(4, 1, 5)), part(10, 5, 12, Range(12, 4, 30))], 20)
    assert [one.range.high for one in parts] == [5, 15]


def test_where_even_the_sample_leaves_no_room_the_numbers_add_up_all_the_same() -> None:
    parts = adding_up([part(4, 2, 5, Range(4, 1, 5)), part(10, 5, 12, Range(12, 4, 13))], 36)
    assert sum(one.range.value for one in parts) == pytest.approx(36)
    assert all(one.range.low <= one.range.value <= one.range.high for one in parts)
