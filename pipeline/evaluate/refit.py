"""Fitting the theme model again and again on the same texts, which are worked out once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
import numpy.typing as npt
from scipy import sparse

from pipeline.classify.passages import Passages
from pipeline.classify.space import Space, Views, fit_space
from pipeline.classify.stacking import Coded
from pipeline.classify.texts import Counts, Floats
from pipeline.classify.themes import Encode, ThemeModel, definitions_of, fit_themes
from pipeline.codebook import Codebook
from pipeline.language.vectors import Vectors
from pipeline.project import ThemeParams

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class KnownSpace(Space):
    """A space that looks the views of its own portfolio up instead of working them out for each fit."""

    known: Views
    row_of: dict[int, int]
    widened: sparse.csr_matrix
    known_passages: Passages

    def views(self, texts: Sequence[Counts]) -> Views:
        """The views of texts given as word counts; those of the portfolio are told by identity."""
        rows = self._rows(texts)
        return Space.views(self, texts) if rows is None else self.known.rows(rows)

    def passages(self, texts: Sequence[Counts], definitions: Views) -> Passages:
        """How alike the passages of texts are to the codebook's definitions."""
        rows = self._rows(texts)
        return Space.passages(self, texts, definitions) if rows is None else self.known_passages.of_texts(rows)

    def _rows(self, texts: Sequence[Counts]) -> Rows | None:
        rows = [self.row_of.get(id(text), -1) for text in texts]
        return None if -1 in rows else np.array(rows, dtype=np.int64)

    def wider(self, definitions: sparse.csr_matrix) -> sparse.csr_matrix:
        """The codebook's definitions with the words near theirs, found once."""
        return self.widened

    def plain(self) -> Space:
        """The space alone, as a model is saved with it."""
        return Space(**{field.name: getattr(self, field.name) for field in fields(Space)})


@dataclass(frozen=True, slots=True)
class Refit:
    """A portfolio's word counts in a space that saw texts and definitions, never codes, and what a fit needs beside codes."""

    codebook: Codebook
    texts: tuple[Counts, ...]
    vectors: Vectors
    params: ThemeParams
    seed: int
    space: KnownSpace
    together: tuple[str, ...]
    encode: Encode | None = None

    @classmethod
    def of(
        cls,
        codebook: Codebook,
        texts: Sequence[Counts],
        vectors: Vectors,
        params: ThemeParams,
        seed: int,
        together: Sequence[str] | None = None,
        encode: Encode | None = None,
    ) -> Refit:
        """Fit the space. Texts with the same `together` are one report; `encode` is given where texts carry vectors."""
        kept = tuple(texts)
        definitions = definitions_of(codebook.themes, encode)
        space, views = fit_space(kept, definitions, vectors, params, seed)
        own = {field.name: getattr(space, field.name) for field in fields(space)}
        row_of = {id(text): row for row, text in enumerate(kept)}
        defined = space.views(definitions)
        known = KnownSpace(
            **own,
            known=views,
            row_of=row_of,
            widened=space.wider(defined.words),
            known_passages=space.passages(kept, defined),
        )
        own_group = tuple(together) if together is not None else tuple(map(str, range(len(kept))))
        return cls(codebook, kept, vectors, params, seed, known, own_group, encode)

    def with_recipe(self, codebook: Codebook, params: ThemeParams, seed: int) -> Refit:
        """The same texts under another codebook, parameters and seed; the space is kept where it depends on none of them."""
        if (codebook.themes, params, seed) == (self.codebook.themes, self.params, self.seed):
            return replace(self, codebook=codebook)
        return Refit.of(codebook, self.texts, self.vectors, params, seed, self.together, self.encode)

    def together_of(self, rows: Sequence[int] | Rows) -> list[str]:
        """What tells which of some texts are versions of one report."""
        return [self.together[row] for row in rows]

    def fit(self, coded: Coded, which: Sequence[int] | Rows, repeat: int = 0) -> ThemeModel:
        """The model of the coded rows `which`; `repeat` changes the seed."""
        rows = [int(row) for row in which]
        groups, seed = self.together_of(rows), self.seed + repeat
        return fit_themes(
            self.codebook, self.texts, coded, rows, self.vectors, self.params, seed, self.space, groups, self.encode
        )

    def probabilities(self, model: ThemeModel, rows: Sequence[int] | Rows) -> Floats:
        """What a model says of some reports, shape (rows, themes)."""
        return model.probabilities([self.texts[row] for row in rows])
