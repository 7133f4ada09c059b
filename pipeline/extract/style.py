"""What is ordinary in a document: the body's size and line distance, and the sizes of its headings."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.extract.geometry import Line, PageLayout, Segment, median

_NUMBER = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,4})\.?\s+\S")


@dataclass(frozen=True, slots=True)
class Style:
    """The measures that tell headings, small print and paragraphs apart.

    `pitch` is the line distance in units of the type size; `headings` are sizes from large to small.
    """

    body: float
    pitch: float
    headings: tuple[float, ...]
    loose: bool

    def is_large(self, size: float) -> bool:
        """Whether a size is a heading's."""
        return size > self.body * (1.22 if self.loose else 1.06) + 0.1

    def is_small(self, size: float) -> bool:
        """Whether a size is that of captions and footnotes."""
        return size < self.body * (0.8 if self.loose else 0.945)

    def level(self, text: str, size: float) -> int:
        """A heading's level: by its number, else by its size."""
        match = _NUMBER.match(text)
        if match:
            parts = match[1].split(".")
            return min(len([part for part in parts if part.strip("0")]) or 1, 6)
        larger = sum(other > size * (1.16 if self.loose else 1.03) for other in self.headings)
        return min(larger + 1, 6)


def measure(pages: Sequence[PageLayout]) -> Style:
    """The style of a whole document."""
    free = [[item for item in page.segments if not item.noise and item.cells is None] for page in pages]
    weights: Counter[float] = Counter()
    for segments in free:
        for segment in segments:
            weights[_rounded(segment.size)] += len(segment.text)
    body = max(weights, key=lambda size: (weights[size], -size), default=10.0)
    scanned = sum(page.method == "ocr" for page in pages) > len(pages) / 2
    return Style(body, _pitch(free, body), _heading_sizes(free, body, scanned=scanned), scanned)


def _rounded(size: float) -> float:
    return round(size * 2) / 2


def _pitch(pages: Iterable[Sequence[Segment]], body: float) -> float:
    ratios = [
        (after.base - before.base) / body
        for segments in pages
        for before, after in itertools.pairwise(segments)
        if abs(before.x0 - after.x0) < body and abs(before.size - body) < 0.6 and abs(after.size - body) < 0.6
    ]
    return median([ratio for ratio in ratios if 0.9 < ratio < 2.4], 1.25)


def _heading_sizes(pages: Sequence[Sequence[Segment]], body: float, *, scanned: bool) -> tuple[float, ...]:
    """Sizes above the body's; one that only the first pages have is the title's and does not count."""
    where: dict[float, set[int]] = {}
    for number, segments in enumerate(pages):
        for segment in segments:
            if segment.size > 1.06 * body and len(segment.text) > 2:
                where.setdefault(_rounded(segment.size), set()).add(number)
    where = _clustered(where, 0.16 if scanned else 0.04)
    later = {size for size, numbers in where.items() if len(pages) < 3 or max(numbers) >= 2}
    return tuple(sorted(later or where, reverse=True))


def _clustered(where: dict[float, set[int]], share: float) -> dict[float, set[int]]:
    """Sizes that differ by less than `share` are one size, measured unevenly."""
    merged: dict[float, set[int]] = {}
    for size in sorted(where):
        near = next((other for other in merged if size <= other * (1 + share)), None)
        merged[near if near is not None else size] = merged.get(near or size, set()) | where[size]
    return merged


def looks_numbered(line: Line) -> bool:
    """Whether a line starts with a chapter number."""
    return bool(_NUMBER.match(line.text))
