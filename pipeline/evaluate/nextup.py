"""Which uncoded reports to code next: those whose themes the model is most in doubt about.

Uncertainty sampling (Lewis & Gale 1994) with the entropy of a report's answers. Counting doubt about rare themes for more,
nearness to the thresholds, and preferring reports like many or unlike the coded ones, gave less (docs/decisions). The queue of
the review room, the list of `temakart evaluate` and the simulation of reviewing all ask here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import entr

from pipeline.evaluate.metrics import Floats
from pipeline.suggestions import Suggestion

if TYPE_CHECKING:
    from pipeline.classify.themes import ThemeModel
    from pipeline.evaluate.refit import Refit

TOLD = 3


@dataclass(frozen=True, slots=True)
class Useful:
    """An uncoded report: its row in the portfolio and what coding it is worth, 1 for the best.

    `themes` are the up to three it would settle, the most doubtful first.
    """

    row: int
    worth: float
    themes: tuple[str, ...]


def next_to_code(refit: Refit, model: ThemeModel, which: Sequence[int], most: int) -> list[Useful]:
    """Up to `most` reports outside the coded rows `which`, the most useful first."""
    rows = np.setdiff1d(np.arange(len(refit.texts)), np.asarray(which, dtype=np.int64))
    if not len(rows) or not most:
        return []
    probabilities = refit.probabilities(model, rows)
    doubt, worth = doubts(probabilities), usefulness(probabilities)
    order = np.argsort(-worth, kind="stable")[:most]
    top = max(float(worth.max()), 1e-12)
    return [Useful(int(rows[at]), float(worth[at] / top), _told(doubt[at], model.themes)) for at in order]


def usefulness(probabilities: Floats) -> Floats:
    """What coding each report is worth in nats, shape (reports,), from probabilities of shape (reports, themes)."""
    return np.asarray(doubts(probabilities).sum(axis=1))


def useful_reports(suggestions: Mapping[str, Sequence[Suggestion]]) -> dict[str, float]:
    """The same by report_id for what a model suggested, as it is stored."""
    found = {name: [one.probability for one in rows if one.axis == "theme"] for name, rows in suggestions.items()}
    return {name: float(usefulness(np.array([row], dtype=np.float64))[0]) for name, row in found.items()}


def doubts(probabilities: Floats) -> Floats:
    """Entropy of each answer in nats, shape (reports, themes)."""
    return np.asarray(entr(probabilities) + entr(1 - probabilities))


def _told(doubt: Floats, themes: Sequence[str]) -> tuple[str, ...]:
    heaviest = np.argsort(-doubt, kind="stable")[:TOLD]
    return tuple(themes[at] for at in heaviest if doubt[at] >= doubt[heaviest[0]] / 2)
