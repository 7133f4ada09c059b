"""The linear classifier: ridge regression on codes, definitions and what is believed of reports that nobody has coded.

Coefficients lie in the span of the examples (representer theorem), so that the inverse of one matrix as large as there are
examples holds the fit to any targets. What the fit is without some of the codes follows from the same inverse.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.linalg.lapack import dpotrf, dpotri

from pipeline.classify.space import Views, Words, dense

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]
NONE: Rows = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Examples:
    """Texts to learn from, one row a text, and their inner products."""

    rows: sparse.csr_matrix
    products: Floats

    @classmethod
    def of(cls, views: Views) -> Examples:
        """The texts of some views."""
        return cls(views.joined(), views.products())


@dataclass(frozen=True, slots=True)
class Linear:
    """Coefficients, shape (themes, features), and intercepts."""

    coefficients: Floats
    intercepts: Floats

    def decide(self, words: Words, others: Floats) -> Floats:
        """Decision values, shape (rows, themes); `others` are the features beside the words, shape (rows, features)."""
        of_words = self.coefficients[:, : self.coefficients.shape[1] - others.shape[1]]
        return dense(words @ of_words.T) + others @ self.coefficients[:, of_words.shape[1] :].T + self.intercepts


@dataclass(frozen=True, slots=True)
class Fit:
    """A classifier as shares in its examples, shape (examples, themes), and intercepts."""

    shares: Floats
    intercepts: Floats

    def decide(self, examples: Examples) -> Floats:
        """Decision values of the examples themselves, shape (examples, themes)."""
        return np.asarray(examples.products @ self.shares) + self.intercepts

    def linear(self, examples: Examples) -> Linear:
        """The same classifier for any texts."""
        return Linear(np.asarray((examples.rows.T @ self.shares).T), self.intercepts)


@dataclass(frozen=True, slots=True)
class Ridge:
    """Ridge regression on the examples of a weight above 0 (`used`), ready to be fitted to any targets."""

    used: Rows
    weights: Floats
    penalty: float
    inverse: Floats

    @classmethod
    def of(cls, examples: Examples, weights: Floats, penalty: float) -> Ridge:
        """That of examples which count as much as `weights` says."""
        used = np.flatnonzero(weights)
        system = examples.products[np.ix_(used, used)]
        system[np.diag_indices(len(used))] += penalty / weights[used]
        return cls(used, weights, penalty, _inverse(system))

    def fit(self, targets: Floats, other: Rows = NONE, weight: float = 0.0) -> Fit:
        """Fit all themes at once; `targets` lie between 0 and 1, shape (examples, themes).

        The used examples `other` count as `weight` instead, which is how a fold is held out; the targets of a row that counts
        nothing do not matter. By the inversion lemma (Woodbury 1950) that takes a system as large as there are others.
        """
        weights = self.weights.copy()
        weights[other] = weight
        now = weights[self.used]
        mean = now @ targets[self.used] / now.sum()
        found = self.inverse @ np.where(now[:, None] > 0, targets[self.used] - mean, 0.0)
        if other.size:
            found -= self._difference(found, other, weight)
        shares = np.zeros(targets.shape)
        shares[self.used] = found
        return Fit(shares, mean)

    def _difference(self, shares: Floats, other: Rows, weight: float) -> Floats:
        at = np.searchsorted(self.used, other)
        before = self.weights[other]
        lost = (before - weight)[:, None]
        system = lost * self.inverse[np.ix_(at, at)] + np.diag(before * weight / self.penalty)
        return np.asarray(self.inverse[:, at] @ np.linalg.solve(system, lost * shares[at]))


def _inverse(system: Floats) -> Floats:
    """The inverse of a symmetric positive definite matrix, which is overwritten."""
    factor, _ = dpotrf(system.T, lower=1, overwrite_a=1)
    lower, _ = dpotri(factor, lower=1, overwrite_c=1)
    whole = lower + lower.T
    whole[np.diag_indices(len(whole))] /= 2
    return np.asarray(whole)
