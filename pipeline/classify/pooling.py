"""How much of a report each theme has: every passage is shared out among the themes whose definitions it is most like.

What a report is like as a whole hides what a part of it is about. So each passage is measured against each definition, by
topics and by what its words mean, and goes mostly to its likeliest themes (a softmax over themes); a theme's share of the
report is that of its passages, by their weight.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.special import softmax

from pipeline.classify.space import Passages
from pipeline.classify.stacking import Scaling

Floats = npt.NDArray[np.float64]

# A share below this is as good as none; without it, the logarithm would tell nothing from next to nothing.
FLOOR = 0.02
# What is believed of a report before its passages are read: even shares, with the weight of so many passages.
EVEN = 1.0


@dataclass(frozen=True, slots=True)
class Pooling:
    """What likeness is usual for each theme, and how sharply a passage is given to its likeliest ones."""

    topics: Scaling
    meaning: Scaling
    sharpness: float

    @classmethod
    def of(cls, passages: Passages, sharpness: float) -> Pooling:
        """That of a portfolio's passages."""
        return cls(Scaling.of(passages.topics), Scaling.of(passages.meaning), sharpness)

    def shares(self, passages: Passages) -> Floats:
        """Logarithms of each theme's share of each text, shape (texts, themes)."""
        rows = np.arange(len(passages.weights))
        by_text = sparse.csr_matrix((passages.weights, (passages.text, rows)), shape=(passages.texts, len(rows)))
        return _logarithms(by_text @ self._belonging(passages), np.asarray(by_text.sum(axis=1)))

    def left(self, passages: Passages) -> Floats:
        """Those of one text: whole, then without each of its passages, shape (1 + passages, themes)."""
        own, weights = self._belonging(passages), passages.weights[:, None]
        taken = np.vstack([np.zeros((1, own.shape[1])), weights * own])
        less = np.vstack([np.zeros((1, 1)), weights])
        return _logarithms(taken.sum(axis=0) - taken, less.sum() - less)

    def _belonging(self, passages: Passages) -> Floats:
        """How much of each passage belongs to each theme; rows sum to 1."""
        alike = self.topics.apply(passages.topics) + self.meaning.apply(passages.meaning)
        return np.asarray(softmax(self.sharpness * alike, axis=1))


def _logarithms(sums: Floats, weight: Floats) -> Floats:
    return np.asarray(np.log((sums + EVEN / sums.shape[1]) / (weight + EVEN) + FLOOR))
