"""Where on its page the passage stands that a suggestion rests on."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.documents import Block, Document, Page
from pipeline.language.masking import mask
from pipeline.suggestions import Suggestion

Box = tuple[float, float, float, float]
WORD = re.compile(r"\w+")
RUN = 3  # words in a row that a block and the passage must share
LEAST = 0.5  # of the runs of the shorter of the two


def evidence_boxes(document: Document, suggestion: Suggestion) -> list[Box]:
    """The places of the blocks that hold the evidence, in points from the page's top left; none where it is not known."""
    page = next((page for page in document.pages if page.number == suggestion.evidence_page), None)
    if page is None or not suggestion.evidence:
        return []
    return [block.bbox for block in blocks_with(page, suggestion.evidence) if block.bbox]


def blocks_with(page: Page, passage: str) -> Sequence[Block]:
    """The blocks of a page that hold the passage, or that the passage holds."""
    wanted = _runs(passage)
    return [block for block in page.blocks if block.noise is None and _shares(_runs(mask(block.text)[0]), wanted)]


def _shares(block: set[tuple[str, ...]], wanted: set[tuple[str, ...]]) -> bool:
    return bool(block and wanted) and len(block & wanted) >= LEAST * min(len(block), len(wanted))


def _runs(text: str) -> set[tuple[str, ...]]:
    words = WORD.findall(text.casefold())
    return {tuple(words[at : at + RUN]) for at in range(max(len(words) - RUN + 1, 0))}
