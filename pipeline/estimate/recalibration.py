"""What a random audit says of the model's probabilities, and the portfolios that are likely because of it.

The model gives each report a log-odds z of a label. Whether it is right is judged on reports drawn at random and coded:
P(label) = f + (1 - f - c) expit(a + b z), with a prior that trusts the model about as far as its own cross-validation (b
near 1, a near 0) and a posterior on a grid. The lapses f and c are the shares of labels that no log-odds foretells: a
coder's slip, or a matter that the text is silent on. Without them a logistic curve promises that no label is missed where
the model says almost never (Wichmann & Hill 2001, Perception & Psychophysics 63). Each draw of (a, b, f, c) gives one likely
portfolio: what is coded stays as it is, the rest is drawn. Counting in many such portfolios gives a distribution of every
number that never leaves 0 … total (Bayesian prediction for a finite population: Ericson 1969; Little 2004, «To model or not
to model?»). Because the audit is drawn at random given z, its selection need not be modelled (Rubin 1976); how the other
codes were chosen does not matter at all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logit

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

SHIFTS = np.linspace(-5.0, 5.0, 41)
SLOPES = np.linspace(-1.2, 3.0, 22)
LAPSES = np.logspace(-3, -1, 5)
OFFSETS = np.linspace(-3.0, 3.0, 13)
LARGEST = 7.0
KNOTS = np.linspace(-LARGEST, LARGEST, 57)


@dataclass(frozen=True, slots=True)
class Prior:
    """How far the model's log-odds are trusted before any audit.

    Deviations of the shift and of the slope from 0 and 1, and the median of each lapse with its deviation on the log scale.
    """

    shift: float = 2.0
    slope: float = 0.75
    lapse: float = 0.006
    lapse_spread: float = 1.4

    def log_density(self) -> Floats:
        """On the grid, shape (shifts x slopes x lapses x lapses,), up to a constant."""
        shift = -0.5 * (SHIFTS / self.shift) ** 2
        slope = -0.5 * ((SLOPES - 1) / self.slope) ** 2
        lapse = -0.5 * (np.log(LAPSES / self.lapse) / self.lapse_spread) ** 2
        return np.add.outer(np.add.outer(shift, slope), np.add.outer(lapse, lapse)).ravel()


@dataclass(frozen=True, slots=True)
class Audit:
    """Reports drawn at random and coded: their log-odds, whether they carry the label, and their weights (mean 1)."""

    scores: Floats
    answers: Ints
    weights: Floats

    @classmethod
    def simple(cls, scores: Floats, answers: Ints) -> Audit:
        """Drawn with equal probability."""
        return cls(scores, answers, np.ones(len(scores)))


def log_odds(probabilities: Floats) -> Floats:
    """Log-odds within ±7: beyond that a probability says no more than «almost certainly»."""
    return np.asarray(np.clip(logit(np.clip(probabilities, 1e-6, 1 - 1e-6)), -LARGEST, LARGEST))


def at_knots(scores: Floats, weights: Floats) -> Floats:
    """How much weight falls to each knot, a score's shared between its two neighbours (linear binning: Wand 1994)."""
    place = (scores + LARGEST) / (KNOTS[1] - KNOTS[0])
    left = np.clip(np.floor(place).astype(np.int64), 0, len(KNOTS) - 2)
    right = weights * (place - left)
    shares = np.bincount(left, weights - right, len(KNOTS)), np.bincount(left + 1, right, len(KNOTS))
    return np.asarray(shares[0] + shares[1], dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Recalibration:
    """Draws of the shift, the slope, the floor and the ceiling, each of shape (draws,)."""

    shift: Floats
    slope: Floats
    floor: Floats
    ceiling: Floats

    def probabilities(self, scores: Floats) -> Floats:
        """Of each report in each draw, shape (draws, reports)."""
        odds = np.exp(self.shift[:, None] + self.slope[:, None] * scores)
        return np.asarray(self.floor[:, None] + (self.ceiling - self.floor)[:, None] * (odds / (1 + odds)))

    def totals(self, scores: Floats, random: np.random.Generator) -> Ints:
        """How many of some uncoded reports carry the label, in each draw.

        One binomial with the mean and the variance of the sum (Ehm 1991, Statistics & Probability Letters 11).
        """
        if not len(scores):
            return np.zeros(len(self.shift), dtype=np.int64)
        reports = at_knots(scores, np.ones(len(scores)))
        shared = self.probabilities(KNOTS[reports > 0]) * reports[reports > 0]
        mean, squares = shared.sum(axis=1), (shared**2 / reports[reports > 0]).sum(axis=1)
        trials = np.clip(np.ceil(mean**2 / squares), 1, len(scores)).astype(np.int64)
        return np.asarray(random.binomial(trials, np.minimum(mean / trials, 1.0)))

    def within(self, audit: Audit, deviation: float, random: np.random.Generator) -> Recalibration:
        """The same for one group of reports, whose shift may differ from all by about `deviation` (partial pooling).

        `audit` holds the audited reports of the group.
        """
        logs = np.repeat(-0.5 * OFFSETS[None, :] ** 2, len(self.shift), axis=0)
        away = np.exp(OFFSETS * deviation)
        for score, answer, weight in zip(audit.scores, audit.answers, audit.weights, strict=True):
            odds = np.exp(self.shift + self.slope * score)[:, None] * away
            likely = self.floor[:, None] + (self.ceiling - self.floor)[:, None] * (odds / (1 + odds))
            logs += weight * np.log(likely if answer else 1 - likely)
        return replace(self, shift=self.shift + deviation * _drawn(OFFSETS, logs, random))


def _drawn(values: Floats, logs: Floats, random: np.random.Generator) -> Floats:
    """One of the values for each row of unnormalised log probabilities, blurred over the grid's step."""
    mass = np.cumsum(np.exp(logs - logs.max(axis=1, keepdims=True)), axis=1)
    chosen = (mass < random.random((len(logs), 1)) * mass[:, -1:]).sum(axis=1)
    return np.asarray(values[chosen] + (values[1] - values[0]) * random.uniform(-0.5, 0.5, len(logs)))


@lru_cache(maxsize=1)
def _likelihoods() -> tuple[Floats, Floats]:
    """Log probability of the label and of its absence, shape (knots, shifts x slopes x lapses x lapses)."""
    there = expit(SHIFTS[:, None] + SLOPES * KNOTS[:, None, None])[..., None, None]
    floor, away = LAPSES[:, None], 1 - LAPSES[:, None] - LAPSES
    chance = (floor + away * there).reshape(len(KNOTS), -1)
    return np.log(chance), np.log1p(-chance)


def recalibrate(audit: Audit, prior: Prior, draws: int, random: np.random.Generator) -> Recalibration:
    """Draws from the posterior; without an audited report, from the prior."""
    logs = prior.log_density()
    for table, answers in zip(_likelihoods(), (audit.answers, 1 - audit.answers), strict=True):
        weights = at_knots(audit.scores, audit.weights * answers)
        logs += np.einsum("k,kg->g", weights[weights > 0], table[weights > 0])
    mass = np.exp(logs - logs.max())
    chosen = random.choice(mass.size, draws, p=mass / mass.sum())
    shift, slope, floor, ceiling = np.unravel_index(chosen, (len(SHIFTS), len(SLOPES), len(LAPSES), len(LAPSES)))
    jitter = random.uniform(-0.5, 0.5, (2, draws))
    return Recalibration(
        SHIFTS[shift] + jitter[0] * (SHIFTS[1] - SHIFTS[0]),
        SLOPES[slope] + jitter[1] * (SLOPES[1] - SLOPES[0]),
        LAPSES[floor],
        1 - LAPSES[ceiling],
    )
