"""Themes against recipients, regions, years or kinds: a narrow column each for coded, suggested and uncertain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.matrix.basis import Basis, about_scarce, bases_in, nothing_coded, starred
from pipeline.matrix.load import Edition
from pipeline.matrix.sheet import Sheet
from pipeline.matrix.styles import CODED_SCALE, SUGGESTED_SCALE, UNCERTAIN_SCALE
from pipeline.matrix.values import Column, ColumnKind, Matrix, Row
from pipeline.matrix.words import BOKMAL

LEGENDS = {
    "coded": "Fet skrift (K): rapporter kodet av mennesker, strek for ingen.",
    "suggested": "Kursiv i parentes (F): rapporter som modellen har forslag til, og som ingen har kodet ennå.",
    "uncertain": "Grått med spørsmålstegn (U?): usikre forslag – for få kodede eksempler, bygger mest på kodeboken.",
}
APART = "Disse tallene legges aldri sammen."
SHORT = {"coded": "K = kodet", "suggested": "(F) = foreslått", "uncertain": "U? = usikkert"}
SCALES = {"coded": CODED_SCALE, "suggested": SUGGESTED_SCALE, "uncertain": UNCERTAIN_SCALE}
LABEL_WIDTH = 46
NARROW = {1: 8.0, 2: 5.3, 3: 4.7}
HEAD_CHARACTERS, SHORTEST = 28, 30
MOST_ON_A_PAGE, PAGE_PIXELS = 14, 970


@dataclass(frozen=True, slots=True)
class _Grid:
    """Which columns the sheet has: under each column of the matrix, one a basis."""

    sheet: Sheet
    matrix: Matrix
    columns: tuple[Column, ...]
    bases: tuple[Basis, ...]

    @property
    def last(self) -> int:
        """The last column of the sheet."""
        return len(self.columns) * len(self.bases)

    @property
    def wide(self) -> bool:
        """Whether it goes over several pages, each with the first column again."""
        return len(self.columns) > MOST_ON_A_PAGE

    @property
    def narrow(self) -> float:
        """The width of a column of numbers."""
        return NARROW[len(self.bases)]

    def first(self, index: int) -> int:
        """Where column `index` of the matrix starts."""
        return 1 + len(self.bases) * index

    def write(self, row: int, texts: Sequence[str], style: str = "lead") -> int:
        """Write paragraphs as wide as the grid, on its first page where it has several; returns the row after them."""
        if not self.wide:
            width = LABEL_WIDTH + self.narrow * self.last
            return self.sheet.paragraphs(row, texts, self.last, width=width, style=style)
        last = self.first(MOST_ON_A_PAGE) - 1
        return self.sheet.paragraphs(row, texts, last, width=self.narrow * last, style=style, first=1)


def write_crosstab(sheet: Sheet, edition: Edition, kind: ColumnKind, title: str) -> None:
    """Write themes by layer and group down, one kind of column across, and all reports at the bottom."""
    matrix = edition.matrix
    grid = _Grid(sheet, matrix, (*matrix.columns_of(kind), matrix.total), bases_in(matrix))
    top = _write_top(grid, edition, title)
    _write_heads(grid, top)
    row = _write_body(grid, top + 2)
    _write_line(grid, matrix.everything, row)
    grid.write(row + 2, [BOKMAL("basis.not_summing"), about_scarce(matrix)])
    _colour(grid, top + 2, row - 1)
    sheet.layout(freeze=(top + 2, 1), repeat=(top, top + 1), one_page=True)
    if grid.wide:
        _over_several_pages(grid)


def _over_several_pages(grid: _Grid) -> None:
    """So many columns on one page could not be read: as many as can be on each, the themes beside them again."""
    across = [grid.first(index) for index in range(MOST_ON_A_PAGE, len(grid.columns), MOST_ON_A_PAGE)]
    narrow = MOST_ON_A_PAGE * len(grid.bases)
    grid.sheet.raw.set_print_scale(int(100 * PAGE_PIXELS / (_pixels(LABEL_WIDTH) + narrow * _pixels(grid.narrow))))
    grid.sheet.raw.set_v_pagebreaks(across)
    grid.sheet.raw.repeat_columns(0)


def _pixels(characters: float) -> float:
    return 7 * characters + 5


def _write_top(grid: _Grid, edition: Edition, title: str) -> int:
    grid.sheet.put(0, 0, title, "title")
    grid.sheet.raw.set_row(0, 24)
    row = grid.write(1, [edition.notice, nothing_coded(edition.matrix)], "notice")
    legend = [LEGENDS[basis.name] for basis in grid.bases]
    return 1 + grid.write(row, [" ".join([*legend, *([APART] if len(legend) > 1 else [])])])


def _write_heads(grid: _Grid, top: int) -> None:
    sheet, bases = grid.sheet, grid.bases
    sheet.raw.set_column(0, 0, LABEL_WIDTH)
    sheet.raw.set_column(1, grid.last, grid.narrow)
    longest = max(len(column.label) for column in grid.columns)
    tall = longest > grid.narrow * len(bases)
    sheet.raw.set_row(top, head_height(longest) if tall else SHORTEST)
    sheet.put(top, 0, "Kunnskapstema", "head")
    sheet.put(top + 1, 0, ", ".join(SHORT[basis.name] for basis in bases), "small_head")
    for index, column in enumerate(grid.columns):
        first = grid.first(index)
        sheet.span(top, first, first + len(bases) - 1, column.label, "tall_head" if tall else "head")
        for offset, basis in enumerate(bases):
            sheet.put(top + 1, first + offset, basis.letter, "small_head")


def head_height(longest: int) -> float:
    """Room for upright headings; what is longer than most takes two lines."""
    return SHORTEST + 5.2 * min(longest, HEAD_CHARACTERS)


def _write_body(grid: _Grid, row: int) -> int:
    layer = None
    for section in grid.matrix.sections:
        if section.layer != layer:
            layer = section.layer
            grid.sheet.span(row, 0, grid.last, layer.label, "band")
            row += 1
        if section.group.label != section.layer.label:
            grid.sheet.span(row, 0, grid.last, section.group.label, "small_band")
            row += 1
        for theme in section.themes:
            _write_line(grid, theme, row)
            row += 1
    return row


def _write_line(grid: _Grid, row: Row, at: int) -> None:
    sheet, last = grid.sheet, row.kind == "all"
    star = " *" if row.kind == "theme" and row.key in starred(grid.matrix) else ""
    sheet.put(at, 0, row.label + star, "total_label" if last else "label")
    sheet.raw.set_row(at, 32 if len(row.label) > 44 else 20)
    for index, column in enumerate(grid.columns):
        count = grid.matrix.count(row, column)
        total = "_total" if last else "_sum" if column.kind == "all" else ""
        for offset, basis in enumerate(grid.bases):
            sheet.put(at, grid.first(index) + offset, basis.of(count), f"{basis.name}{total}")


def _colour(grid: _Grid, first: int, last: int) -> None:
    """Colour each cell by its number, the sum column apart; every band's text row has no number and stays."""
    for offset, basis in enumerate(grid.bases):
        starts = [grid.first(index) + offset for index in range(len(grid.columns) - 1)]
        if starts:
            _scale(grid.sheet, [(first, start, last, start) for start in starts], *SCALES[basis.name])


def _scale(sheet: Sheet, cells: Sequence[tuple[int, int, int, int]], low: str, high: str) -> None:
    from xlsxwriter.utility import xl_range

    options = {
        "type": "2_color_scale",
        "min_color": low,
        "max_color": high,
        "min_type": "num",
        "min_value": 0,
        "multi_range": " ".join(xl_range(*cell) for cell in cells),
    }
    sheet.raw.conditional_format(*cells[0], options)
