"""The parts of a Word document as XML, and what its styles say of headings and lists."""

from __future__ import annotations

import re
import xml.parsers.expat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree

from pipeline.extract.failures import ExtractionError

Element = ElementTree.Element
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
MAX_PART = 200_000_000
MOST_ANCESTORS = 20


@dataclass(frozen=True, slots=True)
class Styles:
    """Style names and heading levels by the styles' ids, and the ids of list styles.

    Headings in Norwegian Word have ids like «Overskrift1»; a house style is often based on one.
    """

    names: dict[str, str] = field(default_factory=dict)
    levels: dict[str, int] = field(default_factory=dict)
    lists: frozenset[str] = frozenset()


def part(archive: zipfile.ZipFile, name: str) -> Element:
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


def parts(archive: zipfile.ZipFile, name: str) -> Iterator[Element]:
    """The parts called `name` with or without a number, such as header1.xml and header2.xml."""
    pattern = re.compile(rf"word/{name}\d*\.xml")
    return (part(archive, entry) for entry in sorted(archive.namelist()) if pattern.fullmatch(entry))


def styles_of(archive: zipfile.ZipFile) -> Styles:
    """The paragraph styles of a document; a style has the level and list of the one it is based on."""
    found = {style.get(f"{W}styleId", ""): style for root in parts(archive, "styles") for style in root.iter(f"{W}style")}
    names = {key: _value(style, "name") for key, style in found.items()}
    levels: dict[str, int] = {}
    lists: set[str] = set()
    for key in found:
        for style in _ancestry(key, found):
            outline = _value(style, "pPr/{w}outlineLvl")
            if outline.isdigit():
                levels.setdefault(key, int(outline) + 1)
            if style.find(f"{W}pPr/{W}numPr") is not None:
                lists.add(key)
    return Styles(names, levels, frozenset(lists))


def _ancestry(key: str, found: dict[str, Element]) -> Iterator[Element]:
    """A style and those it is based on."""
    for _ in range(MOST_ANCESTORS):
        style = found.get(key)
        if style is None:
            return
        yield style
        key = _value(style, "basedOn")


def _value(item: Element, path: str) -> str:
    node = item.find(f"{W}{path.format(w=W)}")
    return node.get(f"{W}val", "") if node is not None else ""
