"""kunnskapsmatrise.csv: one line a row and column, for an analyst."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipeline.matrix.estimated import printed_rows, published
from pipeline.matrix.load import Edition
from pipeline.matrix.values import Column, Matrix, Row
from pipeline.tables import write_csv

ALL = "alle"
UNSETTLED = "uavklart"
COLUMNS = (
    "row_kind",
    "row",
    "column_kind",
    "column",
    "coded",
    "suggested",
    "sure",
    "review",
    "too_few_examples",
    "estimate",
    "low",
    "high",
    "basis",
    "edition",
)


def write_longform(path: Path, edition: Edition) -> None:
    """Write every cell, zeros too; sums stand under «alle», what is not known under «uavklart».

    `estimate` is empty where it would mean nothing; `basis` is audit, model, or empty where nothing is estimated; `edition`
    is the same on every line and stands in edition.json.
    """
    write_csv(path, COLUMNS, _lines(edition.matrix, edition.fingerprint.edition))


def _lines(matrix: Matrix, edition: str) -> Iterator[dict[str, object]]:
    for row in printed_rows(matrix):
        for column in matrix.columns:
            count, estimate = matrix.count(row, column), matrix.estimate(row, column)
            value, low, high = published(estimate)
            yield {
                "row_kind": row.kind,
                "row": row_id(row),
                "column_kind": column.kind,
                "column": column_id(column),
                "coded": count.coded,
                "suggested": count.suggested,
                "sure": count.sure,
                "review": count.review,
                "too_few_examples": count.uncertain,
                "estimate": value,
                "low": low,
                "high": high,
                "basis": estimate.ground if estimate else "",
                "edition": edition,
            }


def row_id(row: Row) -> str:
    """The row's name in files: the theme's id, or «alle»."""
    return ALL if row.kind == "all" else row.key


def column_id(column: Column) -> str:
    """The column's name in files: the recipient's id, «alle» or «uavklart»."""
    return ALL if column.kind == "all" else column.key or UNSETTLED
