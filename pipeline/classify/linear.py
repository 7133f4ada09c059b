"""The linear classifier: ridge regression on codes, definitions and what is believed of reports that nobody has coded."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.linalg import solve
from sklearn.linear_model import Ridge

from pipeline.classify.space import Views

Floats = npt.NDArray[np.float64]
MANY = 2000


@dataclass(frozen=True, slots=True)
class Examples:
    """Texts to learn from, one row a text; `products` holds their inner products, nothing where there are too many."""

    rows: sparse.csr_matrix
    products: Floats | None

    @classmethod
    def of(cls, views: Views) -> Examples:
        """The texts of some views."""
        rows = views.joined()
        return cls(rows, views.products() if rows.shape[0] <= 2 * MANY else None)


@dataclass(frozen=True, slots=True)
class Linear:
    """Coefficients, shape (themes, features), and intercepts."""

    coefficients: Floats
    intercepts: Floats

    def decide(self, rows: sparse.csr_matrix) -> Floats:
        """Decision values, shape (rows, themes)."""
        return np.asarray(rows @ self.coefficients.T) + self.intercepts


def fit_linear(examples: Examples, targets: Floats, weights: Floats, penalty: float) -> Linear:
    """Fit all themes at once. `targets` lie between 0 and 1, shape (rows, themes); a row of weight 0 is left out.

    Coefficients lie in the span of the examples (representer theorem), so that one system as large as there are examples
    gives them; where they are very many, by conjugate gradients.
    """
    used = np.flatnonzero(weights)
    weight = weights[used]
    mean = weight @ targets[used] / weight.sum()
    wanted = targets[used] - mean
    if examples.products is None:
        plain = Ridge(penalty, fit_intercept=False, solver="sparse_cg", tol=1e-5)
        plain.fit(examples.rows[used], wanted, sample_weight=weight)
        return Linear(np.asarray(plain.coef_).reshape(wanted.shape[1], -1), mean)
    root = np.sqrt(weight)
    system = examples.products[np.ix_(used, used)] * np.outer(root, root) + penalty * np.eye(len(used))
    shares = root[:, None] * solve(system, root[:, None] * wanted, assume_a="pos")
    return Linear(np.asarray((examples.rows[used].T @ shares).T), mean)
