"""Reading order: a page's segments cut into columns, and each column's segments set in rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.extract.geometry import Line, Segment, median

MIN_ROWS = 3
ALIGNED = 3.0


@dataclass(frozen=True, slots=True)
class _Cut:
    """Columns found: the stretch of the sorted segments they take and what lies left and right."""

    start: int
    stop: int
    left: list[Segment]
    right: list[Segment]
    interleaved: bool


def reading_order(segments: Sequence[Segment]) -> tuple[list[list[Line]], bool]:
    """The columns of a page in reading order, each as lines, and whether the file had them interleaved."""
    ordered = sorted(segments, key=lambda segment: (segment.base, segment.x0, segment.order))
    regions: list[list[Segment]] = []
    interleaved = _divide(ordered, regions, depth=0)
    return [_rows(region) for region in regions if region], interleaved


def _divide(segments: list[Segment], regions: list[list[Segment]], depth: int) -> bool:
    cut = _best_cut(segments) if len(segments) >= 2 * MIN_ROWS and depth < 6 else None
    if cut is None:
        regions.append(segments)
        return False
    parts = (segments[: cut.start], cut.left, cut.right, segments[cut.stop :])
    found = [_divide(part, regions, depth + 1) for part in parts if part]
    return cut.interleaved or any(found)


def _best_cut(segments: list[Segment]) -> _Cut | None:
    left_edge = min(segment.x0 for segment in segments)
    width = max(segment.x1 for segment in segments) - left_edge
    cuts = [cut for x in _candidates(segments, left_edge + 0.18 * width) for cut in _cuts_at(segments, x)]
    return max(cuts, key=lambda cut: (cut.stop - cut.start, -cut.start), default=None)


def _candidates(segments: Sequence[Segment], beyond: float) -> list[float]:
    """Left edges that at least three segments share."""
    edges: list[list[float]] = []
    for x in sorted(segment.x0 for segment in segments if segment.x0 > beyond):
        if edges and x - edges[-1][0] <= ALIGNED:
            edges[-1].append(x)
        else:
            edges.append([x])
    return [group[0] for group in edges if len(group) >= MIN_ROWS]


def _cuts_at(segments: list[Segment], x: float) -> list[_Cut]:
    """Maximal stretches of segments that leave a gutter free just left of `x`."""
    gutter = 0.7 * median([segment.size for segment in segments], 10.0)
    cuts, start = [], 0
    for index in range(len(segments) + 1):
        crossing = index == len(segments) or _crosses(segments[index], x, gutter)
        if not crossing:
            continue
        if index - start >= 2 * MIN_ROWS:
            cut = _cut(segments, start, index, x)
            if cut:
                cuts.append(cut)
        start = index + 1
    return cuts


def _crosses(segment: Segment, x: float, gutter: float) -> bool:
    if segment.cells is not None and segment.x0 < x < segment.x1:
        return True
    return segment.x0 < x - 1 and segment.x1 > x - gutter


def _cut(segments: list[Segment], start: int, stop: int, x: float) -> _Cut | None:
    stop = _without_tail(segments, start, stop, x)
    start = _without_head(segments, start, stop, x)
    stretch = segments[start:stop]
    left = [segment for segment in stretch if segment.x0 < x - 1]
    right = [segment for segment in stretch if segment.x0 >= x - 1]
    if not _tall(left) or not _tall(right):
        return None
    if min(right[-1].base, left[-1].base) - max(left[0].base, right[0].base) < 2 * right[0].size:
        return None
    switches = _switches(stretch, x)
    wordy = all(sum(len(item.text) for item in side) >= 11 * len(side) for side in (left, right))
    if switches <= 2 and wordy:
        return _Cut(start, stop, left, right, interleaved=False)
    if wordy and _filled(left) and _filled(right):
        return _Cut(start, stop, left, right, interleaved=True)
    return None


def _tall(side: Sequence[Segment]) -> bool:
    return len({round(segment.base / 3) for segment in side}) >= MIN_ROWS


def _without_tail(segments: list[Segment], start: int, stop: int, x: float) -> int:
    """Leave out what stands apart below both columns: a heading or footnotes over the full width."""
    right = [segment for segment in segments[start:stop] if segment.x0 >= x - 1]
    if not right:
        return stop
    end = right[-1].base
    last = max((item.base for item in segments[start:stop] if item.base <= end + item.size * 0.5), default=end)
    for index in range(start, stop):
        segment = segments[index]
        if segment.base <= end + 0.5 * segment.size:
            continue
        if segment.base - last > 1.75 * segment.size:
            return index
        last = segment.base
    return stop


def _without_head(segments: list[Segment], start: int, stop: int, x: float) -> int:
    """Leave out what stands above the right column and apart from it, such as the end of a table."""
    right = [index for index in range(start, stop) if segments[index].x0 >= x - 1]
    if not right:
        return start
    first = right[0]
    for before, after in pairwise(right[:8]):
        if segments[after].base - segments[before].base > 3.5 * segments[after].size:
            first = after
    for index in range(first, start, -1):
        if segments[index].base - segments[index - 1].base > 2.2 * segments[index].size:
            return index
    return start


def _switches(stretch: Sequence[Segment], x: float) -> int:
    """How often the file's own order jumps between left and right."""
    sides = [segment.x0 >= x - 1 for segment in sorted(stretch, key=lambda item: (item.order, item.x0))]
    return sum(before != after for before, after in pairwise(sides))


def _filled(side: Sequence[Segment]) -> bool:
    """Whether a side looks like running text: most lines fill the column and follow at one distance."""
    left = median([segment.x0 for segment in side])
    right = max(segment.x1 for segment in side)
    full = sum(segment.x1 - left >= 0.75 * (right - left) for segment in side)
    pitches = [after.base - before.base for before, after in pairwise(side)]
    usual = median([pitch for pitch in pitches if pitch > 1])
    even = sum(abs(pitch - usual) <= 0.2 * usual for pitch in pitches)
    return len(side) >= 5 and full >= 0.6 * len(side) and even >= 0.6 * len(pitches)


def _rows(segments: Sequence[Segment]) -> list[Line]:
    rows: list[list[Segment]] = []
    for segment in segments:
        if rows and _same_row(rows[-1], segment):
            rows[-1].append(segment)
        else:
            rows.append([segment])
    return [Line(tuple(sorted(row, key=lambda item: (item.x0, item.order)))) for row in rows]


def _same_row(row: Sequence[Segment], segment: Segment) -> bool:
    first = row[0]
    if first.cells is not None or segment.cells is not None:
        return False
    if abs(segment.base - first.base) >= 0.35 * max(first.size, segment.size):
        return False
    return all(segment.x0 >= item.x1 - 1 or segment.x1 <= item.x0 + 1 for item in row)
