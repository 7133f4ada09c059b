"""One worksheet: text that is never run as a formula, tables with filters, and a print layout for A4."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.matrix.styles import Styles

A4 = 9
MAX_CELL = 32767
LINE_POINTS = 15
TALLEST_ROW = 405


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a list: its heading, its width in characters, and the name of its style."""

    name: str
    width: float
    style: str = "text"


@dataclass(frozen=True, slots=True)
class Sheet:
    """An XlsxWriter worksheet with the house's habits."""

    raw: Any
    styles: Styles

    def put(self, row: int, column: int, value: str | int | float | None, style: str = "text") -> None:
        """Write a number as a number and every text as text; None leaves a formatted blank."""
        form = getattr(self.styles, style)
        if value is None:
            self.raw.write_blank(row, column, None, form)
        elif isinstance(value, str):
            self.raw.write_string(row, column, value[:MAX_CELL], form)
        else:
            self.raw.write_number(row, column, value, form)

    def span(self, row: int, first: int, last: int, value: str, style: str) -> None:
        """Write a text over several cells of a row."""
        form = getattr(self.styles, style)
        if last > first:
            self.raw.merge_range(row, first, row, last, "", form)
        self.raw.write_string(row, first, value, form)

    def table(
        self,
        top: int,
        fields: Sequence[Field],
        rows: Sequence[Sequence[str | int | float | None]],
        *,
        filtered: bool = True,
    ) -> int:
        """Write a list with a heading row; returns the row after it."""
        for column, field in enumerate(fields):
            self.raw.set_column(column, column, field.width)
            self.put(top, column, field.name, "head")
        lines = max(1 + int(len(field.name) / field.width) for field in fields)
        self.raw.set_row(top, LINE_POINTS * lines + 4)
        for offset, values in enumerate(rows, 1):
            for column, (field, value) in enumerate(zip(fields, values, strict=True)):
                self.put(top + offset, column, value, field.style)
            self.raw.set_row(top + offset, _height(fields, values))
        if filtered and rows:
            self.raw.autofilter(top, 0, top + len(rows), len(fields) - 1)
        return top + len(rows) + 1

    def paragraphs(
        self, top: int, texts: Sequence[str], last: int, *, width: float, style: str = "lead", first: int = 0
    ) -> int:
        """Write each text that is not empty over columns `first` to `last` of a row; returns the row after them."""
        for row, text in enumerate(filter(None, texts), top):
            self.span(row, first, last, text, style)
            self.raw.set_row(row, 6 + LINE_POINTS * lines_of(text, width))
        return top + sum(map(bool, texts))

    def layout(self, *, freeze: tuple[int, int], repeat: tuple[int, int] | None = None, one_page: bool = False) -> None:
        """Freeze panes and set the print layout: A4 landscape, one page wide, headings on each page."""
        self.raw.freeze_panes(*freeze)
        self.raw.hide_gridlines(2)
        self.raw.set_paper(A4)
        self.raw.set_landscape()
        self.raw.fit_to_pages(1, 1 if one_page else 0)
        self.raw.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        self.raw.set_footer("&L&A&RSide &P av &N")
        if repeat:
            self.raw.repeat_rows(*repeat)


def _height(fields: Sequence[Field], values: Sequence[str | int | float | None]) -> float:
    """Room for the longest wrapped text; not every spreadsheet program finds it by itself."""
    texts = [(field, value) for field, value in zip(fields, values, strict=True) if isinstance(value, str)]
    lines = max((lines_of(value, field.width) for field, value in texts if field.style == "wrap"), default=1)
    return min(TALLEST_ROW, LINE_POINTS * lines + 3)


def lines_of(text: str, width: float) -> int:
    """About how many lines a text takes in a column of that width; words do not fill every line."""
    return 1 + int(len(text) * 0.9 / width)
