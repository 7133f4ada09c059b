"""The reports' texts, for search and for their language: read once, in the background, and again when they change."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock, Thread

from pipeline.documents import Document, document_from_json, load_document
from pipeline.language.masking import mask
from pipeline.project import Project

LOOK_EVERY = 30.0  # seconds


@dataclass(frozen=True, slots=True)
class Content:
    """What the queue needs of one report: its language, how many pages it has, and its words in small letters."""

    language: str
    pages: int
    text: str


class Contents:
    """The contents of all reports; those that are not read yet, or cannot be, are missing."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._lock = Lock()
        self._known: dict[str, tuple[tuple[int, int], Content]] = {}
        self._busy, self._again = False, 0.0
        self.complete = False

    def get(self, report_id: str) -> Content | None:
        """The content of a report, if it is read."""
        found = self._known.get(report_id)
        return found[1] if found else None

    def refresh(self, report_ids: Iterable[str]) -> None:
        """Begin to read what is new or changed, unless that was done a short while ago; returns at once."""
        with self._lock:
            if self._busy or time.monotonic() < self._again:
                return
            self._busy, self._again = True, time.monotonic() + LOOK_EVERY
        Thread(target=self._read, args=(tuple(report_ids),), daemon=True, name="contents").start()

    def _read(self, report_ids: tuple[str, ...]) -> None:
        try:
            for report_id in report_ids:
                self._read_one(report_id)
            self.complete = True
        finally:
            self._busy = False

    def _read_one(self, report_id: str) -> None:
        path = self._project.document(report_id)
        try:
            found = path.stat()
            stamp = (found.st_mtime_ns, found.st_size)
            known = self._known.get(report_id)
            if known is None or known[0] != stamp:
                self._known[report_id] = (stamp, _content(document_from_json(json.loads(path.read_text(encoding="utf-8")))))
        except (OSError, ValueError, KeyError, TypeError):
            # Not extracted, or not a document: the report's own page says so; here it only has no text to search.
            self._known.pop(report_id, None)


def _content(document: Document) -> Content:
    return Content(document.language, len(document.pages), mask(document.text)[0].casefold())


def open_document(project: Project, report_id: str) -> Document | None:
    """A report's Document; None where it was not extracted. Raises FaultyFileError when the file is none of ours."""
    path = project.document(report_id)
    return load_document(path) if path.is_file() else None
