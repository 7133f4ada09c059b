"""The pages of a text file: at form feeds, else at page numbers that stand on lines of their own."""

from __future__ import annotations

import re
from collections.abc import Sequence

_NUMBER = re.compile(r"(?:(?:side|page|s\.) ?)?(?:[–-] ?)?(\d{1,4})(?: ?[–-])?(?: (?:av|of) \d{1,4})?", re.I)
LEAST_LINES, LEAST_PAGES, LATEST_FIRST, NEAR_TOP = 12, 3, 3, 3


def split_pages(text: str) -> list[tuple[int, str]]:
    """The pages with their numbers: printed ones where they run on without a gap, else counted from 1."""
    pages = text.split("\f")
    if len(pages) > 1 and not pages[-1].strip():
        pages.pop()
    if len(pages) > 1:
        return list(enumerate(pages, 1))
    lines = text.split("\n")
    found = _run(lines)
    return _cut(lines, found) if found else [(1, text)]


def _run(lines: Sequence[str]) -> list[tuple[int, int]]:
    """Line and number of each page number; nothing unless they rise by one and stand a page apart."""
    found: list[tuple[int, int]] = []
    for place, line in enumerate(lines):
        match = _NUMBER.fullmatch(line.strip())
        if not match:
            continue
        number = int(match[1])
        opens = not found and 1 <= number <= LATEST_FIRST
        if opens or (found and number == found[-1][1] + 1 and _written(lines[found[-1][0] : place]) >= LEAST_LINES):
            found.append((place, number))
    return found if len(found) >= LEAST_PAGES else []


def _written(lines: Sequence[str]) -> int:
    return sum(bool(line.strip()) for line in lines)


def _cut(lines: Sequence[str], found: Sequence[tuple[int, int]]) -> list[tuple[int, str]]:
    """The number stands at the foot of its page, or at its head when hardly anything comes before the first."""
    at_head = _written(lines[: found[0][0]]) < NEAR_TOP
    places = [place for place, _ in found]
    numbers = [number for _, number in found]
    if at_head:
        starts = [0, *places[1:]]
    else:
        starts = [0, *(place + 1 for place in places)]
        numbers.append(numbers[-1] + 1)
    ends = [*starts[1:], len(lines)]
    pages = [(number, "\n".join(lines[start:end])) for number, start, end in zip(numbers, starts, ends, strict=True)]
    return [(number, page) for number, page in pages if page.strip()]
