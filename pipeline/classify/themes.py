"""The theme model: how alike a report is to each definition, and what the coded reports add to that.

Nine signals per report and theme (likeness to the label, three likenesses to the definition, the theme's share of the passages,
how like it the likest passages are, likeness to the likest of its terms and to the note that says when it does not hold, and
one linear classifier trained on the coded reports, the definitions and, less, on the rest of the portfolio) are weighed by
one small logistic model, whose weights are nearly common to all themes until many reports are coded.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import repeat

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.special import expit
from sklearn.preprocessing import normalize

from pipeline.classify.linear import Examples, Linear
from pipeline.classify.names import Names
from pipeline.classify.pooling import Pooling
from pipeline.classify.selftraining import FEWEST_CODED, Known, learn, members, taught
from pipeline.classify.space import Space, Views, Words, dense, fit_space
from pipeline.classify.stacking import Coded, Scaling, Stack
from pipeline.classify.texts import Counts, Floats, Text
from pipeline.classify.thresholds import Thresholds, choose_thresholds
from pipeline.codebook import Codebook, Theme
from pipeline.language.nynorsk import to_bokmal
from pipeline.language.vectors import Vectors
from pipeline.language.words import counted
from pipeline.project import ThemeParams

Encode = Callable[[Sequence[str]], npt.NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class ThemeModel:
    """A fitted theme model; arrays and plain values only. `positives` counts the coded reports of each theme."""

    themes: tuple[str, ...]
    space: Space
    definitions: Views
    definitions_expanded: sparse.csr_matrix
    names: Names
    notes: Floats
    pooling: Pooling
    likeness: tuple[Scaling, ...]
    linear: Linear
    stack: Stack
    positives: npt.NDArray[np.int64]
    coded_reports: int
    thresholds: Thresholds

    def logits(self, texts: Sequence[Counts]) -> Floats:
        """Log-odds of each theme for texts given as word counts, shape (texts, themes)."""
        views = self.space.views(texts)
        pooled = self.pooling.pooled(self.space.passages(texts, self.definitions))
        return self.said_of(views.words, views.topics, views.meaning, pooled)

    def said_of(self, words: Words, topics: Floats, meaning: Floats, pooled: Floats) -> Floats:
        """The same for texts whose views are known, and what their passages say (`Pooling`)."""
        own, wide, names = self.definitions, self.definitions_expanded, self.names
        raw = raw_likeness(words, topics, meaning, pooled, own, wide, names, self.notes)
        likenesses = scaled_likenesses(raw, self.likeness, self.notes)
        return self.stack.logits(likenesses, self.linear.decide(words, np.hstack([topics, meaning])))

    def narrowed(self, words: Collection[str]) -> ThemeModel:
        """The same model for texts of no other words: what it says of them is the same, and many times as quick."""
        columns = np.array([at for at, word in enumerate(self.space.vocabulary) if word in words], dtype=np.int64)
        if not columns.size:
            return self
        others = np.arange(len(self.space.vocabulary), self.linear.coefficients.shape[1])
        own = self.definitions
        return replace(
            self,
            space=self.space.narrowed(columns),
            definitions=Views(own.words[:, columns], own.topics, own.meaning),
            definitions_expanded=self.definitions_expanded[:, columns],
            names=self.names.narrowed(columns),
            linear=replace(self.linear, coefficients=self.linear.coefficients[:, np.append(columns, others)]),
        )

    def probabilities(self, texts: Sequence[Counts]) -> Floats:
        """Calibrated probability of each theme, shape (texts, themes)."""
        return np.asarray(expit(self.logits(texts)))


def raw_likeness(
    words: Words,
    topics: Floats,
    meaning: Floats,
    pooled: Floats,
    definitions: Views,
    wide: sparse.csr_matrix,
    names: Names,
    notes: Floats,
) -> list[Floats]:
    """Cosine likeness to the labels by words and to the definitions in each view, the sparse ones as square roots.

    Then what the passages say, and likeness to terms and notes.
    """
    return [
        names.by_words(words),
        topics @ definitions.topics.T,
        meaning @ definitions.meaning.T,
        np.sqrt(np.maximum(dense(words @ wide.T), 0)),
        pooled[..., 0],
        pooled[..., 1],
        names.by_topics(topics),
        meaning @ notes.T,
    ]


def scaled_likenesses(raw: Sequence[Floats], scalings: Sequence[Scaling], notes: Floats) -> Floats:
    """Standardised likenesses, shape (reports, themes, 8).

    From all but the one to notes half of what a report scores on all themes alike is taken off. A theme without a note has
    none.
    """
    *standard, noted = [scaling.apply(values) for scaling, values in zip(scalings, raw, strict=True)]
    centred = [values - 0.5 * values.mean(axis=1, keepdims=True) for values in standard]
    return np.stack([*centred, noted * notes.any(axis=1)], axis=-1)


def note_directions(themes: Sequence[Theme], definitions: Sequence[Text], space: Space, encode: Encode | None) -> Floats:
    """What each theme's «not when» means beyond its definition, unit vectors of shape (themes, dimensions); zeros without one.

    A note speaks of the theme's own matters too, so only its words that the definition lacks count, and of their meaning
    only what is at right angles to the definition (query negation, Widdows 2003).
    """
    beyond = [
        {word: count for word, count in Counter(counted(theme.not_when)).items() if word not in known.distinct}
        for theme, known in zip(themes, definitions, strict=True)
    ]
    notes = _encoded(beyond, [theme.not_when or theme.label for theme in themes], encode)
    meant, defined = space.views(notes).meaning, space.views(definitions).meaning
    apart = meant - (meant * defined).sum(axis=1, keepdims=True) * defined
    return np.asarray(normalize(apart) * np.array([[bool(note)] for note in beyond]).reshape(-1, 1))


def definitions_of(themes: Sequence[Theme], encode: Encode | None = None) -> list[Text]:
    """How often each word stands in a theme's label (twice), definition and terms, the nynorsk ones as bokmål too.

    One text a theme, with its vector where there is an encoder.
    """
    nynorsk = tuple(" . ".join(filter(None, (theme.label_nn, *theme.terms_nn))) for theme in themes)
    told = zip(themes, nynorsk, _as_bokmal(nynorsk), strict=True)
    found = [
        Counter(counted(" . ".join((theme.label, theme.label, theme.definition, *theme.terms, own, bokmal))))
        for theme, own, bokmal in told
    ]
    return _encoded(found, [". ".join((theme.label, theme.definition, ", ".join(theme.terms))) for theme in themes], encode)


def _encoded(counts: Sequence[Counts], texts: Sequence[str], encode: Encode | None) -> list[Text]:
    """The counts with the vectors of their texts, where there is an encoder."""
    vectors = encode(texts) if encode is not None else repeat(None)
    return [Text.of(found, vector) for found, vector in zip(counts, vectors, strict=False)]


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
    encode: Encode | None = None,
) -> ThemeModel:
    """Fit the model.

    `texts` are the word counts of the whole portfolio; `which` are the rows that are coded and `coded` their codes, shape
    (len(which), themes). A `space` fitted on the same texts may be given, since it does not depend on the codes.
    Coded reports with the same value in `together` are held out together where something is chosen on held-out reports.
    `encode` is given where the texts carry the vectors of a sentence encoder.
    """
    definitions = definitions_of(codebook.themes, encode)
    space, views = (space, space.views(texts)) if space else fit_space(texts, definitions, vectors, params, seed)
    own = space.views(definitions)
    wide = space.wider(own.words)
    names, notes = Names.of(codebook.themes, space), note_directions(codebook.themes, definitions, space, encode)
    passages = space.passages(texts, own)
    pooling = Pooling.of(passages, params.passage_sharpness)
    raw = raw_likeness(views.words, views.topics, views.meaning, pooling.pooled(passages), own, wide, names, notes)
    scalings = tuple(Scaling.of(values) for values in raw)
    some = taught(len(which), seed)
    codes, alike = coded[some], None if together is None else [together[at] for at in some]
    chosen, where = members(len(texts), np.asarray(which, dtype=np.int64)[some], seed)
    examples = Examples.of(views.rows(chosen).followed_by(own))
    likenesses = scaled_likenesses(raw, scalings, notes)[chosen]
    learned = learn(Known(examples, likenesses, where, codes, params, alike), seed)
    enough = len(which) >= FEWEST_CODED
    return ThemeModel(
        themes=codebook.theme_ids,
        space=space,
        definitions=own,
        definitions_expanded=wide,
        names=names,
        notes=notes,
        pooling=pooling,
        likeness=scalings,
        linear=learned.linear,
        stack=learned.stack,
        positives=coded.sum(axis=0).astype(np.int64),
        coded_reports=len(which),
        thresholds=choose_thresholds(learned.portfolio, learned.held_out, codes, params.prior_reports)
        if enough
        else Thresholds.common(len(definitions)),
    )
