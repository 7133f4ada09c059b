"""What the themes are called: the words of their labels, and each label and term by itself.

A definition of many parts is like no report as a whole. So a report is also measured against each part, where the nearest one
speaks for the theme (nearest prototype, Kohonen 1986), and against what the theme is called, which says most of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy import sparse

from pipeline.classify.space import Space, Words, dense
from pipeline.classify.texts import Floats
from pipeline.codebook import Theme
from pipeline.language.words import counted


@dataclass(frozen=True, slots=True)
class Names:
    """Weighted words of the labels, one row a theme, and topics of each label and its terms, from row `first` of a theme on."""

    labels: sparse.csr_matrix
    topics: Floats
    first: npt.NDArray[np.int64]

    @classmethod
    def of(cls, themes: Sequence[Theme], space: Space) -> Names:
        """Those of a codebook."""
        told = [(theme.label, *theme.terms) for theme in themes]
        words = space.weighted([Counter(counted(text)) for texts in told for text in texts])
        first = np.cumsum([0, *(len(texts) for texts in told[:-1])])
        return cls(words[first], space.dense_views(words, None)[0], first)

    def by_words(self, words: Words) -> Floats:
        """Cosine likeness to the labels, as a square root, to even its tail."""
        return np.sqrt(np.maximum(dense(words @ self.labels.T), 0))

    def by_topics(self, topics: Floats) -> Floats:
        """Cosine likeness to the likest of each theme's label and terms."""
        return np.asarray(np.maximum.reduceat(topics @ self.topics.T, self.first, axis=1))

    def narrowed(self, columns: npt.NDArray[np.int64]) -> Names:
        """The same for texts of no other words than those in some columns."""
        return replace(self, labels=self.labels[:, columns])
