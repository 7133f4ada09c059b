"""Questions to pdfium about many characters at once.

The library answers for one character a call, and a page has hundreds of words: with arguments that need no
conversion, driven by `map`, the loop over the calls runs in C and costs a quarter of what it does in Python.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as pdfium

_BOLD = re.compile(rb"bold|black|heavy|semibold|demi|-bd\b|,b\b", re.IGNORECASE)
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_BOLD_WEIGHT = 600
_INVISIBLE = 3
_NAME_LENGTH = 128
_ADDRESS, _INT = ctypes.c_void_p, ctypes.c_int
pointer = ctypes.c_void_p.from_param


def function(name: str, result: Any, *arguments: Any) -> Any:
    """A function of pdfium. Without types for its `arguments` they must be `pointer`s and whole numbers of 32 bits."""
    address = ctypes.cast(getattr(pdfium, name), ctypes.c_void_p).value or 0
    return ctypes.PYFUNCTYPE(result, *arguments)(address)


def address_of(handle: Any) -> int:
    """The address a handle of pypdfium2 points to."""
    return ctypes.cast(handle, ctypes.c_void_p).value or 0


class Answers:
    """Room for what a function of pdfium writes: `width` numbers a call, by one pointer each or one to all of them.

    The pointers are made once, since making one costs as much as a call. Like pdfium itself it serves one thread.
    """

    def __init__(self, name: str, kind: Any, width: int, *, together: bool = False) -> None:
        self._function = function(name, _INT)
        self._kind, self._width, self._together = kind, width, together
        self._grow(512)

    def _grow(self, count: int) -> None:
        self._room = (self._kind * (count * self._width))()
        self._numbers = np.ctypeslib.as_array(self._room).reshape(count, self._width)
        step = ctypes.sizeof(self._kind)
        sides = range(1 if self._together else self._width)
        places = range(0, count * self._width * step, self._width * step)
        self._pointers = [[ctypes.byref(self._room, place + side * step) for place in places] for side in sides]

    def ask(self, count: int, *arguments: Iterable[Any]) -> npt.NDArray[Any]:
        """The answers to `count` calls, one row each; a call that fails leaves zeros."""
        if count > len(self._numbers):
            self._grow(2 * count)
        rows = self._numbers[:count]
        rows.fill(0)
        deque(map(self._function, *arguments, *self._pointers), maxlen=0)
        return rows.copy()


_ORIGINS = Answers("FPDFText_GetCharOrigin", ctypes.c_double, 2)
_BOXES = Answers("FPDFText_GetCharBox", ctypes.c_double, 4)
_MATRICES = Answers("FPDFText_GetMatrix", ctypes.c_float, 6, together=True)
_ITEM = function("FPDFText_GetTextObject", _ADDRESS)
_SIZE = function("FPDFText_GetFontSize", ctypes.c_double)
_WEIGHT = function("FPDFText_GetFontWeight", _INT)
_NAME = function("FPDFText_GetFontInfo", _INT)
_UNICODE = function("FPDFText_GetUnicode", ctypes.c_uint)
_FONT = function("FPDFTextObj_GetFont", _ADDRESS, _ADDRESS)
_MODE = function("FPDFTextObj_GetTextRenderMode", _INT, _ADDRESS)


@dataclass(frozen=True, slots=True)
class Look:
    """How a character is set: its size, weight and direction, and whether it is drawn without ink."""

    size: float
    bold: bool
    angle: float
    hidden: bool


class Characters:
    """The characters of one page; places are in pdfium's coordinates. Valid while the text page is open."""

    def __init__(self, text_page: Any) -> None:
        self._handle = pointer(address_of(text_page))
        self._raw = text_page
        self._looks: dict[int | None, Look] = {}
        self._alike: dict[tuple[Any, ...], Look] = {}
        self._bold: dict[int | None, bool] = {}

    def text(self) -> str:
        """All characters, so that an index into the text is an index of pdfium's characters."""
        count = pdfium.FPDFText_CountChars(self._raw)
        if count <= 0:
            return ""
        buffer = ctypes.create_string_buffer(2 * (count + 1))
        units = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort))
        written = pdfium.FPDFText_GetText(self._raw, 0, count, units)
        text = buffer.raw[: 2 * max(written - 1, 0)].decode("utf-16-le", errors="replace")
        if len(text) != count:
            # A character beyond the first plane is two of pdfium's; `clean` takes the second away again.
            text = _ASTRAL.sub("\\g<0>\u200d", text)
        if len(text) == count:
            return text
        return "".join(map(_character, map(_UNICODE, repeat(self._handle), range(count))))

    def starts(self, indices: Sequence[int]) -> npt.NDArray[np.float64]:
        """Where characters begin on their baseline: two rows, all x and all y."""
        return _ORIGINS.ask(len(indices), repeat(self._handle), indices).T

    def boxes(self, indices: Sequence[int]) -> npt.NDArray[np.float64]:
        """The boxes of characters' ink: four rows, all left, right, bottom and top edges."""
        return _BOXES.ask(len(indices), repeat(self._handle), indices).T

    def looks(self, indices: Sequence[int]) -> list[Look]:
        """How characters are set; those of one text object are set alike and asked about once."""
        items = list(map(_ITEM, repeat(self._handle), indices))
        new = {item: index for item, index in zip(items, indices, strict=True) if item not in self._looks}
        if not new:
            return [self._looks[item] for item in items]
        # A character without a text object, such as a blank that pdfium put in, is never taken for another's.
        self._ask(list(new), list(new.values()))
        found = [self._looks[item] for item in items]
        self._looks.pop(None, None)
        return found

    def _ask(self, items: Sequence[int | None], indices: Sequence[int]) -> None:
        sizes = map(_SIZE, repeat(self._handle), indices)
        matrices = _MATRICES.ask(len(indices), repeat(self._handle), indices)[:, :4].T.tolist()
        keys = zip(sizes, *matrices, map(_FONT, items), map(_MODE, items), strict=True)
        for item, index, key in zip(items, indices, keys, strict=True):
            look = self._alike.get(key)
            if look is None:
                look = self._alike[key] = self._look(index, *key)
            self._looks[item] = look

    def _look(self, index: int, size: float, a: float, b: float, c: float, d: float, font: int | None, mode: int) -> Look:
        return Look(round(size * math.hypot(c, d), 2), self._is_bold(font, index), math.atan2(b, a), mode == _INVISIBLE)

    def _is_bold(self, font: int | None, index: int) -> bool:
        if font not in self._bold:
            buffer = ctypes.create_string_buffer(_NAME_LENGTH)
            _NAME(self._handle, index, buffer, _NAME_LENGTH, None)
            heavy = not buffer.value and _WEIGHT(self._handle, index) >= _BOLD_WEIGHT
            self._bold[font] = bool(_BOLD.search(buffer.value)) or heavy
        return self._bold[font]


def _character(code: int) -> str:
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else " "
