"""From which probability suggestions may be called sure: at most so many of them wrong, though few have been checked.

Two upper bounds on the share of wrong ones must both allow a cut-off. One smooths over all answers, which is what a few dozen
reports can bear; the other only counts, and catches what the first smooths away. Neither may be searched as if the answers
of one report were independent: the first counts reports, not answers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logit
from scipy.stats import beta, t

Floats = npt.NDArray[np.float64]
SMOOTHED_CONFIDENCE = 0.95
COUNTED_CONFIDENCE = 0.75
FEWEST_ANSWERS = 10
# What is believed of intercept and slope before any answer: the probabilities are right. As so many answers' information.
PRIOR_LINE = np.array([0.0, 1.0])
PRIOR_STRENGTH = np.diag([0.5, 4.0])
STEPS = 25


@dataclass(frozen=True, slots=True)
class Answers:
    """Checked answers, the most confident first: how confident, whether wrong, and of which report."""

    confidence: Floats
    wrong: npt.NDArray[np.bool_]
    report: npt.NDArray[np.int64]

    @classmethod
    def of(cls, confidence: Floats, wrong: npt.NDArray[np.bool_], taken: npt.NDArray[np.bool_]) -> Answers:
        """Those of a table of reports and themes that are `taken`."""
        order = np.argsort(-confidence[taken], kind="stable")
        return cls(confidence[taken][order], wrong[taken][order], np.nonzero(taken)[0][order])


def safe_cutoff(answers: Answers, error: float) -> float:
    """The lowest confidence from which at most `error` of the answers are wrong by both bounds, or infinity."""
    if len(answers.wrong) < FEWEST_ANSWERS:
        return float("inf")
    whole = np.append(answers.confidence[1:] != answers.confidence[:-1], True)  # all that score the same go together
    safe = (smoothed_bound(answers) <= error) & (counted_bound(answers) <= error) & whole
    return float(answers.confidence[safe][-1]) if safe.any() else float("inf")


def counted_bound(answers: Answers) -> Floats:
    """Upper bound on the share of wrong ones among the first 1, 2, 3 … answers (Clopper & Pearson 1934)."""
    taken = np.arange(1, len(answers.wrong) + 1)
    wrong = np.cumsum(answers.wrong)
    return np.where(wrong < taken, beta.ppf(COUNTED_CONFIDENCE, wrong + 1, np.maximum(taken - wrong, 1)), 1.0)


def smoothed_bound(answers: Answers) -> Floats:
    """Upper bound on the share of wrong ones among the first 1, 2, 3 … answers, from a line through all of them.

    The log-odds of being right are a line in the log-odds of the confidence (Platt 1999). How uncertain the line is comes from
    how reports differ (Liang & Zeger 1986), or from its curvature where that is more, and reaches the mean of the errors by
    the delta method on the logarithm.
    """
    odds = logit(np.clip(answers.confidence, 1e-6, 1 - 1e-6))
    columns = np.stack([np.ones_like(odds), odds], axis=1)
    right, curvature = _line(columns, ~answers.wrong)
    scores = np.zeros((answers.report.max() + 1, 2))
    np.add.at(scores, answers.report, columns * (~answers.wrong - right)[:, None])
    reports = len(np.unique(answers.report))
    plain = np.linalg.inv(curvature)
    clustered = plain @ (scores.T @ scores * reports / max(reports - 1, 1)) @ plain
    taken = np.arange(1, len(odds) + 1)
    mean = np.cumsum(1 - right) / taken
    slope = np.cumsum(columns * (right * (1 - right))[:, None], axis=0) / taken[:, None]
    spread = np.sqrt(np.maximum(*(np.einsum("ij,jk,ik->i", slope, matrix, slope) for matrix in (plain, clustered))))
    return np.asarray(mean * np.exp(t.ppf(SMOOTHED_CONFIDENCE, max(reports - 2, 1)) * spread / np.maximum(mean, 1e-12)))


def _line(columns: Floats, right: npt.NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Fitted probabilities of being right and the curvature of the loss, by Newton's method."""
    line = PRIOR_LINE
    for _ in range(STEPS):
        fitted = expit(columns @ line)
        curvature = (columns * (fitted * (1 - fitted))[:, None]).T @ columns + PRIOR_STRENGTH
        step = np.linalg.solve(curvature, columns.T @ (right - fitted) - PRIOR_STRENGTH @ (line - PRIOR_LINE))
        line = line + np.clip(step, -1, 1)
        if np.abs(step).max() < 1e-8:
            break
    return np.asarray(fitted), np.asarray(curvature)
