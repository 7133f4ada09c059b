"""The values that carry a page's layout: words, segments of lines, ruling lines, and the page they stand on.

Coordinates are points from the top left of the page as a reader holds it. A page makes hundreds of words,
rules and segments, and making a frozen one costs four times as much: they are not frozen, but only the function
that makes them changes them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Method = Literal["text", "ocr", "none"]
Cells = tuple[tuple[str, ...], ...]

ASCENT, DESCENT = 0.78, 0.22


@dataclass(slots=True)
class Word:
    """A run of characters without a blank; `base` is the height of its baseline."""

    text: str
    x0: float
    x1: float
    base: float
    size: float
    bold: bool = False


@dataclass(slots=True)
class Rule:
    """A straight horizontal or vertical line drawn on the page."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def horizontal(self) -> bool:
        """Whether the line lies; else it stands."""
        return self.x1 - self.x0 >= self.bottom - self.top


@dataclass(slots=True)
class Segment:
    """A stretch of one line without a wide gap, or a whole ruled table when `cells` is set.

    `order` is its place in the file's own order, `noise` says why it is no part of the text, `base` is the
    height of the (first) baseline.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    bold: bool = False
    order: int = 0
    noise: str | None = None
    cells: Cells | None = None
    base: float = field(init=False)

    def __post_init__(self) -> None:
        self.base = self.bottom - DESCENT * self.size if self.cells is None else self.top + ASCENT * self.size


@dataclass(frozen=True, slots=True)
class PageLayout:
    """One page as read, before it is known what is text and what is furniture."""

    number: int
    width: float
    height: float
    segments: tuple[Segment, ...] = ()
    method: Method = "text"
    flags: tuple[str, ...] = ()


class Line:
    """The segments of one row within one column, left to right, measured once since every room asks."""

    __slots__ = ("base", "bold", "bottom", "segments", "size", "text", "top", "x0", "x1")

    def __init__(self, segments: tuple[Segment, ...]) -> None:
        first = segments[0]
        self.segments = segments
        self.x0, self.base = first.x0, first.base
        self.text, self.x1, self.top, self.bottom = first.text, first.x1, first.top, first.bottom
        self.size, self.bold = first.size, first.bold
        if len(segments) > 1:
            self._widen()

    def _widen(self) -> None:
        """Take in the segments after the first; the size is that of the longest."""
        self.text = " ".join(segment.text for segment in self.segments)
        self.x1 = max(segment.x1 for segment in self.segments)
        self.top = min(segment.top for segment in self.segments)
        self.bottom = max(segment.bottom for segment in self.segments)
        self.size = max(self.segments, key=lambda segment: len(segment.text)).size
        self.bold = all(segment.bold for segment in self.segments)


def median(values: list[float], default: float = 0.0) -> float:
    """The upper median; `default` of nothing."""
    return sorted(values)[len(values) // 2] if values else default
