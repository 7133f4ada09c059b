"""Where texts meet definitions: weighted words, latent topics of the portfolio, and what words mean elsewhere.

Three views of the same counts stand side by side, each of unit length: TF-IDF (Salton & Buckley 1988), latent semantic
analysis of the portfolio itself (Deerwester et al. 1990), and TF-IDF-weighted averages of word vectors.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Protocol

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.decomposition import TruncatedSVD
from sklearn.preprocessing import normalize

from pipeline.classify.passages import Passages
from pipeline.classify.texts import Columns, Counts, Floats, Text
from pipeline.language.vectors import Vectors, unit_rows
from pipeline.language.wording import Wording
from pipeline.project import ThemeParams

MANY = 3000
AT_ONCE = 50


class Words(Protocol):
    """Weighted words of some texts, one row a text: a sparse matrix, or what gives the same products."""

    def __matmul__(self, other: Floats | sparse.spmatrix, /) -> Floats | sparse.spmatrix:
        """The product with a matrix of a row a word."""


@dataclass(frozen=True, slots=True)
class Views:
    """The three views of some texts, one row a text."""

    words: sparse.csr_matrix
    topics: Floats
    meaning: Floats

    def joined(self) -> sparse.csr_matrix:
        """All features side by side."""
        return sparse.hstack([self.words, sparse.csr_matrix(self.topics), sparse.csr_matrix(self.meaning)]).tocsr()

    def products(self) -> Floats:
        """Inner products of all texts, as of `joined`."""
        return np.asarray((self.words @ self.words.T).toarray() + self.topics @ self.topics.T + self.meaning @ self.meaning.T)

    def rows(self, which: npt.NDArray[np.int64]) -> Views:
        """Some of the texts."""
        return Views(self.words[which], self.topics[which], self.meaning[which])

    def followed_by(self, other: Views) -> Views:
        """These texts, then others of the same space."""
        words = sparse.vstack([self.words, other.words]).tocsr()
        return Views(words, np.vstack([self.topics, other.topics]), np.vstack([self.meaning, other.meaning]))


@dataclass(frozen=True, slots=True)
class Space:
    """A fitted text space; arrays only, so that it can be saved without code.

    Where a sentence encoder is used, its vectors stand beside those of the words in the view of meaning, and
    `mean_meaning` goes on with their mean.
    """

    vocabulary: tuple[str, ...]
    idf: Floats
    topic_axes: Floats
    word_vectors: Floats
    mean_meaning: Floats

    def views(self, texts: Sequence[Counts]) -> Views:
        """The views of texts given as word counts."""
        words = self.weighted(texts)
        return Views(words, *self.dense_views(words, encodings(texts) if self.encodes else None))

    @property
    def encodes(self) -> bool:
        """Whether texts need the vector of a sentence encoder."""
        return bool(len(self.mean_meaning) > self.word_vectors.shape[1])

    def dense_views(self, words: Words, encoded: Floats | None) -> tuple[Floats, Floats]:
        """Topics and meaning of texts whose words are known; `encoded` has their vectors where an encoder is used."""
        width = self.word_vectors.shape[1]
        meaning = normalize(words @ self.word_vectors - self.mean_meaning[:width])
        if encoded is not None:
            meaning = np.hstack([meaning, normalize(encoded - self.mean_meaning[width:])])
        return normalize(words @ self.topic_axes.T), meaning

    def passages(self, texts: Sequence[Counts], definitions: Views) -> Passages:
        """How alike the passages of texts are to definitions; a text of which they are not known is one passage."""
        parts = [self._passages(texts[first : first + AT_ONCE], definitions) for first in range(0, len(texts), AT_ONCE)]
        return Passages.of_all(parts)

    def _passages(self, texts: Sequence[Counts], definitions: Views) -> Passages:
        told = [Text.of(text) for text in texts]
        index = index_of(self.vocabulary)
        words = sparse.vstack([_of_passages(text, index) for text in told]).tocsr()
        weights = [np.ones(1) if text.weights is None or not len(text.weights) else text.weights for text in told]
        of_text = np.repeat(np.arange(len(told)), [len(some) for some in weights])
        return replace(self.alike(weigh(words, self.idf), of_text, np.concatenate(weights), definitions), texts=len(texts))

    def alike(self, words: sparse.csr_matrix, text: npt.NDArray[np.int64], weights: Floats, definitions: Views) -> Passages:
        """How alike passages are to definitions, given their weighted words; a sentence encoder has no say in it."""
        topics, meant = self.dense_views(words, None)
        weights = np.where(np.diff(words.indptr) > 0, weights, 0.0)
        meaning = definitions.meaning[:, : self.word_vectors.shape[1]]
        return Passages(topics @ definitions.topics.T, meant @ meaning.T, text, weights, int(text.max(initial=-1)) + 1)

    def narrowed(self, columns: npt.NDArray[np.int64]) -> Space:
        """The same space for texts that hold no other words than those in some columns."""
        return Space(
            tuple(self.vocabulary[column] for column in columns),
            self.idf[columns],
            self.topic_axes[:, columns],
            self.word_vectors[columns],
            self.mean_meaning,
        )

    def plain(self) -> Space:
        """The space alone, as a model is saved with it."""
        return self

    def weighted(self, texts: Sequence[Counts]) -> sparse.csr_matrix:
        """TF-IDF rows of unit length of some texts."""
        return _weighted(texts, self.vocabulary, self.idf)

    def wider(self, definitions: sparse.csr_matrix) -> sparse.csr_matrix:
        """Definitions with the words near theirs added."""
        return expanded(definitions, self.word_vectors)


def _weighted(texts: Sequence[Counts], vocabulary: Sequence[str], idf: Floats) -> sparse.csr_matrix:
    index = index_of(vocabulary)
    counts = sparse.vstack([_of_text(Text.of(text), index) for text in texts]).tocsr()
    return weigh(counts, idf)


def weigh(counts: sparse.csr_matrix, idf: Floats) -> sparse.csr_matrix:
    """TF-IDF rows of unit length; counts enter as square roots, so that a text said twice is the same text."""
    damped = np.sqrt(counts.data) * idf[counts.indices]
    return normalize(sparse.csr_matrix((damped, counts.indices, counts.indptr), shape=counts.shape))


def index_of(vocabulary: Sequence[str]) -> dict[str, int]:
    """The column of each word."""
    return {word: column for column, word in enumerate(vocabulary)}


def _of_text(text: Text, index: Mapping[str, int]) -> sparse.csr_matrix:
    """How often each word of the vocabulary counts in a text, one row."""
    columns = text.columns(index)
    return _counts(text.counts, np.zeros(len(columns), dtype=np.int64), columns, 1, len(index))


def _of_passages(text: Text, index: Mapping[str, int]) -> sparse.csr_matrix:
    """How often each word of the vocabulary stands in each passage of a text."""
    if text.passages is None or not len(text.passages):
        return _of_text(text, index)
    return word_counts(text.passages, text.columns(index), len(index))


def word_counts(wording: Wording, columns: Columns, width: int) -> sparse.csr_matrix:
    """How often each word stands in each passage, shape (passages, `width`); `columns` are those of the distinct words."""
    return _counts(np.ones(len(wording.numbers)), wording.passage, columns[wording.numbers], len(wording), width)


def _counts(values: Floats, rows: Columns, columns: Columns, height: int, width: int) -> sparse.csr_matrix:
    used = (columns >= 0) & (values > 0)
    return sparse.csr_matrix((values[used], (rows[used], columns[used])), shape=(height, width), dtype=np.float64)


def fit_space(
    texts: Sequence[Counts], definitions: Sequence[Counts], vectors: Vectors, params: ThemeParams, seed: int
) -> tuple[Space, Views]:
    """Learn the space from the whole portfolio, coded or not, and the codebook's own words; it and the portfolio's views."""
    vocabulary, idf = _vocabulary(texts, definitions, params.min_documents)
    words = _weighted([*texts, *definitions], vocabulary, idf)
    axes = _topic_axes(words, params.lsa_dimensions, seed)
    meanings = vectors.of(vocabulary).astype(np.float64)
    own = words[: len(texts)]
    mean = np.asarray(own @ meanings).mean(axis=0)
    encoded = encodings(texts) if Text.of(texts[0]).encoding is not None else None
    if encoded is not None:
        mean = np.append(mean, encoded.mean(axis=0))
    space = Space(vocabulary, idf, axes, meanings, mean)
    return space, Views(own, *space.dense_views(own, encoded))


def dense(product: Floats | sparse.spmatrix) -> Floats:
    """A product of words as an array."""
    return product if isinstance(product, np.ndarray) else np.asarray(product.toarray())


def encodings(texts: Sequence[Counts]) -> Floats:
    """The vectors that a sentence encoder gave the texts, shape (texts, hidden size)."""
    return np.array([Text.of(text).encoding for text in texts], dtype=np.float64)


def _vocabulary(texts: Sequence[Counts], definitions: Sequence[Counts], least: int) -> tuple[tuple[str, ...], Floats]:
    frequency: Counter[str] = Counter(chain.from_iterable(Text.of(text).used() for text in texts))
    named = {word for text in definitions for word in Text.of(text).used()}
    most = max(2, len(texts) // 2) if len(texts) >= 20 else len(texts)
    kept = sorted(
        word
        for word in frequency.keys() | named
        if word in named or least <= frequency[word] <= most or (len(texts) < 20 and frequency[word] >= 1)
    )
    idf = np.array([np.log((1 + len(texts)) / (1 + frequency[word])) + 1 for word in kept])
    return tuple(kept), idf


def _topic_axes(words: sparse.csr_matrix, dimensions: int, seed: int) -> Floats:
    """The main axes of the texts, exact where they are few enough, shape (at most `dimensions`, words)."""
    most = min(dimensions, min(words.shape) - 1)
    if most < 2:
        return np.zeros((1, words.shape[1]))
    if words.shape[0] > MANY:
        svd = TruncatedSVD(most, algorithm="randomized", n_iter=7, random_state=seed).fit(words)
        return np.asarray(svd.components_, dtype=np.float64)
    values, vectors = np.linalg.eigh((words @ words.T).toarray())
    kept = [at for at in np.argsort(-values, kind="stable")[:most] if values[at] > values.max() * 1e-10]
    return np.asarray((words.T @ (vectors[:, kept] / np.sqrt(values[kept]))).T)


def expanded(
    definitions: sparse.csr_matrix, word_vectors: Floats, neighbours: int = 30, least: float = 0.4
) -> sparse.csr_matrix:
    """Definitions with the nearest words of each of their words added, in proportion to how near they are."""
    unit = unit_rows(word_vectors.astype(np.float32))
    rows = []
    for row in range(definitions.shape[0]):
        definition = definitions.getrow(row)
        weights = np.zeros(definitions.shape[1])
        for column, value in zip(definition.indices, definition.data, strict=True):
            nearness = unit @ unit[column]
            close = np.flatnonzero(nearness > least)
            for near in close[np.argsort(-nearness[close], kind="stable")][:neighbours]:
                weights[near] = max(weights[near], value * float(nearness[near]))
            weights[column] = max(weights[column], value)
        rows.append(sparse.csr_matrix(weights))
    return normalize(sparse.vstack(rows)).tocsr() if rows else definitions
