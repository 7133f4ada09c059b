"""The text layer of a PDF page through pdfium: lines of words with geometry, ruling lines and signs of trouble."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.extract.characters import Characters, Look
from pipeline.extract.drawings import Placement, drawings, placement
from pipeline.extract.geometry import Rule, Run, TextLine, Word, words_of
from pipeline.extract.letters import clean, close_up, is_plain, is_spaced, superscript

_LINE_END = re.compile("\r\n|[\r\n\ufffe\x02\x0b\x0c]")
_TOKEN = re.compile(r"[^\s\ufffe\x02]+")
_MARKED = re.compile(r"(?<=\S)\d{1,3}$")


@dataclass(slots=True)
class TextLayer:
    """What pdfium says of one page: `lines` in the file's order, `turned` the words that do not lie flat."""

    width: float
    height: float
    lines: list[TextLine] = field(default_factory=list)
    turned: list[list[Word]] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    hidden: list[TextLine] = field(default_factory=list)
    characters: int = 0
    shapes: int = 0
    image_share: float = 0.0
    flags: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Raw:
    """One line as pdfium breaks it: its words from `first` on, and whether a hyphen was taken off its end."""

    first: int
    spans: list[tuple[int, int]]
    hyphen: bool


class _Reader:
    """All lines of one page, asked about together."""

    def __init__(self, characters: Characters, place: Placement) -> None:
        self.characters = characters
        self.place = place
        self.text = characters.text()
        self.plain = is_plain(self.text)
        self.lines: list[_Raw] = []
        spans: list[tuple[int, int]] = []
        for start, stop, hyphen in _lines(self.text):
            found = [match.span() for match in _TOKEN.finditer(self.text, start, stop)]
            if found:
                self.lines.append(_Raw(len(spans), found, hyphen and found[-1][1] == stop))
                spans += found
        self.size = sum(stop - start for start, stop in spans)
        self._measure(spans)

    def _measure(self, spans: Sequence[tuple[int, int]]) -> None:
        begins, lasts = [start for start, _ in spans], [stop - 1 for _, stop in spans]
        xs, ys = self.characters.starts(begins)
        left, right, bottom, top = self.characters.boxes(lasts)
        place = self.place
        if place.rotation == 0:
            self.x0, self.base = [x - place.left for x in xs], [place.top - y for y in ys]
            ends = [x - place.left for x in right]
        else:
            points = [place.point(x, y) for x, y in zip(xs, ys, strict=True)]
            self.x0, self.base = [x for x, _ in points], [y for _, y in points]
            corners = zip(left, bottom, right, top, strict=True)
            ends = [max(place.point(a, b)[0], place.point(c, d)[0]) for a, b, c, d in corners]
        self.x1 = list(map(max, ends, self.x0))
        edges = [index for line in self.lines for index in (line.spans[0][0], line.spans[-1][1] - 1)]
        looks = self.characters.looks(edges)
        self.first_looks, self.last_looks = looks[0::2], looks[1::2]

    def read(self, number: int) -> TextLine:
        """The line `number`; one Run when all its words are set alike, else single words."""
        raw, look = self.lines[number], self.first_looks[number]
        alike = look == self.last_looks[number] and self._digits_alike(raw.spans, look)
        if not alike:
            shared = look if look == self.last_looks[number] else None
            return [word for place in range(len(raw.spans)) if (word := self._word(raw, place, shared)).text]
        stop = raw.first + len(raw.spans)
        texts = [self.text[start:end] for start, end in raw.spans]
        x1 = self.x1[raw.first : stop]
        if raw.hyphen:
            texts[-1] += "-"
            x1[-1] += 0.3 * look.size
        run = Run(texts, self.x0[raw.first : stop], x1, self.base[raw.first : stop], look.size, look.bold)
        return run if self.plain else _cleaned(run)

    def _digits_alike(self, spans: Sequence[tuple[int, int]], look: Look) -> bool:
        """Whether the words that end in a digit are set like the rest, thus are no footnote marks."""
        ends = [stop - 1 for _, stop in spans if self.text[stop - 1].isdecimal()]
        if not ends:
            return True
        begins = [start for start, stop in spans if stop - start <= 3 and self.text[start:stop].isdecimal()]
        return all(other is look or other == look for other in self.characters.looks(ends + begins))

    def _word(self, raw: _Raw, place: int, look: Look | None) -> Word:
        start, stop = raw.spans[place]
        text = self.text[start:stop]
        if look is None or (text.isdigit() and len(text) <= 3):
            look = self.characters.looks([start])[0]
        x1 = self.x1[raw.first + place]
        if raw.hyphen and place == len(raw.spans) - 1:
            text, x1 = f"{text}-", x1 + 0.3 * look.size
        mark = self._mark(start, text, look.size) if text[-1].isdigit() else 0
        if mark:
            text = text[:-mark] + superscript(text[-mark:])
        return Word(clean(text), self.x0[raw.first + place], x1, self.base[raw.first + place], look.size, look.bold)

    def _mark(self, start: int, text: str, size: float) -> int:
        """How many digits at the end of a word are set small and raised, like a footnote mark."""
        match = _MARKED.search(text)
        if not match:
            return 0
        end = start + len(text)
        looks = self.characters.looks(range(end - 1, end - 1 - len(match[0]), -1))
        return next((number for number, look in enumerate(looks) if look.size >= 0.85 * size), len(looks))


def _cleaned(run: Run) -> TextLine:
    run.texts = [clean(text) for text in run.texts]
    return run if all(run.texts) else [word for word in run.words() if word.text]


def read_text_layer(page: Any) -> TextLayer:
    """Read one opened page."""
    width, height = page.get_size()
    layer = TextLayer(width, height)
    place = placement(page)
    text_page = page.get_textpage()
    try:
        reader = _Reader(Characters(text_page.raw), place)
        layer.characters = reader.size
        for number, look in enumerate(reader.first_looks):
            line = reader.read(number)
            if line:
                _sort_in(layer, line, look, place)
        layer.rules, layer.image_share, layer.shapes = drawings(page, place)
    finally:
        text_page.close()
    if layer.turned:
        layer.flags.append("vertical_text")
    return layer


def _lines(text: str) -> Iterator[tuple[int, int, bool]]:
    """Start and end of each line, and whether pdfium took a hyphen off its end."""
    start = 0
    for match in _LINE_END.finditer(text):
        yield start, match.start(), match[0] in "\ufffe\x02"
        start = match.end()
    yield start, len(text), False


def _sort_in(layer: TextLayer, line: TextLine, look: Look, place: Placement) -> None:
    angle = look.angle + place.angle
    if angle and (abs(math.sin(angle)) > 0.15 or math.cos(angle) < 0):
        layer.turned.append(words_of(line))
    elif look.hidden:
        layer.hidden.append(line)
    else:
        layer.lines.append(_closed_up(layer, line))


def _closed_up(layer: TextLayer, line: TextLine) -> TextLine:
    texts = line.texts if isinstance(line, Run) else [word.text for word in line]
    if len(texts) < 3 or sum(map(len, texts)) > 1.6 * len(texts) or not is_spaced(texts):
        return line
    if "spaced_letters" not in layer.flags:
        layer.flags.append("spaced_letters")
    return close_up(words_of(line))
