"""Pages as read made into the pages of a Document: the same way for text layers, scans and pdfplumber."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Sequence
from dataclasses import replace
from functools import cached_property

from pipeline.documents import Block, Page
from pipeline.extract.blocks import page_blocks
from pipeline.extract.furniture import mark_furniture
from pipeline.extract.geometry import PageLayout
from pipeline.extract.hyphens import Joiner
from pipeline.extract.letters import without_marks
from pipeline.extract.matter import mark_matter
from pipeline.extract.stitch import join_pages
from pipeline.extract.style import measure

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def assemble(layouts: Sequence[PageLayout], is_word: Callable[[str], bool]) -> tuple[Page, ...]:
    """All pages of a document."""
    marked = mark_furniture(layouts)
    style = measure(marked)
    joiner = Joiner(is_word, _InnerWords(marked), hard=_marks_hyphens(marked))
    read = [page_blocks(layout, style, joiner) for layout in marked]
    whole = join_pages([blocks for blocks, _ in read], joiner)
    pages = []
    for layout, blocks, (_, interleaved) in zip(marked, whole, read, strict=True):
        blocks = mark_matter(_plain_cover(blocks, layout.number), layout.number, len(marked))
        flags = sorted({*layout.flags, *(["columns_interleaved"] if interleaved else [])})
        pages.append(Page(layout.number, page_text(blocks), blocks, layout.method, flags=tuple(flags)))
    return tuple(pages)


def _plain_cover(blocks: tuple[Block, ...], number: int) -> tuple[Block, ...]:
    """On a title page only the largest type is a heading; place, date and senders are not chapters."""
    if number > 2:
        return blocks
    text = [block for block in blocks if not block.noise]
    headings = [block for block in text if block.kind == "heading"]
    if len(headings) < 3 or len(headings) < 0.5 * len(text) or sum(len(block.text.split()) for block in text) > 130:
        return blocks
    top = min(block.level or 1 for block in headings)
    tallest = max(headings, key=lambda block: ((block.level or 1) == top, _type_height(block)))
    return tuple(
        replace(block, kind="paragraph", level=None) if block.kind == "heading" and block is not tallest else block
        for block in blocks
    )


def _type_height(block: Block) -> float:
    """Roughly how large a heading's type is: its box over the lines it must have."""
    if block.bbox is None:
        return 0.0
    x0, top, x1, bottom = block.bbox
    return (bottom - top) * (x1 - x0) / max(len(block.text), 1)


def _marks_hyphens(layouts: Sequence[PageLayout]) -> bool:
    """Whether the program that set the document marks the hyphens it put at line ends itself."""
    ends = [segment.text[-1:] for layout in layouts for segment in layout.segments]
    return ends.count("\u2010") >= 3


def page_text(blocks: Sequence[Block]) -> str:
    """The clean text of a page: blocks that are not noise, a blank line between them, no footnote marks."""
    return "\n\n".join(without_marks(block.text) for block in blocks if not block.noise and block.text)


class _InnerWords(Container[str]):
    """The words that stand inside a line, where no line end can have cut them; looked up when first asked for."""

    def __init__(self, layouts: Sequence[PageLayout]) -> None:
        self._layouts = layouts

    def __contains__(self, word: object) -> bool:
        return word in self._words

    @cached_property
    def _words(self) -> frozenset[str]:
        words: set[str] = set()
        for layout in self._layouts:
            for segment in layout.segments:
                words.update(_WORD.findall(segment.text.lower())[1:-1])
        return frozenset(words)
