"""What a random audit says of the model's probabilities, and the portfolios that are likely because of it.

The model gives each report a log-odds z of a label. Whether it is right is judged on reports drawn at random and coded:
P(label) = expit(a + b z), with a prior that trusts the model about as far as its own cross-validation (b near 1, a near 0)
and a posterior on a grid. Each draw of (a, b) gives one likely portfolio: what is coded stays as it is, the rest is drawn.
Counting in many such portfolios gives a distribution of every number that never leaves 0 … total (Bayesian prediction for
a finite population: Ericson 1969; Little 2004, «To model or not to model?»). Because the audit is drawn at random given z,
its selection need not be modelled (Rubin 1976); how the other codes were chosen does not matter at all.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logit

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

SHIFTS = np.linspace(-4.0, 4.0, 65)
SLOPES = np.linspace(0.0, 2.4, 33)
LARGEST = 7.0
BINS = 40
TOGETHER = 20
"""So many odds below e^30 can be multiplied without leaving what a float holds."""


@dataclass(frozen=True, slots=True)
class Prior:
    """How far the model's log-odds are trusted before any audit: deviations of the shift and of the slope from 0 and 1."""

    shift: float = 1.5
    slope: float = 0.5

    def log_density(self) -> Floats:
        """On the grid of shifts and slopes, up to a constant."""
        return np.asarray(-0.5 * (SHIFTS[:, None] / self.shift) ** 2 - 0.5 * ((SLOPES[None, :] - 1) / self.slope) ** 2)


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

    def rows(self, which: npt.NDArray[np.bool_]) -> Audit:
        """Some of the reports."""
        return Audit(self.scores[which], self.answers[which], self.weights[which])


def log_odds(probabilities: Floats) -> Floats:
    """Log-odds within ±7: beyond that a probability says no more than «almost certainly»."""
    return np.asarray(np.clip(logit(np.clip(probabilities, 1e-6, 1 - 1e-6)), -LARGEST, LARGEST))


@dataclass(frozen=True, slots=True)
class Recalibration:
    """Draws of the shift and the slope, each of shape (draws,)."""

    shift: Floats
    slope: Floats

    def probabilities(self, scores: Floats) -> Floats:
        """Of each report in each draw, shape (draws, reports)."""
        return np.asarray(expit(self.shift[:, None] + self.slope[:, None] * scores))

    def totals(self, scores: Floats, random: np.random.Generator) -> Ints:
        """How many of some uncoded reports carry the label, in each draw.

        Reports of like log-odds are drawn together, as one binomial of their mean probability: no narrower than one by one.
        """
        totals = np.zeros(len(self.shift), dtype=np.int64)
        for part in np.array_split(np.sort(scores), min(BINS, max(len(scores), 1))):
            if len(part):
                totals += random.binomial(len(part), self.probabilities(part).mean(axis=1))
        return totals

    def within(self, audit: Audit, deviation: float, random: np.random.Generator) -> Recalibration:
        """The same for one group of reports, whose shift may differ from all by about `deviation` (partial pooling).

        `audit` holds the audited reports of the group.
        """
        offsets = np.linspace(-3, 3, 25) * deviation
        own = -0.5 * (offsets / deviation) ** 2 + (audit.weights @ audit.answers) * offsets
        logs = np.repeat(own[None, :], len(self.shift), axis=0)
        for weight in np.unique(audit.weights):
            scores = audit.scores[audit.weights == weight]
            for start in range(0, len(scores), TOGETHER):
                logs -= weight * self._log_against(scores[start : start + TOGETHER], np.exp(offsets))
        return Recalibration(self.shift + _drawn(offsets, logs, random), self.slope)

    def _log_against(self, scores: Floats, odds: Floats) -> Floats:
        """Σ log(1 + exp(a + b z) odds) over the scores, shape (draws, odds); one logarithm of the product, for speed."""
        product = np.ones((len(self.shift), len(odds)))
        factor = np.empty_like(product)
        for score in scores:
            np.multiply(np.exp(self.shift + self.slope * score)[:, None], odds, out=factor)
            factor += 1
            product *= factor
        return np.asarray(np.log(product, out=product))


def _drawn(values: Floats, logs: Floats, random: np.random.Generator) -> Floats:
    """One of the values for each row of unnormalised log probabilities, blurred over the grid's step."""
    mass = np.cumsum(np.exp(logs - logs.max(axis=1, keepdims=True)), axis=1)
    chosen = (mass < random.random((len(logs), 1)) * mass[:, -1:]).sum(axis=1)
    return np.asarray(values[chosen] + (values[1] - values[0]) * random.uniform(-0.5, 0.5, len(logs)))


def recalibrate(audit: Audit, prior: Prior, draws: int, random: np.random.Generator) -> Recalibration:
    """Draws from the posterior; without an audited report, from the prior."""
    logs = prior.log_density()
    for score, answer, weight in zip(audit.scores, audit.answers, audit.weights, strict=True):
        there = SHIFTS[:, None] + SLOPES[None, :] * score
        logs = logs + weight * (answer * there - np.logaddexp(0, there))
    mass = np.exp(logs - logs.max()).ravel()
    chosen = random.choice(mass.size, draws, p=mass / mass.sum())
    steps = SHIFTS[1] - SHIFTS[0], SLOPES[1] - SLOPES[0]
    shift = SHIFTS[chosen // len(SLOPES)] + steps[0] * random.uniform(-0.5, 0.5, draws)
    slope = SLOPES[chosen % len(SLOPES)] + steps[1] * random.uniform(-0.5, 0.5, draws)
    return Recalibration(shift, np.maximum(slope, 0.0))
