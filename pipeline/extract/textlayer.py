"""The text layer of a PDF page through pdfium: words with geometry, ruling lines and the signs of trouble.

Calls into the library are counted: two for each word and two for the style of each line, because every
call costs about a microsecond and a page has three thousand characters.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2.raw as pdfium

from pipeline.extract.drawings import drawings, placement
from pipeline.extract.geometry import Rule, Word
from pipeline.extract.letters import SOFT_HYPHEN, clean, close_up, is_spaced, superscript

_LINE_END = re.compile("\r\n|[\r\n\ufffe\x02\x0b\x0c]")
_TOKEN = re.compile(r"[^\s\ufffe\x02]+")
_MARKED = re.compile(r"(?<=\S)\d{1,3}$")
_BOLD = re.compile(rb"bold|black|heavy|semibold|demi|-bd\b|,b\b", re.IGNORECASE)
_BOLD_WEIGHT = 600
_INVISIBLE = 3


@dataclass(slots=True)
class TextLayer:
    """What pdfium says of one page: `lines` in the file's order, `turned` the words that do not lie flat."""

    width: float
    height: float
    lines: list[list[Word]] = field(default_factory=list)
    turned: list[list[Word]] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    hidden: list[list[Word]] = field(default_factory=list)
    characters: int = 0
    shapes: int = 0
    image_share: float = 0.0
    flags: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Style:
    size: float
    bold: bool
    angle: float


class _Reader:
    """One page's text handle with the buffers for its answers."""

    def __init__(self, page: Any, text_page: Any) -> None:
        self.raw = text_page
        self.matrix = pdfium.FS_MATRIX()
        self.numbers = [ctypes.c_double() for _ in range(4)]
        self.name = ctypes.create_string_buffer(128)
        self.place = placement(page)
        self.bold_names: dict[bytes, bool] = {}

    def text(self) -> str:
        """All characters, so that an index into the text is an index of pdfium's characters."""
        count = pdfium.FPDFText_CountChars(self.raw)
        if count <= 0:
            return ""
        buffer = ctypes.create_string_buffer(2 * (count + 1))
        pointer = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort))
        written = pdfium.FPDFText_GetText(self.raw, 0, count, pointer)
        text = buffer.raw[: 2 * max(written - 1, 0)].decode("utf-16-le", errors="replace")
        if len(text) == count:
            return text
        return "".join(_character(pdfium.FPDFText_GetUnicode(self.raw, index)) for index in range(count))

    def style(self, index: int) -> _Style:
        """Size, weight and direction of a character."""
        pdfium.FPDFText_GetMatrix(self.raw, index, self.matrix)
        scale = math.hypot(self.matrix.c, self.matrix.d)
        size = pdfium.FPDFText_GetFontSize(self.raw, index) * scale
        angle = math.atan2(self.matrix.b, self.matrix.a) + self.place.angle
        return _Style(round(size, 2), self._bold(index), angle)

    def _bold(self, index: int) -> bool:
        pdfium.FPDFText_GetFontInfo(self.raw, index, self.name, 128, None)
        name = self.name.value
        if name not in self.bold_names:
            heavy = pdfium.FPDFText_GetFontWeight(self.raw, index) >= _BOLD_WEIGHT
            self.bold_names[name] = bool(_BOLD.search(name)) or (heavy and not name)
        return self.bold_names[name]

    def is_invisible(self, index: int) -> bool:
        """Whether a character is drawn without ink, as the text under a scan is."""
        item = pdfium.FPDFText_GetTextObject(self.raw, index)
        return bool(item) and pdfium.FPDFTextObj_GetTextRenderMode(item) == _INVISIBLE

    def start(self, index: int) -> tuple[float, float]:
        """Where a character begins on its baseline."""
        x, y = self.numbers[:2]
        pdfium.FPDFText_GetCharOrigin(self.raw, index, x, y)
        return self.place.point(x.value, y.value)

    def end(self, index: int) -> float:
        """The right edge of a character."""
        left, right, bottom, top = self.numbers
        pdfium.FPDFText_GetCharBox(self.raw, index, left, right, bottom, top)
        if self.place.rotation == 0:
            return right.value - self.place.left
        first = self.place.point(left.value, bottom.value)[0]
        return max(first, self.place.point(right.value, top.value)[0])


def _character(code: int) -> str:
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else " "


def read_text_layer(page: Any) -> TextLayer:
    """Read one opened page."""
    width, height = page.get_size()
    layer = TextLayer(width, height)
    text_page = page.get_textpage()
    try:
        reader = _Reader(page, text_page.raw)
        text = reader.text()
        layer.characters = sum(map(len, text.split()))
        for start, line in _lines(text):
            _read_line(reader, layer, start, line)
        layer.rules, layer.image_share, layer.shapes = drawings(page, reader.place)
    finally:
        text_page.close()
    if layer.turned:
        layer.flags.append("vertical_text")
    return layer


def _lines(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for match in _LINE_END.finditer(text):
        hyphen = match[0] in "\ufffe\x02"
        yield start, text[start : match.start()] + (SOFT_HYPHEN if hyphen else "")
        start = match.end()
    yield start, text[start:]


def _read_line(reader: _Reader, layer: TextLayer, start: int, line: str) -> None:
    tokens = list(_TOKEN.finditer(line))
    if not tokens:
        return
    first = reader.style(start + tokens[0].start())
    last_index = len(line.rstrip().rstrip(SOFT_HYPHEN)) - 1
    last = reader.style(start + last_index) if last_index > 0 else first
    shared = first if first == last else None
    words = [word for token in tokens if (word := _word(reader, start, token, shared)).text]
    if not words:
        return
    if abs(math.sin(first.angle)) > 0.15 or math.cos(first.angle) < 0:
        layer.turned.append(words)
        return
    if reader.is_invisible(start + tokens[0].start()):
        layer.hidden.append(words)
        return
    if is_spaced([word.text for word in words]):
        words = close_up(words)
        _flag(layer, "spaced_letters")
    layer.lines.append(words)


def _word(reader: _Reader, start: int, token: re.Match[str], style: _Style | None) -> Word:
    begin, text = start + token.start(), token[0]
    hyphen = text.endswith(SOFT_HYPHEN)
    end = start + token.end() - 1
    bare = text[:-1] + "-" if hyphen else text
    look = reader.style(begin) if style is None or (text.isdigit() and len(text) <= 3) else style
    x0, base = reader.start(begin)
    x1 = max(reader.end(end if not hyphen else max(end - 1, begin)), x0)
    if hyphen:
        x1 += 0.3 * look.size
    mark = _mark(reader, begin, bare, look.size) if bare[-1].isdigit() else 0
    if mark:
        bare = bare[:-mark] + superscript(bare[-mark:])
    return Word(clean(bare), x0, x1, base, look.size, look.bold)


def _mark(reader: _Reader, begin: int, text: str, size: float) -> int:
    """How many digits at the end of a word are set small and raised, like a footnote mark."""
    match = _MARKED.search(text)
    if not match:
        return 0
    small = 0
    while small < len(match[0]) and reader.style(begin + len(text) - 1 - small).size < 0.85 * size:
        small += 1
    return small


def _flag(layer: TextLayer, flag: str) -> None:
    if flag not in layer.flags:
        layer.flags.append(flag)
