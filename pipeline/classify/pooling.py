"""How much of a report each theme has: every passage is shared out among the themes whose definitions it is most like.

What a report is like as a whole hides what a part of it is about. So each passage is measured against each definition, by
topics and by what its words mean, and goes mostly to its likeliest themes (a softmax over themes); a theme's share of the
report is that of its passages, by their weight. Beside it stands how like the theme its likest passages are (a soft maximum).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.special import softmax

from pipeline.classify.passages import Passages
from pipeline.classify.stacking import Scaling

Floats = npt.NDArray[np.float64]

# A share below this is as good as none; without it, the logarithm would tell nothing from next to nothing.
FLOOR = 0.02
# What is believed of a report before its passages are read: even shares, with the weight of so many passages.
EVEN = 1.0
# Beyond this nothing is liker: passages of one report, which has nothing to be compared with, may lie at any distance.
MOST = 30.0


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

    def pooled(self, passages: Passages) -> Floats:
        """Logarithms of each theme's share of each text and of how like it the likest passages are, (texts, themes, 2)."""
        rows = np.arange(len(passages.weights))
        by_text = sparse.csr_matrix((passages.weights, (passages.text, rows)), shape=(passages.texts, len(rows)))
        belonging, like = self._amounts(passages)
        return _logarithms(by_text @ belonging, by_text @ like, np.asarray(by_text.sum(axis=1)))

    def left(self, passages: Passages) -> Floats:
        """Those of one text: whole, then without each of its passages, shape (1 + passages, themes, 2)."""
        weights = passages.weights[:, None]
        belonging, like = self._amounts(passages)
        return _logarithms(_others(weights * belonging), _others(weights * like), _others(weights))

    def _amounts(self, passages: Passages) -> tuple[Floats, Floats]:
        """How much of each passage belongs to each theme, rows of sum 1, and how like the theme it is."""
        alike = self.sharpness * (self.topics.apply(passages.topics) + self.meaning.apply(passages.meaning))
        return np.asarray(softmax(alike, axis=1)), np.asarray(np.exp(np.minimum(alike / 2, MOST)))


def _others(amounts: Floats) -> Floats:
    """The sum of all rows, then of all but each; without taking away, which would lose small numbers beside a large one."""
    none = np.zeros((1, amounts.shape[1]))
    before = np.cumsum(np.vstack([none, amounts]), axis=0)
    after = np.cumsum(np.vstack([none, amounts[::-1]]), axis=0)[::-1]
    return np.vstack([before[-1:], before[:-1] + after[1:]])


def _logarithms(belonging: Floats, like: Floats, weight: Floats) -> Floats:
    shares = (belonging + EVEN / belonging.shape[1]) / (weight + EVEN)
    return np.stack([np.log(shares + FLOOR), np.log((like + EVEN) / (weight + EVEN))], axis=-1)
