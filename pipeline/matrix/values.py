"""What the knowledge matrix is made of: rows, columns, cells and the reports behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from pipeline.register import Report
from pipeline.words import Form

RowKind = Literal["all", "layer", "group", "theme"]
ColumnKind = Literal["all", "recipient", "region", "year", "kind"]
Status = Literal["coded", "suggested", "unread", "untouched"]
Standing = Literal["coded", "sure", "review", "uncertain"]
Ground = Literal["audit", "model"]
FEW = 5

UNSETTLED = ""
"""The key of the column for what is not known: no recipient settled, no region in the register."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A report that could not be read, as corpus/text/failures.csv says."""

    report_id: str
    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """One label on one report: from a person (`coded`) or from the model, with what it rests on and why, in both forms."""

    label: str
    standing: Standing
    probability: float | None = None
    page: int | None = None
    evidence: str = ""
    reason: str = ""
    reason_nn: str = ""

    def reason_in(self, form: Form) -> str:
        """Why, in a form of Norwegian; in bokmål where the other was not written."""
        return (self.reason_nn if form == "nn" else "") or self.reason

    @property
    def settled(self) -> bool:
        """Whether there were examples enough for the label to be more than uncertain."""
        return self.standing != "uncertain"


@dataclass(frozen=True, slots=True)
class Entry:
    """One report of the portfolio with what is known of it; marks stand in the codebook's order.

    `standing` is how the report as a whole is counted, and None where it is not. `counted_with` names the report of its group
    that is counted in its place, if it is another version or an interim report of that one.
    """

    report: Report
    status: Status
    standing: Standing | None = None
    themes: tuple[Mark, ...] = ()
    recipient: Mark | None = None
    coder: str = ""
    failure: Failure | None = None
    counted_with: str = ""

    @property
    def report_id(self) -> str:
        """The report's id."""
        return self.report.report_id

    @property
    def recipient_id(self) -> str:
        """The settled recipient, or UNSETTLED."""
        return self.recipient.label if self.recipient and self.recipient.settled else UNSETTLED


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the matrix: a theme, a theme group, a layer, or all reports; the same row whatever it is called."""

    kind: RowKind
    key: str
    label: str = field(compare=False)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the matrix: a recipient, a region, a year, a kind of report, or all; the same whatever it is called."""

    kind: ColumnKind
    key: str
    label: str = field(compare=False)


@dataclass(frozen=True, slots=True)
class Count:
    """How many reports: coded by people, suggested by the model, uncertain. The three are never added here.

    Uncertain are suggestions of a label that has too few coded examples to learn from.
    """

    coded: int = 0
    sure: int = 0
    review: int = 0
    uncertain: int = 0

    @property
    def suggested(self) -> int:
        """The model says yes: those it is sure of and those a person should look at."""
        return self.sure + self.review


@dataclass(frozen=True, slots=True)
class Estimated:
    """An estimated number of reports with its 95 % interval, as published.

    `ground` is `audit` where randomly drawn, coded reports stand behind it, else `model`; `size` is how many it could be.
    """

    value: int
    low: int
    high: int
    ground: Ground
    size: int

    @property
    def telling(self) -> bool:
        """Whether the interval rules out at least half of what the number could be."""
        return self.high - self.low <= self.size / 2

    @property
    def few(self) -> bool:
        """Whether there are too few reports for an estimate that does not tell to mean anything."""
        return not self.telling and self.size < FEW


@dataclass(frozen=True, slots=True)
class Cell:
    """The reports where a row meets a column, by standing, ids sorted."""

    row: Row
    column: Column
    coded: tuple[str, ...] = ()
    sure: tuple[str, ...] = ()
    review: tuple[str, ...] = ()
    uncertain: tuple[str, ...] = ()

    @property
    def count(self) -> Count:
        """The numbers of reports."""
        return Count(len(self.coded), len(self.sure), len(self.review), len(self.uncertain))


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of the matrix as printed: a layer, or a theme group in it, and the themes under it."""

    layer: Row
    group: Row
    themes: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """The whole count. Every published form takes its numbers from here and from nowhere else."""

    entries: tuple[Entry, ...]
    sections: tuple[Section, ...]
    rows: tuple[Row, ...]
    columns: tuple[Column, ...]
    cells: Mapping[tuple[Row, Column], Cell] = field(repr=False)
    scarce: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    unknown_labels: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    estimates: Mapping[tuple[Row, Column], Estimated] = field(default_factory=dict, repr=False)
    audited: int = 0
    drawn: int = 0

    def cell(self, row: Row, column: Column) -> Cell:
        """Where `row` meets `column`; an empty cell where no report is."""
        return self.cells.get((row, column)) or Cell(row, column)

    def count(self, row: Row, column: Column) -> Count:
        """The numbers where `row` meets `column`."""
        return self.cell(row, column).count

    def estimate(self, row: Row, column: Column) -> Estimated | None:
        """What is estimated where `row` meets `column`; None where nothing is."""
        return self.estimates.get((row, column))

    @property
    def everything(self) -> Row:
        """The row of all reports."""
        return self.rows[0]

    @property
    def total(self) -> Column:
        """The column of all reports."""
        return self.columns[0]

    @property
    def themes(self) -> tuple[Row, ...]:
        """The theme rows in the order printed: by layer and group."""
        return tuple(theme for section in self.sections for theme in section.themes)

    def rows_of(self, kind: RowKind) -> tuple[Row, ...]:
        """The rows of one kind, in order."""
        return tuple(row for row in self.rows if row.kind == kind)

    def columns_of(self, kind: ColumnKind) -> tuple[Column, ...]:
        """The columns of one kind, in order."""
        return tuple(column for column in self.columns if column.kind == kind)

    def with_status(self, status: Status) -> tuple[Entry, ...]:
        """The reports of one status, sorted by id, without those that are counted with another."""
        return tuple(entry for entry in self.entries if entry.status == status and not entry.counted_with)

    @property
    def grouped(self) -> tuple[Entry, ...]:
        """The reports that are counted with another of their group, sorted by id."""
        return tuple(entry for entry in self.entries if entry.counted_with)

    @property
    def without_theme(self) -> tuple[Entry, ...]:
        """Reports that a person or the model has gone through and given no theme."""
        return tuple(e for e in self.entries if e.standing and not e.themes and not e.counted_with)
