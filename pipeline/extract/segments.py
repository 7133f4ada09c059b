"""From words to segments: stretches of a line without a wide gap, and the cells of ruled tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.extract.geometry import ASCENT, DESCENT, Rule, Segment, Word
from pipeline.extract.grids import Grid, find_grids
from pipeline.extract.letters import superscript
from pipeline.extract.rows import GAP, OVERLAP, Row, TextLine, words_of

LONGEST_CELL = 1500
# How small a raised digit is beside its word: 0.58 from LibreOffice, 0.65 from Word, 0.83 from a browser.
MARK = 0.86


def make_segments(lines: Sequence[TextLine], rules: Sequence[Rule]) -> list[Segment]:
    """Segments in the file's own order; the words of each ruled table become one segment with cells."""
    grids = [_with_head(grid, lines) for grid in find_grids(rules)] if len(rules) >= 4 else []
    if not grids:
        return _mend([segment for order, line in enumerate(lines) for segment in _cut(line, order)])
    inside: list[list[Word]] = [[] for _ in grids]
    first_order: dict[int, int] = {}
    segments: list[Segment] = []
    for order, line in enumerate(lines):
        if isinstance(line, Row) and not _near_grid(line, grids):
            segments.extend(_cut(line, order))
            continue
        free: list[Word] = []
        for word in words_of(line):
            number = _grid_of(word, grids)
            if number is None:
                free.append(word)
            else:
                inside[number].append(word)
                first_order.setdefault(number, order)
        segments.extend(_split(free, order))
    segments = _mend(segments)
    for number, order in first_order.items():
        segments.extend(_table(grids[number], inside[number], order))
    return segments


def _near_grid(row: Row, grids: Sequence[Grid]) -> bool:
    base, reach = row.base, 2 * row.look.size
    return any(grid.top - reach < base < grid.bottom + reach for grid in grids)


def _with_head(grid: Grid, lines: Sequence[TextLine]) -> Grid:
    """A table ruled under its rows only: the row of titles stands above the first rule."""
    if not grid.open:
        return grid
    words = [word for line in lines for word in words_of(line) if grid.top - 2 * word.size < word.base < grid.top]
    words = sorted((word for word in words if grid.x0 <= word.x0 <= grid.x1), key=lambda word: word.x0)
    if not any(after.x0 - before.x1 > 1.5 * after.size for before, after in pairwise(words)):
        return grid
    return replace(grid, rows=(min(word.base - word.size for word in words), *grid.rows))


def _grid_of(word: Word, grids: Sequence[Grid]) -> int | None:
    x, y = (word.x0 + word.x1) / 2, word.base - 0.3 * word.size
    return next((number for number, grid in enumerate(grids) if grid.holds(x, y)), None)


def _cut(line: TextLine, order: int) -> Iterable[Segment]:
    """The segments of a line outside tables."""
    if isinstance(line, Row) and line.even:
        return (line.segment(order),)
    return _split(words_of(line), order)


def _table(grid: Grid, words: Sequence[Word], order: int) -> Iterable[Segment]:
    cells = grid.cells(words)
    filled = [row for row in cells if any(row)]
    if not _is_table(filled):
        lines: dict[int, list[Word]] = {}
        for word in words:
            lines.setdefault(round(word.base), []).append(word)
        for line in lines.values():
            yield from _split(sorted(line, key=lambda word: word.x0), order)
        return
    size = max(words, key=lambda word: len(word.text)).size
    text = "\n".join(" | ".join(row) for row in filled)
    yield Segment(text, grid.x0, grid.top, grid.x1, grid.bottom, size, order=order, cells=tuple(filled))


def _is_table(rows: Sequence[Sequence[str]]) -> bool:
    """Two rows and two columns are filled, and no cell holds a page of text, as frames around pages do."""
    if len(rows) < 2 or max(sum(map(bool, row)) for row in rows) < 2:
        return False
    return max(len(cell) for row in rows for cell in row) < LONGEST_CELL


def _split(words: Sequence[Word], order: int) -> Iterable[Segment]:
    run: list[Word] = []
    for word in words:
        if run and _is_mark(run[-1], word):
            run[-1] = replace(run[-1], text=run[-1].text + superscript(word.text), x1=word.x1)
            continue
        if run and not _runs_on(run[-1], word):
            yield _segment(run, order)
            run = []
        run.append(word)
    if run:
        yield _segment(run, order)


def _is_mark(before: Word, word: Word) -> bool:
    """Whether a word is a raised footnote mark on the word before it."""
    if not word.text.isdigit() or len(word.text) > 3 or word.size > MARK * before.size:
        return False
    raised = before.base - word.base > 0.15 * before.size
    return raised and -0.2 * before.size < word.x0 - before.x1 < 0.35 * before.size


def _runs_on(before: Word, after: Word) -> bool:
    size = max(before.size, after.size)
    return abs(before.base - after.base) < 0.6 * size and OVERLAP * size < after.x0 - before.x1 < GAP * size


def _segment(words: Sequence[Word], order: int) -> Segment:
    size = _main_size(words)
    base = words[-1].base if words[0].size < MARK * size else words[0].base
    first = words[0]
    raised = first.text.isdigit() and first.size < MARK * size and base - first.base > 0.15 * size
    return Segment(
        text=" ".join([superscript(first.text) if raised else first.text, *(word.text for word in words[1:])]),
        x0=first.x0,
        top=base - ASCENT * size,
        x1=max(word.x1 for word in words),
        bottom=base + DESCENT * size,
        size=size,
        bold=words[0].bold and words[-1].bold,
        order=order,
    )


def _main_size(words: Sequence[Word]) -> float:
    """The size that most of the characters have."""
    weights: dict[float, int] = {}
    for word in words:
        weights[word.size] = weights.get(word.size, 0) + len(word.text)
    return max(weights, key=lambda size: (weights[size], size))


def _mend(segments: Sequence[Segment]) -> list[Segment]:
    """Rejoin a line that pdfium broke at a raised footnote mark or a change of font."""
    mended: list[Segment] = []
    for segment in segments:
        last = mended[-1] if mended else None
        if last and _continues(last, segment):
            mended[-1] = _joined(last, segment)
        else:
            mended.append(segment)
    return mended


def _continues(last: Segment, segment: Segment) -> bool:
    size = max(last.size, segment.size)
    return -0.3 * size < segment.x0 - last.x1 < 0.7 * size and abs(last.base - segment.base) < 0.4 * size


def _joined(last: Segment, segment: Segment) -> Segment:
    longer = last if len(last.text) >= len(segment.text) else segment
    glue = " " if segment.x0 - last.x1 > 0.08 * longer.size else ""
    return replace(
        longer,
        text=f"{last.text}{glue}{segment.text}",
        x0=last.x0,
        x1=max(last.x1, segment.x1),
        bold=last.bold and segment.bold,
        order=last.order,
    )
