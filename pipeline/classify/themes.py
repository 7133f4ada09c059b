"""The theme model: how alike a report is to each definition, and what the coded reports add to that.

Five signals per report and theme (four likenesses to the definition and one linear classifier trained on the coded reports,
the definitions and, less, on the rest of the portfolio) are weighed by one small logistic model shared by all themes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.special import expit

from pipeline.classify.linear import Examples, Linear
from pipeline.classify.selftraining import FEWEST_CODED, Known, learn, members
from pipeline.classify.space import Counts, Floats, Space, Views, expanded, fit_space
from pipeline.classify.stacking import Coded, Scaling, Stack
from pipeline.classify.thresholds import Thresholds, choose_thresholds
from pipeline.codebook import Codebook, Theme
from pipeline.language.nynorsk import to_bokmal
from pipeline.language.vectors import Vectors
from pipeline.language.words import counted
from pipeline.project import ThemeParams


@dataclass(frozen=True, slots=True)
class ThemeModel:
    """A fitted theme model; arrays and plain values only. `positives` counts the coded reports of each theme."""

    themes: tuple[str, ...]
    space: Space
    definitions: Views
    definitions_expanded: sparse.csr_matrix
    likeness: tuple[Scaling, ...]
    linear: Linear
    stack: Stack
    positives: npt.NDArray[np.int64]
    coded_reports: int
    thresholds: Thresholds

    def logits(self, texts: Sequence[Counts]) -> Floats:
        """Log-odds of each theme for texts given as word counts, shape (texts, themes)."""
        views = self.space.views(texts)
        likenesses = scaled_likenesses(raw_likeness(views, self.definitions, self.definitions_expanded), self.likeness)
        return self.stack.logits(likenesses, self.linear.decide(views.joined()))

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


def scaled_likenesses(raw: Sequence[Floats], scalings: Sequence[Scaling]) -> Floats:
    """Standardised likenesses less half of what a report scores on all themes alike, shape (reports, themes, 4)."""
    standard = [scaling.apply(values) for scaling, values in zip(scalings, raw, strict=True)]
    return np.stack([values - 0.5 * values.mean(axis=1, keepdims=True) for values in standard], axis=-1)


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
    together: Sequence[str] | None = None,
) -> ThemeModel:
    """Fit the model.

    `texts` are the word counts of the whole portfolio; `which` are the rows that are coded and `coded` their codes, shape
    (len(which), themes). A `space` fitted on the same texts may be given, since it does not depend on the codes.
    Coded reports with the same value in `together` are held out together where something is chosen on held-out reports.
    """
    definitions = definitions_of(codebook.themes)
    space = space or fit_space(texts, definitions, vectors, params, seed)
    views, own = space.views(texts), space.views(definitions)
    wide = expanded(own.words, space.word_vectors)
    raw = raw_likeness(views, own, wide)
    scalings = tuple(Scaling.of(values) for values in raw)
    chosen, where = members(len(texts), which, seed)
    examples = Examples.of(views.rows(chosen).followed_by(own))
    learned = learn(Known(examples, scaled_likenesses(raw, scalings)[chosen], where, coded, params, together), seed)
    enough = len(which) >= FEWEST_CODED
    return ThemeModel(
        themes=codebook.theme_ids,
        space=space,
        definitions=own,
        definitions_expanded=wide,
        likeness=scalings,
        linear=learned.linear,
        stack=learned.stack,
        positives=coded.sum(axis=0).astype(np.int64),
        coded_reports=len(which),
        thresholds=choose_thresholds(learned.portfolio, learned.held_out, coded, params.prior_reports)
        if enough
        else Thresholds.common(len(definitions)),
    )
