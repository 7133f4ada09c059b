"""How much each signal counts: weights that start from a prior and move as codes arrive (stacking, Wolpert 1992)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import expit, logit

Floats = npt.NDArray[np.float64]
Coded = npt.NDArray[np.int8]

# Of likeness by words, topics, meaning and the wider definition, of the theme's share of the passages and of how like it the
# likest ones are, of likeness to the note, and of the classifier's decision.
PRIOR_WEIGHTS = np.array([0.3, 0.4, 0.6, 0.9, 0.5, 0.1, -0.3, 1.0])
LIKEST, NOTE = 5, 6
PRIOR_PREVALENCE = 0.2
PRIOR_PAIRS = 20


@dataclass(frozen=True, slots=True)
class Scaling:
    """Column means and deviations that make signals comparable between themes."""

    mean: Floats
    deviation: Floats

    @classmethod
    def of(cls, values: Floats) -> Scaling:
        """Those of some values, drawn towards the ones of all columns when there are few rows."""
        trust = len(values) / (len(values) + 10)
        mean = trust * values.mean(axis=0) + (1 - trust) * values.mean()
        deviation = trust * values.std(axis=0) + (1 - trust) * max(float(values.std()), 1e-6)
        return cls(mean, np.maximum(deviation, 1e-6))

    def apply(self, values: Floats) -> Floats:
        """Standardised values."""
        return np.asarray((values - self.mean) / self.deviation)


@dataclass(frozen=True, slots=True)
class Stack:
    """What makes probabilities of likenesses and of the classifier's decisions.

    `crowding` is what each further theme that a report is believed to have adds to the log-odds of the others.
    """

    decisions: Scaling
    weights: Floats
    base: Floats
    crowding: float = 0.0

    def logits(self, likenesses: Floats, decided: Floats) -> Floats:
        """Log-odds, shape (reports, themes); `likenesses` has the shape (reports, themes, 7)."""
        alone = likenesses @ self.weights[:-1] + self.decisions.apply(decided) * self.weights[-1] + self.base
        return np.asarray(alone + self.crowding * _others(alone))

    def probabilities(self, likenesses: Floats, decided: Floats) -> Floats:
        """Probabilities, shape (reports, themes)."""
        return np.asarray(expit(self.logits(likenesses, decided)))


def prior_stack(decided: Floats, coded: Coded, strength: float) -> Stack:
    """The weights before anything is learned, for decisions like these."""
    return Stack(Scaling.of(decided), PRIOR_WEIGHTS, base_odds(coded, strength))


def fit_stack(likenesses: Floats, held_out: Floats, coded: Coded, strength: float) -> Stack:
    """Weights and a common shift by penalised likelihood, from decisions made on reports the classifier had not seen."""
    scaling, base = Scaling.of(held_out), base_odds(coded, strength)
    signals = np.concatenate([likenesses, scaling.apply(held_out)[..., None]], axis=-1)
    weights, shift = _weigh(signals, coded, base, strength)
    crowding, again = _crowd(signals @ weights + base + shift, coded, strength)
    return Stack(scaling, weights, base + shift + again, crowding)


def base_odds(coded: Coded, strength: float) -> Floats:
    """Log-odds of each theme's share of the coded reports, drawn towards the share over all themes."""
    share = (coded.sum() + PRIOR_PREVALENCE * PRIOR_PAIRS) / (coded.size + PRIOR_PAIRS)
    each = (coded.sum(axis=0) + share * strength) / (len(coded) + strength)
    return np.asarray(logit(each))


def _weigh(signals: Floats, coded: Coded, base: Floats, strength: float) -> tuple[Floats, float]:
    def loss(free: Floats) -> tuple[float, Floats]:
        score = signals @ free[:-1] + base + free[-1]
        away = np.append(free[:-1] - PRIOR_WEIGHTS, free[-1])
        error = expit(score) - coded
        value = np.logaddexp(0, score).sum() - (score * coded).sum() + strength / 2 * (away**2).sum()
        gradient = np.append(np.einsum("rt,rts->s", error, signals), error.sum()) + strength * away
        return float(value), gradient

    # What a note names may only count against its theme, and a passage that is like it only for it, whatever a few codes seem
    # to say.
    limits = {NOTE: (None, 0.0), LIKEST: (0.0, None)}
    bounds = [limits.get(at, (None, None)) for at in range(len(PRIOR_WEIGHTS) + 1)]
    found = minimize(loss, np.append(PRIOR_WEIGHTS, 0.0), jac=True, method="L-BFGS-B", bounds=bounds)
    return np.asarray(found.x[:-1]), float(found.x[-1])


def _others(alone: Floats) -> Floats:
    """How many other themes each report is believed to have, judged by each theme alone, shape (reports, themes)."""
    likely = expit(alone)
    return np.asarray(likely.sum(axis=1, keepdims=True) - likely)


def _crowd(alone: Floats, coded: Coded, strength: float) -> tuple[float, float]:
    """Whether the themes of a report crowd each other out or come together, and the shift that goes with it."""
    others = _others(alone)

    def loss(free: Floats) -> tuple[float, Floats]:
        score = alone + free[0] * others + free[1]
        error = expit(score) - coded
        value = np.logaddexp(0, score).sum() - (score * coded).sum() + strength / 2 * (free**2).sum()
        return float(value), np.array([(error * others).sum(), error.sum()]) + strength * free

    found = minimize(loss, np.zeros(2), jac=True, method="L-BFGS-B")
    return float(found.x[0]), float(found.x[1])
