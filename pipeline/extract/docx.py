"""Word documents through the standard library: paragraphs, headings, lists, tables, notes and page breaks."""

from __future__ import annotations

import io
import re
import xml.parsers.expat
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

from pipeline.documents import Block, Page
from pipeline.extract.assemble import page_text
from pipeline.extract.failures import ExtractionError
from pipeline.extract.letters import clean, close_up_text, superscript

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(r"(?:heading|overskrift|tittel|title)\s*(\d?)", re.I)
_CONTENTS = re.compile(r"(?:toc|innhold)", re.I)
MAX_PART = 200_000_000


def read_docx(data: bytes) -> tuple[Page, ...]:
    """The pages of a .docx, parted at explicit page breaks. Raises ExtractionError when it is damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            body = _part(archive, "word/document.xml")
            styles = _styles(archive)
            notes = _notes(archive)
    except (zipfile.BadZipFile, KeyError, OSError, RuntimeError) as error:
        raise ExtractionError("truncated", f"The Word document is damaged ({error}). Ask for it again.") from error
    pages: list[list[Block]] = [[]]
    for block in _blocks(body.find(f"{_W}body"), styles):
        if block is None:
            pages.append([])
        else:
            pages[-1].append(block)
    pages[-1].extend(notes)
    kept = [page for page in pages if page] or [[]]
    return tuple(Page(number, page_text(page), tuple(page)) for number, page in enumerate(kept, 1))


def _part(archive: zipfile.ZipFile, name: str) -> ElementTree.Element:
    """Parse a part; a document type is refused, because entities can grow without end."""
    if archive.getinfo(name).file_size > MAX_PART:
        raise ExtractionError("too_large", f"The Word document unpacks to more than {MAX_PART // 1_000_000} MB.")
    raw = archive.read(name)
    if b"<!DOCTYPE" in raw[:4096] or b"<!ENTITY" in raw:
        raise ExtractionError("not_a_pdf", "The Word document declares XML entities, which no Word document needs.")
    try:
        return ElementTree.fromstring(raw)
    except (ElementTree.ParseError, xml.parsers.expat.ExpatError) as error:
        raise ExtractionError("truncated", f"The Word document is damaged ({error}). Ask for it again.") from error


def _styles(archive: zipfile.ZipFile) -> dict[str, str]:
    """Style names by their ids; headings in Norwegian Word have ids like «Overskrift1»."""
    if "word/styles.xml" not in archive.namelist():
        return {}
    names = {}
    for style in _part(archive, "word/styles.xml").iter(f"{_W}style"):
        name = style.find(f"{_W}name")
        names[style.get(f"{_W}styleId", "")] = name.get(f"{_W}val", "") if name is not None else ""
    return names


def _notes(archive: zipfile.ZipFile) -> list[Block]:
    if "word/footnotes.xml" not in archive.namelist():
        return []
    notes = []
    for note in _part(archive, "word/footnotes.xml").iter(f"{_W}footnote"):
        text = " ".join(_text(paragraph).strip() for paragraph in note.iter(f"{_W}p")).strip()
        if text and note.get(f"{_W}type") not in ("separator", "continuationSeparator"):
            notes.append(Block("footnote", f"{note.get(f'{_W}id')} {text}"))
    return notes


def _blocks(body: ElementTree.Element | None, styles: dict[str, str]) -> Iterator[Block | None]:
    """The blocks in order; None stands for a page break."""
    for item in body if body is not None else ():
        if item.tag == f"{_W}p":
            if _breaks_before(item):
                yield None
            block = _paragraph(item, styles)
            if block.text:
                yield block
            if _breaks_after(item):
                yield None
        elif item.tag == f"{_W}tbl":
            yield _table(item)
        elif item.tag == f"{_W}sdt":
            yield from _blocks(item.find(f"{_W}sdtContent"), styles)


def _breaks_before(paragraph: ElementTree.Element) -> bool:
    if paragraph.find(f"{_W}pPr/{_W}pageBreakBefore") is not None:
        return True
    first = paragraph.find(f"{_W}r/{_W}br")
    return first is not None and first.get(f"{_W}type") == "page" and bool(_text(paragraph).strip())


def _breaks_after(paragraph: ElementTree.Element) -> bool:
    if paragraph.find(f"{_W}pPr/{_W}sectPr") is not None:
        return True
    breaks = (item.get(f"{_W}type") == "page" for item in paragraph.iter(f"{_W}br"))
    return any(breaks) and not _breaks_before(paragraph)


def _paragraph(item: ElementTree.Element, styles: dict[str, str]) -> Block:
    text = close_up_text(clean(" ".join(_text(item).split())))
    style = item.find(f"{_W}pPr/{_W}pStyle")
    identifier = style.get(f"{_W}val", "") if style is not None else ""
    name = styles.get(identifier, identifier)
    if _CONTENTS.match(name):
        return Block("furniture", text, noise="toc")
    heading = _HEADING.match(name) or _HEADING.match(identifier)
    if heading:
        return Block("heading", text, level=int(heading[1] or 1))
    if re.match(r"caption|bildetekst", name, re.I):
        return Block("caption", text)
    if item.find(f"{_W}pPr/{_W}numPr") is not None and text:
        return Block("list", f"• {text}")
    return Block("paragraph", text)


def _text(item: ElementTree.Element) -> str:
    parts = []
    for node in item.iter():
        if node.tag == f"{_W}t":
            parts.append(node.text or "")
        elif node.tag in (f"{_W}tab", f"{_W}br", f"{_W}cr"):
            parts.append(" ")
        elif node.tag == f"{_W}noBreakHyphen":
            parts.append("-")
        elif node.tag == f"{_W}footnoteReference":
            parts.append(superscript(node.get(f"{_W}id", "")))
    return "".join(parts)


def _table(item: ElementTree.Element) -> Block:
    rows = tuple(
        tuple(
            clean(" ".join(" ".join(_text(paragraph) for paragraph in cell.iter(f"{_W}p")).split()))
            for cell in row.findall(f"{_W}tc")
        )
        for row in item.iter(f"{_W}tr")
    )
    return Block("table", "\n".join(" | ".join(row) for row in rows), cells=rows)
