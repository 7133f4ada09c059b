"""Word documents through the standard library: paragraphs, headings, lists, tables, notes, frames and page breaks."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace

from pipeline.documents import Block, Page
from pipeline.extract.assemble import page_text
from pipeline.extract.docxml import MC, Element, Styles, W, part, parts, styles_of
from pipeline.extract.failures import ExtractionError
from pipeline.extract.letters import clean, close_up_text, superscript

_HEADING = re.compile(r"(?:heading|overskrift|tittel|title)\s*(\d?)", re.I)
_CONTENTS = re.compile(r"(?:toc|innhold)", re.I)
_CAPTION = re.compile(r"caption|bildetekst", re.I)
# Deleted text, text moved elsewhere, the older of two drawings of one thing, and what stands in a frame.
_SKIPPED = {f"{W}del", f"{W}moveFrom", f"{MC}Fallback", f"{W}txbxContent", f"{W}pPr"}
_BLANKS = {f"{W}tab", f"{W}br", f"{W}cr"}
_NOTES = (("footnotes", "footnote"), ("endnotes", "endnote"))


def read_docx(data: bytes) -> tuple[Page, ...]:
    """The pages of a .docx, parted at explicit page breaks. Raises ExtractionError when it is damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            pages = _pages(archive)
    except (zipfile.BadZipFile, KeyError, OSError, RuntimeError) as error:
        # Elements nested without end raise RecursionError, which is a RuntimeError.
        raise ExtractionError("truncated", f"The Word document is damaged ({error}). Ask for it again.") from error
    return tuple(Page(number, page_text(page), tuple(page)) for number, page in enumerate(pages, 1))


def _pages(archive: zipfile.ZipFile) -> list[list[Block]]:
    styles = styles_of(archive)
    pages: list[list[Block]] = [[]]
    for block in _blocks(part(archive, "word/document.xml").find(f"{W}body"), styles):
        if block is None:
            pages.append([])
        else:
            pages[-1].append(block)
    pages[-1].extend(_notes(archive, styles))
    kept = [page for page in pages if page] or [[]]
    kept[0].extend(_edges(archive, styles))
    return kept


def _notes(archive: zipfile.ZipFile, styles: Styles) -> Iterator[Block]:
    for name, tag in _NOTES:
        for root in parts(archive, name):
            for note in root.iter(f"{W}{tag}"):
                text = " ".join(block.text for block in _blocks(note, styles) if block)
                if text and note.get(f"{W}type") not in ("separator", "continuationSeparator"):
                    yield Block("footnote", f"{note.get(f'{W}id')} {text}")


def _edges(archive: zipfile.ZipFile, styles: Styles) -> Iterator[Block]:
    """Running headers and footers, each text once: Word keeps a copy for every section."""
    for noise in ("header", "footer"):
        texts = [block.text for root in parts(archive, noise) for block in _blocks(root, styles) if block]
        yield from (Block("furniture", text, noise=noise) for text in dict.fromkeys(texts) if any(map(str.isalpha, text)))


def _blocks(parent: Element | None, styles: Styles) -> Iterator[Block | None]:
    """The blocks in order; None stands for a page break."""
    for item in parent if parent is not None else ():
        if item.tag == f"{W}p":
            yield from _paragraph_and_frames(item, styles)
        elif item.tag == f"{W}tbl":
            yield _table(item)
        elif item.tag == f"{W}sdt":
            yield from _blocks(item.find(f"{W}sdtContent"), styles)
        elif item.tag in (f"{W}ins", f"{W}moveTo", f"{W}customXml"):
            yield from _blocks(item, styles)


def _paragraph_and_frames(item: Element, styles: Styles) -> Iterator[Block | None]:
    if _breaks_before(item):
        yield None
    block = _paragraph(item, styles)
    if block.text:
        yield block
    for frame in _frames(item):
        yield from (inner for inner in _blocks(frame, styles) if inner)
    if _breaks_after(item):
        yield None


def _breaks_before(paragraph: Element) -> bool:
    if paragraph.find(f"{W}pPr/{W}pageBreakBefore") is not None:
        return True
    first = paragraph.find(f"{W}r/{W}br")
    return first is not None and first.get(f"{W}type") == "page" and bool(_text(paragraph).strip())


