"""Mending what a break cut: paragraphs that run on in the next column, words over two pages."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.documents import Block
from pipeline.extract.hyphens import AUTOMATIC, Joiner, finish

_FINAL = (".", "!", "?", ":", ";", "»", "”")
_FLOWING = ("paragraph", "list")
SAME_EDGE = 6.0
_HYPHENED = ("-", *AUTOMATIC)


def join_columns(columns: Sequence[Sequence[Block]], joiner: Joiner) -> list[Block]:
    """The blocks of a page; a paragraph cut between two columns is one block again."""
    blocks: list[Block] = []
    for column in columns:
        first = 0
        if blocks and column and _runs_on(blocks[-1], column[0]):
            last = blocks[-1]
            blocks[-1] = replace(last, text=joiner.pair(last.text, column[0].text), bbox=_around(last, column[0]))
            first = 1
        blocks.extend(column[first:])
    return blocks


def _runs_on(last: Block, first: Block) -> bool:
    if last.kind not in _FLOWING or first.kind != "paragraph" or last.noise or first.noise:
        return False
    return first.text[:1].islower() and not last.text.endswith(_FINAL)


def _around(one: Block, other: Block) -> tuple[float, float, float, float] | None:
    if one.bbox is None or other.bbox is None:
        return one.bbox
    (a, b, c, d), (e, f, g, h) = one.bbox, other.bbox
    return min(a, e), min(b, f), max(c, g), max(d, h)


def join_pages(pages: Sequence[tuple[Block, ...]], joiner: Joiner) -> list[tuple[Block, ...]]:
    """The blocks of each page; a word cut by a page break stands whole on the page where it begins."""
    mended = [list(page) for page in pages]
    for before, after in itertools.pairwise(mended):
        last = next((i for i in reversed(range(len(before))) if _flows(before[i])), None)
        first = next((i for i in range(len(after)) if _flows(after[i])), None)
        if last is not None and first is not None:
            before[last], after[first] = _whole_word(before[last], after[first], joiner)
        _link_tables(before, after)
    return [tuple(_finished(block) for block in page if block.text) for page in mended]


def _link_tables(before: Sequence[Block], after: list[Block]) -> None:
    """Mark a table that goes on from the page before: the last thing there and the first thing here are tables alike."""
    last = next((block for block in reversed(before) if not block.noise and block.kind != "footnote"), None)
    first = next((number for number, block in enumerate(after) if not block.noise), None)
    if last and first is not None and _goes_on(last, after[first]):
        after[first] = replace(after[first], continues=True)


def _goes_on(last: Block, first: Block) -> bool:
    """Whether two tables have the same row of titles, or the same number of columns between the same edges."""
    if not last.cells or not first.cells or len(last.cells[0]) != len(first.cells[0]):
        return False
    if first.cells[0] == last.cells[0]:
        return True
    if last.bbox is None or first.bbox is None:
        return False
    return abs(last.bbox[0] - first.bbox[0]) < SAME_EDGE and abs(last.bbox[2] - first.bbox[2]) < SAME_EDGE


def _flows(block: Block) -> bool:
    return block.kind in _FLOWING and not block.noise


def _whole_word(last: Block, first: Block, joiner: Joiner) -> tuple[Block, Block]:
    match = re.match(r"\S+\s*", first.text)
    if not match or not last.text.endswith(_HYPHENED) or not first.text[0].islower():
        return last, first
    joined = joiner.pair(last.text, match[0].strip())
    if joined.count(" ") > last.text.count(" "):
        return last, first
    return replace(last, text=joined), replace(first, text=first.text[match.end() :])


def _finished(block: Block) -> Block:
    text = finish(block.text)
    return block if text == block.text else replace(block, text=text)
