"""The passages a suggestion rests on: those without which its probability would fall most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from pipeline.classify.passages import Passages
from pipeline.classify.space import Floats, report_encoding
from pipeline.classify.themes import ThemeModel
from pipeline.documents import Passage
from pipeline.language.prepare import Prepared

LEAST_SHARE = 0.6
NOT_SHOWN = ("title", "references")
LEAST_WORDS = 12
AT_ONCE = 100
NOTHING = 1e-9


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage and by how much the log-odds fall when it is taken out."""

    passage: Passage
    weight: float


def passage_weights(model: ThemeModel, report: Prepared) -> Floats:
    """Fall in log-odds of each theme when each passage is taken out, shape (passages, themes)."""
    if not report.passages:
        return np.zeros((0, len(model.themes)))
    held = _passage_counts(report, model.space.vocabulary)
    whole = np.asarray(held.sum(axis=0))
    pooled = model.pooling.left(_alike(model, report, held))
    parts = [_logits(model, report, whole, [None], pooled[:1])]
    for first in range(0, len(report.passages), AT_ONCE):
        places = range(first, min(first + AT_ONCE, len(report.passages)))
        left = whole - held[first : places.stop].toarray()
        parts.append(_logits(model, report, left, places, pooled[1 + first : 1 + places.stop]))
    return np.asarray(parts[0] - np.vstack(parts[1:]))


def _passage_counts(report: Prepared, vocabulary: Sequence[str]) -> sparse.csr_matrix:
    """How often each word of the vocabulary counts in each passage, by passage weight."""
    index = {word: column for column, word in enumerate(vocabulary)}
    told = [(at, index[word]) for at, words in enumerate(report.words) for word in words if word in index]
    rows, columns = np.array(told, dtype=np.int64).reshape(-1, 2).T
    weights = np.maximum(np.asarray(report.weights, dtype=np.float64), 0)[rows]
    return sparse.csr_matrix((weights, (rows, columns)), shape=(len(report.passages), len(vocabulary)))


def _alike(model: ThemeModel, report: Prepared, held: sparse.csr_matrix) -> Passages:
    """How alike each passage is to the definitions, by its weighed counts."""
    text, weights = np.zeros(len(report.passages), dtype=np.int64), np.maximum(report.weights, 0.0)
    return model.space.alike(model.space.weighted_counts(held), text, weights, model.definitions)


def _logits(model: ThemeModel, report: Prepared, counts: Floats, without: Sequence[int | None], pooled: Floats) -> Floats:
    """Log-odds of a report by the counts that are left of it and what its passages say, a row for each passage taken out."""
    counts[counts < NOTHING] = 0
    encoded = np.array([report_encoding(report, at) for at in without]) if model.space.encodes else None
    return model.said_of(model.space.seen(model.space.weighted_counts(counts), encoded), pooled)


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
