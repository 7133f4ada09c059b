"""How much each signal counts: weights that start from a prior and move as codes arrive (stacking, Wolpert 1992).

First those common to all themes, drawn to the prior; then each theme's own, drawn to the common ones, the less the more of its
positives are coded (partial pooling, Gelman & Hill 2007).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import expit, logit

Floats = npt.NDArray[np.float64]
Coded = npt.NDArray[np.int8]

# Of likeness to the label by words, to the definition by topics, by meaning and made wider, of the theme's share of the
# passages and of how like it the likest ones are, of likeness to the likest term and to the note, and of the classifier's
# decision. Likeness by topics counts against a theme beside passages, terms and classifier, which have it in them already.
PRIOR_WEIGHTS = np.array([0.2, -0.5, 0.2, 0.4, 0.6, 0.5, 0.25, -0.3, 0.8])
LABEL, LIKEST, TERM, NOTE = 0, 5, 6, 7
# What names a theme may only count for it and what a note names only against it, whatever a few codes seem to say.
LIMITS = {LABEL: (0.0, None), LIKEST: (0.0, None), TERM: (0.0, None), NOTE: (None, 0.0)}
# So many coded positives draw a theme's own weights to the common ones as strongly as those are drawn to the prior.
OWN = 80
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
    """What makes probabilities of likenesses and of the classifier's decisions; `weights` has the shape (themes, signals).

    `crowding` is what each further theme that a report is believed to have adds to the log-odds of the others.
    """

    decisions: Scaling
    weights: Floats
    base: Floats
    crowding: float = 0.0

    def logits(self, likenesses: Floats, decided: Floats) -> Floats:
        """Log-odds, shape (reports, themes); `likenesses` has the shape (reports, themes, 8)."""
        alone = _weighed(likenesses, self.weights[:, :-1]) + self.decisions.apply(decided) * self.weights[:, -1] + self.base
        return np.asarray(alone + self.crowding * _others(alone))

    def probabilities(self, likenesses: Floats, decided: Floats) -> Floats:
        """Probabilities, shape (reports, themes)."""
        return np.asarray(expit(self.logits(likenesses, decided)))


def prior_stack(decided: Floats, coded: Coded, strength: float) -> Stack:
    """The weights before anything is learned, for decisions like these."""
    weights = np.tile(PRIOR_WEIGHTS, (decided.shape[1], 1))
    return Stack(Scaling.of(decided), weights, base_odds(coded, strength))


def fit_stack(likenesses: Floats, held_out: Floats, coded: Coded, strength: float) -> Stack:
    """Weights and shifts by penalised likelihood, from decisions made on reports the classifier had not seen."""
    scaling, base = Scaling.of(held_out), base_odds(coded, strength)
    shift = np.ones((*coded.shape, 1))
    signals = np.concatenate([likenesses, scaling.apply(held_out)[..., None], shift], axis=-1)
    common = _common(signals, coded, base, strength)
    drawn = strength * OWN / np.maximum(coded.sum(axis=0), 1)
    own = _weigh(signals, coded, base, np.tile(common, (coded.shape[1], 1)), drawn[:, None])
    crowding, again = _crowd(_weighed(signals, own) + base, coded, strength)
    return Stack(scaling, own[:, :-1], base + own[:, -1] + again, crowding)


def base_odds(coded: Coded, strength: float) -> Floats:
    """Log-odds of each theme's share of the coded reports, drawn towards the share over all themes."""
    share = (coded.sum() + PRIOR_PREVALENCE * PRIOR_PAIRS) / (coded.size + PRIOR_PAIRS)
    each = (coded.sum(axis=0) + share * strength) / (len(coded) + strength)
    return np.asarray(logit(each))


def _weighed(signals: Floats, weights: Floats) -> Floats:
    return np.asarray(np.einsum("rts,ts->rt", signals, weights))


def _common(signals: Floats, coded: Coded, base: Floats, strength: float) -> Floats:
    """Weights and a shift for all themes, which are taken as one; drawn to the prior."""
    start = np.append(PRIOR_WEIGHTS, 0.0)[None]
    odds = np.broadcast_to(base, coded.shape).reshape(-1, 1)
    return _weigh(signals.reshape(-1, 1, start.size), coded.reshape(-1, 1), odds, start, np.array([[strength]]))


def _weigh(signals: Floats, coded: Coded, base: Floats, start: Floats, strength: Floats) -> Floats:
    """Weights of each theme, drawn to those it starts from with its strength, shape (themes, signals)."""

    def loss(free: Floats) -> tuple[float, Floats]:
        weights = free.reshape(start.shape)
        score, away = _weighed(signals, weights) + base, weights - start
        error = expit(score) - coded
        value = np.logaddexp(0, score).sum() - (score * coded).sum() + (strength * away**2).sum() / 2
        return float(value), (np.einsum("rt,rts->ts", error, signals) + strength * away).ravel()

    bounds = [LIMITS.get(at, (None, None)) for at in range(start.shape[1])] * len(start)
    found = minimize(loss, start.ravel(), jac=True, method="L-BFGS-B", bounds=bounds)
    return np.asarray(found.x).reshape(start.shape)


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
