"""Pages of a PDF as pictures, drawn in a worker process with limits and kept under .temakart/pages."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore, Lock
from typing import Any

from pipeline.errors import MissingError
from pipeline.extract.failures import ExtractionError
from pipeline.extract.hired import Limits
from pipeline.extract.isolate import Crew
from pipeline.extract.worker import Notify
from pipeline.files import sha256_json, write_atomic, write_json
from pipeline.project import Params, Project
from pipeline.register import Report

AHEAD = 8  # pages drawn at once: starting a worker takes longer than drawing a page
MOST_PIXELS = 2600  # along the longer side, whatever size the page claims
CREWS = BoundedSemaphore(2)
_locks: dict[Path, Lock] = {}
_locks_lock = Lock()


@dataclass(frozen=True, slots=True)
class Task:
    """Which pages of which file to draw; numbers count from 0."""

    path: Path
    first: int
    dpi: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """Width and height in points of every page of the file, and JPEGs of the pages asked for."""

    sizes: tuple[tuple[float, float], ...]
    pictures: tuple[bytes, ...]


def draw(task: Task, notify: Notify) -> Drawn:
    """Draw pages; runs in the worker."""
    import pypdfium2

    with pypdfium2.PdfDocument(task.path) as pdf:
        sizes = tuple(pdf.get_page_size(index) for index in range(len(pdf)))
        pictures = tuple(_picture(pdf[index], task.dpi) for index in range(task.first, min(task.first + AHEAD, len(pdf))))
    return Drawn(sizes, pictures)


def _picture(page: Any, dpi: int) -> bytes:
    scale = min(dpi / 72, MOST_PIXELS / max(*page.get_size(), 1.0))
    buffer = io.BytesIO()
    page.render(scale=scale).to_pil().convert("RGB").save(buffer, "JPEG", quality=78, optimize=True)
    page.close()
    return buffer.getvalue()


def page_picture(project: Project, report: Report, number: int) -> bytes:
    """The JPEG of a page, numbers from 1. Raises MissingError or ExtractionError when there is none."""
    folder, params = _folder(project, report), project.params
    picture = folder / f"{number}.jpg"
    with _lock(folder):
        sizes = folder / "sizes.json"
        known = len(json.loads(sizes.read_text(encoding="utf-8"))) if sizes.is_file() else number
        if 1 <= number <= known and not picture.is_file():
            _draw_into(folder, project.raw / report.file, number, params)
    if not picture.is_file():
        raise MissingError(f"«{report.report_id}» has no page {number}.")
    return picture.read_bytes()


def page_sizes(project: Project, report: Report) -> Sequence[tuple[float, float]]:
    """Width and height of every page in points. Raises as `page_picture`."""
    folder = _folder(project, report)
    with _lock(folder):
        if not (folder / "sizes.json").is_file():
            _draw_into(folder, project.raw / report.file, 1, project.params)
        found: list[tuple[float, float]] = json.loads((folder / "sizes.json").read_text(encoding="utf-8"))
    return found


def has_pictures(project: Project, report: Report) -> bool:
    """Whether the report is a PDF that is there."""
    return report.file.lower().endswith(".pdf") and (project.raw / report.file).is_file()


def _folder(project: Project, report: Report) -> Path:
    if not has_pictures(project, report):
        raise MissingError(f"«{report.report_id}» has no pictures of its pages.")
    found = (project.raw / report.file).stat()
    name = sha256_json([report.file, found.st_mtime_ns, found.st_size, project.params.review.page_dpi])[:24]
    return project.state / "pages" / name


def _lock(folder: Path) -> Lock:
    with _locks_lock:
        return _locks.setdefault(folder, Lock())


def _draw_into(folder: Path, path: Path, number: int, params: Params) -> None:
    seconds = params.review.page_seconds
    crew: Crew[Task, Drawn] = Crew(draw, Limits(seconds, 0, params.extract.memory_mb, least_seconds=seconds), 1)
    with CREWS:
        outcome = next(iter(crew.run([Task(path, number - 1, params.review.page_dpi)])))[1]
    if isinstance(outcome, ExtractionError):
        raise outcome
    for at, picture in enumerate(outcome.pictures, number):
        write_atomic(folder / f"{at}.jpg", picture)
    write_json(folder / "sizes.json", outcome.sizes)
