"""The text layer of a PDF page through pdfium: lines of words with geometry, ruling lines and signs of trouble."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any

from pipeline.extract.characters import Characters, Look
from pipeline.extract.drawings import Placement, drawings, placement
from pipeline.extract.geometry import Rule, Word
from pipeline.extract.letters import close_up, is_plain, is_spaced, superscript
from pipeline.extract.rows import Row, TextLine, cleaned, read_rows, words_of

STANDING = 0.7
_MARKED = re.compile(r"(?<=\S)\d{1,3}$")
_DIGITS = re.compile(r"\d(?=[\s\ufffe\x02]|$)")


@dataclass(slots=True)
class TextLayer:
    """What pdfium says of one page: `lines` in the file's order, `turned` the words that do not lie flat.

    `quarters` says how many characters stand at each number of right angles.
    """

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
    quarters: Counter[int] = field(default_factory=Counter)


def read_text_layer(page: Any) -> TextLayer:
    """Read one opened page; one whose text stands, such as a wide table set sideways, is read as if turned."""
    place = placement(page)
    text_page = page.get_textpage()
    try:
        layer = _read(page, text_page, place)
        quarter = max(layer.quarters, key=lambda number: layer.quarters[number], default=0)
        if layer.quarters[quarter] > STANDING * layer.characters:
            layer = _read(page, text_page, replace(place, rotation=(place.rotation + quarter) % 4))
            layer.flags.append("turned")
    finally:
        text_page.close()
    if layer.turned:
        layer.flags.append("vertical_text")
    return layer


def _read(page: Any, text_page: Any, place: Placement) -> TextLayer:
    layer = TextLayer(*place.size)
    characters = Characters(text_page.raw)
    rows = read_rows(characters, place)
    mixed = _mixed(characters, rows)
    for number, row in enumerate(rows):
        line = _words(characters, row) if number in mixed else row
        if line:
            _sort_in(layer, line, row.look, place)
    if rows:
        layer.characters = sum(rows[0].columns.stops) - sum(rows[0].columns.begins)
    layer.rules, layer.image_share, layer.shapes = drawings(page, place)
    return layer


def _mixed(characters: Characters, rows: list[Row]) -> set[int]:
    """The numbers of the rows not set alike throughout: ends that differ, or raised digits."""
    mixed = {number for number, row in enumerate(rows) if row.look is not row.last and row.look != row.last}
    if rows:
        columns = rows[0].columns
        digits = [match.start() for match in _DIGITS.finditer(columns.text)]
        starts = [columns.begins[row.first] for row in rows]
        for index, look in zip(digits, characters.looks(digits), strict=True):
            number = bisect_right(starts, index) - 1
            if look is not rows[number].look and look != rows[number].look:
                mixed.add(number)
    return mixed


def _words(characters: Characters, row: Row) -> list[Word]:
    columns = row.columns
    begins = columns.begins[row.first : row.stop]
    words = []
    for place, (text, start, look) in enumerate(zip(row.texts(), begins, characters.looks(begins), strict=True), row.first):
        x1 = columns.x1[place]
        if row.hyphen and place == row.stop - 1:
            text, x1 = f"{text}-", x1 + 0.3 * look.size
        mark = _mark(characters, start, text, look.size) if text[-1].isdigit() else 0
        if mark:
            text = text[:-mark] + superscript(text[-mark:])
        words.append(Word(text, columns.x0[place], x1, columns.base[place], look.size, look.bold))
    return words if is_plain("".join([word.text for word in words])) else cleaned(words)


def _mark(characters: Characters, start: int, text: str, size: float) -> int:
    """How many digits at the end of a word are set small and raised, like a footnote mark."""
    match = _MARKED.search(text)
    if not match:
        return 0
    end = start + len(text)
    looks = characters.looks(range(end - 1, end - 1 - len(match[0]), -1))
    return next((number for number, look in enumerate(looks) if look.size >= 0.85 * size), len(looks))


def _sort_in(layer: TextLayer, line: TextLine, look: Look, place: Placement) -> None:
    angle = look.angle + place.angle
    if angle and (abs(math.sin(angle)) > 0.15 or math.cos(angle) < 0):
        layer.turned.append(words_of(line))
        layer.quarters[round(2 * angle / math.pi) % 4] += sum(len(word.text) for word in layer.turned[-1])
    elif look.hidden:
        layer.hidden.append(line)
    else:
        layer.lines.append(_closed_up(layer, line))


def _closed_up(layer: TextLayer, line: TextLine) -> TextLine:
    if isinstance(line, Row) and line.is_long:
        return line
    words = words_of(line)
    if not is_spaced([word.text for word in words]):
        return line
    if "spaced_letters" not in layer.flags:
        layer.flags.append("spaced_letters")
    return close_up(words)
