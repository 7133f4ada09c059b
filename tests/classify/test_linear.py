from __future__ import annotations

import numpy as np
import pytest
import sklearn.linear_model
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import sparse

from pipeline.classify.linear import Examples, Floats, Linear, Ridge

TARGETS = np.array([[1, 0], [0, 1], [1, 1], [0, 0], [0.3, 0.7], [0, 1], [0.2, 0], [1, 0]])
WEIGHTS = np.array([1, 1, 1, 1, 0.1, 0.1, 0.1, 3.0])


def rows(count: int = 8, columns: int = 40, seed: int = 0) -> sparse.csr_matrix:
    random = np.random.default_rng(seed)
    return sparse.csr_matrix(np.where(random.random((count, columns)) < 0.4, random.random((count, columns)), 0.0))


def examples(of: sparse.csr_matrix | None = None) -> Examples:
    texts = rows() if of is None else of
    return Examples(texts, (texts @ texts.T).toarray())


def parts(of: sparse.csr_matrix, words: int = 30) -> tuple[sparse.csr_matrix, Floats]:
    """The features as the classifier is given them: words, and the others as an array."""
    return of[:, :words], of[:, words:].toarray()


def fitted(texts: Examples, targets: Floats, weights: Floats) -> Linear:
    return Ridge.of(texts, weights, 0.5).fit(targets).linear(texts)


def plain(weights: Floats) -> Floats:
    """What scikit-learn makes of the same examples."""
    mean = np.average(TARGETS, axis=0, weights=weights)
    found = sklearn.linear_model.Ridge(0.5, fit_intercept=False, solver="cholesky")
    found.fit(rows().toarray(), TARGETS - mean, weights)
    return np.asarray(rows() @ found.coef_.T + mean)


def test_the_fit_among_the_examples_is_scikit_learns_fit_on_the_features() -> None:
    np.testing.assert_allclose(fitted(examples(), TARGETS, WEIGHTS).decide(*parts(rows())), plain(WEIGHTS), atol=1e-9)


@given(
    weights=st.lists(st.sampled_from([0.0, 0.1, 1.0, 3.0]), min_size=8, max_size=8),
    other=st.sets(st.integers(0, 7), max_size=6),
    weight=st.sampled_from([0.0, 0.1, 1.0, 2.0]),
)
def test_counting_some_examples_otherwise_is_the_plain_fit_with_those_weights(
    weights: list[float], other: set[int], weight: float
) -> None:
    before = np.array(weights)
    others = np.array([row for row in sorted(other, reverse=True) if before[row]], dtype=np.int64)
    after = before.copy()
    after[others] = weight
    assume(after.any())
    found = Ridge.of(examples(), before, 0.5).fit(TARGETS, others, weight)
    np.testing.assert_allclose(found.decide(examples()), plain(after), atol=1e-9)
    np.testing.assert_allclose(found.linear(examples()).decide(*parts(rows())), plain(after), atol=1e-9)


@pytest.mark.parametrize("held_out", [True, False])
def test_a_row_of_no_weight_teaches_nothing(held_out: bool) -> None:
    weights, other = (WEIGHTS, [2]) if held_out else (np.where(np.arange(8) == 2, 0.0, WEIGHTS), [])
    turned = TARGETS.copy()
    turned[2] = 1 - turned[2]
    ridge = Ridge.of(examples(), weights, 0.5)
    before, after = (ridge.fit(targets, np.array(other, dtype=np.int64)) for targets in (TARGETS, turned))
    np.testing.assert_array_equal(before.shares, after.shares)
    np.testing.assert_array_equal(before.intercepts, after.intercepts)


def test_examples_of_one_theme_only_are_fitted_too() -> None:
    found = fitted(examples(), TARGETS[:, [0]], WEIGHTS)
    assert found.decide(*parts(rows())).shape == (8, 1)


def test_a_theme_without_codes_is_learned_from_its_definition() -> None:
    texts = sparse.vstack([rows(4), sparse.csr_matrix(np.eye(2, 40))]).tocsr()
    targets = np.vstack([np.zeros((4, 2)), np.eye(2)])
    found = fitted(examples(texts), targets, np.array([1, 1, 1, 1, 3.0, 3.0])).coefficients
    assert found[0, 0] > 0 > found[0, 1] and found[1, 1] > 0 > found[1, 0]


def test_a_theme_that_every_example_has_leaves_nothing_to_learn() -> None:
    found = fitted(examples(), np.ones((8, 1)), WEIGHTS)
    assert np.abs(found.coefficients).max() < 1e-9 and found.intercepts == pytest.approx([1])
