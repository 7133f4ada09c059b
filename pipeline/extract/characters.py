"""Questions to pdfium about many characters at once.

The library answers for one character a call, and a page has hundreds of words: with functions that take plain
addresses, driven by `map`, the loop over the calls runs in C and costs half of what it does in Python.
"""

from __future__ import annotations

import ctypes
import math
import re
from array import array
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any

import pypdfium2.raw as pdfium

_BOLD = re.compile(rb"bold|black|heavy|semibold|demi|-bd\b|,b\b", re.IGNORECASE)
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_BOLD_WEIGHT = 600
_INVISIBLE = 3
_NAME_LENGTH = 128
_ADDRESS, _INT, _DOUBLE = ctypes.c_void_p, ctypes.c_int, ctypes.c_double


def function(name: str, result: Any, *arguments: Any) -> Any:
    """A function of pdfium that takes handles and buffers as plain addresses."""
    address = ctypes.cast(getattr(pdfium, name), ctypes.c_void_p).value or 0
    return ctypes.PYFUNCTYPE(result, *arguments)(address)


def address_of(handle: Any) -> int:
    """The address a handle of pypdfium2 points to."""
    return ctypes.cast(handle, ctypes.c_void_p).value or 0


_ORIGIN = function("FPDFText_GetCharOrigin", _INT, _ADDRESS, _INT, _ADDRESS, _ADDRESS)
_BOX = function("FPDFText_GetCharBox", _INT, _ADDRESS, _INT, _ADDRESS, _ADDRESS, _ADDRESS, _ADDRESS)
_ITEM = function("FPDFText_GetTextObject", _ADDRESS, _ADDRESS, _INT)
_SIZE = function("FPDFText_GetFontSize", _DOUBLE, _ADDRESS, _INT)
_WEIGHT = function("FPDFText_GetFontWeight", _INT, _ADDRESS, _INT)
_MATRIX = function("FPDFText_GetMatrix", _INT, _ADDRESS, _INT, _ADDRESS)
_NAME = function("FPDFText_GetFontInfo", _INT, _ADDRESS, _INT, _ADDRESS, _INT, _ADDRESS)
_UNICODE = function("FPDFText_GetUnicode", ctypes.c_uint, _ADDRESS, _INT)
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
        self._handle = address_of(text_page)
        self._raw = text_page
        self._looks: dict[int | None, Look] = {}
        self._alike: dict[tuple[float | int | None, ...], Look] = {}
        self._bold: dict[int | None, bool] = {}

    def text(self) -> str:
        """All characters, so that an index into the text is an index of pdfium's characters."""
        count = pdfium.FPDFText_CountChars(self._raw)
        if count <= 0:
            return ""
        buffer = ctypes.create_string_buffer(2 * (count + 1))
        pointer = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort))
        written = pdfium.FPDFText_GetText(self._raw, 0, count, pointer)
        text = buffer.raw[: 2 * max(written - 1, 0)].decode("utf-16-le", errors="replace")
        if len(text) != count:
            # A character beyond the first plane is two of pdfium's; `clean` takes the second away again.
            text = _ASTRAL.sub("\\g<0>\u200d", text)
        if len(text) == count:
            return text
        return "".join(map(_character, map(_UNICODE, repeat(self._handle), range(count))))

    def starts(self, indices: Sequence[int]) -> tuple[array[float], array[float]]:
        """Where characters begin on their baseline: all x, all y."""
        found = array("d", bytes(16 * len(indices)))
        at = found.buffer_info()[0]
        end = at + 16 * len(indices)
        _exhaust(map(_ORIGIN, repeat(self._handle), indices, range(at, end, 16), range(at + 8, end + 8, 16)))
        return found[0::2], found[1::2]

    def boxes(self, indices: Sequence[int]) -> tuple[array[float], ...]:
        """The boxes of characters' ink: all left, right, bottom and top edges."""
        found = array("d", bytes(32 * len(indices)))
        at = found.buffer_info()[0]
        sides = [range(at + 8 * side, at + 8 * side + 32 * len(indices), 32) for side in range(4)]
        _exhaust(map(_BOX, repeat(self._handle), indices, *sides))
        return tuple(found[side::4] for side in range(4))

    def looks(self, indices: Sequence[int]) -> list[Look]:
        """How characters are set; those of one text object are set alike and asked about once."""
        items = list(map(_ITEM, repeat(self._handle), indices))
        new = {item: index for item, index in zip(items, indices, strict=True) if item not in self._looks}
        # A character without a text object, such as a blank that pdfium put in, is never taken for another's.
        self._ask(list(new), list(new.values()))
        found = [self._looks[item] for item in items]
        self._looks.pop(None, None)
        return found

    def _ask(self, items: Sequence[int | None], indices: Sequence[int]) -> None:
        sizes = map(_SIZE, repeat(self._handle), indices)
        found = array("f", bytes(24 * len(indices)))
        at = found.buffer_info()[0]
        _exhaust(map(_MATRIX, repeat(self._handle), indices, range(at, at + 24 * len(indices), 24)))
        for item, index, size, a, b, c, d in zip(items, indices, sizes, *(found[n::6] for n in range(4)), strict=True):
            font, mode = (_FONT(item), _MODE(item)) if item else (None, -1)
            key = (size, a, b, c, d, font, mode)
            look = self._alike.get(key)
            if look is None:
                scaled = round(size * math.hypot(c, d), 2)
                look = Look(scaled, self._is_bold(font, index), math.atan2(b, a), mode == _INVISIBLE)
                self._alike[key] = look
            self._looks[item] = look

    def _is_bold(self, font: int | None, index: int) -> bool:
        if font not in self._bold:
            buffer = ctypes.create_string_buffer(_NAME_LENGTH)
            _NAME(self._handle, index, ctypes.addressof(buffer), _NAME_LENGTH, None)
            heavy = not buffer.value and _WEIGHT(self._handle, index) >= _BOLD_WEIGHT
            self._bold[font] = bool(_BOLD.search(buffer.value)) or heavy
        return self._bold[font]


def _exhaust(calls: Any) -> None:
    deque(calls, maxlen=0)


def _character(code: int) -> str:
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else " "
