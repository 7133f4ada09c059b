"""Repeated cross-validation in which everything, thresholds and calibration too, is chosen inside the training folds."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from pipeline.classify.folds import fold_of
from pipeline.classify.space import Counts, fit_space
from pipeline.classify.stacking import Coded
from pipeline.classify.themes import definitions_of, fit_themes
from pipeline.classify.thresholds import decide
from pipeline.codebook import Codebook
from pipeline.evaluate.metrics import Judged
from pipeline.language.vectors import Vectors
from pipeline.project import EvaluateParams, ThemeParams


def cross_validate(
    codebook: Codebook,
    texts: Sequence[Counts],
    coded: Coded,
    which: Sequence[int],
    vectors: Vectors,
    themes: ThemeParams,
    params: EvaluateParams,
    seed: int,
    progress: Callable[[int, int], None],
    together: Sequence[str] | None = None,
) -> Judged:
    """Held-out answers for every coded report, probabilities averaged over the repeats.

    `texts` are the word counts of the whole portfolio and `which` the coded rows. The text space is fitted once: it sees
    texts, never codes. Coded reports with the same value in `together` are held out together.
    """
    space = fit_space(texts, definitions_of(codebook.themes), vectors, themes, seed)
    probabilities = np.zeros(coded.shape)
    votes = np.zeros(coded.shape)
    rows = np.array(which)
    groups = np.array(together if together is not None else [str(row) for row in which])
    folds = [(repeat, fold_of(coded, params.folds, seed + repeat, groups.tolist())) for repeat in range(params.repeats)]
    steps = [(repeat, fold) for repeat, some in folds for fold in some]
    for done, (repeat, fold) in enumerate(steps, 1):
        rest = np.setdiff1d(np.arange(len(coded)), fold)
        told = (coded[rest], rows[rest].tolist())
        model = fit_themes(codebook, texts, *told, vectors, themes, seed + repeat, space, groups[rest].tolist())
        found = model.probabilities([texts[row] for row in rows[fold]])
        probabilities[fold] += found / params.repeats
        votes[fold] += decide(found, model.thresholds.suggest) / params.repeats
        progress(done, len(steps))
    return Judged(coded, probabilities, votes > 0.5)
