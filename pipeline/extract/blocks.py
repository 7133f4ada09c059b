"""A page's lines made into blocks: headings, paragraphs, lists, tables, captions, footnotes and furniture."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.documents import Block, BlockKind
from pipeline.extract.columns import reading_order
from pipeline.extract.contents import TITLE, contents_lines
from pipeline.extract.geometry import Cells, Line, PageLayout, Segment
from pipeline.extract.hyphens import Joiner, finish
from pipeline.extract.letters import mostly_capitals
from pipeline.extract.paragraphs import NOTE, group_lines, is_item
from pipeline.extract.rowtables import RowTable, find_row_tables
from pipeline.extract.stitch import join_columns
from pipeline.extract.style import Style, looks_numbered

_CAPTION = re.compile(r"(?:Tabell|Figur|Table|Figure|Diagram|Bilde|Foto|Kart|Illustrasjon)\b[\s:]*(?:\d|[A-ZÆØÅ])", re.I)
_NOT_CAPTION = re.compile(r"\w+\s+[\d.\-–]*\d\s+(?:viser|gir|er|og|kan|illustrerer|under|over|shows|below)\b", re.I)
_NUMBERED_TITLE = re.compile(r"\d{1,2}[.)]\s+[A-ZÆØÅ«].{2,75}[^.,;:!]")
_HEADING_LENGTH = 160


def page_blocks(page: PageLayout, style: Style, joiner: Joiner) -> tuple[tuple[Block, ...], bool]:
    """The blocks of a page in reading order, furniture last, and whether its columns were interleaved."""
    text = [segment for segment in page.segments if not segment.noise]
    regions, interleaved = reading_order(text)
    foot = _foot(regions, style, page.height)
    blocks = join_columns([_region(region, style, joiner, foot) for region in regions], joiner)
    furniture = [_furniture(segment) for segment in page.segments if segment.noise]
    return (*blocks, *furniture), interleaved


def _foot(regions: Sequence[Sequence[Line]], style: Style, height: float) -> float:
    """The height below which small type is footnotes: under the last line of ordinary size."""
    ordinary = [line.base for region in regions for line in region if not style.is_small(line.size)]
    return max(max(ordinary, default=0.0), 0.3 * height)


def _furniture(segment: Segment) -> Block:
    return Block("furniture", segment.text, noise=segment.noise, bbox=_box([Line((segment,))]))


def _with_numbered_headings(blocks: list[Block]) -> list[Block]:
    """A short numbered line before running text is a heading, though its type is like the body's."""
    marked = list(blocks)
    for index, (block, after) in enumerate(pairwise(blocks)):
        alone = index == 0 or blocks[index - 1].kind != "list" or not _NUMBERED_TITLE.fullmatch(blocks[index - 1].text)
        if block.kind == "list" and alone and after.kind != "list" and _NUMBERED_TITLE.fullmatch(block.text):
            marked[index] = replace(block, kind="heading", level=1)
    return marked


def _region(lines: Sequence[Line], style: Style, joiner: Joiner, foot: float) -> list[Block]:
    contents = contents_lines(lines)
    blocks: list[Block] = []
    run: list[Line] = []
    for index, line in enumerate(lines):
        if index not in contents:
            run.append(line)
            continue
        blocks.extend(_tables_and_text(run, style, joiner, foot))
        run = []
        blocks.append(Block("furniture", line.text, noise="toc", bbox=_box([line])))
    blocks.extend(_tables_and_text(run, style, joiner, foot))
    return _with_numbered_headings(blocks)


def _tables_and_text(lines: Sequence[Line], style: Style, joiner: Joiner, foot: float) -> list[Block]:
    blocks: list[Block] = []
    done = 0
    for table in [*find_row_tables(lines), RowTable(len(lines), len(lines), ())]:
        blocks.extend(_text(lines[done : table.start], style, joiner, foot))
        if table.cells:
            blocks.append(_table(table.cells, lines[table.start : table.stop], joiner))
        done = table.stop
    return blocks


def _text(lines: Sequence[Line], style: Style, joiner: Joiner, foot: float) -> list[Block]:
    blocks: list[Block] = []
    run: list[Line] = []
    for line in lines:
        cells = line.segments[0].cells
        if cells is None:
            run.append(line)
            continue
        blocks.extend(_block(group, style, joiner, foot) for group in group_lines(run, style))
        run = []
        blocks.append(_table(cells, [line], joiner))
    blocks.extend(_block(group, style, joiner, foot) for group in group_lines(run, style))
    return blocks


def _table(cells: Cells, lines: Sequence[Line], joiner: Joiner) -> Block:
    joined = tuple(tuple(finish(joiner.join(cell.split("\n"))) for cell in row) for row in cells)
    text = "\n".join(" | ".join(row) for row in joined)
    return Block("table", text, cells=joined, bbox=_box(lines))


def _block(group: Sequence[Line], style: Style, joiner: Joiner, foot: float) -> Block:
    text = joiner.join([line.text for line in group])
    kind = _kind(group, text, style, foot)
    level = style.level(text, group[0].size) if kind == "heading" else None
    return Block(kind, text, level=level, bbox=_box(group))


def _kind(group: Sequence[Line], text: str, style: Style, foot: float) -> BlockKind:
    first = group[0]
    small = style.is_small(first.size)
    if small and first.base > foot and NOTE.match(text):
        return "footnote"
    if _is_heading(group, text, style):
        return "heading"
    if _CAPTION.match(text) and len(text) < 250 and not _NOT_CAPTION.match(text):
        return "caption"
    if is_item(first):
        return "list"
    return "caption" if small and len(group) <= 2 and first.base <= foot else "paragraph"


def _is_heading(group: Sequence[Line], text: str, style: Style) -> bool:
    if len(group) > 4 or len(text) > _HEADING_LENGTH or not any(letter.isalpha() for letter in text):
        return False
    if TITLE.fullmatch(text):
        return True
    if style.is_large(group[0].size):
        return not text.endswith((".", ",", ";")) or len(text) < 60
    bold = all(line.bold for line in group) and not style.is_small(group[0].size)
    if bold:
        return not text.endswith((".", ",", ";", ":")) or looks_numbered(group[0])
    if is_item(group[0]) or text.endswith((";", ",")):
        return False
    return len(group) == 1 and 4 < len(text) < 80 and mostly_capitals(text) and not text.endswith(".")


def _box(lines: Sequence[Line]) -> tuple[float, float, float, float]:
    if len(lines) == 1:
        line = lines[0]
        return round(line.x0, 1), round(line.top, 1), round(line.x1, 1), round(line.bottom, 1)
    return (
        round(min([line.x0 for line in lines]), 1),
        round(min([line.top for line in lines]), 1),
        round(max([line.x1 for line in lines]), 1),
        round(max([line.bottom for line in lines]), 1),
    )
