"""From likely totals to a number with an interval, and the exact interval from a random sample alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy.stats import beta, hypergeom

Ints = npt.NDArray[np.int64]
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Range:
    """A number of reports with its 95 % interval."""

    value: float
    low: int
    high: int

    @property
    def width(self) -> int:
        """High less low."""
        return self.high - self.low

    def plus(self, known: int) -> Range:
        """With reports added that are known for certain."""
        return Range(self.value + known, self.low + known, self.high + known)


def likely(totals: Ints) -> Range:
    """Mean and central interval of likely totals; its ends are totals that occur."""
    low, high = np.quantile(totals, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], method="inverted_cdf")
    return Range(float(totals.mean()), int(low), int(high))


@lru_cache(maxsize=10_000)
def exact(found: int, drawn: int, population: int) -> Range:
    """How many of `population` reports carry a label when `found` of `drawn` at random do.

    The interval holds every total under which neither so few nor so many would be found with less than 2.5 % probability
    (the finite-population form of Clopper & Pearson 1934; Wright 1991).
    """
    if not drawn:
        return Range(population / 2, 0, population)
    totals = np.arange(found, population - (drawn - found) + 1)
    many = hypergeom.sf(found - 1, population, totals, drawn)
    few = hypergeom.cdf(found, population, totals, drawn)
    held = totals[(many > (1 - LEVEL) / 2) & (few > (1 - LEVEL) / 2)]
    return Range(found / drawn * population, int(held[0]), int(held[-1]))


@lru_cache(maxsize=10_000)
def clopper_pearson(found: float, drawn: float) -> tuple[float, float]:
    """The exact interval of a share (Clopper & Pearson 1934); counts may be means over repeats."""
    tail = (1 - LEVEL) / 2
    low = float(beta.ppf(tail, found, drawn - found + 1)) if found else 0.0
    high = float(beta.ppf(1 - tail, found + 1, drawn - found)) if found < drawn else 1.0
    return low, high


def narrower(ours: Range, sample: Range) -> Range:
    """Ours, unless the sample alone is more precise: then its interval, with our number drawn into it."""
    if ours.width <= sample.width:
        return ours
    return Range(min(max(ours.value, sample.low), sample.high), sample.low, sample.high)
