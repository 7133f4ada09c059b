"""How alike the passages of some texts are to the definitions of the themes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Passages:
    """Likeness of passages to definitions by topics and by meaning, shape (passages, themes).

    `text` tells which of `texts` texts each is of, in their order, and `weights` how much it weighs; one without a known word
    weighs nothing.
    """

    topics: Floats
    meaning: Floats
    text: npt.NDArray[np.int64]
    weights: Floats
    texts: int

    @classmethod
    def of_all(cls, parts: Sequence[Passages]) -> Passages:
        """Those of some texts, then of others; there must be one part at least."""
        before = np.cumsum([0, *(part.texts for part in parts)])
        return cls(
            np.vstack([part.topics for part in parts]),
            np.vstack([part.meaning for part in parts]),
            np.concatenate([part.text + first for part, first in zip(parts, before[:-1], strict=True)]),
            np.concatenate([part.weights for part in parts]),
            int(before[-1]),
        )

    def of_texts(self, which: npt.NDArray[np.int64]) -> Passages:
        """Those of some of the texts, in the order of `which`."""
        first = np.searchsorted(self.text, which)
        many = np.searchsorted(self.text, which, side="right") - first
        rows = np.repeat(first - np.cumsum(many) + many, many) + np.arange(many.sum())
        text = np.repeat(np.arange(len(which)), many)
        return Passages(self.topics[rows], self.meaning[rows], text, self.weights[rows], len(which))
