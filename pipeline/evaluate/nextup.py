"""Which uncoded reports to code next: those that the model would learn most from.

A report is worth the doubt about its themes, that of rarely coded themes counting more (uncertainty sampling, Lewis & Gale
1994). What was tried, and what it gave against a random choice, stands in docs/decisions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import entr

from pipeline.classify.themes import ThemeModel
from pipeline.evaluate.metrics import Floats
from pipeline.evaluate.refit import Refit

TOLD = 3


@dataclass(frozen=True, slots=True)
class Useful:
    """An uncoded report: its row in the portfolio, what coding it is worth (1 for the best), and the themes it would settle.

    `themes` are the up to three that weigh most in its worth, the heaviest first.
    """

    row: int
    worth: float
    themes: tuple[str, ...]


def next_to_code(refit: Refit, model: ThemeModel, which: Sequence[int], most: int) -> list[Useful]:
    """Up to `most` reports outside the coded rows `which`, the most useful first."""
    rows = np.setdiff1d(np.arange(len(refit.texts)), np.asarray(which, dtype=np.int64))
    if not len(rows) or not most:
        return []
    doubts = theme_doubts(refit.probabilities(model, rows), model.positives.astype(np.float64))
    worth = doubts.sum(axis=1)
    order = np.argsort(-worth, kind="stable")[:most]
    top = max(float(worth.max()), 1e-12)
    return [Useful(int(rows[at]), float(worth[at] / top), _told(doubts[at], model.themes)) for at in order]


def theme_doubts(probabilities: Floats, positives: Floats) -> Floats:
    """Entropy of each answer, times a weight that falls with the number of coded examples, shape (reports, themes)."""
    rarity = 1 / np.sqrt(positives + 1)
    return np.asarray((entr(probabilities) + entr(1 - probabilities)) * rarity / rarity.mean())


def _told(doubts: Floats, themes: Sequence[str]) -> tuple[str, ...]:
    heaviest = np.argsort(-doubts, kind="stable")[:TOLD]
    return tuple(themes[at] for at in heaviest if doubts[at] >= doubts[heaviest[0]] / 2)
