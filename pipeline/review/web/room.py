"""What every page needs: the project's files as they stand now, the board, and who is at which report."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from pipeline.codebook import Codebook, load_codebook
from pipeline.evaluate.nextup import useful_reports
from pipeline.project import Project
from pipeline.register import Report, load_register
from pipeline.review.board import LiveBoard
from pipeline.review.people import Person
from pipeline.review.store import Store
from pipeline.review.web.contents import Contents
from pipeline.review.web.livematrix import LiveMatrix
from pipeline.review.web.plans import Plans
from pipeline.review.web.settings import Settings
from pipeline.suggestions import Suggestion, by_report, load_suggestions

T = TypeVar("T")
Stamp = tuple[tuple[int, int], ...]
AT_IT_SECONDS = 600.0  # so long after it was opened a report is left to who opened it


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Codebook, reports and suggestions as the files say; `useful` orders reports by what their coding would teach.

    `stamp` tells the files' states apart.
    """

    codebook: Codebook
    reports: Mapping[str, Report]
    suggestions: Mapping[str, tuple[Suggestion, ...]]
    useful: Mapping[str, float]
    stamp: Stamp


class Room:
    """The open review room, shared by all requests."""

    def __init__(self, project: Project, store: Store, settings: Settings) -> None:
        self.project = project
        self.store = store
        self.settings = settings
        self.params = project.params
        self.live = LiveBoard(store)
        self.contents = Contents(project)
        self.plans = Plans()
        self.matrix = LiveMatrix(project, store, self.live)
        self.rows: dict[Person, dict[str, Any]] = {}  # what `listing` has made, by person and report
        self._lock = Lock()
        self._kept: dict[str, tuple[object, Any]] = {}
        self._portfolio: Portfolio | None = None
        self._at: dict[str, tuple[str, float]] = {}

    def portfolio(self) -> Portfolio:
        """The project's files, read again when one of them has changed. Raises TemakartError when one is faulty."""
        files = (self.project.codebook, self.project.register, self.project.suggestions)
        with self._lock:
            now = stamp(*files)
            if self._portfolio is None or now != self._portfolio.stamp:
                self._portfolio = _read(self.project, now)
            return self._portfolio

    def kept(self, name: str, basis: object, make: Callable[[], T]) -> T:
        """What `make` gave the last time, as long as `basis` is the same."""
        known = self._kept.get(name)
        if known is None or known[0] != basis:
            known = self._kept[name] = (basis, make())
        found: T = known[1]
        return found

    def arrives(self, report_id: str, person: str) -> None:
        """Note that somebody opened a report."""
        with self._lock:
            self._at[report_id] = (person, time.monotonic())

    def leaves(self, report_id: str) -> None:
        """Note that a report was decided, so that nobody is at it."""
        with self._lock:
            self._at.pop(report_id, None)

    def taken(self, person: str) -> set[str]:
        """Reports that somebody else opened a short while ago."""
        since = time.monotonic() - AT_IT_SECONDS
        with self._lock:
            return {report for report, (who, when) in self._at.items() if who != person and when > since}


def stamp(*files: Path) -> Stamp:
    """What changes when one of the files does."""
    return tuple(_stamp(file) for file in files)


def _stamp(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return (0, 0)
    return (found.st_mtime_ns, found.st_size)


def _read(project: Project, now: Stamp) -> Portfolio:
    codebook = load_codebook(project.codebook)
    suggestions = by_report(load_suggestions(project.suggestions))
    reports = {report.report_id: report for report in load_register(project).reports}
    return Portfolio(codebook, reports, suggestions, useful_reports(suggestions), now)
