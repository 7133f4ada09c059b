from __future__ import annotations

from functools import partial

import numpy as np
import numpy.typing as npt
import pytest
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from pipeline.classify import linear
from pipeline.classify.linear import fit_linear, held_out_decisions
from pipeline.classify.themes import Coded
from pipeline.project import ThemeParams


@pytest.fixture
def coded() -> Coded:
    return np.array([[1, 0], [0, 1], [1, 1], [0, 0], [1, 0], [0, 1], [0, 0], [1, 0]], dtype=np.int8)


def rows(count: int, columns: int = 40, seed: int = 0) -> sparse.csr_matrix:
    random = np.random.default_rng(seed)
    return sparse.csr_matrix(np.where(random.random((count, columns)) < 0.4, random.random((count, columns)), 0.0))


def plain_fit(
    features: sparse.csr_matrix, answers: Coded, definitions: sparse.csr_matrix, params: ThemeParams, theme: int
) -> LogisticRegression:
    """What scikit-learn makes of the same examples, nothing projected."""
    weight = np.append(np.ones(len(answers)), np.full(definitions.shape[0], params.definition_weight))
    labels = np.append(answers[:, theme], np.arange(definitions.shape[0]) == theme)
    classifier = LogisticRegression(C=params.regularisation, class_weight="balanced", max_iter=5000, tol=1e-9)
    return classifier.fit(sparse.vstack([features, definitions]), labels, sample_weight=weight)


def test_the_fit_in_the_span_is_scikit_learns_fit_on_the_features(
    coded: Coded, params: ThemeParams, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(linear, "LogisticRegression", partial(LogisticRegression, tol=1e-9))
    features, definitions = rows(8), rows(2, seed=1)
    coefficients, intercepts = fit_linear(features, coded, definitions, params)
    for theme in range(2):
        plain = plain_fit(features, coded, definitions, params, theme)
        np.testing.assert_allclose(coefficients[theme], plain.coef_[0], atol=1e-4)
        np.testing.assert_allclose(intercepts[theme], plain.intercept_[0], atol=1e-4)


def test_with_many_examples_the_fit_is_the_same(coded: Coded, params: ThemeParams, monkeypatch: pytest.MonkeyPatch) -> None:
    features, definitions = rows(8), rows(2, seed=1)
    few = fit_linear(features, coded, definitions, params)
    monkeypatch.setattr(linear, "FEW", 3)
    many = fit_linear(features, coded, definitions, params)
    np.testing.assert_allclose(few[0], many[0], atol=1e-2)
    np.testing.assert_allclose(few[1], many[1], atol=1e-2)


def test_a_rows_own_codes_never_reach_its_held_out_decision(coded: Coded, params: ThemeParams) -> None:
    features, definitions = rows(8), rows(2, seed=1)
    folds: list[npt.NDArray[np.int64]] = [np.array([0, 1, 2]), np.array([3, 4, 5]), np.array([6, 7])]
    before = held_out_decisions(features, coded, definitions, folds, params)
    turned = coded.copy()
    turned[folds[1]] = 1 - turned[folds[1]]
    after = held_out_decisions(features, turned, definitions, folds, params)
    np.testing.assert_array_equal(before[folds[1]], after[folds[1]])
    assert (before[folds[0]] != after[folds[0]]).any()


def test_held_out_decisions_are_those_of_a_classifier_without_the_fold(coded: Coded, params: ThemeParams) -> None:
    features, definitions = rows(8), rows(2, seed=1)
    fold = np.array([2, 5])
    rest = np.setdiff1d(np.arange(8), fold)
    decided = held_out_decisions(features, coded, definitions, [fold], params)
    plain = plain_fit(features[rest], coded[rest], definitions, params, theme=1)
    np.testing.assert_allclose(decided[fold, 1], plain.decision_function(features[fold]), atol=1e-2)


def test_a_theme_without_codes_is_learned_from_its_definition(params: ThemeParams) -> None:
    definitions = sparse.csr_matrix(np.eye(2, 40))
    coefficients, _ = fit_linear(rows(4), np.zeros((4, 2), dtype=np.int8), definitions, params)
    assert coefficients[0, 0] > 0 > coefficients[0, 1] and coefficients[1, 1] > 0 > coefficients[1, 0]


def test_a_single_theme_that_every_report_has_leaves_nothing_to_learn(params: ThemeParams) -> None:
    coefficients, intercepts = fit_linear(rows(4), np.ones((4, 1), dtype=np.int8), rows(1, seed=1), params)
    assert not coefficients.any() and not intercepts.any()
