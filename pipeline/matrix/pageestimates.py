"""The page's estimates: a figure of the themes, and tables in which each number says where it lies in its column."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.matrix.estimated import about_estimates, estimated_columns, ground_of, printed_rows, published, written
from pipeline.matrix.values import Column, ColumnKind, Estimated, Matrix, Row
from pipeline.words import Words

FIGURE_SHARE, INTERVAL_PIXELS = 72, 44


@dataclass(frozen=True, slots=True)
class Whisker:
    """An estimate, what is printed of it, and where its number and its interval's ends stand, in per cent of the column."""

    estimate: Estimated
    text: str
    dot: float
    low: float
    high: float

    @property
    def places(self) -> str:
        """The same as classes of the page, in whole per cent: styles of single elements are refused where it is served."""
        return f"low{round(self.low)} dot{round(self.dot)} high{round(self.high)}"

    @property
    def numbers(self) -> tuple[int | None, int | None, int | None]:
        """Number, low and high; no number where it would mean nothing."""
        return published(self.estimate)


@dataclass(frozen=True, slots=True)
class Interval:
    """A theme in the figure of estimates, with how far down it stands."""

    row: Row
    whisker: Whisker
    top: int


@dataclass(frozen=True, slots=True)
class Table:
    """The estimates of all rows: the sum, then the columns of one kind."""

    kind: ColumnKind
    label: str
    columns: tuple[Column, ...]
    lines: tuple[tuple[Row, tuple[tuple[Column, Whisker | None], ...]], ...]


@dataclass(frozen=True, slots=True)
class Estimates:
    """What the page shows of estimates."""

    about: tuple[str, ...]
    ground: str
    intervals: tuple[Interval, ...]
    tables: tuple[Table, ...]


def page_estimates(matrix: Matrix, kinds: tuple[ColumnKind, ...], t: Words) -> Estimates | None:
    """The estimates of a matrix by some kinds of column; None where nothing is estimated."""
    if matrix.estimate(matrix.everything, matrix.total) is None:
        return None
    told = [(row, whisker) for row in matrix.themes if (whisker := _whisker(matrix, row, matrix.total, t))]
    intervals = tuple(Interval(row, whisker, at * INTERVAL_PIXELS) for at, (row, whisker) in enumerate(told))
    tables = tuple(_table(matrix, kind, t) for kind in kinds if estimated_columns(matrix, kind))
    return Estimates(about_estimates(matrix, t), ground_of(matrix, t), intervals, tables)


def _table(matrix: Matrix, kind: ColumnKind, t: Words) -> Table:
    columns = (matrix.total, *estimated_columns(matrix, kind))
    rows = ((row, tuple((column, _whisker(matrix, row, column, t)) for column in columns)) for row in printed_rows(matrix))
    return Table(kind, t(f"column.{kind}"), columns, tuple(rows))


def _whisker(matrix: Matrix, row: Row, column: Column, t: Words) -> Whisker | None:
    one, whole = matrix.estimate(row, column), matrix.estimate(matrix.everything, column)
    if one is None or whole is None:
        return None
    size = max(whole.high, one.high, 1)
    return Whisker(one, written(one, t), *(round(100 * value / size, 1) for value in (one.value, one.low, one.high)))
