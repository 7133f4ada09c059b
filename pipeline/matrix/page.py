"""kunnskapsmatrise.html: one page that works offline, every number printed by Python from the Matrix."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

from markupsafe import Markup

from pipeline.matrix.basis import BASES, Basis, about_scarce, bases_in, nothing_coded, spoken, starred
from pipeline.matrix.fates import why_unread
from pipeline.matrix.forms import in_form
from pipeline.matrix.load import Edition
from pipeline.matrix.longform import column_id, row_id
from pipeline.matrix.method import Line as Paragraph
from pipeline.matrix.method import method_lines, method_text
from pipeline.matrix.pagedata import address, page_data
from pipeline.matrix.pageestimates import FIGURE_SHARE, INTERVAL_PIXELS, SHADES, page_estimates, shade
from pipeline.matrix.values import Column, ColumnKind, Count, Matrix, Row
from pipeline.matrix.words import words
from pipeline.rendering import templates
from pipeline.words import Form, Words

FILTERS: tuple[ColumnKind, ...] = ("region", "year", "kind")
LABEL_PIXELS, CELL_PIXELS, LETTER_PIXELS = 232, 57, 7.0
NAME_PIXELS, LINE_PIXELS, BAR_GAP = 19, 14, 8


@dataclass(frozen=True, slots=True)
class Head:
    """A column heading in the staircase: its lines, and how many lines of other headings stand below it."""

    column: Column
    lines: tuple[str, ...]
    below: int


@dataclass(frozen=True, slots=True)
class Spot:
    """One number of a cell; its shade from 0 to SHADES says how dark it stands."""

    basis: Basis
    value: int
    shade: int = 0

    @property
    def text(self) -> str:
        """The number as printed, nothing for none."""
        return self.basis.written(self.value) if self.value else ""

    @property
    def look(self) -> str:
        """The names of its styles."""
        return f"{self.basis.name} {self.basis.tint}{self.shade}"


@dataclass(frozen=True, slots=True)
class Box:
    """One cell as printed: the coded number on the left, what people have not coded stacked on the right."""

    row: Row
    column: Column
    left: Spot
    right: tuple[Spot, ...]
    spoken: str

    @property
    def empty(self) -> bool:
        """Whether there is nothing to show."""
        return not any(spot.value for spot in (self.left, *self.right))


@dataclass(frozen=True, slots=True)
class Line:
    """One bar of a theme: where it lies under the theme's name, and its width in per cent of the figure."""

    basis: Basis
    value: int
    y: int
    width: float


@dataclass(frozen=True, slots=True)
class Bar:
    """A theme in the bar figure, with a line for each basis it has a number of."""

    row: Row
    count: Count
    top: int
    lines: tuple[Line, ...]

    @property
    def height(self) -> int:
        """How much room it takes."""
        return NAME_PIXELS + LINE_PIXELS * len(self.lines)


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds the page where it is part of a site: its name, HTML for the head, above the page and above the matrix.

    `address` is what a report's id is added to for a link to it.
    """

    site: str
    head: Markup
    top: Markup
    notes: Markup
    address: str


def render_page(edition: Edition, form: Form = "nb", frame: Frame | None = None) -> str:
    """The page as HTML, alone or within a frame; text from reports is escaped both as HTML and inside the script."""
    t = words(form)
    edition = in_form(edition, t)
    matrix = edition.matrix
    heads = _heads(_columns(matrix))
    return (
        templates("pipeline.matrix", escape=True)
        .get_template("page.html")
        .render(
            t=t,
            row_id=row_id,
            column_id=column_id,
            address=address,
            why_unread=why_unread,
            edition=edition,
            matrix=matrix,
            heads=heads,
            stairs=sum(len(head.lines) for head in heads),
            whole=matrix.count(matrix.everything, matrix.total),
            boxes=_boxes(matrix, t),
            bars=_bars(matrix),
            bases=bases_in(matrix),
            all_bases=BASES,
            bar_bases=_bar_bases(matrix),
            nothing_coded=nothing_coded(matrix, t),
            starred=starred(matrix),
            headings=[basis.said("heading", t) for basis in bases_in(matrix)],
            about_scarce=about_scarce(matrix, t),
            estimates=page_estimates(matrix, ("recipient", *FILTERS), t),
            figure_share=FIGURE_SHARE,
            interval_pixels=INTERVAL_PIXELS,
            filters=[Filter(kind, t(f"column.{kind}"), matrix.columns_of(kind)) for kind in FILTERS],
            method=_method(edition, form),
            data=page_data(edition, t, SHADES, frame.address if frame else ""),
            frame=frame,
        )
    )


def _columns(matrix: Matrix) -> tuple[Column, ...]:
    return (*matrix.columns_of("recipient"), matrix.total)


def _heads(columns: Sequence[Column]) -> list[Head]:
    heads: list[Head] = []
    for index, column in enumerate(columns):
        room = LABEL_PIXELS + CELL_PIXELS * (index + 0.5)
        lines = tuple(wrap(column.label, int(room / LETTER_PIXELS))) or ("",)
        heads.append(Head(column, lines, sum(len(head.lines) for head in heads)))
    return heads


def _boxes(matrix: Matrix, t: Words) -> dict[Row, list[Box]]:
    """Each printed row's cells; the sums stand without colour unless there is nothing else."""
    columns = _columns(matrix)
    coloured = columns[:-1] or columns
    counts = [matrix.count(theme, column) for theme in matrix.themes for column in coloured]
    most = {basis: max(map(basis.of, counts), default=0) for basis in BASES}

    def box(row: Row, column: Column) -> Box:
        count, dark = matrix.count(row, column), row.kind == "theme" and column in coloured
        left, *right = (Spot(b, b.of(count), shade(b.of(count), most[b]) if dark else 0) for b in BASES)
        return Box(row, column, left, tuple(right), spoken(count, t))

    return {row: [box(row, column) for column in columns] for row in (*matrix.themes, matrix.everything)}


def _bar_bases(matrix: Matrix) -> tuple[Basis, ...]:
    """The bases the themes' sums rest on; the sum of all reports may rest on others."""
    counts = [matrix.count(theme, matrix.total) for theme in matrix.themes]
    return tuple(basis for basis in BASES if any(map(basis.of, counts))) or bases_in(matrix)


def _bars(matrix: Matrix) -> list[Bar]:
    shown = _bar_bases(matrix)
    counts = {theme: matrix.count(theme, matrix.total) for theme in matrix.themes}
    most = max((basis.of(count) for count in counts.values() for basis in BASES), default=0) or 1
    bars: list[Bar] = []
    for theme, count in counts.items():
        bases = [basis for basis in shown if basis.of(count)] or shown[:1]
        lines = (
            Line(basis, basis.of(count), NAME_PIXELS + LINE_PIXELS * index, round(85 * basis.of(count) / most, 2))
            for index, basis in enumerate(bases)
        )
        bars.append(Bar(theme, count, bars[-1].top + bars[-1].height + BAR_GAP if bars else 0, tuple(lines)))
    return bars


@dataclass(frozen=True, slots=True)
class Filter:
    """A drop-down: what it narrows and its choices."""

    name: str
    label: str
    choices: tuple[Column, ...]


def _method(edition: Edition, form: Form) -> list[tuple[Paragraph, list[Paragraph]]]:
    """The method text as headings, each with its paragraphs."""
    sections: list[tuple[Paragraph, list[Paragraph]]] = []
    for line in method_lines(method_text(edition, form)):
        if line.kind == "heading":
            sections.append((line, []))
        elif line.kind in ("bullet", "text"):
            sections[-1][1].append(line)
    return sections
