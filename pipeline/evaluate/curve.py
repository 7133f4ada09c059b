"""The learning curve: how good the model was with fewer coded reports, and what more of them are likely to buy.

At each size the model learns from a random part of every training fold, the smaller parts within the larger, and answers
for the same held-out reports, so that sizes are compared on the same texts. What comes after the last size is read off an
inverse power law with a floor (Figueroa et al. 2012), fitted again to every bootstrap draw of reports.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import nnls

from pipeline.classify.stacking import Coded
from pipeline.classify.thresholds import decide
from pipeline.evaluate.crossval import Fold, Progress, Repeat
from pipeline.evaluate.metrics import METRICS, Floats, Interval, Judged, Metric, over_repeats, resamples
from pipeline.evaluate.refit import Refit, Rows
from pipeline.project import EvaluateParams

FEWEST, SIZES, MORE = 10, 4, 50
EXPONENTS = np.linspace(0.1, 1.5, 15)


@dataclass(frozen=True, slots=True)
class Point:
    """The figures with so many coded reports; 0 is the codebook alone."""

    coded: int
    figures: Mapping[str, Interval]


@dataclass(frozen=True, slots=True)
class Gain:
    """A metric with all coded reports of today and with `MORE` beyond them, both read off the fitted curve."""

    now: float
    then: float
    gain: Interval


@dataclass(frozen=True, slots=True)
class Curve:
    """The measured points, and what `more` reports, drawn at random, are expected to buy beyond `coded`."""

    coded: int
    more: int
    points: tuple[Point, ...]
    gains: Mapping[str, Gain]


def sizes_of(coded: int, folds: int) -> list[int]:
    """Training sizes below that of a whole training fold, then that size; empty when there are too few for a curve."""
    whole = coded - -(-coded // min(folds, coded))
    if whole < 2 * FEWEST:
        return []
    return [round(float(size)) for size in np.geomspace(FEWEST, whole, SIZES)]


def learning_curve(
    refit: Refit,
    coded: Coded,
    which: Sequence[int],
    repeats: Sequence[Repeat],
    params: EvaluateParams,
    progress: Progress,
) -> Curve | None:
    """Measure the curve on the folds of a cross-validation; None when there are too few coded reports for one."""
    sizes = sizes_of(len(coded), params.folds)
    if not sizes:
        return None
    steps = [(size, repeat, draw) for size in sizes[:-1] for repeat in repeats for draw in range(params.curve_repeats)]
    answers: dict[int, list[Judged]] = {0: [_alone(refit, coded, which)], **{size: [] for size in sizes}}
    for done, (size, repeat, draw) in enumerate(steps, 1):
        answers[size].append(_with_fewer(refit, coded, np.array(which), repeat.folds, size, draw))
        progress(done, len(steps))
    answers[sizes[-1]] = [repeat.judged for repeat in repeats]
    return _summed_up(answers, len(coded), params, refit.seed)


def _alone(refit: Refit, coded: Coded, which: Sequence[int]) -> Judged:
    model = refit.fit(coded[:0], [])
    found = refit.probabilities(model, which)
    return Judged(coded, found, decide(found, model.thresholds.suggest))


def _with_fewer(refit: Refit, coded: Coded, rows: Rows, folds: Sequence[Fold], size: int, draw: int) -> Judged:
    probabilities, said = np.zeros(coded.shape), np.zeros(coded.shape, dtype=bool)
    for number, fold in enumerate(folds):
        rest = np.setdiff1d(np.arange(len(coded)), fold.held_out)
        chosen = np.sort(np.random.default_rng([refit.seed, draw, number]).permutation(rest)[:size])
        model = refit.fit(coded[chosen], rows[chosen], draw)
        found = refit.probabilities(model, rows[fold.held_out])
        probabilities[fold.held_out], said[fold.held_out] = found, decide(found, model.thresholds.suggest)
    return Judged(coded, probabilities, said)


def _summed_up(answers: Mapping[int, Sequence[Judged]], coded: int, params: EvaluateParams, seed: int) -> Curve:
    rows = resamples(coded, params.bootstrap, seed)
    figures: dict[int, dict[str, Interval]] = {size: {} for size in answers}
    gains = {}
    for name, metric in METRICS.items():
        drawn = {size: _drawn(metric, judged, rows) for size, judged in answers.items()}
        values = {size: over_repeats(metric, judged) for size, judged in answers.items()}
        for size in answers:
            figures[size][name] = Interval.of(values[size], drawn[size])
        gains[name] = expected_gain(values, drawn, coded, coded + MORE)
    points = tuple(Point(size, figures[size]) for size in sorted(answers))
    return Curve(coded, MORE, points, gains)


def _drawn(metric: Metric, judged: Sequence[Judged], rows: Rows) -> Floats:
    return np.array([over_repeats(metric, [one.rows(which) for one in judged]) for which in rows])


def expected_gain(values: Mapping[int, float], drawn: Mapping[int, Floats], coded: int, then: int) -> Gain:
    """What the fitted curve gives from `coded` to `then` reports, with a 95 % interval from the draws."""
    sizes = np.array(sorted(size for size in values if size), dtype=np.float64)
    at = np.array([coded, then], dtype=np.float64)

    def read_off(figures: Floats) -> Floats:
        return 1 - PowerLaw.fit(sizes, 1 - figures).errors(at)

    now, later = read_off(np.array([values[int(size)] for size in sizes]))
    each = np.stack([drawn[int(size)] for size in sizes], axis=1)
    gains = [float(np.diff(read_off(figures))[0]) for figures in each if not np.isnan(figures).any()]
    return Gain(float(now), float(later), Interval.of(float(later - now), gains))


@dataclass(frozen=True, slots=True)
class PowerLaw:
    """errors(n) = floor + scale · n^-exponent, which never rises with n."""

    floor: float
    scale: float
    exponent: float

    @classmethod
    def fit(cls, sizes: Floats, errors: Floats) -> PowerLaw:
        """Least squares with non-negative floor and scale, a size weighing as much as it has reports."""
        root = np.sqrt(sizes)
        found = []
        for exponent in EXPONENTS:
            terms = np.stack([np.ones(len(sizes)), sizes**-exponent], axis=1)
            (floor, scale), residual = nnls(terms * root[:, None], errors * root)
            found.append((residual, float(exponent), float(floor), float(scale)))
        _, exponent, floor, scale = min(found)
        return cls(floor, scale, exponent)

    def errors(self, sizes: Floats) -> Floats:
        """The errors at some sizes."""
        return np.asarray(self.floor + self.scale * sizes**-self.exponent)
