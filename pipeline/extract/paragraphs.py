"""From the lines of a column to groups: where a paragraph, list item, heading or footnote begins."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.extract.geometry import Line
from pipeline.extract.style import Style

BULLET = re.compile(r"[•·●▪◦‣*]\s*(?=\S)|[–—-]\s+(?=\S)")
NUMBERED = re.compile(r"\(?(?:\d{1,2}|[a-zæøå])[.)]\s+(?=\S)")
NOTE = re.compile(r"(?:\d{1,3}[.)]?\s+|[⁰¹²³⁴-⁹]+\s*|\*+\s*)(?=\S)")
_FINAL = (".", "!", "?", ":", "»", "”", '"', ";")


@dataclass(frozen=True, slots=True)
class Column:
    """The edges of a column, for judging indents and short lines."""

    left: float
    right: float


def column_of(lines: Sequence[Line]) -> Column:
    """The usual left edge and the edge nearly all lines stay within."""
    if not lines:
        return Column(0.0, 0.0)
    rights = sorted(line.x1 for line in lines)
    return Column(min(line.x0 for line in lines), rights[min(int(len(rights) * 0.95), len(rights) - 1)])


def group_lines(lines: Sequence[Line], style: Style) -> list[list[Line]]:
    """Lines that belong to one paragraph, list item or heading, together."""
    column = column_of(lines)
    groups: list[list[Line]] = []
    for line in lines:
        if groups and not _breaks(groups[-1], line, style, column):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _breaks(group: Sequence[Line], line: Line, style: Style, column: Column) -> bool:
    last, first = group[-1], group[0]
    size = max(last.size, line.size)
    step = line.base - last.base
    if step < -0.5 * size or step > 1.22 * style.pitch * size or _restyled(group, line, style):
        return True
    ended = last.text.endswith(_FINAL)
    if style.is_small(line.size) and NOTE.match(line.text) and (ended or last.x1 < column.right - 2 * size):
        return bool(NOTE.match(first.text)) or step > 1.1 * style.pitch * size
    if _starts_item(line, last, first, ended=ended):
        return True
    if is_item(first):
        short = last.x1 < column.left + 0.7 * (column.right - column.left)
        return line.x0 < first.x0 - 0.5 * size or (short and line.text[:1].isupper())
    return _new_paragraph(last, line, column, ended=ended)


def _restyled(group: Sequence[Line], line: Line, style: Style) -> bool:
    last = group[-1]
    larger = max(last.size, line.size)
    if abs(last.size - line.size) > (0.22 if style.loose else 0.05) * larger:
        return True
    if all(item.bold for item in group) == line.bold:
        return False
    return line.bold or len(group) <= 3


def is_item(line: Line) -> bool:
    """Whether a line starts a list item."""
    return bool(BULLET.match(line.text) or NUMBERED.match(line.text))


def _starts_item(line: Line, last: Line, first: Line, *, ended: bool) -> bool:
    if line.text.startswith(("•", "●", "▪", "◦", "‣")):
        return True
    if not is_item(line):
        return False
    same_kind = is_item(first) and abs(line.x0 - first.x0) < line.size
    return same_kind or ended or line.x0 > last.x0 + 0.5 * line.size


def _new_paragraph(last: Line, line: Line, column: Column, *, ended: bool) -> bool:
    width = column.right - column.left
    opens = line.text[:1].isupper() or line.text[:1] in '«“"–(' or line.text[:1].isdigit()
    if ended and opens and last.x1 < column.right - 0.25 * width and width > 15 * line.size:
        return True
    indented = line.x0 > last.x0 + 0.8 * line.size and line.x0 < column.left + 4 * line.size
    return indented and opens and ended