def _breaks_after(paragraph: Element) -> bool:
    section = paragraph.find(f"{W}pPr/{W}sectPr")
    if section is not None:
        kind = section.find(f"{W}type")
        return kind is None or kind.get(f"{W}val") != "continuous"
    breaks = (item.get(f"{W}type") == "page" for item in paragraph.iter(f"{W}br"))
    return any(breaks) and not _breaks_before(paragraph)


def _paragraph(item: Element, styles: Styles) -> Block:
    text = close_up_text(clean(" ".join(_text(item).split())))
    style = item.find(f"{W}pPr/{W}pStyle")
    identifier = style.get(f"{W}val", "") if style is not None else ""
    name = styles.names.get(identifier, identifier)
    if _CONTENTS.match(name):
        return Block("furniture", text, noise="toc")
    level = _level(item, identifier, name, styles)
    if level:
        return Block("heading", text, level=level)
    block = Block("caption" if _CAPTION.match(name) else "paragraph", text)
    numbered = item.find(f"{W}pPr/{W}numPr") is not None or identifier in styles.lists
    return replace(block, kind="list", text=f"• {text}") if numbered and text else block


def _level(item: Element, identifier: str, name: str, styles: Styles) -> int:
    """A heading's level, from 1: by the name of its style, by the outline level of the paragraph or its style; else 0."""
    heading = _HEADING.match(name) or _HEADING.match(identifier)
    if heading:
        return int(heading[1] or 1)
    outline = item.find(f"{W}pPr/{W}outlineLvl")
    level = int(outline.get(f"{W}val", "9")) + 1 if outline is not None else styles.levels.get(identifier, 0)
    return level if level <= 9 else 0


def _visible(item: Element) -> Iterator[Element]:
    """The nodes of an element in order, without what a reader of the accepted document does not see there."""
    for node in item:
        if node.tag in _SKIPPED or (node.tag == f"{W}r" and _is_hidden(node)):
            continue
        yield node
        yield from _visible(node)


def _is_hidden(run: Element) -> bool:
    hidden = run.find(f"{W}rPr/{W}vanish")
    return hidden is not None and hidden.get(f"{W}val", "1") not in ("0", "false", "off")


def _frames(item: Element) -> list[Element]:
    """The text boxes anchored in a paragraph, the newer form where there are two."""
    frames: list[Element] = []
    for node in item:
        if node.tag == f"{W}txbxContent":
            frames.append(node)
        elif node.tag not in (f"{MC}Fallback", f"{W}del"):
            frames.extend(_frames(node))
    return frames


def _text(item: Element) -> str:
    texts = []
    for node in _visible(item):
        if node.tag == f"{W}t":
            texts.append(node.text or "")
        elif node.tag in _BLANKS:
            texts.append(" ")
        elif node.tag == f"{W}noBreakHyphen":
            texts.append("-")
        elif node.tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
            texts.append(superscript(node.get(f"{W}id", "")))
    return "".join(texts)


def _table(item: Element) -> Block:
    rows = tuple(tuple(_cell(cell) for cell in _children(row, "tc")) for row in _children(item, "tr") if not _is_deleted(row))
    return Block("table", "\n".join(" | ".join(row) for row in rows), cells=rows)


def _children(item: Element, name: str) -> Iterator[Element]:
    """The rows of a table or the cells of a row, also those in a content control."""
    for child in item:
        if child.tag == f"{W}{name}":
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml"):
            yield from _children(child, name)


def _is_deleted(row: Element) -> bool:
    return row.find(f"{W}trPr/{W}del") is not None


def _cell(cell: Element) -> str:
    """The text of a cell with that of its frames and of a table within it."""
    paragraphs = [_text(paragraph) for paragraph in _paragraphs(cell)]
    return clean(" ".join(" ".join(paragraphs).split()))


def _paragraphs(item: Element) -> Iterator[Element]:
    for node in item:
        if node.tag in (f"{MC}Fallback", f"{W}del"):
            continue
        if node.tag == f"{W}p":
            yield node
        yield from _paragraphs(node)
