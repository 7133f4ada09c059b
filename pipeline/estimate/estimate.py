"""An estimated number of reports, and estimates of parts that add up to the whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from pipeline.estimate.interval import Range
from pipeline.estimate.portfolio import Floats, Ints

Basis = Literal["audit", "model"]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number of reports with its 95 % interval and the likely totals it comes from, shape (draws,).

    `basis` is `audit` when reports drawn at random stand behind it and `model` when only the model and codes that were not
    drawn do: then the interval is a range named as such. `size` is how many reports it could be at most. `widest` is the
    exact interval of the random sample alone, which `range` lies within; None where there is none.
    """

    range: Range
    totals: Ints
    basis: Basis
    size: int
    widest: Range | None = None

    @property
    def telling(self) -> bool:
        """Whether the interval rules out at least half of what the number could be."""
        return self.size > 0 and self.range.width <= self.size / 2


def adding_up(cells: Sequence[Estimate], total: float) -> tuple[Estimate, ...]:
    """The cells with their numbers scaled to add up to `total`, each within its interval.

    Where that cannot be, intervals are stretched within the exact ones of the sample alone; only where even that cannot be
    is one stretched beyond.
    """
    values = np.array([cell.range.value for cell in cells])
    held = _held(values, [cell.range for cell in cells], total)
    if not np.isclose(held.sum(), total):
        held = _held(values, [cell.widest or cell.range for cell in cells], total)
    wanted = held * total / held.sum() if held.sum() else held
    return tuple(replace(cell, range=_around(cell.range, float(value))) for cell, value in zip(cells, wanted, strict=True))


def _around(range_: Range, value: float) -> Range:
    low, high = min(range_.low, int(np.floor(value + 1e-6))), max(range_.high, int(np.ceil(value - 1e-6)))
    return Range(value, low, high)


def _held(values: Floats, ranges: Sequence[Range], total: float) -> Floats:
    """The values times one factor, each held within its range, adding up as nearly as can be; found by bisection."""
    lows, highs = np.array([one.low for one in ranges]), np.array([one.high for one in ranges])
    low, high = 0.0, 1e6
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if np.clip(values * middle, lows, highs).sum() < total else (low, middle)
    return np.asarray(np.clip(values * high, lows, highs), dtype=np.float64)
