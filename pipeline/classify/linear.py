"""The linear classifier over coded reports, with the definitions as further examples; quick when examples are few."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from pipeline.project import ThemeParams

Floats = npt.NDArray[np.float64]
Coded = npt.NDArray[np.int8]
FEW = 1500


def fit_linear(
    features: sparse.csr_matrix, coded: Coded, definitions: sparse.csr_matrix, params: ThemeParams
) -> tuple[Floats, Floats]:
    """One logistic regression a theme: coefficients (themes, features) and intercepts (themes).

    Every definition is one more example, of its own theme and of no other, weighing `params.definition_weight`.
    """
    rows = sparse.vstack([features, definitions]).tocsr()
    coordinates, axes = _span(rows)
    coefficients, intercepts = _fit(coordinates, coded, definitions.shape[0], np.arange(len(coded)), params)
    return (coefficients if axes is None else coefficients @ axes), intercepts


def held_out_decisions(
    features: sparse.csr_matrix,
    coded: Coded,
    definitions: sparse.csr_matrix,
    folds: Sequence[npt.NDArray[np.int64]],
    params: ThemeParams,
) -> Floats:
    """Decision values, shape of `coded`, each from a classifier that was not trained on its row's fold."""
    coordinates, _ = _span(sparse.vstack([features, definitions]).tocsr())
    decided = np.zeros(coded.shape)
    for fold in folds:
        rest = np.setdiff1d(np.arange(len(coded)), fold)
        coefficients, intercepts = _fit(coordinates, coded, definitions.shape[0], rest, params)
        decided[fold] = np.asarray(coordinates[fold] @ coefficients.T) + intercepts
    return decided


def _span(rows: sparse.csr_matrix) -> tuple[Floats | sparse.csr_matrix, Floats | None]:
    """Coordinates of the rows in the space they span, and its axes.

    A penalised linear model's coefficients lie in the span of its examples (representer theorem), so that fitting there
    gives the same model at a fraction of the cost. With many examples the rows are used as they are.
    """
    if rows.shape[0] > FEW:
        return rows, None
    values, vectors = np.linalg.eigh(np.asarray((rows @ rows.T).todense()))
    kept = values > values.max(initial=0) * 1e-10
    lengths = np.sqrt(values[kept])
    axes = np.asarray((rows.T @ (vectors[:, kept] / lengths)).T)
    return vectors[:, kept] * lengths, axes


def _fit(
    coordinates: Floats | sparse.csr_matrix,
    coded: Coded,
    themes: int,
    which: npt.NDArray[np.int64],
    params: ThemeParams,
) -> tuple[Floats, Floats]:
    chosen = np.concatenate([which, np.arange(len(coded), len(coded) + themes)])
    weight = np.concatenate([np.ones(len(which)), np.full(themes, params.definition_weight)])
    coefficients = np.zeros((themes, coordinates.shape[1]))
    intercepts = np.zeros(themes)
    for theme in range(themes):
        answers = np.concatenate([coded[which, theme], np.arange(themes) == theme]).astype(int)
        if answers.min() == answers.max():
            continue
        classifier = LogisticRegression(C=params.regularisation, class_weight="balanced", max_iter=2000)
        classifier.fit(coordinates[chosen], answers, sample_weight=weight)
        coefficients[theme], intercepts[theme] = classifier.coef_[0], classifier.intercept_[0]
    return coefficients, intercepts
