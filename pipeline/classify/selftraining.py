"""Learning from the whole portfolio, coded or not.

A first classifier learns from the coded reports and the definitions. Its decisions, weighed with the likenesses, give a
probability for every report that nobody has coded; the next one learns from those too, at a fraction of the weight of a
code (soft self-training, cf. Nigam et al. 2000). Weights and thresholds come from classifiers that went through the same
rounds without the codes of the reports they are judged by.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.classify.folds import fold_of
from pipeline.classify.linear import MANY, Examples, Linear, fit_linear
from pipeline.classify.stacking import Coded, Floats, Stack, fit_stack, prior_stack
from pipeline.project import ThemeParams

FEWEST_CODED = 5
Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Known:
    """What can be learned from: reports, then one definition a theme, and the codes of the reports `which`.

    Coded reports with the same value in `together` are held out together.
    """

    examples: Examples
    likenesses: Floats
    which: Rows
    coded: Coded
    params: ThemeParams
    together: Sequence[str] | None = None

    def fit(self, codes: Rows, believed: Floats | None) -> Linear:
        """A classifier that knows only some of the codes (`codes` counts within `which`); the rest is `believed`."""
        reports, themes = self.likenesses.shape[:2]
        targets = np.zeros((reports, themes)) if believed is None else believed.copy()
        weights = np.full(reports, 0.0 if believed is None else self.params.unlabelled_weight)
        targets[self.which[codes]] = self.coded[codes]
        weights[self.which[codes]] = 1.0
        return fit_linear(
            self.examples,
            np.vstack([targets, np.eye(themes)]),
            np.append(weights, np.full(themes, self.params.definition_weight)),
            self.params.regularisation,
        )

    def decide(self, linear: Linear) -> Floats:
        """The classifier's decisions on all reports."""
        return linear.decide(self.examples.rows)[: len(self.likenesses)]


@dataclass(frozen=True, slots=True)
class Learned:
    """The classifier and the stack, and the probabilities they give: those of the coded reports held out."""

    linear: Linear
    stack: Stack
    portfolio: Floats
    held_out: Floats


def members(reports: int, which: Sequence[int], seed: int) -> tuple[Rows, Rows]:
    """The reports to learn from, coded ones and as many others as are quickly done, and where the coded ones are."""
    others = np.setdiff1d(np.arange(reports), which)
    if reports > MANY:
        others = np.random.default_rng(seed).permutation(others)[: max(0, MANY - len(which))]
    chosen = np.sort(np.concatenate([np.asarray(which, dtype=np.int64), others]))
    return chosen, np.searchsorted(chosen, np.asarray(which, dtype=np.int64))


def learn(known: Known, seed: int) -> Learned:
    """Go through the rounds, once with all codes and once without each fold's."""
    everything = np.arange(len(known.which))
    folds = fold_of(known.coded, known.params.folds, seed, known.together) if len(known.which) >= FEWEST_CODED else []
    told = [everything, *(np.setdiff1d(everything, fold) for fold in folds)]
    believed: list[Floats | None] = [None] * len(told)
    for _ in range(known.params.rounds + 1):
        fitted = [known.fit(codes, beliefs) for codes, beliefs in zip(told, believed, strict=True)]
        decided = [known.decide(linear) for linear in fitted]
        unseen = _held_out(known, decided[1:], folds)
        stack = _stack(known, decided[0], unseen if folds else None)
        believed = [stack.probabilities(known.likenesses, decisions) for decisions in decided]
    portfolio = stack.probabilities(known.likenesses, decided[0])
    if folds:
        portfolio[known.which] = stack.probabilities(known.likenesses[known.which], unseen)
    return Learned(fitted[0], stack, portfolio, portfolio[known.which])


def _held_out(known: Known, decided: Sequence[Floats], folds: Sequence[Rows]) -> Floats:
    unseen = np.zeros(known.coded.shape)
    for fold, decisions in zip(folds, decided, strict=True):
        unseen[fold] = decisions[known.which[fold]]
    return unseen


def _stack(known: Known, decided: Floats, unseen: Floats | None) -> Stack:
    strength = known.params.prior_reports
    if unseen is None:
        return prior_stack(decided, known.coded, strength)
    return fit_stack(known.likenesses[known.which], unseen, known.coded, strength)
