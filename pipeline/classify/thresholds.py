"""From probability to yes or no, and to sure or for review."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.classify.sure import Answers, safe_cutoff

Floats = npt.NDArray[np.float64]
Coded = npt.NDArray[np.int8]
DEFAULT = 0.5


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The probability from which each theme is suggested, and the held-out answers that `sure` is judged by."""

    suggest: Floats
    held_out: Floats
    answers: Coded

    @classmethod
    def common(cls, themes: int) -> Thresholds:
        """One threshold for all themes and nothing to be sure by."""
        return cls(np.full(themes, DEFAULT), np.zeros((0, themes)), np.zeros((0, themes), dtype=np.int8))

    def sure_from(self, error: float) -> float:
        """The lowest probability from which suggested themes may be called sure, or infinity when none may.

        At most `error` of the suggestions above it are wrong, as far as `safe_cutoff` can tell.
        """
        return safe_cutoff(Answers.of(self.held_out, self.answers == 0, self.held_out >= self.suggest), error)

    def sure_not_below(self, error: float) -> float:
        """The highest probability under which themes may surely be left out, or minus infinity; as `sure_from`."""
        left = self.held_out < self.suggest
        return 1 - safe_cutoff(Answers.of(1 - self.held_out, self.answers == 1, left), error)


def choose_thresholds(portfolio: Floats, held_out: Floats, coded: Coded, strength: float) -> Thresholds:
    """Thresholds from the probabilities of all reports of the portfolio, coded (held out) or not.

    Each theme's is the one that gives the highest F1 to be expected, drawn towards the common one when few positives are
    to be expected.
    """
    common = best_threshold(portfolio.ravel())
    own = np.array([best_threshold(portfolio[:, theme]) for theme in range(portfolio.shape[1])])
    expected = portfolio.sum(axis=0)
    trust = expected / (expected + strength)
    return Thresholds(trust * own + (1 - trust) * common, held_out, coded)


def best_threshold(probabilities: Floats) -> float:
    """Half the highest F1 that can be expected of these reports (Lipton, Elkan & Naryanaswamy 2014, theorem 1)."""
    ordered = np.sort(probabilities)[::-1]
    hits = np.cumsum(ordered)
    if not hits[-1] > 0:
        return DEFAULT
    return float((hits / (np.arange(1, len(ordered) + 1) + hits[-1])).max())


def decide(probabilities: Floats, thresholds: Floats) -> npt.NDArray[np.bool_]:
    """Which themes are suggested; a report always gets its most likely theme at least."""
    said = probabilities >= thresholds
    lonely = np.flatnonzero(~said.any(axis=1))
    if probabilities.shape[1]:
        said[lonely, np.argmax(probabilities[lonely], axis=1)] = True
    return np.asarray(said)
