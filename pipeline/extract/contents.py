"""Tables of contents: lines with dot leaders, or a column of page numbers under the word for contents."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from pipeline.extract.geometry import Line

TITLE = re.compile(
    r"(?:innhold|innhald|innholdsfortegnelse|innhaldsliste|innholdsliste|contents|table of contents"
    r"|figurliste|tabelliste|liste over (?:figurer|tabeller)|figurer og tabeller)\s*:?",
    re.I,
)
LONGEST_TITLE = 60
_LEADER = re.compile(r"(?:[.…·_]\s?){4,}\s*(?:\d{1,3}|[ivx]{1,5})?\s*$")
_NUMBERED = re.compile(r"\S.*?[^\W\d].*?\s(\d{1,3})")


def contents_lines(lines: Sequence[Line]) -> set[int]:
    """The indexes of the lines of one column that belong to a table of contents."""
    texts = [line.text for line in lines]
    entries = {index for index, text in enumerate(texts) if _has_leader(text)}
    if len(entries) < 2:
        entries = set()
    for index, text in enumerate(texts):
        if len(text) < LONGEST_TITLE and TITLE.fullmatch(text.strip()):
            entries |= _after_title(lines, index, entries)
    return _closed(entries, texts)


def _has_leader(text: str) -> bool:
    dots = text.count(".") + text.count("…") + text.count("·") + text.count("_")
    return dots >= 4 and _LEADER.search(text) is not None


def _after_title(lines: Sequence[Line], title: int, entries: set[int]) -> set[int]:
    """The title and the lines after it that end in rising page numbers."""
    found, last, misses = {title}, 0, 0
    for index in range(title + 1, len(lines)):
        match = _NUMBERED.fullmatch(lines[index].text.strip())
        number = int(match[1]) if match else -1
        if index in entries:
            found.add(index)
            misses = 0
        elif number >= last and (len(lines[index].segments) > 1 or number < 400):
            found.add(index)
            last, misses = number, 0
        elif misses >= 1:
            break
        else:
            misses += 1
    return found if len(found) >= 4 or found - {title} & entries else set()


def _closed(entries: set[int], texts: Sequence[str]) -> set[int]:
    """Entries that run over two lines: one or two stray lines between two entries belong to them."""
    ordered = sorted(entries)
    for before, after in itertools.pairwise(ordered):
        between = range(before + 1, after)
        if len(between) <= 2 and all(len(texts[index]) < 160 for index in between):
            entries.update(between)
    return entries
