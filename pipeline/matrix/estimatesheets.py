"""The workbook's sheets of estimates and patterns."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.matrix.crosstab import LABEL_WIDTH, head_height
from pipeline.matrix.estimated import (
    about_estimates,
    arranged_rows,
    estimated_columns,
    ground_of,
    printed_rows,
    published,
    written,
)
from pipeline.matrix.load import Edition
from pipeline.matrix.sheet import Field, Sheet
from pipeline.matrix.values import Column, Estimated, Matrix, Row
from pipeline.matrix.words import BOKMAL

Value = str | int | float | None
WIDTH = 130
COLUMN_WIDTH = 13
BANDS = ("layer", "group")
ROWS = {"theme": "tema", "group": "temagruppe", "layer": "lag", "all": "alle rapporter"}


def write_estimates(sheet: Sheet, edition: Edition) -> None:
    """Rows × recipients as they are read: «34 (28–41)», words where a number would mean nothing."""
    matrix = edition.matrix
    sheet.put(0, 0, "Anslag for hele porteføljen", "title")
    sheet.raw.set_row(0, 24)
    columns = (*estimated_columns(matrix, "recipient"), matrix.total)
    ground = f"Antall rapporter og {ground_of(matrix)} i parentes."
    width = LABEL_WIDTH + COLUMN_WIDTH * len(columns)
    top = sheet.paragraphs(1, [edition.notice], len(columns), width=width, style="notice")
    top = sheet.paragraphs(top, [ground, *about_estimates(matrix)], len(columns), width=width) + 1
    sheet.raw.set_column(0, 0, LABEL_WIDTH)
    sheet.raw.set_column(1, len(columns), COLUMN_WIDTH)
    sheet.raw.set_row(top, head_height(max(len(column.label) for column in columns)))
    sheet.put(top, 0, "Kunnskapstema", "head")
    for place, column in enumerate(columns, 1):
        sheet.put(top, place, column.label, "tall_head")
    for at, row in enumerate(arranged_rows(matrix), top + 1):
        _write_line(sheet, matrix, row, columns, at)
    sheet.layout(freeze=(top + 1, 1), repeat=(top, top), one_page=True)


def _write_line(sheet: Sheet, matrix: Matrix, row: Row, columns: Sequence[Column], at: int) -> None:
    last = row.kind == "all"
    label = {"all": "total_label", "layer": "band", "group": "small_band"}.get(row.kind, "label")
    sheet.put(at, 0, _named(row), label)
    sheet.raw.set_row(at, 32 if len(_named(row)) > 44 else 20)
    for place, column in enumerate(columns, 1):
        one = matrix.estimate(row, column)
        said = "estimate_total" if last else "estimate_band" if row.kind in BANDS else "estimate"
        style = "unsure" if one and not one.telling else said
        sheet.put(at, place, written(one), style)


def _named(row: Row) -> str:
    return f"{row.label} ({ROWS[row.kind]})" if row.kind in ("group", "layer") else row.label


def write_every_estimate(sheet: Sheet, edition: Edition) -> None:
    """One row a row and column of the matrix, with numbers to filter and calculate with."""
    matrix = edition.matrix
    fields = (
        Field("Rad", 46, "wrap"),
        Field("Slags rad", 14),
        Field("Kolonne", 34, "wrap"),
        Field("Slags kolonne", 14),
        Field("Kodet", 9, "whole"),
        Field("Foreslått", 10, "whole"),
        Field("Anslag", 10, "whole"),
        Field("Minst", 9, "whole"),
        Field("Høyst", 9, "whole"),
        Field("Merknad", 24),
    )
    sheet.put(0, 0, "Alle anslag", "title")
    sheet.table(2, fields, [_line(matrix, row, column) for row in printed_rows(matrix) for column in matrix.columns])
    sheet.layout(freeze=(3, 1), repeat=(2, 2))


def _line(matrix: Matrix, row: Row, column: Column) -> list[Value]:
    count, estimate = matrix.count(row, column), matrix.estimate(row, column)
    names: list[Value] = [row.label, ROWS[row.kind], column.label, BOKMAL(f"column.{column.kind}").lower()]
    return [*names, count.coded, count.suggested, *published(estimate), _remark(matrix, estimate)]


def _remark(matrix: Matrix, estimate: Estimated | None) -> str:
    if estimate is None:
        return "ikke anslått"
    if estimate.telling:
        return ground_of(matrix) if estimate.high > estimate.low else "sikkert"
    return written(estimate)


def write_patterns(sheet: Sheet, edition: Edition) -> None:
    """The patterns in words, one a row."""
    sheet.put(0, 0, "Mønster og mønsterbrudd", "title")
    sheet.raw.set_column(0, 0, WIDTH)
    sheet.paragraphs(2, edition.patterns.paragraphs(), 0, width=WIDTH)
    sheet.layout(freeze=(1, 0))
