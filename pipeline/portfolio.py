"""Extraction of a project's reports, or of any files, with the language of every page."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pipeline.documents import Document, load_document
from pipeline.errors import Fault, UsageError
from pipeline.extract import BatchResult, ExtractionError, Failure, extract_all
from pipeline.files import write_atomic
from pipeline.grouping.refresh import refresh
from pipeline.language.annotate import annotate_language
from pipeline.language.boilerplate import Marks, load_shared
from pipeline.project import ExtractParams, Project
from pipeline.register import KINDS_READ, Report, load_register

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Extraction:
    """What became of the reports, and faults in the register."""

    read: int
    unchanged: int
    failures: tuple[Failure, ...]
    faults: tuple[Fault, ...]
    listed_in: str
    open_groups: int = 0

    @property
    def incomplete(self) -> bool:
        """Whether some input was left out."""
        return bool(self.failures or self.faults)

    def sentence(self) -> str:
        """The outcome for a person."""
        failed = f" {len(self.failures)} could not be read; see {self.listed_in}." if self.failures else ""
        return f"{self.read} reports read, {self.unchanged} unchanged.{failed}{self._about_groups()}"

    def _about_groups(self) -> str:
        if not self.open_groups:
            return ""
        seem = "1 group of reports seems" if self.open_groups == 1 else f"{self.open_groups} groups of reports seem"
        return (
            f"\n{seem} to be the same report, or reports of one project, and will be counted once. "
            "See them with `temakart register groups`."
        )

    def as_json(self) -> dict[str, Any]:
        """The outcome for a program."""
        failures = [
            {"report_id": failure.report_id, "file": failure.file, "reason": failure.reason, "detail": failure.detail}
            for failure in self.failures
        ]
        return {
            "read": self.read,
            "unchanged": self.unchanged,
            "failures": failures,
            "faults": [str(fault) for fault in self.faults],
            "open_groups": self.open_groups,
        }


def extract_project(
    project: Project, *, out: Path | None = None, jobs: int, progress: Progress, scheduler: str | None = None
) -> Extraction:
    """Read every report of the register that changed, then find what reports share and which of them are one.

    Raises UsageError when there is nothing to read.
    """
    register = load_register(project)
    if not register.reports:
        raise UsageError(
            f"There are no reports. Put PDF, DOCX or TXT files in {project.raw}, and list them in {project.register} "
            "if you know their titles and grantees."
        )
    folder = out or project.text
    result = _run(register.reports, project.raw, folder, project.params.extract, jobs, progress, scheduler)
    groups = refresh(register.reports, folder, project.params.language.boilerplate_reports)
    return replace(_outcome(result, register.faults, folder), open_groups=len(groups))


def extract_paths(
    paths: Sequence[Path], out: Path, *, jobs: int, progress: Progress, scheduler: str | None = None
) -> Extraction:
    """Read files and folders to `out`/<path>.json, paths relative to the folder they all lie in.

    Raises UsageError when a path does not exist or no readable file is found.
    """
    missing = [path for path in paths if not path.exists()]
    if missing:
        raise UsageError(f"{missing[0]} does not exist. Check the path.")
    base = _common_folder(paths)
    files = sorted({file for path in paths for file in _files(path)})
    if not files:
        raise UsageError(f"There is no PDF, DOCX or TXT file in {', '.join(str(path) for path in paths)}.")
    names = [file.relative_to(base).as_posix() for file in files]
    reports = [Report(report_id=name, file=name) for name in names]
    return _outcome(_run(reports, base, out, ExtractParams(), jobs, progress, scheduler), (), out)


def read_one(path: Path, params: ExtractParams) -> Document:
    """Read a single file, in a worker process like any other, or a Document that `temakart extract` wrote.

    Raises UsageError when it does not exist and ExtractionError when it cannot be read.
    """
    if not path.is_file():
        raise UsageError(f"{path} does not exist. Check the path.")
    if path.suffix.lower() == ".json":
        return load_document(path)
    with TemporaryDirectory() as folder:
        out = Path(folder)
        result = _run([Report(path.name, path.name)], path.resolve().parent, out, params, 1, lambda done, total: None)
        if result.failures:
            failure = result.failures[0]
            raise ExtractionError(failure.reason, f"{path.name}: {failure.detail}")
        return load_document(out / f"{path.name}.json")


def inspect_report(path: Path, out: Path | None, project: Project | None = None) -> Path:
    """Write an HTML page with each page of a file beside what was read of it; returns where it lies.

    Within a project the page also shows what the file shares with its reports.

    Raises UsageError when the file does not exist and ExtractionError when it cannot be read.
    """
    from pipeline.extract.inspect import inspect_file

    if not path.is_file():
        raise UsageError(f"{path} is not a file. Check the path.")
    name = f"{path.name}.inspect.html"
    target = out / name if out and out.is_dir() else out or Path(name)
    known = project is not None and project.boilerplate.is_file()
    passages = load_shared(project.boilerplate) if project and known else ()
    params = project.params.extract if project else ExtractParams()
    write_atomic(target, inspect_file(path.resolve(), params, Marks.of(passages)))
    return target


def _common_folder(paths: Sequence[Path]) -> Path:
    folders = [path.resolve() if path.is_dir() else path.resolve().parent for path in paths]
    return Path(os.path.commonpath(folders))


def _files(path: Path) -> list[Path]:
    resolved = path.resolve()
    if resolved.is_file():
        return [resolved]
    return [file for file in resolved.rglob("*") if file.is_file() and file.suffix.lower() in KINDS_READ]


def _run(
    reports: Sequence[Report],
    raw: Path,
    out: Path,
    params: ExtractParams,
    jobs: int,
    progress: Progress,
    scheduler: str | None = None,
) -> BatchResult:
    return extract_all(
        reports,
        raw.resolve(),
        out.resolve(),
        params,
        jobs=jobs or os.cpu_count() or 1,
        annotate=annotate_language,
        progress=lambda done, total, report_id: progress(done, total),
        scheduler=scheduler,
    )


def _outcome(result: BatchResult, faults: tuple[Fault, ...], folder: Path) -> Extraction:
    return Extraction(len(result.done), len(result.unchanged), result.failures, faults, str(folder / "failures.csv"))
