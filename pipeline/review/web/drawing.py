"""Pages of a PDF as pictures, drawn in a worker process with limits and kept under .temakart/pages."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
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
from pipeline.project import Project
from pipeline.register import Report
from pipeline.review.web.contents import open_document
from pipeline.review.web.covering import Held, cover, held_numbers

AHEAD = 8  # pages drawn at once: starting a worker takes longer than drawing a page
MOST_PIXELS = 2600  # along the longer side, whatever size the page claims
COVERED = 1  # the rules of covering; another number draws all pages anew
CREWS = BoundedSemaphore(2)
_locks: dict[Path, Lock] = {}
_locks_lock = Lock()


@dataclass(frozen=True, slots=True)
class Task:
    """Which pages of which file to draw, counted from 0, and the identity numbers to cover, by page number from 1."""

    path: Path
    first: int
    dpi: int
    held: Mapping[int, tuple[Held, ...]]


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
        ahead = range(task.first, min(task.first + AHEAD, len(pdf)))
        pictures = tuple(_picture(pdf[index], task.dpi, task.held.get(index + 1, ())) for index in ahead)
    return Drawn(sizes, pictures)


def _picture(page: Any, dpi: int, held: Sequence[Held]) -> bytes:
    scale = min(dpi / 72, MOST_PIXELS / max(*page.get_size(), 1.0))
    buffer = io.BytesIO()
    bitmap = page.render(scale=scale)
    picture = bitmap.to_pil().convert("RGB")
    cover(picture, page, bitmap.get_posconv(page).to_bitmap, held)
    picture.save(buffer, "JPEG", quality=78, optimize=True)
    page.close()
    return buffer.getvalue()


def page_picture(project: Project, report: Report, number: int) -> bytes:
    """The JPEG of a page, numbers from 1. Raises MissingError or ExtractionError when there is none."""
    folder = _folder(project, report)
    picture = folder / f"{number}.jpg"
    with _lock(folder):
        sizes = folder / "sizes.json"
        known = len(json.loads(sizes.read_text(encoding="utf-8"))) if sizes.is_file() else number
        if 1 <= number <= known and not picture.is_file():
            _draw_into(folder, project, report, number)
    if not picture.is_file():
        raise MissingError(f"«{report.report_id}» has no page {number}.")
    return picture.read_bytes()


def page_sizes(project: Project, report: Report) -> Sequence[tuple[float, float]]:
    """Width and height of every page in points. Raises as `page_picture`."""
    folder = _folder(project, report)
    with _lock(folder):
        if not (folder / "sizes.json").is_file():
            _draw_into(folder, project, report, 1)
        found: list[tuple[float, float]] = json.loads((folder / "sizes.json").read_text(encoding="utf-8"))
    return found


def has_pictures(project: Project, report: Report) -> bool:
    """Whether the report is a PDF that is there."""
    return report.file.lower().endswith(".pdf") and (project.raw / report.file).is_file()


def _folder(project: Project, report: Report) -> Path:
    if not has_pictures(project, report):
        raise MissingError(f"«{report.report_id}» has no pictures of its pages.")
    # What is covered comes of the file and of what was read in it: a page drawn before either changed is not shown.
    stamps = [_stamp(project.raw / report.file), _stamp(project.document(report.report_id))]
    name = sha256_json([COVERED, report.file, *stamps, project.params.review.page_dpi])[:24]
    return project.state / "pages" / name


def _stamp(path: Path) -> tuple[int, int]:
    found = path.stat() if path.is_file() else None
    return (found.st_mtime_ns, found.st_size) if found else (0, 0)


def _lock(folder: Path) -> Lock:
    with _locks_lock:
        return _locks.setdefault(folder, Lock())


def _draw_into(folder: Path, project: Project, report: Report, number: int) -> None:
    params, seconds = project.params, project.params.review.page_seconds
    held = held_numbers(open_document(project, report.report_id))
    task = Task(project.raw / report.file, number - 1, params.review.page_dpi, held)
    crew: Crew[Task, Drawn] = Crew(draw, Limits(seconds, 0, params.extract.memory_mb, least_seconds=seconds), 1)
    with CREWS:
        outcome = next(iter(crew.run([task])))[1]
    if isinstance(outcome, ExtractionError):
        raise outcome
    for at, picture in enumerate(outcome.pictures, number):
        write_atomic(folder / f"{at}.jpg", picture)
    write_json(folder / "sizes.json", outcome.sizes)
