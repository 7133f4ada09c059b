"""What is drawn on a PDF page beside its text: ruling lines, images, shapes; and where things are on it."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import TYPE_CHECKING, Any, TypeVar

import pypdfium2.raw as pdfium

from pipeline.extract.characters import Answers, address_of, function, pointer
from pipeline.extract.geometry import Rule

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_ADDRESS, _INT = ctypes.c_void_p, ctypes.c_int
_COUNT = function("FPDFPage_CountObjects", _INT)
_OBJECT = function("FPDFPage_GetObject", _ADDRESS)
_TYPE = function("FPDFPageObj_GetType", _INT, _ADDRESS)
_BOUNDS = Answers("FPDFPageObj_GetBounds", ctypes.c_float, 4)
_DRAWN = (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE)
_Place = TypeVar("_Place", float, "npt.NDArray[np.float64]")
MAX_OBJECTS = 6000
MANY_SHAPES = 100


@dataclass(frozen=True, slots=True)
class Placement:
    """From pdfium's coordinates (bottom left, before rotation) to the reader's (top left, after it)."""

    left: float
    bottom: float
    right: float
    top: float
    rotation: int

    @property
    def size(self) -> tuple[float, float]:
        """Width and height as the reader sees them."""
        wide, high = self.right - self.left, self.top - self.bottom
        return (high, wide) if self.rotation % 2 else (wide, high)

    @property
    def angle(self) -> float:
        """What the page's rotation adds to the direction of its text."""
        return -self.rotation * math.pi / 2

    def point(self, x: _Place, y: _Place) -> tuple[_Place, _Place]:
        """A place, or many at once, as the reader sees them."""
        if self.rotation == 0:
            return x - self.left, self.top - y
        if self.rotation == 1:
            return y - self.bottom, x - self.left
        if self.rotation == 2:
            return self.right - x, y - self.bottom
        return self.top - y, self.right - x


def placement(page: Any) -> Placement:
    """The placement of an opened page."""
    left, bottom, right, top = page.get_bbox()
    return Placement(left, bottom, right, top, max(pdfium.FPDFPage_GetRotation(page.raw), 0) % 4)


def drawings(page: Any, place: Placement) -> tuple[list[Rule], float, int]:
    """The ruling lines, how much of the page its largest image covers, and how many shapes there are."""
    rules: list[Rule] = []
    largest = 0.0
    handle = pointer(address_of(page.raw))
    items = list(map(_OBJECT, repeat(handle), range(min(_COUNT(handle), MAX_OBJECTS))))
    kinds = list(map(_TYPE, items))
    shapes = MANY_SHAPES * kinds.count(pdfium.FPDF_PAGEOBJ_FORM)
    drawn = [(item, kind) for item, kind in zip(items, kinds, strict=True) if kind in _DRAWN]
    shapes += len(drawn)
    for (_, kind), box in zip(drawn, _bounds([item for item, _ in drawn], place), strict=True):
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            rules.extend(_rules(box))
        else:
            largest = max(largest, (box[2] - box[0]) * (box[3] - box[1]))
    area = (place.right - place.left) * (place.top - place.bottom)
    return rules, min(largest / area, 1.0) if area > 0 else 0.0, shapes


def _bounds(items: Sequence[int], place: Placement) -> Iterator[tuple[float, float, float, float]]:
    """The boxes of page objects; one that has none gets an empty box."""
    for left, bottom, right, top in _BOUNDS.ask(len(items), map(pointer, items)).tolist():
        (a, b), (c, d) = place.point(left, bottom), place.point(right, top)
        yield (a if a < c else c), (b if b < d else d), (c if a < c else a), (d if b < d else b)


def _rules(box: tuple[float, float, float, float]) -> Iterator[Rule]:
    x0, top, x1, bottom = box
    wide, high = x1 - x0, bottom - top
    if min(wide, high) <= 2.6 and max(wide, high) >= 6:
        middle_x, middle_y = (x0 + x1) / 2, (top + bottom) / 2
        yield Rule(x0, middle_y, x1, middle_y) if wide >= high else Rule(middle_x, top, middle_x, bottom)
    elif wide > 10 and high > 6:
        yield from (Rule(x0, top, x1, top), Rule(x0, bottom, x1, bottom))
        yield from (Rule(x0, top, x0, bottom), Rule(x1, top, x1, bottom))
