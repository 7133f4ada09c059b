"""From likely totals to a number with an interval, and the exact interval from a random sample alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy.stats import beta, hypergeom

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
LEVEL = 0.95
TAIL = 0.1


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


def likely(totals: Ints) -> Range:
    """Mean and central interval of likely totals; its ends are totals that occur."""
    low, high = np.quantile(totals, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], method="inverted_cdf")
    return Range(float(totals.mean()), int(low), int(high))


@dataclass(frozen=True, slots=True)
class Sample:
    """What a random sample alone says: its exact interval (95 %), and the mid-P interval (80 %) that lies within it."""

    exact: Range
    middle: Range

    def plus(self, known: int, unsure: int = 0) -> Sample:
        """With reports added that are known for certain, and some that may all carry the label or none."""
        ranges = (self.exact, self.middle)
        return Sample(*(Range(one.value + known + unsure / 2, one.low + known, one.high + known + unsure) for one in ranges))


@lru_cache(maxsize=10_000)
def sampled(found: int, drawn: int, population: int) -> Sample:
    """How many of `population` reports carry a label when `found` of `drawn` at random do.

    The exact interval holds every total under which neither so few nor so many would be found with less than 2.5 %
    probability (the finite-population form of Clopper & Pearson 1934; Wright 1991). The other holds those under which both
    have 10 %, with half of what was found itself counted (mid-P: Lancaster 1961; Berry & Armitage 1995, The Statistician 44).
    """
    if not drawn:
        everything = Range(population / 2, 0, population)
        return Sample(everything, everything)
    totals = np.arange(found, population - (drawn - found) + 1)
    many = hypergeom.sf(found - 1, population, totals, drawn)
    few = hypergeom.cdf(found, population, totals, drawn)
    half = hypergeom.pmf(found, population, totals, drawn) / 2
    value, tail = found / drawn * population, (1 - LEVEL) / 2
    held = totals[(many > tail) & (few > tail)], totals[(many - half > TAIL) & (few - half > TAIL)]
    return Sample(*(Range(value, int(some[0]), int(some[-1])) for some in held))


def weighed(answers: Ints, weights: Floats, population: int) -> Sample:
    """What a random sample alone says of `population` reports when some were likelier to be drawn than others.

    It counts as a sample of its effective size (Kish 1965, Survey Sampling) in which the weighted share was found, as Korn &
    Graubard (1998, Survey Methodology 24) have it for exact intervals; a number between two whole ones is taken both ways.
    With equal weights it is what `sampled` says.
    """
    found, drawn = int(answers.sum()), len(answers)
    if not drawn:
        return sampled(0, 0, population)
    size = int(weights.sum() ** 2 / (weights**2).sum() + 1e-9)
    share = float(weights @ answers / weights.sum())
    few, many = (sampled(int(rounded), size, population) for rounded in (share * size + 1e-9, np.ceil(share * size - 1e-9)))
    ranges = (
        Range(share * population, max(one.low, found), min(other.high, population - drawn + found))
        for one, other in ((few.exact, many.exact), (few.middle, many.middle))
    )
    return Sample(*ranges)


def exact(found: int, drawn: int, population: int) -> Range:
    """The exact interval of the sample alone."""
    return sampled(found, drawn, population).exact


@lru_cache(maxsize=10_000)
def clopper_pearson(found: float, drawn: float) -> tuple[float, float]:
    """The exact interval of a share (Clopper & Pearson 1934); counts may be means over repeats."""
    tail = (1 - LEVEL) / 2
    low = float(beta.ppf(tail, found, drawn - found + 1)) if found else 0.0
    high = float(beta.ppf(1 - tail, found + 1, drawn - found)) if found < drawn else 1.0
    return low, high


def bounded(ours: Range, sample: Sample) -> Range:
    """Ours with its ends moved as little as needed to lie between those of the sample's two intervals.

    So it is never wider than the exact interval and never without the middle of what the sample says. Whatever ours is, as
    long as the sample has not moved it: a truth that it holds is missed only where the exact interval misses (5 %), and
    one that it does not hold where the sample is so much off on that side (10 % on average over truths, never above 23 %).
    Intervals that lean on a belief and are bounded by the sample: Pratt 1963, JASA 58; Yu & Hoff 2018, Biometrika 105.
    """
    low = min(max(ours.low, sample.exact.low), sample.middle.low)
    high = max(min(ours.high, sample.exact.high), sample.middle.high)
    return Range(min(max(ours.value, low), high), low, high)
