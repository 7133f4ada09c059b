"""kunnskapsmatrise.csv: one line a theme and recipient, for an analyst."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipeline.matrix.values import Column, Matrix, Row
from pipeline.tables import write_csv

ALL = "alle"
UNSETTLED = "uavklart"
COLUMNS = ("theme", "recipient", "coded", "suggested", "sure", "review", "too_few_examples")


def write_longform(path: Path, matrix: Matrix) -> None:
    """Write every cell, zeros too; sums stand under «alle», reports without a recipient under «uavklart»."""
    write_csv(path, COLUMNS, _lines(matrix))


def _lines(matrix: Matrix) -> Iterator[dict[str, object]]:
    for row in (*matrix.themes, matrix.everything):
        for column in (*matrix.columns_of("recipient"), matrix.total):
            number = matrix.count(row, column)
            yield {
                "theme": row_id(row),
                "recipient": column_id(column),
                "coded": number.coded,
                "suggested": number.suggested,
                "sure": number.sure,
                "review": number.review,
                "too_few_examples": number.uncertain,
            }


def row_id(row: Row) -> str:
    """The row's name in files: the theme's id, or «alle»."""
    return ALL if row.kind == "all" else row.key


def column_id(column: Column) -> str:
    """The column's name in files: the recipient's id, «alle» or «uavklart»."""
    return ALL if column.kind == "all" else column.key or UNSETTLED
