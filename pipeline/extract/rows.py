"""The words of a page as columns of numbers, and its lines as ranges of them.

A page has hundreds of words and most lines need none of them by itself: what is asked of every word is asked
of the columns, and only a line with wide gaps, raised digits or table cells is taken apart into words.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from pipeline.extract.characters import Characters, Look
from pipeline.extract.drawings import Placement
from pipeline.extract.geometry import ASCENT, DESCENT, Segment, Word
from pipeline.extract.letters import clean, is_plain

Integers = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.float64]
GAP = 1.0
OVERLAP = -0.3
UNEVEN = 0.3
_INK, _BLANK, _BREAK, _HYPHEN = range(4)


def _classes() -> npt.NDArray[np.uint8]:
    """What each character is to a line: ink, a blank, a line's end, or an end where a hyphen was taken off.

    The last class is that of all characters beyond the first plane.
    """
    classes = np.full(0x10001, _INK, dtype=np.uint8)
    blanks = (9, *range(28, 33), 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000)
    classes[list(blanks)] = _BLANK
    classes[[10, 11, 12, 13]] = _BREAK
    classes[[2, 0xFFFE]] = _HYPHEN
    return classes


_CLASSES = _classes()


@dataclass(slots=True)
class Columns:
    """All words of a page: word i is `text[begins[i]:stops[i]]` and reaches from x0[i] to x1[i]."""

    text: str
    begins: list[int] = field(default_factory=list)
    stops: list[int] = field(default_factory=list)
    x0: list[float] = field(default_factory=list)
    x1: list[float] = field(default_factory=list)
    base: list[float] = field(default_factory=list)


def cleaned(words: list[Word]) -> list[Word]:
    """The words with clean texts, without those that nothing is left of."""
    for word in words:
        word.text = clean(word.text)
    return [word for word in words if word.text]


@dataclass(slots=True)
class Row:
    """A line: the words from `first` up to `stop`, where it stands, and how its ends are set.

    An `even` row has no wide gap and nothing to clean: it is one segment as it stands.
    """

    columns: Columns
    first: int
    stop: int
    right: float
    look: Look
    last: Look
    hyphen: bool
    even: bool

    @property
    def base(self) -> float:
        """The height of the baseline."""
        return self.columns.base[self.first]

    @property
    def is_long(self) -> bool:
        """Whether the words are too long on average for a letter-spaced line."""
        length = self.columns.stops[self.stop - 1] - self.columns.begins[self.first]
        return self.stop - self.first < 3 or length > 3.2 * (self.stop - self.first)

    def texts(self) -> list[str]:
        """The texts of the words as pdfium has them."""
        columns = self.columns
        places = zip(columns.begins[self.first : self.stop], columns.stops[self.first : self.stop], strict=True)
        return [columns.text[start:end] for start, end in places]

    def words(self) -> list[Word]:
        """The words of a row that is set alike throughout."""
        columns, look = self.columns, self.look
        texts, ends = self.texts(), columns.x1[self.first : self.stop]
        if self.hyphen:
            texts[-1], ends[-1] = f"{texts[-1]}-", ends[-1] + 0.3 * look.size
        places = zip(texts, columns.x0[self.first : self.stop], ends, columns.base[self.first : self.stop], strict=True)
        words = [Word(text, x0, x1, base, look.size, look.bold) for text, x0, x1, base in places]
        return words if is_plain("".join(texts)) else cleaned(words)

    def segment(self, order: int) -> Segment:
        """The segment that an even row is."""
        columns, size, base = self.columns, self.look.size, self.base
        text, right = columns.text[columns.begins[self.first] : columns.stops[self.stop - 1]], self.right
        if self.hyphen:
            text, right = f"{text}-", right + 0.3 * size
        top, bottom = base - ASCENT * size, base + DESCENT * size
        return Segment(text, columns.x0[self.first], top, right, bottom, size, self.look.bold, order)


TextLine = Row | list[Word]


def words_of(line: TextLine) -> list[Word]:
    """The words of a line."""
    return line.words() if isinstance(line, Row) else line


@dataclass(slots=True)
class _Lines:
    """Where words and lines begin and end in a text: lines are ranges of words."""

    codes: npt.NDArray[np.uint32]
    begins: Integers
    stops: Integers
    firsts: Integers
    lasts: Integers
    hyphens: npt.NDArray[np.bool_]


def read_rows(characters: Characters, place: Placement) -> list[Row]:
    """All lines of a page in the file's order."""
    text = characters.text()
    lines = _lines(text)
    if not len(lines.begins):
        return []
    x0, x1, base = _measure(characters, place, lines)
    numbers = (lines.begins.tolist(), lines.stops.tolist(), x0.tolist(), x1.tolist(), base.tolist())
    columns = Columns(text, *numbers)
    firsts, lasts = lines.firsts.tolist(), lines.lasts.tolist()
    count = len(firsts)
    ends = [columns.stops[last] - 1 for last in lasts]
    looks = characters.looks([columns.begins[first] for first in firsts] + ends)
    uneven = _uneven(lines, np.array([look.size for look in looks[:count]]), x0, x1, base)
    stretches = zip(firsts, lasts, np.maximum.reduceat(x1, lines.firsts).tolist(), lines.hyphens.tolist(), strict=True)
    plain = is_plain(text)
    rows = []
    for number, (first, last, right, hyphen) in enumerate(stretches):
        even = number not in uneven and (plain or is_plain(text[columns.begins[first] : columns.stops[last]]))
        rows.append(Row(columns, first, last + 1, right, looks[number], looks[count + number], hyphen, even))
    return rows


