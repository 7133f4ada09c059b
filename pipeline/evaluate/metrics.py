"""Multi-label metrics as a table of small functions, with intervals: bootstrap over reports, exact for shares."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.estimate.interval import clopper_pearson

Floats = npt.NDArray[np.float64]
Coded = npt.NDArray[np.int8]
Bools = npt.NDArray[np.bool_]
NAN = float("nan")


@dataclass(frozen=True, slots=True)
class Judged:
    """Held-out answers: codes, probabilities and what was suggested, each of shape (reports, themes)."""

    coded: Coded
    probabilities: Floats
    said: Bools

    def rows(self, which: npt.NDArray[np.int64]) -> Judged:
        """Some of the reports."""
        return Judged(self.coded[which], self.probabilities[which], self.said[which])

    def theme(self, at: int) -> Judged:
        """One of the themes."""
        return Judged(self.coded[:, [at]], self.probabilities[:, [at]], self.said[:, [at]])


Metric = Callable[[Judged], float]


def f1_by_theme(judged: Judged) -> Floats:
    """F1 of each theme; 0 where a theme is neither coded nor suggested."""
    hits = (judged.said & (judged.coded == 1)).sum(axis=0)
    total = judged.said.sum(axis=0) + judged.coded.sum(axis=0)
    return np.asarray(np.divide(2 * hits, total, out=np.zeros(len(total)), where=total > 0))


def macro_f1(judged: Judged) -> float:
    """Mean F1 over the themes that are coded at least once."""
    coded = judged.coded.any(axis=0)
    return float(f1_by_theme(judged)[coded].mean()) if coded.any() else NAN


def micro_f1(judged: Judged) -> float:
    """F1 over all report-theme pairs together."""
    hits = (judged.said & (judged.coded == 1)).sum()
    total = judged.said.sum() + judged.coded.sum()
    return float(2 * hits / total) if total else NAN


def average_precision(answers: Coded, probabilities: Floats) -> float:
    """Area under the steps of precision over recall, ties taken together; NaN without a positive."""
    order = np.argsort(-probabilities, kind="stable")
    ranked = probabilities[order]
    last = np.ones(len(order), dtype=bool)
    np.not_equal(ranked[1:], ranked[:-1], out=last[:-1])
    places = np.flatnonzero(last)
    hits = np.cumsum(answers[order], dtype=np.int64)[places]
    if not len(hits) or not hits[-1]:
        return NAN
    gained = hits.copy()
    gained[1:] -= hits[:-1]
    return float((hits / (places + 1) * gained).sum() / hits[-1])


def average_precisions(judged: Judged) -> list[float]:
    """Average precision of each theme; NaN where a theme is never coded."""
    return [average_precision(judged.coded[:, at], judged.probabilities[:, at]) for at in range(judged.coded.shape[1])]


def mean_average_precision(judged: Judged) -> float:
    """Average precision, mean over the themes that are coded at least once."""
    values = [value for value in average_precisions(judged) if not np.isnan(value)]
    return float(np.mean(values)) if values else NAN


def calibration_error(judged: Judged, bins: int = 15) -> float:
    """Expected calibration error over all pairs in bins of equal mass (Naeini, Cooper & Hauskrecht 2015)."""
    return binned_error(judged.probabilities.ravel(), judged.coded.ravel(), bins)


def binned_error(probabilities: Floats, answers: npt.NDArray[np.generic], bins: int) -> float:
    """Mean distance of stated and observed shares over bins of equal mass."""
    parts = equal_bins(probabilities, bins)
    return float(sum(len(part) * abs(probabilities[part].mean() - answers[part].mean()) for part in parts) / len(answers))


def equal_bins(probabilities: Floats, bins: int) -> list[npt.NDArray[np.int64]]:
    """Positions in bins of equal mass by probability, the lowest first; no bin is empty."""
    return [part for part in np.array_split(np.argsort(probabilities, kind="stable"), bins) if len(part)]


METRICS: Mapping[str, Metric] = {
    "macro_f1": macro_f1,
    "micro_f1": micro_f1,
    "mean_average_precision": mean_average_precision,
}


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure with a 95 % interval."""

    value: float
    low: float
    high: float

    @classmethod
    def of(cls, value: float, drawn: Sequence[float] | Floats) -> Interval:
        """The figure with the middle 95 % of resampled ones; NaN draws (nothing to measure) are left out."""
        known = np.asarray(drawn, dtype=np.float64)
        known = known[~np.isnan(known)]
        low, high = np.percentile(known, [2.5, 97.5]) if len(known) else (NAN, NAN)
        return cls(value, float(low), float(high))


def resamples(reports: int, draws: int, seed: int) -> npt.NDArray[np.int64]:
    """Rows of reports drawn with replacement, shape (draws, reports): the same draws for the same numbers."""
    return np.random.default_rng(seed).integers(0, reports, (draws, reports))


def over_repeats(metric: Metric, repeats: Sequence[Judged]) -> float:
    """The mean of a metric over the repeats of a cross-validation."""
    return float(np.mean([metric(judged) for judged in repeats]))


def with_interval(metric: Metric, repeats: Sequence[Judged], draws: int, seed: int) -> Interval:
    """The mean over the repeats, with its interval from resampled reports (Efron 1979).

    A draw takes the same reports from every repeat, so that repeating does not look like more reports.
    """
    rows = resamples(len(repeats[0].coded), draws, seed)
    drawn = [over_repeats(metric, [judged.rows(which) for judged in repeats]) for which in rows]
    return Interval.of(over_repeats(metric, repeats), drawn)


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many, as a share with an exact 95 % interval; NaN of none."""

    count: float
    of: float
    value: float
    low: float
    high: float


def exact_share(count: float, of: float) -> Share:
    """A share with its interval (Clopper & Pearson 1934); counts may be means over repeats."""
    if of <= 0:
        return Share(count, of, NAN, 0.0, 1.0)
    return Share(count, of, count / of, *clopper_pearson(count, of))


@dataclass(frozen=True, slots=True)
class Bin:
    """Pairs of like probability: how many, their mean probability, and the share of them that is coded."""

    pairs: int
    stated: float
    observed: Share


def reliability(judged: Judged, bins: int) -> tuple[Bin, ...]:
    """Stated against observed shares in bins of equal mass."""
    probabilities, answers = judged.probabilities.ravel(), judged.coded.ravel()
    return tuple(
        Bin(len(part), float(probabilities[part].mean()), exact_share(int(answers[part].sum()), len(part)))
        for part in equal_bins(probabilities, bins)
    )


def averaged(repeats: Sequence[Judged]) -> Judged:
    """One answer for each pair: the mean probability over the repeats, and what most of them said (a tie is a yes)."""
    probabilities = np.mean([judged.probabilities for judged in repeats], axis=0)
    return Judged(repeats[0].coded, probabilities, np.mean([judged.said for judged in repeats], axis=0) >= 0.5)
