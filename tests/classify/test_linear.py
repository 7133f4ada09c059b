from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse
from sklearn.linear_model import Ridge

from pipeline.classify.linear import Examples, Floats, fit_linear

TARGETS = np.array([[1, 0], [0, 1], [1, 1], [0, 0], [0.3, 0.7], [0, 1], [0.2, 0], [1, 0]])
WEIGHTS = np.array([1, 1, 1, 1, 0.1, 0.1, 0.1, 3.0])


def rows(count: int = 8, columns: int = 40, seed: int = 0) -> sparse.csr_matrix:
    random = np.random.default_rng(seed)
    return sparse.csr_matrix(np.where(random.random((count, columns)) < 0.4, random.random((count, columns)), 0.0))


def examples(of: sparse.csr_matrix | None = None) -> Examples:
    texts = rows() if of is None else of
    return Examples(texts, (texts @ texts.T).toarray())


def plain(targets: Floats, weights: Floats, penalty: float) -> Floats:
    """What scikit-learn makes of the same examples."""
    mean = np.average(targets, axis=0, weights=weights)
    fitted = Ridge(penalty, fit_intercept=False, solver="cholesky").fit(rows().toarray(), targets - mean, weights)
    return np.asarray(rows() @ fitted.coef_.T + mean)


def test_the_fit_among_the_examples_is_scikit_learns_fit_on_the_features() -> None:
    found = fit_linear(examples(), TARGETS, WEIGHTS, 0.5).decide(rows())
    np.testing.assert_allclose(found, plain(TARGETS, WEIGHTS, 0.5), atol=1e-9)


def test_with_very_many_examples_the_fit_is_the_same() -> None:
    few, many = (fit_linear(each, TARGETS, WEIGHTS, 0.5) for each in (examples(), Examples(rows(), None)))
    np.testing.assert_allclose(few.coefficients, many.coefficients, atol=1e-3)
    np.testing.assert_allclose(few.intercepts, many.intercepts)


@pytest.mark.parametrize("products", [True, False])
def test_a_row_of_no_weight_teaches_nothing(products: bool) -> None:
    given = examples() if products else Examples(rows(), None)
    weights = np.where(np.arange(8) == 2, 0.0, WEIGHTS)
    turned = TARGETS.copy()
    turned[2] = 1 - turned[2]
    before, after = (fit_linear(given, targets, weights, 0.5) for targets in (TARGETS, turned))
    np.testing.assert_array_equal(before.coefficients, after.coefficients)
    np.testing.assert_array_equal(before.intercepts, after.intercepts)


def test_examples_of_one_theme_only_are_fitted_too() -> None:
    found = fit_linear(Examples(rows(), None), TARGETS[:, [0]], WEIGHTS, 0.5)
    assert found.decide(rows()).shape == (8, 1)


def test_a_theme_without_codes_is_learned_from_its_definition() -> None:
    texts = sparse.vstack([rows(4), sparse.csr_matrix(np.eye(2, 40))]).tocsr()
    targets = np.vstack([np.zeros((4, 2)), np.eye(2)])
    found = fit_linear(examples(texts), targets, np.array([1, 1, 1, 1, 3.0, 3.0]), 0.5).coefficients
    assert found[0, 0] > 0 > found[0, 1] and found[1, 1] > 0 > found[1, 0]


def test_a_theme_that_every_example_has_leaves_nothing_to_learn() -> None:
    found = fit_linear(examples(), np.ones((8, 1)), WEIGHTS, 0.5)
    assert np.abs(found.coefficients).max() < 1e-9 and found.intercepts == pytest.approx([1])
