"""How much work reviewing with suggestions saves: a coded set is played again, as if its reports were coded one by one.

A reviewer reads a report and sets right what the suggestion has wrong; a report that is not read has the codes suggested
for it. After every batch the model is trained again and suggests anew for all that are not read. What is counted are
reports read and labels set by hand until the portfolio's codes are as right as wanted. The reviewer is taken to be right and
not to be led by what is suggested.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.classify.stacking import Coded
from pipeline.classify.thresholds import decide
from pipeline.evaluate.metrics import Bools, Floats
from pipeline.evaluate.nextup import usefulness
from pipeline.evaluate.refit import Refit

Rows = npt.NDArray[np.int64]
Rank = Callable[[Floats], Floats]
MEASURES = ("reports", "micro_f1", "cells")
ROUNDING = 1e-12
NOTHING = "nothing"  # coded without a model, in random order
# By what the next reports are chosen, highest first; None: at random.
ORDERS: Mapping[str, Rank | None] = {
    NOTHING: None,
    "random": None,
    "useful": usefulness,
    "confident": lambda probabilities: -usefulness(probabilities),
}


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Reports whose codes are known: the rows `which` of the refit's texts, coded as `coded`, shape (reports, themes)."""

    refit: Refit
    which: Rows
    coded: Coded

    def suggested(self, read: Rows) -> tuple[Floats, Floats]:
        """Probabilities for all reports and the thresholds, by a model trained on the codes of those read."""
        model = self.refit.fit(self.coded[read], self.which[read])
        return self.refit.probabilities(model, self.which), model.thresholds.suggest


@dataclass(frozen=True, slots=True)
class Course:
    """One playing, report by report from the start to the last; arrays of equal length.

    `read` and `set_by_hand` are the work so far; `wrong_reports`, `false` and `missing` what is still wrong with the codes:
    reports with any wrong label, labels too many and labels too few. `reports` and `labels` are all there are.
    """

    read: Rows
    set_by_hand: Rows
    wrong_reports: Rows
    false: Rows
    missing: Rows
    reports: int
    themes: int
    labels: int

    def right(self) -> dict[str, Floats]:
        """How right the portfolio's codes are after each report, by each of `MEASURES`.

        `reports` is the share of reports with all themes right, `cells` that of all pairs of report and theme.
        """
        hits, wrong = 2 * (self.labels - self.missing), self.false + self.missing
        return {
            "reports": 1 - self.wrong_reports / self.reports,
            "micro_f1": hits / np.maximum(hits + wrong, 1),
            "cells": 1 - wrong / (self.reports * self.themes),
        }

    def work_until(self, measure: str, target: float) -> tuple[int, int]:
        """Reports read and labels set by hand from where the measure reaches the target and never falls below again."""
        below = np.flatnonzero(self.right()[measure] < target - ROUNDING)
        at = int(below[-1]) + 1 if len(below) else 0
        return int(self.read[at]), int(self.set_by_hand[at])


def play(found: Portfolio, start: Sequence[int], order: str, batch: int, seed: int, trained: Callable[[], None]) -> Course:
    """Play one order from a start to the last report; `trained` is called after each batch."""
    reports = len(found.coded)
    chance = np.random.default_rng(seed).permutation(reports)
    read = np.array(sorted(start), dtype=np.int64)
    work = int(found.coded[read].sum())
    parts: list[Rows] = []
    while len(read) < reports:
        left = chance[~np.isin(chance, read)]
        said, rank = _answers(found, read, order, left)
        queue = left[np.argsort(-rank, kind="stable")]
        many = len(queue) if order == NOTHING else min(batch, len(queue))
        wrong = said[queue] & (found.coded[queue] == 0), ~said[queue] & (found.coded[queue] == 1)
        parts.append(_part(*wrong, len(read), work, many))
        work += int((wrong[0] | wrong[1])[:many].sum())
        read = np.sort(np.append(read, queue[:many]))
        trained()
    steps = np.concatenate([*parts, np.array([[reports], [work], [0], [0], [0]])], axis=1)
    done, by_hand, wrong_reports, false, missing = steps
    labels, themes = int(found.coded.sum()), found.coded.shape[1]
    return Course(done, by_hand, wrong_reports, false, missing, reports, themes, labels)


def _answers(found: Portfolio, read: Rows, order: str, left: Rows) -> tuple[Bools, Floats]:
    """What is suggested for every report, and how soon each of those left is to be read."""
    if order == NOTHING:
        return np.zeros(found.coded.shape, dtype=bool), np.zeros(len(left))
    probabilities, thresholds = found.suggested(read)
    said, by = decide(probabilities, thresholds), ORDERS[order]
    return said, np.zeros(len(left)) if by is None else by(probabilities[left])


def _part(false: Bools, missing: Bools, read: int, work: int, many: int) -> npt.NDArray[np.int64]:
    """The rows of a course from one training to the next: state before each report is read, shape (5, many)."""
    by_report = [each.sum(axis=1) for each in (false, missing)]
    wrong = by_report[0] + by_report[1]
    remaining = [each.sum() - np.append(0, np.cumsum(each))[:many] for each in (wrong > 0, *by_report)]
    done = work + np.append(0, np.cumsum(wrong))[:many]
    return np.stack([read + np.arange(many), done, *remaining]).astype(np.int64)