def _lines(text: str) -> _Lines:
    # A line's end on either side, so that no word is at an edge: character i has the class i + 1.
    codes = np.frombuffer(f"\n{text}\n".encode("utf-32-le"), dtype="<u4")
    classes = _CLASSES.take(codes, mode="clip")
    ink = classes == _INK
    edges = np.flatnonzero(ink[1:] != ink[:-1])
    begins, stops = edges[0::2], edges[1::2]
    line = np.flatnonzero(classes[1:] >= _BREAK).searchsorted(begins)
    opens = np.ones(len(begins) + 1, dtype=np.bool_)
    opens[1:-1] = line[1:] != line[:-1]
    bounds = np.flatnonzero(opens)
    firsts, lasts = bounds[:-1], bounds[1:] - 1
    return _Lines(codes[1:], begins, stops, firsts, lasts, classes[stops[lasts] + 1] == _HYPHEN)


def _measure(characters: Characters, place: Placement, lines: _Lines) -> tuple[Numbers, Numbers, Numbers]:
    """Where words begin and end, and the heights of their baselines."""
    xs, ys = characters.starts(lines.begins.tolist())
    left, right, bottom, top = characters.boxes((lines.stops - 1).tolist())
    if place.rotation == 0:
        x0, base, x1 = xs - place.left, place.top - ys, right - place.left
    else:
        x0, base = place.point(xs, ys)
        x1 = np.maximum(place.point(left, bottom)[0], place.point(right, top)[0])
    return x0, np.maximum(x0, x1), base


def _uneven(lines: _Lines, sizes: Numbers, x0: Numbers, x1: Numbers, base: Numbers) -> set[int]:
    """The numbers of the lines with a gap wider or narrower than between words, a jump, or odd blanks."""
    size = np.repeat(sizes, lines.lasts - lines.firsts + 1)[1:]
    gap, jump = x0[1:] - x1[:-1], np.abs(base[1:] - base[:-1])
    odd = (gap <= OVERLAP * size) | (gap >= GAP * size) | (jump >= UNEVEN * size)
    odd |= (lines.begins[1:] - lines.stops[:-1] != 1) | (lines.codes[lines.stops[:-1]] != 32)
    odd[lines.firsts[1:] - 1] = False
    return set((lines.firsts.searchsorted(np.flatnonzero(odd), side="right") - 1).tolist())
