"""An estimate with its interval for every row and column of the matrix."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.codebook import Codebook
from pipeline.estimate.estimate import Estimate
from pipeline.estimate.estimating import Estimator, Grouping, Settings
from pipeline.estimate.portfolio import Portfolio
from pipeline.matrix.beliefs import Sources, portfolio_of
from pipeline.matrix.count import column_key
from pipeline.matrix.values import Column, ColumnKind, Estimated, Matrix, Row
from pipeline.project import Params

KINDS: tuple[ColumnKind, ...] = ("recipient", "region", "year", "kind")


def settings_of(params: Params) -> Settings:
    """The estimator's settings as params.yaml has them."""
    return Settings(draws=params.estimate.draws, fewest_audited=params.estimate.fewest_audited, seed=params.seed)


def estimates(matrix: Matrix, codebook: Codebook, sources: Sources, settings: Settings) -> dict[tuple[Row, Column], Estimated]:
    """Estimates of every row × column; none where no report has been read, and none of «not settled».

    Whole numbers that add up: the columns of a kind to their row's total.
    """
    portfolio = portfolio_of(matrix.entries, codebook, sources)
    if not portfolio.ids or not portfolio.read.any():
        return {}
    asked = _Asked(matrix, Estimator(portfolio, settings))
    groupings = [grouping for kind in KINDS if (grouping := _grouping(matrix, portfolio, kind))]
    found: dict[tuple[Row, Column], Estimated] = {}
    for row in matrix.rows:
        found.update(asked.row(row, themes_of(row, codebook), groupings))
    return found


def themes_of(row: Row, codebook: Codebook) -> tuple[int, ...]:
    """The numbers of the themes that a row holds; none for the row of all reports."""
    holds = {"theme": "id", "group": "group", "layer": "layer"}.get(row.kind)
    return tuple(at for at, theme in enumerate(codebook.themes) if holds and getattr(theme, holds) == row.key)


@dataclass(frozen=True, slots=True)
class _Columns:
    columns: tuple[Column, ...]
    grouping: Grouping


def _grouping(matrix: Matrix, portfolio: Portfolio, kind: ColumnKind) -> _Columns | None:
    """The columns of a kind as a partition of the portfolio."""
    if kind == "recipient":
        columns = tuple(column for column in matrix.columns_of(kind) if column.key)
        grouping = Grouping(tuple(column.key for column in columns), portfolio.recipient, portfolio.recipients)
        return _Columns(columns, grouping) if columns and not np.isnan(portfolio.recipients).all() else None
    columns = matrix.columns_of(kind)
    number = {column.key: at for at, column in enumerate(columns)}
    keys = [column_key(entry.report, kind) for entry in matrix.entries if not entry.counted_with]
    group = np.array([number[key] for key in keys], dtype=np.int64)
    return _Columns(columns, Grouping(tuple(column.key for column in columns), group))


@dataclass(frozen=True, slots=True)
class _Asked:
    matrix: Matrix
    estimator: Estimator

    def row(self, row: Row, themes: Sequence[int], groupings: Sequence[_Columns]) -> dict[tuple[Row, Column], Estimated]:
        total, reports = self.matrix.total, len(self.estimator.portfolio.ids)
        whole = self.estimator.row(themes) if themes else None
        sum_ = _rounded(whole) if whole else Estimated(reports, reports, reports, self.estimator.basis, reports)
        found = {(row, total): sum_}
        for part in groupings:
            cells = self.estimator.cells(themes, part.grouping) if themes else self.estimator.groups(part.grouping)
            values = apportioned([cell.range.value for cell in cells], sum_.value)
            for column, cell, value in zip(part.columns, cells, values, strict=True):
                found[row, column] = _as_published(cell, value)
        return found


def _rounded(estimate: Estimate) -> Estimated:
    return _as_published(estimate, round(estimate.range.value))


def _as_published(estimate: Estimate, value: int) -> Estimated:
    """The interval always holds its own number, also where the likely totals are so skewed that their mean lies outside."""
    low, high = min(estimate.range.low, value), max(estimate.range.high, value)
    return Estimated(value, low, high, estimate.basis, estimate.size)


def apportioned(values: Sequence[float], total: int) -> list[int]:
    """Whole numbers that add up to `total`, each next to its value (largest remainders); ties go to the first."""
    whole = [int(np.floor(value + 1e-9)) for value in values]
    order = sorted(range(len(values)), key=lambda at: (round(whole[at] - values[at], 9), at))
    for at in order[: max(total - sum(whole), 0)]:
        whole[at] += 1
    return whole


def audit_size(sources: Sources, estimated: Mapping[tuple[Row, Column], Estimated]) -> int:
    """How many randomly drawn and coded reports stand behind the estimates; 0 where the model stands alone."""
    first = next(iter(estimated.values()), None)
    return len(sources.drawn_and_coded) if first and first.ground == "audit" else 0
