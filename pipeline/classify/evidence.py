"""The passages a suggestion rests on: those without which its probability would fall most."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.classify.space import Floats, Text, report_counts, report_encoding
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
    whole = report_counts(report)
    places = range(len(report.passages))
    parts = [model.logits([_less(whole, report, at) for at in places[first : first + AT_ONCE]]) for first in places[::AT_ONCE]]
    return np.asarray(model.logits([whole]) - np.vstack([np.empty((0, len(model.themes))), *parts]))


def _less(whole: Text, report: Prepared, passage: int) -> Text:
    """The counts of a report without a passage."""
    counts = Text(whole)
    counts.encoding = report_encoding(report, passage)
    weight = report.weights[passage]
    for word in report.words[passage] if weight > 0 else ():
        counts[word] -= weight  # type: ignore[assignment]  # Counter holds floats at run time
        if counts[word] < NOTHING:
            counts[word] = 0
    return counts


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
