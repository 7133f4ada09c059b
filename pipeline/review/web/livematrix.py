"""The matrix of this moment: counted and estimated beside the reviewing, and kept until what it rests on has changed."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock, Thread

from pipeline.errors import TemakartError
from pipeline.extract.failures import ExtractionError
from pipeline.extract.hired import Limits
from pipeline.extract.isolate import Crew
from pipeline.extract.worker import Notify
from pipeline.files import sha256_json
from pipeline.matrix.load import Edition, load_edition
from pipeline.project import Project
from pipeline.review.board import LiveBoard
from pipeline.review.codings import standing_codes, write_codes_of_now
from pipeline.review.running import NICER
from pipeline.review.store import Store

SECONDS, MEMORY_MB = 1800.0, 8192
AGAIN_SECONDS = 60.0  # so long after a failure it is tried again
FILES = ("codebook", "register", "labels", "suggestions", "audit", "groups", "failures", "held_out", "notice", "params_file")


@dataclass(frozen=True, slots=True)
class Task:
    """A project, and the file with the codes of this moment."""

    root: Path
    labels: Path


@dataclass(frozen=True, slots=True)
class Look:
    """The newest edition and when it was made; `fresh` where nothing has changed since, `failed` why there is no newer one."""

    edition: Edition | None
    made: str
    fresh: bool
    failed: str


def edition_of(task: Task, _notify: Notify) -> Edition | str:
    """Count and estimate; runs in a worker that gives way to others. A sentence where a file is faulty."""
    os.nice(NICER)
    try:
        return load_edition(Project(task.root), task.labels)
    except TemakartError as error:
        return str(error)


class LiveMatrix:
    """One edition at a time, made in the background; threads may share it."""

    def __init__(self, project: Project, store: Store, live: LiveBoard) -> None:
        self._project, self._store, self._live = project, store, live
        self._lock = Lock()
        self._busy = False
        self._basis = self._tried = ""
        self._tried_at = 0.0
        self._look = Look(None, "", False, "")

    def now(self) -> Look:
        """What there is; where it rests on something that has changed, a newer edition is begun. Returns at once."""
        basis = self._rests_on()
        with self._lock:
            if basis == self._basis:
                return self._look
            again = basis != self._tried or time.monotonic() > self._tried_at + AGAIN_SECONDS
            if not self._busy and again:
                self._busy, self._tried = True, basis
                Thread(target=self._make, args=(basis,), daemon=True, name="matrix").start()
            look = self._look
        return Look(look.edition, look.made, False, "" if self._busy else look.failed)

    def _rests_on(self) -> str:
        """A hash of the codes that stand and of when each file was written."""
        standing = [str(one.event) for one in standing_codes(self._live.now().states.values())]
        return sha256_json([standing, list(self._stamps())])

    def _stamps(self) -> Iterator[tuple[int, int]]:
        for name in FILES:
            try:
                found = Path(getattr(self._project, name)).stat()
                yield found.st_mtime_ns, found.st_size
            except OSError:
                yield 0, 0

    def _make(self, basis: str) -> None:
        made = datetime.now(UTC).isoformat(timespec="seconds")
        try:
            outcome = self._edition()
        except (TemakartError, OSError) as error:
            outcome = str(error)
        with self._lock:
            self._busy, self._tried_at = False, time.monotonic()
            if isinstance(outcome, str):
                self._look = Look(self._look.edition, self._look.made, False, outcome)
            else:
                self._basis, self._look = basis, Look(outcome, made, True, "")

    def _edition(self) -> Edition | str:
        labels = self._project.state / "live" / "labels.csv"
        write_codes_of_now(self._store, self._project, labels)
        crew: Crew[Task, Edition | str] = Crew(edition_of, Limits(SECONDS, 0, MEMORY_MB, least_seconds=SECONDS), 1)
        outcome = next(iter(crew.run([Task(self._project.root, labels)])))[1]
        return str(outcome) if isinstance(outcome, ExtractionError) else outcome
