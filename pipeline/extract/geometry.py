"""The values that carry a page's layout: words, segments of lines, ruling lines, and the page they stand on.

Coordinates are points from the top left of the page as a reader holds it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Method = Literal["text", "ocr", "none"]
Cells = tuple[tuple[str, ...], ...]

ASCENT, DESCENT = 0.78, 0.22


@dataclass(frozen=True, slots=True)
class Word:
    """A run of characters without a blank; `base` is the height of its baseline."""

    text: str
    x0: float
    x1: float
    base: float
    size: float
    bold: bool = False


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of one line without a wide gap, or a whole ruled table when `cells` is set.

    `order` is its place in the file's own order, `noise` says why it is no part of the text.
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

    @property
    def base(self) -> float:
        """The height of the (first) baseline."""
        return self.bottom - DESCENT * self.size if self.cells is None else self.top + ASCENT * self.size


@dataclass(frozen=True, slots=True)
class PageLayout:
    """One page as read, before it is known what is text and what is furniture."""

    number: int
    width: float
    height: float
    segments: tuple[Segment, ...] = ()
    method: Method = "text"
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """The segments of one row within one column, left to right."""

    segments: tuple[Segment, ...]

    @property
    def text(self) -> str:
        """The row's text."""
        return " ".join(segment.text for segment in self.segments)

    @property
    def x0(self) -> float:
        """The left edge."""
        return self.segments[0].x0

    @property
    def x1(self) -> float:
        """The right edge."""
        return max(segment.x1 for segment in self.segments)

    @property
    def top(self) -> float:
        """The upper edge."""
        return min(segment.top for segment in self.segments)

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return max(segment.bottom for segment in self.segments)

    @property
    def base(self) -> float:
        """The height of the baseline."""
        return self.segments[0].base

    @property
    def size(self) -> float:
        """The size of the type that most of the row is set in."""
        return max(self.segments, key=lambda segment: len(segment.text)).size

    @property
    def bold(self) -> bool:
        """Whether all of the row is bold."""
        return all(segment.bold for segment in self.segments)


def median(values: list[float], default: float = 0.0) -> float:
    """The upper median; `default` of nothing."""
    return sorted(values)[len(values) // 2] if values else default
