"""Tables without ruling lines: rows of segments that keep to the same columns."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.extract.geometry import Cells, Line, Segment

MIN_ROWS = 3
_ITEM_MARK = re.compile(r"[•●▪◦‣*·–—-]|\(?(?:\d{1,2}|[a-zæøå])[.)]")
_Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class RowTable:
    """Lines `start` up to `stop` of a column are one table."""

    start: int
    stop: int
    cells: Cells


def find_row_tables(lines: Sequence[Line]) -> list[RowTable]:
    """The tables among the lines of one column, in order."""
    tables = []
    index = 0
    while index < len(lines):
        table = _table_at(lines, index) if _starts(lines[index]) else None
        if table:
            tables.append(table)
        index = table.stop if table else index + 1
    return tables


def _starts(line: Line) -> bool:
    return len(line.segments) >= 2 and line.segments[0].cells is None


def _table_at(lines: Sequence[Line], start: int) -> RowTable | None:
    columns: list[_Span] = [(item.x0, item.x1) for item in lines[start].segments]
    stop, last_full, full = start + 1, start + 1, 1
    while stop < len(lines):
        line = lines[stop]
        if not _follows(lines[stop - 1], line) or line.segments[0].cells is not None:
            break
        merged = _merge(columns, [(item.x0, item.x1) for item in line.segments])
        if len(merged) < max(2, len(columns)) or (len(line.segments) == 1 and len(merged) > len(columns)):
            break
        columns = merged
        stop += 1
        if len(line.segments) >= 2 or line.segments[0].x0 >= columns[1][0] - 2:
            last_full = stop
            full += len(line.segments) >= 2
    needed = 2 if len(columns) >= 3 else MIN_ROWS
    if full < needed or not _parted(columns) or _is_list(lines[start:last_full]):
        return None
    return RowTable(start, last_full, _cells(lines[start:last_full], columns))


def _is_list(lines: Sequence[Line]) -> bool:
    """Whether the first column has only the marks of list items."""
    firsts = [line.segments[0].text for line in lines if len(line.segments) > 1]
    return all(_ITEM_MARK.fullmatch(text) for text in firsts) and all(len(line.segments) <= 2 for line in lines)


def _follows(before: Line, after: Line) -> bool:
    return after.base - before.base < 3.2 * max(before.size, after.size)


def _parted(columns: Sequence[_Span]) -> bool:
    return all(after[0] - before[1] > 4 for before, after in itertools.pairwise(columns))


def _merge(columns: Sequence[_Span], spans: Sequence[_Span]) -> list[_Span]:
    merged: list[_Span] = []
    for x0, x1 in sorted([*columns, *spans]):
        if merged and x0 <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], x1))
        else:
            merged.append((x0, x1))
    return merged


def _cells(lines: Sequence[Line], columns: Sequence[_Span]) -> Cells:
    rows: list[list[list[str]]] = []
    for index, line in enumerate(lines):
        placed = [(_column(item, columns), item) for item in line.segments]
        if not rows or _new_row(lines[index - 1], line, [column for column, _ in placed]):
            rows.append([[] for _ in columns])
        for column, item in placed:
            rows[-1][column].append(item.text)
    return tuple(tuple("\n".join(cell) for cell in row) for row in rows)


def _new_row(before: Line, line: Line, filled: Sequence[int]) -> bool:
    if 0 not in filled:
        return line.base - before.base > 1.9 * line.size
    wraps = len(filled) == 1 and line.segments[0].text[:1].islower()
    return not wraps


def _column(segment: Segment, columns: Sequence[_Span]) -> int:
    middle = (segment.x0 + segment.x1) / 2
    return next((number for number, span in enumerate(columns) if middle <= span[1]), len(columns) - 1)
