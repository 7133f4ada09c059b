"""A coded set in three files: texts with their labels, a codebook, and lists of documents to begin from."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from pipeline.classify.stacking import Coded
from pipeline.codebook import Codebook, load_codebook
from pipeline.documents import Document, Page, Source
from pipeline.errors import Fault, FaultyFileError, MissingError

Found = TypeVar("Found")
Starts = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class CodedSet:
    """Documents that people have coded; `coded` has shape (documents, themes).

    `starts` are lists of rows to begin from, each some fifty documents that hold every theme.
    """

    name: str
    codebook: Codebook
    documents: tuple[Document, ...]
    titles: tuple[str, ...]
    coded: Coded
    starts: Starts

    @property
    def ids(self) -> list[str]:
        """The documents' ids."""
        return [document.report_id for document in self.documents]


def load_coded_set(path: Path) -> CodedSet:
    """Read NAME.jsonl.gz (id, title, language, text, labels), NAME_codebook.yaml and NAME_splits.json (lists of ids).

    Raises MissingError where a file is not there and FaultyFileError where one is not what it should be.
    """
    texts, splits = Path(f"{path}.jsonl.gz"), Path(f"{path}_splits.json")
    codebook = load_codebook(Path(f"{path}_codebook.yaml"))
    documents, titles, labels = zip(*_read(texts, _rows), strict=True)
    row_of = {document.report_id: row for row, document in enumerate(documents)}
    starts = _read(splits, lambda file: tuple(tuple(row_of[one] for one in split) for split in json.loads(file.read_bytes())))
    coded = np.array([[theme in found for theme in codebook.theme_ids] for found in labels], dtype=np.int8)
    return CodedSet(path.name, codebook, documents, titles, coded, starts)


def _rows(path: Path) -> list[tuple[Document, str, list[str]]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [_row(json.loads(line)) for line in file]


def _row(row: dict[str, Any]) -> tuple[Document, str, list[str]]:
    source, pages = Source("", "", 0, "txt"), (Page(1, row["text"]),)
    return Document(row["id"], source, "", pages, row.get("language", "und")), row["title"], list(row["labels"])


def _read(path: Path, read: Callable[[Path], Found]) -> Found:
    if not path.is_file():
        raise MissingError(f"{path} does not exist. A coded set is NAME.jsonl.gz, NAME_codebook.yaml and NAME_splits.json.")
    try:
        return read(path)
    except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
        raise FaultyFileError(
            f"{path.name} cannot be read.", [Fault(path.name, None, f"not a coded set ({error!r}).")]
        ) from error
