"""All reports of a portfolio to Documents: resumable, only what changed, each file in isolation."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from pipeline.documents import Document, save_document
from pipeline.errors import DiskError
from pipeline.extract.cluster import run_on_cluster
from pipeline.extract.failures import ExtractionError, Reason
from pipeline.extract.hired import Limits
from pipeline.extract.isolate import Crew
from pipeline.extract.ocr import usable_languages
from pipeline.extract.places import Shelf, source_path
from pipeline.extract.reader import VERSION, check_size, read_file
from pipeline.extract.state import Entry, Failure, append_entry, load_entries, locked, save_entries
from pipeline.extract.worker import Notify
from pipeline.files import HALF_WRITTEN, sha256_file, sha256_json
from pipeline.project import ExtractParams
from pipeline.register import Report

Annotate = Callable[[Document], Document]
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class BatchResult:
    """The ids of the reports read now and of those that needed no reading; all reports without a Document."""

    done: tuple[str, ...]
    unchanged: tuple[str, ...]
    failures: tuple[Failure, ...]


@dataclass(frozen=True, slots=True)
class _Task:
    report_id: str
    file: str
    path: Path
    target: Path
    bytes: int
    key: str
    params: ExtractParams
    annotate: Annotate


_Outcome = tuple[_Task, str | DiskError | ExtractionError]


def extract_all(
    reports: Sequence[Report],
    raw: Path,
    out: Path,
    params: ExtractParams,
    *,
    jobs: int,
    annotate: Annotate,
    progress: Progress,
    scheduler: str | None = None,
) -> BatchResult:
    """Read every report under `raw` that changed since the last run and write `out/<report_id>.json`.

    `annotate` must be a top-level function; its `version`, else its module's VERSION, is part of what makes a Document
    out of date. `progress(done, total, report_id)` is called after each report. The same reports give the same bytes
    whatever `jobs` is, on a cluster (`scheduler`: the address of a Dask scheduler) or not, and wherever an earlier run
    was killed.
    """
    names = {report.report_id for report in reports}
    with locked(out):
        run = _Run(Shelf.of(out, names), {}, load_entries(out))
        tasks = [task for report in reports if (task := run.plan(report, raw, params, annotate))]
        run.sweep(names)
        # The largest first: a long scan begun last would keep one core busy and the others waiting.
        tasks.sort(key=lambda task: (-task.bytes, task.report_id))
        with closing(run.outcomes(tasks, params, jobs, scheduler)) as outcomes:
            for task, outcome in outcomes:
                run.record(task, outcome)
                progress(len(run.entries), len(reports), task.report_id)
        save_entries(out, run.entries)
        return run.result({task.report_id for task in tasks})


def _work(task: _Task, notify: Notify) -> str | DiskError:
    """Read a file and write its Document; the hash of what was written, or why the disk did not take it."""
    document = task.annotate(read_file(task.path, task.report_id, task.params, task.file, notify))
    try:
        return save_document(document, task.target)
    except DiskError as error:
        return error


@dataclass(slots=True)
class _Run:
    """One run over a folder: the entries settled so far and those of the run before."""

    shelf: Shelf
    entries: dict[str, Entry]
    before: dict[str, Entry]

    @property
    def out(self) -> Path:
        """The folder for Documents."""
        return self.shelf.out

    @property
    def scratch(self) -> Path:
        """Where the workers' temporary files lie, so that the next run finds what a killed one left."""
        return self.out / ".scratch"

    def plan(self, report: Report, raw: Path, params: ExtractParams, annotate: Annotate) -> _Task | None:
        """The work a report needs; None when its outcome is known already."""
        try:
            target = self.shelf.place(report.report_id)
            path = source_path(raw, report.file)
            check_size(path, params)
            source = sha256_file(path)
        except ExtractionError as error:
            self._fail(report.report_id, report.file, "", error)
            return None
        except OSError as error:
            what = f"«{report.file}» cannot be opened ({error.strerror}). Check its permissions."
            self._fail(report.report_id, report.file, "", ExtractionError("missing", what))
            return None
        key = _key(source, report, params, annotate)
        known = self.before.get(report.report_id)
        if known and known.key == key and _holds(known, target):
            self.entries[report.report_id] = known
            return None
        return _Task(report.report_id, report.file, path, target, path.stat().st_size, key, params, annotate)

    def sweep(self, listed: set[str]) -> None:
        """Remove Documents of reports that are gone or failed, and what a killed run left half-written."""
        for path in filter(_is_ours, self.out.rglob("*.json")):
            name = path.relative_to(self.out).as_posix().removesuffix(".json")
            entry = self.entries.get(name)
            if name not in listed or (entry and entry.failure):
                path.unlink(missing_ok=True)
        self.tidy()

    def tidy(self) -> None:
        """Remove what killed workers, of this run or of one before, left half-written."""
        for path in self.out.rglob(".*.tmp"):
            if HALF_WRITTEN.fullmatch(path.name):
                path.unlink(missing_ok=True)
        shutil.rmtree(self.scratch, ignore_errors=True)

    def outcomes(self, tasks: list[_Task], params: ExtractParams, jobs: int, scheduler: str | None) -> Generator[_Outcome]:
        """Each task with the hash of its Document or the reason it has none; closing it ends the workers."""
        limits = Limits(params.seconds_per_100_pages, params.seconds_per_ocr_page, params.memory_mb)
        crew: Crew[_Task, str | DiskError] = Crew(_work, limits, min(jobs, len(tasks)), self.scratch)
        try:
            yield from run_on_cluster(_work, limits, tasks, scheduler) if scheduler else crew.run(tasks)
        finally:
            self.tidy()

    def record(self, task: _Task, outcome: str | DiskError | ExtractionError) -> None:
        """Store one outcome in the journal: the hash of the Document, which stands already, or why there is none."""
        if isinstance(outcome, DiskError):
            raise outcome
        if isinstance(outcome, ExtractionError):
            task.target.unlink(missing_ok=True)
            self._fail(task.report_id, task.file, task.key, outcome)
        else:
            self.entries[task.report_id] = Entry(task.report_id, task.key, outcome)
        append_entry(self.out, self.entries[task.report_id])

    def result(self, worked: set[str]) -> BatchResult:
        """What to tell the caller."""
        read = sorted(name for name, entry in self.entries.items() if entry.failure is None)
        return BatchResult(
            done=tuple(name for name in read if name in worked),
            unchanged=tuple(name for name in read if name not in worked),
            failures=tuple(entry.failure for _, entry in sorted(self.entries.items()) if entry.failure),
        )

    def _fail(self, report_id: str, file: str, key: str, error: ExtractionError) -> None:
        reason: Reason = error.reason
        self.entries[report_id] = Entry(report_id, key, failure=Failure(report_id, file, reason, error.detail))


def _key(source: str, report: Report, params: ExtractParams, annotate: Annotate) -> str:
    languages = usable_languages(params.ocr_languages) if params.ocr == "auto" else ""
    parts = [
        source,
        report.report_id,
        report.file,
        VERSION,
        params.model_dump(),
        languages,
        _version(annotate),
    ]
    return sha256_json(parts)


def _version(annotate: Annotate) -> str:
    module = sys.modules.get(annotate.__module__)
    return str(getattr(annotate, "version", None) or getattr(module, "VERSION", ""))


def _holds(entry: Entry, target: Path) -> bool:
    if entry.failure:
        return not target.exists()
    return target.is_file() and sha256_file(target) == entry.sha256


def _is_ours(path: Path) -> bool:
    """Whether a file is a Document of ours: a folder given with --out may hold other JSON files."""
    if not path.is_file() or path.is_symlink():
        return False
    with path.open("rb") as file:
        return file.read(64).replace(b"\n", b"").startswith(b'{"schema": ')


def untouched(document: Document) -> Document:
    """The annotation that adds nothing, for files read outside a project."""
    return document
