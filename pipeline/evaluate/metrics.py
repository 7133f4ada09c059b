"""Multi-label metrics as a table of small functions, and bootstrap intervals over reports."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Coded = npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Judged:
    """Held-out answers: codes, probabilities and what was suggested, each of shape (reports, themes)."""

    coded: Coded
    probabilities: Floats
    said: npt.NDArray[np.bool_]

    def rows(self, which: npt.NDArray[np.int64]) -> Judged:
        """Some of the reports."""
        return Judged(self.coded[which], self.probabilities[which], self.said[which])

    def theme(self, at: int) -> Judged:
        """One of the themes."""
        return Judged(self.coded[:, [at]], self.probabilities[:, [at]], self.said[:, [at]])


def f1_by_theme(judged: Judged) -> Floats:
    """F1 of each theme; 0 where a theme is neither coded nor suggested."""
    hits = (judged.said & (judged.coded == 1)).sum(axis=0)
    total = judged.said.sum(axis=0) + judged.coded.sum(axis=0)
    return np.asarray(np.divide(2 * hits, total, out=np.zeros(len(total)), where=total > 0))


def macro_f1(judged: Judged) -> float:
    """Mean F1 over the themes that are coded at least once."""
    coded = judged.coded.any(axis=0)
    return float(f1_by_theme(judged)[coded].mean()) if coded.any() else float("nan")


def micro_f1(judged: Judged) -> float:
    """F1 over all report-theme pairs together."""
    hits = (judged.said & (judged.coded == 1)).sum()
    total = judged.said.sum() + judged.coded.sum()
    return float(2 * hits / total) if total else float("nan")


def mean_average_precision(judged: Judged) -> float:
    """Average precision, mean over the themes that are coded at least once."""
    from sklearn.metrics import average_precision_score

    values = [
        average_precision_score(judged.coded[:, at], judged.probabilities[:, at])
        for at in range(judged.coded.shape[1])
        if judged.coded[:, at].any()
    ]
    return float(np.mean(values)) if values else float("nan")


def calibration_error(judged: Judged, bins: int = 15) -> float:
    """Expected calibration error over all pairs in bins of equal mass (Naeini, Cooper & Hauskrecht 2015)."""
    probabilities, answers = judged.probabilities.ravel(), judged.coded.ravel()
    order = np.argsort(probabilities, kind="stable")
    return float(
        sum(
            len(part) / len(order) * abs(probabilities[part].mean() - answers[part].mean())
            for part in np.array_split(order, bins)
            if len(part)
        )
    )


METRICS: Mapping[str, Callable[[Judged], float]] = {
    "macro_f1": macro_f1,
    "micro_f1": micro_f1,
    "mean_average_precision": mean_average_precision,
}


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure with a 95 % percentile bootstrap interval over reports."""

    value: float
    low: float
    high: float


def with_interval(metric: Callable[[Judged], float], judged: Judged, draws: int, seed: int) -> Interval:
    """The metric on all reports, with its interval from `draws` resamples of reports (Efron 1979)."""
    random = np.random.default_rng(seed)
    reports = len(judged.coded)
    values = [metric(judged.rows(random.integers(0, reports, reports))) for _ in range(draws)]
    low, high = np.nanpercentile(values, [2.5, 97.5]) if values else (float("nan"), float("nan"))
    return Interval(metric(judged), float(low), float(high))
