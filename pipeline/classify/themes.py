"""The theme model: how alike a report is to each definition, and what the coded reports add to that.

Five signals per report and theme (four likenesses to the definition and one linear classifier trained on the coded reports
with the definitions as further examples) are weighed by one small logistic model shared by all themes. Its weights start
from a prior, so that it works without any code, and move as codes arrive (stacking, Wolpert 1992, with a Gaussian prior).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import minimize
from scipy.special import expit, logit

from pipeline.classify.linear import fit_linear, held_out_decisions
from pipeline.classify.space import Counts, Floats, Space, Views, expanded, fit_space
from pipeline.classify.thresholds import Thresholds, choose_thresholds
from pipeline.codebook import Codebook, Theme
from pipeline.language.nynorsk import to_bokmal
from pipeline.language.vectors import Vectors
from pipeline.language.words import counted
from pipeline.project import ThemeParams

SIGNALS = ("words", "topics", "meaning", "expanded", "coded")
PRIOR_WEIGHTS = np.array([0.3, 0.8, 0.8, 0.9, 0.6])
PRIOR_PREVALENCE = 0.2
FEWEST_CODED = 5
Coded = npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Scaling:
    """Column means and deviations that make signals comparable between themes."""

    mean: Floats
    deviation: Floats

    def apply(self, values: Floats) -> Floats:
        """Standardised values, less half of what a report scores on all themes alike."""
        standard = (values - self.mean) / self.deviation
        return np.asarray(standard - 0.5 * standard.mean(axis=1, keepdims=True))


@dataclass(frozen=True, slots=True)
class ThemeModel:
    """A fitted theme model; arrays and plain values only. `positives` counts the coded reports of each theme."""

    themes: tuple[str, ...]
    space: Space
    definitions: Views
    definitions_expanded: sparse.csr_matrix
    likeness: tuple[Scaling, ...]
    linear: Floats
    intercepts: Floats
    coded_mean: Floats
    coded_deviation: Floats
    weights: Floats
    base: Floats
    positives: npt.NDArray[np.int64]
    coded_reports: int
    thresholds: Thresholds

    def logits(self, texts: Sequence[Counts]) -> Floats:
        """Log-odds of each theme for texts given as word counts, shape (texts, themes)."""
        return self._logits(self.space.views(texts))

    def _logits(self, views: Views) -> Floats:
        signals = np.stack([*self._likenesses(views), self._coded(views)], axis=-1)
        return np.asarray(signals @ self.weights + self.base)

    def _likenesses(self, views: Views) -> list[Floats]:
        raw = raw_likeness(views, self.definitions, self.definitions_expanded)
        return [scaling.apply(values) for scaling, values in zip(self.likeness, raw, strict=True)]

    def _coded(self, views: Views) -> Floats:
        decision = np.asarray(views.joined() @ self.linear.T) + self.intercepts
        return np.asarray((decision - self.coded_mean) / self.coded_deviation)

    def probabilities(self, texts: Sequence[Counts]) -> Floats:
        """Calibrated probability of each theme, shape (texts, themes)."""
        return np.asarray(expit(self.logits(texts)))


def raw_likeness(views: Views, definitions: Views, wide: sparse.csr_matrix) -> list[Floats]:
    """Cosine likeness of texts and definitions in each view; sparse ones as square roots, which evens their tail."""
    return [
        np.sqrt((views.words @ definitions.words.T).toarray()),
        views.topics @ definitions.topics.T,
        views.meaning @ definitions.meaning.T,
        np.sqrt((views.words @ wide.T).toarray()),
    ]


def definition_counts(theme: Theme) -> Counter[str]:
    """How often each word stands in a theme's label (twice), definition and terms, the nynorsk ones as bokmål too."""
    return definitions_of([theme])[0]


def definitions_of(themes: Sequence[Theme]) -> list[Counter[str]]:
    """The `definition_counts` of several themes, translated in one go."""
    nynorsk = tuple(" . ".join(filter(None, (theme.label_nn, *theme.terms_nn))) for theme in themes)
    told = zip(themes, nynorsk, _as_bokmal(nynorsk), strict=True)
    return [
        Counter(counted(" . ".join((theme.label, theme.label, theme.definition, *theme.terms, own, bokmal))))
        for theme, own, bokmal in told
    ]


