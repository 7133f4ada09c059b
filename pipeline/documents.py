"""The values that flow between the rooms: Document, Page, Block and Passage, and their JSON form."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pipeline.errors import Fault, FaultyFileError, MissingError
from pipeline.files import sha256_bytes, write_json

SCHEMA = 1
Method = Literal["text", "ocr", "none"]
BlockKind = Literal["heading", "paragraph", "list", "table", "caption", "footnote", "furniture"]
Language = Literal["nb", "nn", "en", "und"]


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a page in reading order.

    `noise` says why the block is left out of the page's text (`header`, `footer`, `page_number`, `toc`, …);
    None means that it belongs to the text. `bbox` is (x0, top, x1, bottom) in points from the top left.
    `continues` says that a table goes on from the last one of the page before.
    """

    kind: BlockKind
    text: str
    level: int | None = None
    cells: tuple[tuple[str, ...], ...] | None = None
    noise: str | None = None
    bbox: tuple[float, float, float, float] | None = None
    continues: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One page; `number` counts from 1, `text` is the clean text of the blocks that are not noise."""

    number: int
    text: str
    blocks: tuple[Block, ...] = ()
    method: Method = "text"
    language: Language = "und"
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Where a document came from: the file as the register names it, and what it was."""

    file: str
    sha256: str
    bytes: int
    kind: str


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report after extraction."""

    report_id: str
    source: Source
    extractor: str
    pages: tuple[Page, ...]
    language: str = "und"
    warnings: tuple[str, ...] = ()
    metadata: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The text of all pages, pages separated by a blank line."""
        return "\n\n".join(page.text for page in self.pages if page.text)


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one page, some sentences long: the unit that is scored and shown as evidence.

    `role` is what the chapter it stands in is for (`summary`, `goals`, `activity`, `background`, …).
    """

    page: int
    text: str
    role: str
    language: Language = "nb"


def document_to_json(document: Document) -> dict[str, Any]:
    """The contract form of DESIGN §3; `extractor.seconds` is null, since no clock stands in a result."""
    return {
        "schema": SCHEMA,
        "report_id": document.report_id,
        "source": {name: getattr(document.source, name) for name in ("file", "sha256", "bytes", "kind")},
        "extractor": {"version": document.extractor, "seconds": None},
        "language": document.language,
        "metadata": document.metadata,
        "pages": [_page_to_json(page) for page in document.pages],
        "warnings": list(document.warnings),
    }


def _page_to_json(page: Page) -> dict[str, Any]:
    return {
        "number": page.number,
        "text": page.text,
        "blocks": [_block_to_json(block) for block in page.blocks],
        "method": page.method,
        "language": page.language,
        "flags": list(page.flags),
    }


def _block_to_json(block: Block) -> dict[str, Any]:
    optional = {
        "level": block.level,
        "cells": [list(row) for row in block.cells] if block.cells is not None else None,
        "noise": block.noise,
        "bbox": list(block.bbox) if block.bbox is not None else None,
        "continues": block.continues or None,
    }
    kept = {name: value for name, value in optional.items() if value is not None}
    return {"kind": block.kind, "text": block.text, **kept}


def document_from_json(value: dict[str, Any]) -> Document:
    """The inverse of `document_to_json`. Raises ValueError, KeyError or TypeError when the value is not a document."""
    if value["schema"] != SCHEMA:
        raise ValueError(f"schema {value['schema']} instead of {SCHEMA}")
    return Document(
        report_id=value["report_id"],
        source=Source(**value["source"]),
        extractor=value["extractor"]["version"],
        pages=tuple(_page_from_json(page) for page in value["pages"]),
        language=value["language"],
        warnings=tuple(value["warnings"]),
        metadata=dict(value.get("metadata") or {}),
    )


def _page_from_json(value: dict[str, Any]) -> Page:
    blocks = tuple(_block_from_json(block) for block in value["blocks"])
    return Page(**{**value, "blocks": blocks, "flags": tuple(value["flags"])})


def _block_from_json(value: dict[str, Any]) -> Block:
    cells = value.get("cells")
    bbox = value.get("bbox")
    return Block(
        kind=value["kind"],
        text=value["text"],
        level=value.get("level"),
        cells=tuple(tuple(row) for row in cells) if cells is not None else None,
        noise=value.get("noise"),
        bbox=tuple(bbox) if bbox is not None else None,
        continues=value.get("continues", False),
    )


def save_document(document: Document, path: Path) -> str:
    """Write a Document as JSON, atomically; returns the SHA-256 of the file."""
    return write_json(path, document_to_json(document), indent=0)


def load_document(path: Path) -> Document:
    """Read a Document. Raises MissingError, or FaultyFileError when the file is not one of ours."""
    return load_hashed(path)[0]


def load_hashed(path: Path) -> tuple[Document, str]:
    """A Document and the SHA-256 of its file. Raises as `load_document`."""
    if not path.is_file():
        raise MissingError(f"{path} does not exist. Run `temakart extract` first.")
    try:
        raw = path.read_bytes()
        return document_from_json(json.loads(raw.decode("utf-8"))), sha256_bytes(raw)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        fault = Fault(path.name, None, f"not a document written by temakart ({error!r}). Delete it and extract again.")
        raise FaultyFileError(f"{path.name} cannot be read.", [fault]) from error
