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

from pipeline.classify.folds import fold_of
from pipeline.classify.linear import NONE, Examples, Linear, Ridge, Rows
from pipeline.classify.stacking import Coded, Floats, Stack, fit_stack, prior_stack
from pipeline.project import ThemeParams

FEWEST_CODED = 5
MANY = 2000
# The two matrices that so many need take half a gigabyte.
MANY_CODED = 6000


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

    def ridge(self, weight: float) -> Ridge:
        """Regression on codes, definitions and, at some weight, on what is believed of the reports that nobody has coded."""
        reports, themes = self.likenesses.shape[:2]
        weights = np.append(np.full(reports, weight), np.full(themes, self.params.definition_weight))
        weights[self.which] = 1.0
        return Ridge.of(self.examples, weights, self.params.regularisation)

    def rounds(self) -> list[tuple[Ridge, float]]:
        """The regression of each round, and what a belief weighs in it: nothing in the first."""
        weight = self.params.unlabelled_weight
        first = self.ridge(0.0)
        later = self.ridge(weight) if weight and len(self.which) < len(self.likenesses) else first
        return [(first, 0.0), *[(later, weight)] * self.params.rounds]

    def targets(self, believed: Floats, fold: Rows) -> Floats:
        """What a classifier is to say that knows the codes outside a fold and believes of the rest what it may."""
        found = believed.copy()
        codes = np.setdiff1d(np.arange(len(self.which)), fold)
        found[self.which[codes]] = self.coded[codes]
        return np.vstack([found, np.eye(found.shape[1])])


@dataclass(frozen=True, slots=True)
class Learned:
    """The classifier and the stack, and the probabilities they give the portfolio; `held_out` those nothing has seen."""

    linear: Linear
    stack: Stack
    portfolio: Floats
    held_out: Floats


def members(reports: int, which: Sequence[int] | Rows, seed: int) -> tuple[Rows, Rows]:
    """The reports to learn from, coded ones and as many others as are quickly done, and where the coded ones are."""
    others = np.setdiff1d(np.arange(reports), which)
    if reports > MANY:
        others = np.random.default_rng(seed).permutation(others)[: max(0, MANY - len(which))]
    chosen = np.sort(np.concatenate([np.asarray(which, dtype=np.int64), others]))
    return chosen, np.searchsorted(chosen, np.asarray(which, dtype=np.int64))


def taught(coded: int, seed: int) -> Rows:
    """Which of so many codings are learned from: all, or of very many a random part."""
    return np.sort(np.random.default_rng(seed).permutation(coded)[:MANY_CODED])


def learn(known: Known, seed: int) -> Learned:
    """Go through the rounds, once with all codes and once without each fold's."""
    folds = fold_of(known.coded, known.params.folds, seed, known.together) if len(known.which) >= FEWEST_CODED else []
    held = [NONE, *folds]
    believed = [np.zeros(known.likenesses.shape[:2])] * len(held)
    for ridge, weight in known.rounds():
        told = zip(held, believed, strict=True)
        fitted = [ridge.fit(known.targets(beliefs, fold), known.which[fold], weight) for fold, beliefs in told]
        decided = [fit.decide(known.examples)[: len(known.likenesses)] for fit in fitted]
        unseen = _held_out(known, decided[1:], folds)
        stack = _stack(known, decided[0], unseen if folds else None)
        believed = [stack.probabilities(known.likenesses, decisions) for decisions in decided]
    portfolio = stack.probabilities(known.likenesses, decided[0])
    if folds:
        portfolio[known.which] = stack.probabilities(known.likenesses[known.which], unseen)
    return Learned(fitted[0].linear(known.examples), stack, portfolio, _weighed_by_others(known, unseen, folds))


def _held_out(known: Known, decided: Sequence[Floats], folds: Sequence[Rows]) -> Floats:
    unseen = np.zeros(known.coded.shape)
    for fold, decisions in zip(folds, decided, strict=True):
        unseen[fold] = decisions[known.which[fold]]
    return unseen


def _weighed_by_others(known: Known, unseen: Floats, folds: Sequence[Rows]) -> Floats:
    """Probabilities of the coded reports for which their codes have not even moved a weight: the ones to be judged by."""
    held_out = np.zeros(known.coded.shape)
    for fold in folds:
        rest = np.setdiff1d(np.arange(len(known.which)), fold)
        likenesses, strength = known.likenesses[known.which], known.params.prior_reports
        stack = fit_stack(likenesses[rest], unseen[rest], known.coded[rest], strength)
        held_out[fold] = stack.probabilities(likenesses[fold], unseen[fold])
    return held_out


def _stack(known: Known, decided: Floats, unseen: Floats | None) -> Stack:
    strength = known.params.prior_reports
    if unseen is None:
        return prior_stack(decided, known.coded, strength)
    return fit_stack(known.likenesses[known.which], unseen, known.coded, strength)
