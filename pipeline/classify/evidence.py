"""The passages a suggestion rests on: those without which its probability would fall most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from pipeline.classify.passages import Passages
from pipeline.classify.space import dense, index_of, weigh, word_counts
from pipeline.classify.texts import Floats, report_encoding
from pipeline.classify.themes import ThemeModel
from pipeline.documents import Passage
from pipeline.language.prepare import Prepared
from pipeline.language.wording import columns_of

LEAST_SHARE = 0.6
NOT_SHOWN = ("title", "references")
LEAST_WORDS = 12
NOTHING = 1e-9


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage and by how much the log-odds fall when it is taken out."""

    passage: Passage
    weight: float


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of a report when each of its passages is taken out, as weighted words: a matrix known by its products.

    A passage holds a fiftieth of a report's words, so a row is the whole report and what changes; `lengths` are those of
    the rows before they are of unit length.
    """

    whole: Floats
    changes: sparse.csr_matrix
    lengths: Floats

    @classmethod
    def of(cls, held: sparse.csr_matrix, idf: Floats) -> Left:
        """`held` counts the words of each passage, shape (passages, words)."""
        counts = np.asarray(held.sum(axis=0)).ravel()
        whole = np.sqrt(counts) * idf
        left = counts[held.indices] - held.data
        left = np.sqrt(np.where(left < NOTHING, 0, left)) * idf[held.indices]
        before = whole[held.indices]
        rows = np.repeat(np.arange(held.shape[0]), np.diff(held.indptr))
        lost = np.bincount(rows, before**2 - left**2, minlength=held.shape[0])
        squares = whole @ whole - lost
        squares[squares < NOTHING * (whole @ whole)] = 0
        changes = sparse.csr_matrix((left - before, held.indices, held.indptr), shape=held.shape)
        return cls(whole, changes, np.sqrt(squares))

    def __matmul__(self, other: Floats | sparse.spmatrix) -> Floats:
        """The product with a matrix of a row a word; where nothing is left, zeros."""
        product = dense(self.changes @ other) + self.whole @ other
        some = self.lengths[:, None] > 0
        return np.asarray(np.divide(product, self.lengths[:, None], out=np.zeros_like(product), where=some))


def passage_weights(model: ThemeModel, report: Prepared) -> Floats:
    """Fall in log-odds of each theme when each passage is taken out, shape (passages, themes)."""
    return falls(whole_and_left(model, report))


def falls(odds: Floats) -> Floats:
    """The same from what `whole_and_left` gives."""
    return np.asarray(odds[:1] - odds[1:])


def whole_and_left(model: ThemeModel, report: Prepared) -> Floats:
    """Log-odds of each theme for the report, then without each of its passages, shape (1 + passages, themes)."""
    space, without = model.space, [None, *range(len(report.passages))]
    held = _passage_counts(report, space.vocabulary)
    words, pooled = Left.of(held, space.idf), model.pooling.left(_alike(model, report, held))[1:]
    encoded = np.array([report_encoding(report, at) for at in without]) if space.encodes else None
    return model.said_of(words, *space.dense_views(words, encoded), pooled)


def _passage_counts(report: Prepared, vocabulary: Sequence[str]) -> sparse.csr_matrix:
    """How often each word of the vocabulary counts in each passage by its weight, after a first row of no passage."""
    columns = columns_of(report.words.distinct, index_of(vocabulary))
    counts = word_counts(report.words, columns, len(vocabulary))
    counts.data *= np.repeat(np.maximum(np.asarray(report.weights, dtype=np.float64), 0), np.diff(counts.indptr))
    held = sparse.vstack([sparse.csr_matrix((1, len(vocabulary))), counts]).tocsr()
    held.sort_indices()  # else scipy may sort them in place later, under the matrices that share them
    return held


def _alike(model: ThemeModel, report: Prepared, held: sparse.csr_matrix) -> Passages:
    """How alike each passage is to the definitions, by its weighed counts; the first row is no passage and weighs nothing."""
    text, weights = np.zeros(held.shape[0], dtype=np.int64), np.maximum([0.0, *report.weights], 0.0)
    return model.space.alike(weigh(held, model.space.idf), text, weights, model.definitions)


def best_evidence(report: Prepared, weights: Floats, theme: int, most: int) -> list[Evidence]:
    """Up to `most` passages that carry a theme, the strongest first; none when no passage does.

    A passage that weighs much less than the strongest is left out: it would be shown for company, not as evidence.
    """
    order = np.argsort(-weights[:, theme], kind="stable")
    carrying = [
        Evidence(report.passages[at], float(weights[at, theme]))
        for at in order
        if weights[at, theme] > 0 and _may_show(report, at)
    ]
    return [one for one in carrying[:most] if one.weight >= LEAST_SHARE * carrying[0].weight]


def _may_show(report: Prepared, at: int) -> bool:
    """Not what stands before the first heading or after the last, unless a report without headings has nothing else."""
    role = report.passages[at].role
    if role not in NOT_SHOWN:
        return True
    headless = all(passage.role in NOT_SHOWN for passage in report.passages)
    return headless and role == "title" and len(report.passages[at].text.split()) >= LEAST_WORDS
