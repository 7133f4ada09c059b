"""The page's estimates: a figure of the themes, and tables in which each number says where it lies in its column."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.matrix.estimated import about_estimates, arranged_rows, estimated_columns, ground_of, published, written
from pipeline.matrix.values import Column, ColumnKind, Estimated, Matrix, Row
from pipeline.words import Words

FIGURE_SHARE, INTERVAL_PIXELS = 72, 44
SHADES = 5


@dataclass(frozen=True, slots=True)
class Whisker:
    """An estimate, what is printed of it, and where its number and its interval's ends stand, in per cent of the column."""

    estimate: Estimated
    text: str
    dot: float
    low: float
    high: float
    shade: int = 0

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
    columns = estimated_columns(matrix, kind)
    found = [matrix.estimate(theme, column) for theme in matrix.themes for column in columns]
    most = max((one.value for one in found if one and one.telling), default=0)

    def line(row: Row) -> tuple[tuple[Column, Whisker | None], ...]:
        dark = most if row.kind == "theme" else 0
        cells = ((column, _whisker(matrix, row, column, t, dark)) for column in columns)
        return ((matrix.total, _whisker(matrix, row, matrix.total, t)), *cells)

    rows = tuple((row, line(row)) for row in arranged_rows(matrix))
    return Table(kind, t(f"column.{kind}"), (matrix.total, *columns), rows)


def shade(value: int, most: int) -> int:
    """How dark a cell is, from 1 to SHADES; the page's script counts the same way."""
    return 1 + SHADES * value // (most + 1) if value else 0


def _whisker(matrix: Matrix, row: Row, column: Column, t: Words, most: int = 0) -> Whisker | None:
    """An estimate as the page shows it, shaded where `most` says what is darkest and a number is told."""
    one, whole = matrix.estimate(row, column), matrix.estimate(matrix.everything, column)
    if one is None or whole is None:
        return None
    size = max(whole.high, one.high, 1)
    dot, low, high = (round(100 * value / size, 1) for value in (one.value, one.low, one.high))
    return Whisker(one, written(one, t), dot, low, high, shade(one.value, most) if most and one.telling else 0)