@lru_cache(maxsize=8)
def _as_bokmal(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Kept, since cross-validation fits the same codebook again and again and starting a translator takes its time."""
    some = [text for text in texts if text]
    bokmal = dict(zip(some, to_bokmal(some), strict=True))
    return tuple(bokmal.get(text, "") for text in texts)


def fit_themes(
    codebook: Codebook,
    texts: Sequence[Counts],
    coded: Coded,
    which: Sequence[int],
    vectors: Vectors,
    params: ThemeParams,
    seed: int,
    space: Space | None = None,
) -> ThemeModel:
    """Fit the model.

    `texts` are the word counts of the whole portfolio; `which` are the rows that are coded and `coded` their codes, shape
    (len(which), themes). A `space` fitted on the same texts may be given, since it does not depend on the codes.
    """
    definitions = definitions_of(codebook.themes)
    space = space or fit_space(texts, definitions, vectors, params, seed)
    views, own = space.views(texts), space.views(definitions)
    wide = expanded(own.words, space.word_vectors)
    likeness = tuple(_scaling(values) for values in raw_likeness(views, own, wide))
    features, extra = views.joined()[list(which)], own.joined()
    linear, intercepts = fit_linear(features, coded, extra, params)
    unfitted = ThemeModel(
        themes=codebook.theme_ids,
        space=space,
        definitions=own,
        definitions_expanded=wide,
        likeness=likeness,
        linear=linear,
        intercepts=intercepts,
        coded_mean=np.zeros(len(definitions)),
        coded_deviation=np.ones(len(definitions)),
        weights=PRIOR_WEIGHTS,
        base=_base(coded, params),
        positives=coded.sum(axis=0).astype(np.int64),
        coded_reports=len(which),
        thresholds=Thresholds.common(len(definitions)),
    )
    if len(which) < FEWEST_CODED:
        return replace(unfitted, weights=np.array([*PRIOR_WEIGHTS[:-1], 0.0]))
    return _fit_weights(unfitted, _rows(views, which), features, coded, extra, params, seed)


def _rows(views: Views, which: Sequence[int]) -> Views:
    chosen = list(which)
    return Views(views.words[chosen], views.topics[chosen], views.meaning[chosen])


def _fit_weights(
    model: ThemeModel,
    views: Views,
    features: sparse.csr_matrix,
    coded: Coded,
    extra: sparse.csr_matrix,
    params: ThemeParams,
    seed: int,
) -> ThemeModel:
    """Weigh the signals and choose thresholds on decisions made for reports the classifier had not seen."""
    held_out = held_out_decisions(features, coded, extra, fold_of(coded, params.folds, seed), params)
    scaling = _scaling(held_out)
    decided = (held_out - scaling.mean) / scaling.deviation
    signals = np.stack([*model._likenesses(views), decided], axis=-1)
    weights, shift = _weigh(signals, coded, model.base, params.prior_reports)
    probabilities = np.asarray(expit(signals @ weights + model.base + shift))
    return replace(
        model,
        coded_mean=scaling.mean,
        coded_deviation=scaling.deviation,
        weights=weights,
        base=model.base + shift,
        thresholds=choose_thresholds(probabilities, coded, params.prior_reports),
    )


def _scaling(values: Floats) -> Scaling:
    """Means and deviations per column, drawn towards those of all columns when there are few rows."""
    trust = len(values) / (len(values) + 10)
    mean = trust * values.mean(axis=0) + (1 - trust) * values.mean()
    deviation = trust * values.std(axis=0) + (1 - trust) * max(float(values.std()), 1e-6)
    return Scaling(mean, np.maximum(deviation, 1e-6))


def _base(coded: Coded, params: ThemeParams) -> Floats:
    """Log-odds of each theme's share of the coded reports, drawn towards the share over all themes."""
    pairs = coded.size
    share = (coded.sum() + PRIOR_PREVALENCE * 20) / (pairs + 20)
    each = (coded.sum(axis=0) + share * params.prior_reports) / (len(coded) + params.prior_reports)
    return np.asarray(logit(each))


def fold_of(coded: Coded, folds: int, seed: int) -> list[npt.NDArray[np.int64]]:
    """Row numbers of each fold, themes spread evenly (iterative stratification, Sechidis et al. 2011)."""
    random = np.random.default_rng(seed)
    folds = min(folds, len(coded))
    order = random.permutation(len(coded))
    members: list[list[int]] = [[] for _ in range(folds)]
    have = np.zeros((folds, coded.shape[1]))
    rarity = np.where(coded.sum(axis=0) > 0, 1 / np.maximum(coded.sum(axis=0), 1), 0)
    for row in sorted(order.tolist(), key=lambda row: -float((coded[row] * rarity).max(initial=0))):
        crowding = (have * (coded[row] * rarity)).sum(axis=1)
        sizes = [len(member) for member in members]
        allowed = [fold for fold in range(folds) if sizes[fold] <= min(sizes)] if max(sizes) - min(sizes) > 0 else range(folds)
        best = min(allowed, key=lambda fold: (crowding[fold], sizes[fold], fold))
        members[best].append(row)
        have[best] += coded[row]
    return [np.array(sorted(member)) for member in members if member]


def _weigh(signals: Floats, coded: Coded, base: Floats, strength: float) -> tuple[Floats, float]:
    """Weights of the signals and a common shift by penalised likelihood around the prior weights."""

    def loss(free: Floats) -> tuple[float, Floats]:
        score = signals @ free[:-1] + base + free[-1]
        away = np.append(free[:-1] - PRIOR_WEIGHTS, free[-1])
        error = expit(score) - coded
        value = np.logaddexp(0, score).sum() - (score * coded).sum() + strength / 2 * (away**2).sum()
        gradient = np.append(np.einsum("rt,rts->s", error, signals), error.sum()) + strength * away
        return float(value), gradient

    found = minimize(loss, np.append(PRIOR_WEIGHTS, 0.0), jac=True, method="L-BFGS-B")
    return np.asarray(found.x[:-1]), float(found.x[-1])
