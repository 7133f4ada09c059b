"""Codes that look wrong, as a list for a second look: confident learning (Northcutt, Jiang & Chuang 2021), theme by theme.

A code is suspect when the held-out probability of the opposite reaches what is usual for reports that carry the opposite
code. With few of either, what is usual is drawn towards even odds, since a mean of three says little.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.evaluate.metrics import Bools, Floats, Judged

PRIOR = 3.0


@dataclass(frozen=True, slots=True)
class Doubt:
    """A report and theme as rows and columns of the judged answers.

    `probability` is the held-out one of the theme, `confidence` that of the code as it stands, which the list is sorted by;
    `margin` says by how much the opposite is more probable than is usual for it.
    """

    row: int
    theme: int
    coded: bool
    probability: float
    confidence: float
    margin: float


def suspects(judged: Judged) -> list[Doubt]:
    """The suspect codes, the most suspect first."""
    usual_yes, usual_no = usual(judged, True), usual(judged, False)
    opposite = np.where(judged.coded == 1, 1 - judged.probabilities, judged.probabilities)
    margins = opposite - np.where(judged.coded == 1, usual_no, usual_yes)
    doubted = (margins >= 0) & (opposite > 0.5)
    found = [_doubt(judged, margins, int(row), int(theme)) for row, theme in np.argwhere(doubted)]
    return sorted(found, key=lambda doubt: (doubt.confidence, doubt.row, doubt.theme))


def usual(judged: Judged, coded: bool) -> Floats:
    """The mean probability of the code among reports that carry it, for each theme."""
    carries: Bools = (judged.coded == 1) == coded
    right = judged.probabilities if coded else 1 - judged.probabilities
    return np.asarray(((right * carries).sum(axis=0) + 0.5 * PRIOR) / (carries.sum(axis=0) + PRIOR))


def _doubt(judged: Judged, margins: Floats, row: int, theme: int) -> Doubt:
    probability, coded = float(judged.probabilities[row, theme]), bool(judged.coded[row, theme])
    confidence = probability if coded else 1 - probability
    return Doubt(row, theme, coded, probability, confidence, float(margins[row, theme]))
