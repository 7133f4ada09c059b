"""What the matrix says, in bokmål and nynorsk, and what its rows and columns are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from pipeline.codebook import Codebook
from pipeline.matrix.values import UNSETTLED, Column, ColumnKind, Row, RowKind
from pipeline.words import Form, Words, catalogue

FOLDER = Path(__file__).with_name("texts")


def words(form: Form) -> Words:
    """The matrix's catalogue in a form of Norwegian."""
    return catalogue(FOLDER, form)


BOKMAL = words("nb")
"""The form of every published file that does not say otherwise."""


@dataclass(frozen=True, slots=True)
class Names:
    """The names of rows and columns by a codebook, in one form of Norwegian; the registers' own words stay as they are."""

    t: Words
    themes: Mapping[str, str]
    groups: Mapping[str, str]
    recipients: Mapping[str, str]

    @classmethod
    def of(cls, codebook: Codebook, t: Words) -> Self:
        """The names that the codebook gives."""
        themes = {theme.id: t.label(theme) for theme in codebook.themes}
        return cls(t, themes, t.groups(codebook), {one.id: t.label(one) for one in codebook.recipients})

    def row(self, kind: RowKind, key: str) -> Row:
        """The row of that kind and key, with its name."""
        named = {"theme": self.themes, "group": self.groups}.get(kind, {})
        return Row(kind, key, named[key] if key in named else self.t(f"row.{key or 'all'}"))

    def column(self, kind: ColumnKind, key: str) -> Column:
        """The column of that kind and key, with its name."""
        if kind == "all":
            return Column(kind, key, self.t("column.all"))
        if key == UNSETTLED:
            return Column(kind, key, self.t(f"column.no_{kind}"))
        return Column(kind, key, self.recipients[key] if kind == "recipient" else key)
