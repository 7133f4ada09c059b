"""Repeated cross-validation in which everything, thresholds and calibration too, is chosen inside the training folds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.classify.folds import fold_of
from pipeline.classify.stacking import Coded
from pipeline.classify.themes import ThemeModel
from pipeline.classify.thresholds import decide
from pipeline.evaluate.metrics import Bools, Judged
from pipeline.evaluate.refit import Refit, Rows
from pipeline.project import EvaluateParams

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Fold:
    """The reports held out, as counted within the coded ones, and the model that never saw their codes."""

    held_out: Rows
    model: ThemeModel


@dataclass(frozen=True, slots=True)
class Repeat:
    """One answer for every coded report. `sure` are suggestions, `left` themes surely left out, shape (reports, themes)."""

    judged: Judged
    sure: Bools
    left: Bools
    folds: tuple[Fold, ...]


def folds_of(coded: Coded, params: EvaluateParams, seed: int, together: Sequence[str]) -> list[list[Rows]]:
    """The folds of each repeat; coded reports with the same value in `together` are in one fold."""
    return [fold_of(coded, params.folds, seed + repeat, together) for repeat in range(params.repeats)]


def cross_validate(
    refit: Refit,
    coded: Coded,
    which: Sequence[int],
    params: EvaluateParams,
    sure_error: float,
    progress: Progress,
) -> tuple[Repeat, ...]:
    """Held-out answers for the coded rows `which` of the portfolio, once a repeat, each with folds of its own."""
    rows = np.array(which)
    plan = folds_of(coded, params, refit.seed, refit.together_of(rows))
    total, done = sum(map(len, plan)), 0
    repeats = []
    for number, held_out in enumerate(plan):
        folds = []
        for fold in held_out:
            rest = np.setdiff1d(np.arange(len(coded)), fold)
            folds.append(Fold(fold, refit.fit(coded[rest], rows[rest], number)))
            done += 1
            progress(done, total)
        repeats.append(_answers(refit, coded, rows, tuple(folds), sure_error))
    return tuple(repeats)


def _answers(refit: Refit, coded: Coded, rows: Rows, folds: tuple[Fold, ...], sure_error: float) -> Repeat:
    probabilities = np.zeros(coded.shape)
    said, sure, left = (np.zeros(coded.shape, dtype=bool) for _ in range(3))
    for fold in folds:
        at, model = fold.held_out, fold.model
        found = refit.probabilities(model, rows[at])
        enough = model.positives >= refit.params.min_positives
        probabilities[at], said[at] = found, decide(found, model.thresholds.suggest)
        sure[at] = said[at] & (found >= model.thresholds.sure_from(sure_error)) & enough
        left[at] = ~said[at] & (found <= model.thresholds.sure_not_below(sure_error)) & enough
    return Repeat(Judged(coded, probabilities, said), sure, left, folds)
