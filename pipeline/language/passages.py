"""A document cut into passages: some sentences on one page, in one chapter."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.documents import Block, Document, Page, Passage
from pipeline.language.chapters import ChapterRoles

SENTENCE_END = re.compile(r"([.!?…:][\"»”)]*)\s+(?=[\"«“(–-]*[A-ZÆØÅÁ0-9])")
ABBREVIATION = re.compile(
    r"\b(?:bl\.a|f\.eks|t\.d|m\.a|ca|kap|nr|jf|dvs|osv|pga|mfl|m\.v|St|Meld|kr|pst|s|bl|evt|inkl|mill|[A-ZÆØÅ]|\d{1,2})\.$"
)

# An abbreviation with its mark and the letter before it: nothing before that is looked at.
LONGEST = 8


def sentences(text: str) -> list[str]:
    """The sentences of a text, abbreviations and ordinals taken as such; no word or mark is lost."""
    found: list[str] = []
    start = 0
    for end in [*SENTENCE_END.finditer(text), None]:
        piece = text[start : end.end(1)] if end else text[start:]
        start = end.end() if end else start
        if found and ABBREVIATION.search(found[-1], max(0, len(found[-1]) - LONGEST)):
            found[-1] += " " + piece.strip()
        elif piece.strip():
            found.append(piece.strip())
    return found


def passages(document: Document, words: int) -> list[Passage]:
    """The document's passages in reading order, each about `words` words of one page and one chapter."""
    roles = ChapterRoles()
    return [passage for page in document.pages for passage in _of_page(page, roles, words)]


def _of_page(page: Page, roles: ChapterRoles, words: int) -> Iterator[Passage]:
    if page.number > 1:
        roles.leave_title()
    gathered: list[str] = []
    count = 0
    for block in _blocks(page):
        if block.kind == "heading":
            yield from _flush(gathered, page, roles.current)
            roles.enter(block.text, block.level)
            gathered.append(block.text.rstrip(".") + ".")
            count = len(block.text.split())
            continue
        for sentence in _pieces(block):
            gathered.append(sentence)
            count += len(sentence.split())
            if count >= words:
                yield from _flush(gathered, page, roles.current)
                count = 0
    yield from _flush(gathered, page, roles.current)


def _blocks(page: Page) -> list[Block]:
    kept = [block for block in page.blocks if block.noise is None]
    return kept or [Block("paragraph", text) for text in re.split(r"\n\s*\n", page.text) if text.strip()]


def _pieces(block: Block) -> list[str]:
    if block.cells is not None:
        return [" | ".join(cell for cell in row if cell) for row in block.cells]
    return [sentence for line in block.text.split("\n") for sentence in sentences(line)]


def _flush(gathered: list[str], page: Page, role: str) -> Iterator[Passage]:
    text = " ".join(gathered).strip()
    gathered.clear()
    if text:
        yield Passage(page.number, text, role, page.language)
