"""Running headers, footers and page numbers: what stands at the same height on page after page."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from pipeline.extract.geometry import PageLayout, Segment, median

TOP_BAND, BOTTOM_BAND = 0.13, 0.12
_BARE = re.compile(r"[\s–—\-|.·]*(\d{1,4})[\s–—\-|.·]*")
_LABELLED = re.compile(r"[\s–—\-|.]*(?:side|s\.|page|p\.)\s*(\d{1,4})(?:\s*(?:av|of|/|\()\s*\d{1,4}\)?)?[\s–—\-|.]*", re.I)
_OF_TOTAL = re.compile(r"\s*(\d{1,4})\s*(?:av|of|/|\()\s*\d{1,4}\)?\s*", re.I)
_NUMBER, _NO_WORD = re.compile(r"\d+"), re.compile(r"\W+")
_ROMAN = re.compile(r"\s*[–-]?\s*[ivxl]{1,6}\s*[–-]?\s*")


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A segment near the edge of its page; `band` is header or footer."""

    page: int
    index: int
    band: str
    key: str
    segment: Segment
    scanned: bool


def mark_furniture(pages: Sequence[PageLayout]) -> list[PageLayout]:
    """The pages with `noise` set on what is no part of the running text."""
    candidates = [item for number, page in enumerate(pages) for item in _near_edges(number, page)]
    noise: list[dict[int, str]] = [{} for _ in pages]
    for item in _page_numbers(candidates, pages):
        noise[item.page][item.index] = "page_number"
    rest = [item for item in candidates if item.index not in noise[item.page]]
    for item in _repeated(rest, len(pages)):
        noise[item.page][item.index] = item.band
    return [_marked(page, marks) if marks else page for page, marks in zip(pages, noise, strict=True)]


def _marked(page: PageLayout, marks: Mapping[int, str]) -> PageLayout:
    segments = list(page.segments)
    for index, noise in marks.items():
        segments[index] = replace(segments[index], noise=noise)
    return replace(page, segments=tuple(segments))


def _near_edges(number: int, page: PageLayout) -> Iterable[_Candidate]:
    top, bottom = TOP_BAND * page.height, (1 - BOTTOM_BAND) * page.height
    for index, segment in enumerate(page.segments):
        if segment.bottom >= top and segment.top <= bottom:
            continue
        if segment.cells is not None or segment.noise or len(segment.text) > 150:
            continue
        band = "header" if segment.bottom < top else "footer"
        yield _Candidate(number, index, band, _key(segment.text), segment, page.method == "ocr")


def _key(text: str) -> str:
    return _NO_WORD.sub(" ", _NUMBER.sub("#", text.lower())).strip()


def _repeated(candidates: Sequence[_Candidate], pages: int) -> Iterable[_Candidate]:
    needed = 2 if pages <= 6 else 3
    for items in _alike(candidates):
        height = median([item.segment.base for item in items])
        slack = 14.0 if any(item.scanned for item in items) else 5.0
        level = [item for item in items if abs(item.segment.base - height) <= slack]
        if len({item.page for item in level}) >= needed:
            yield from level


def _alike(candidates: Sequence[_Candidate]) -> list[list[_Candidate]]:
    groups: defaultdict[tuple[str, str], list[_Candidate]] = defaultdict(list)
    for item in candidates:
        key = item.key
        if item.scanned and (item.band, key) not in groups:
            key = next((other for band, other in groups if band == item.band and _similar(key, other)), key)
        groups[item.band, key].append(item)
    return [group for (_, key), group in groups.items() if key]


def _similar(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 0.3 * max(len(one), len(other)):
        return False
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= 0.8


def _page_numbers(candidates: Sequence[_Candidate], pages: Sequence[PageLayout]) -> list[_Candidate]:
    labelled, bare = [], []
    for item in candidates:
        text = item.segment.text
        if _LABELLED.fullmatch(text) or _OF_TOTAL.fullmatch(text):
            labelled.append(item)
        elif (match := _BARE.fullmatch(text)) and _outermost(item, pages[item.page]):
            bare.append((item, int(match[1]) - item.page))
        elif _ROMAN.fullmatch(text) and _outermost(item, pages[item.page]):
            labelled.append(item)
    shifts = Counter((item.band, shift) for item, shift in bare)
    known = [item for item, shift in bare if shifts[item.band, shift] >= 2 or shift == 1]
    return labelled + known


def _outermost(item: _Candidate, page: PageLayout) -> bool:
    """Whether nothing stands beyond the segment, towards its edge of the page."""
    mine = item.segment
    if item.band == "header":
        return all(other.base >= mine.base - mine.size for other in page.segments)
    return all(other.base <= mine.base + mine.size for other in page.segments)
