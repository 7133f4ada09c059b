"""What a random audit says of the model's probabilities, and the portfolios that are likely because of it.

The model gives each report a log-odds z of a label. Whether it is right is judged on reports drawn at random and coded:
P(label) = e + (1 - 2 e) expit(a + b z), with a prior that trusts the model about as far as its own cross-validation (b near
1, a near 0) and a posterior on a grid. The lapse e is the share of labels that no log-odds foretells, a coder's slip or a
matter the text is silent on; without it a logistic curve promises that none is missed where the model says almost never
(Wichmann & Hill 2001, Perception & Psychophysics 63). Each draw of (a, b, e) gives one likely portfolio: what is coded
stays as it is, the rest is drawn. Counting in many such portfolios gives a distribution of every number that never leaves
0 … total (Bayesian prediction for a finite population: Ericson 1969; Little 2004, «To model or not to model?»). Because the
audit is drawn at random given z, its selection need not be modelled (Rubin 1976); how the other codes were chosen does not
matter at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logit

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

SHIFTS = np.linspace(-5.0, 5.0, 51)
SLOPES = np.linspace(-1.2, 3.0, 29)
OFFSETS = np.linspace(-3.0, 3.0, 13)
LAPSES = 6
LARGEST = 7.0
KNOTS = np.linspace(-LARGEST, LARGEST, 57)


@dataclass(frozen=True, slots=True)
class Prior:
    """How far the model's log-odds are trusted before any audit.

    Deviations of the shift and of the slope from 0 and 1, and the mean of the lapse, which is exponential.
    """

    shift: float = 2.0
    slope: float = 0.75
    lapse: float = 0.01

    @property
    def lapses(self) -> Floats:
        """As many equally likely lapses as the grid has, shape (lapses,)."""
        return np.asarray(-self.lapse * np.log1p(-(np.arange(LAPSES) + 0.5) / LAPSES))

    def log_density(self) -> Floats:
        """On the grid, shape (shifts x slopes x lapses,), up to a constant."""
        shift = -0.5 * (SHIFTS / self.shift) ** 2
        slope = -0.5 * ((SLOPES - 1) / self.slope) ** 2
        return np.repeat((shift[:, None] + slope).ravel(), LAPSES)


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
    return np.bincount(left, weights - right, len(KNOTS)) + np.bincount(left + 1, right, len(KNOTS))


@dataclass(frozen=True, slots=True)
class Recalibration:
    """Draws of the shift, the slope and the lapse, each of shape (draws,)."""

    shift: Floats
    slope: Floats
    lapse: Floats

    def probabilities(self, scores: Floats) -> Floats:
        """Of each report in each draw, shape (draws, reports)."""
        likely = 1 / (1 + np.exp(-self.shift[:, None] - self.slope[:, None] * scores))
        return np.asarray(self.lapse[:, None] + (1 - 2 * self.lapse[:, None]) * likely)

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
        return random.binomial(trials, np.minimum(mean / trials, 1.0))

    def within(self, audit: Audit, deviation: float, random: np.random.Generator) -> Recalibration:
        """The same for one group of reports, whose shift may differ from all by about `deviation` (partial pooling).

        `audit` holds the audited reports of the group.
        """
        logs = np.repeat(-0.5 * OFFSETS[None, :] ** 2, len(self.shift), axis=0)
        away = np.exp(OFFSETS * deviation)
        for score, answer, weight in zip(audit.scores, audit.answers, audit.weights, strict=True):
            odds = np.exp(self.shift + self.slope * score)[:, None] * away
            likely = self.lapse[:, None] + (1 - 2 * self.lapse[:, None]) * odds / (1 + odds)
            logs += weight * np.log(likely if answer else 1 - likely)
        return Recalibration(self.shift + deviation * _drawn(OFFSETS, logs, random), self.slope, self.lapse)


def _drawn(values: Floats, logs: Floats, random: np.random.Generator) -> Floats:
    """One of the values for each row of unnormalised log probabilities, blurred over the grid's step."""
    gumbel = random.gumbel(size=logs.shape)
    step = values[1] - values[0]
    return np.asarray(values[np.argmax(logs + gumbel, axis=1)] + step * random.uniform(-0.5, 0.5, len(logs)))


@lru_cache(maxsize=2)
def _likelihoods(prior: Prior) -> tuple[Floats, Floats]:
    """Log probability of the label and of its absence, shape (knots, shifts x slopes x lapses)."""
    there = SHIFTS[:, None, None] + SLOPES[:, None] * KNOTS[:, None, None, None]
    chance = (prior.lapses + (1 - 2 * prior.lapses) * expit(there)).reshape(len(KNOTS), -1)
    return np.log(chance), np.log1p(-chance)


def recalibrate(audit: Audit, prior: Prior, draws: int, random: np.random.Generator) -> Recalibration:
    """Draws from the posterior; without an audited report, from the prior."""
    logs = prior.log_density()
    for table, answers in zip(_likelihoods(prior), (audit.answers, 1 - audit.answers), strict=True):
        weights = at_knots(audit.scores, audit.weights * answers)
        logs += np.einsum("k,kg->g", weights[weights > 0], table[weights > 0])
    mass = np.exp(logs - logs.max())
    chosen = random.choice(mass.size, draws, p=mass / mass.sum())
    shift, slope, lapse = np.unravel_index(chosen, (len(SHIFTS), len(SLOPES), LAPSES))
    jitter = random.uniform(-0.5, 0.5, (2, draws))
    return Recalibration(
        SHIFTS[shift] + jitter[0] * (SHIFTS[1] - SHIFTS[0]),
        SLOPES[slope] + jitter[1] * (SLOPES[1] - SLOPES[0]),
        prior.lapses[lapse],
    )
