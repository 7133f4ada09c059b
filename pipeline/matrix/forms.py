"""An edition in bokmål or in nynorsk: the same rows, columns and numbers under other names."""

from __future__ import annotations

from dataclasses import replace

from pipeline.matrix.load import Edition
from pipeline.matrix.values import Column, Matrix, Row
from pipeline.matrix.words import Names
from pipeline.words import Words


def in_form(edition: Edition, t: Words) -> Edition:
    """The edition with rows and columns named in a form of Norwegian, by the codebook where it has both forms."""
    names = Names.of(edition.codebook, t)
    patterns = replace(edition.patterns, found=tuple(one.named(names) for one in edition.patterns.found))
    return replace(edition, matrix=_named(edition.matrix, names), patterns=patterns)


def _named(matrix: Matrix, names: Names) -> Matrix:
    def row(old: Row) -> Row:
        return names.row(old.kind, old.key)

    def column(old: Column) -> Column:
        return names.column(old.kind, old.key)

    sections = (
        replace(one, layer=row(one.layer), group=row(one.group), themes=tuple(map(row, one.themes))) for one in matrix.sections
    )
    return replace(
        matrix, sections=tuple(sections), rows=tuple(map(row, matrix.rows)), columns=tuple(map(column, matrix.columns))
    )
