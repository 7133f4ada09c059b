"""Writing the matrix in every form, all from one count."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pipeline.files import sha256_file, write_atomic, write_json
from pipeline.matrix.load import Edition, load_edition
from pipeline.matrix.longform import write_longform
from pipeline.matrix.method import method_text
from pipeline.project import Project

NAME = "kunnskapsmatrise"
EDITION = "edition.json"


def publish(project: Project, folder: Path | None = None) -> tuple[Path, ...]:
    """Count and estimate the portfolio and write the matrix to `folder`, else to project.matrix; returns the files written."""
    return write_edition(load_edition(project), folder or project.matrix)


def write_edition(edition: Edition, target: Path) -> tuple[Path, ...]:
    """Write a matrix in every form to a folder; returns the files written.

    Each file is replaced whole. The same input gives the same bytes. The last file, edition.json, says what the others were
    made from, and their hashes.
    """
    table = target / f"{NAME}.csv"
    write_longform(table, edition)
    forms = _forms(edition)
    for name, content in forms.items():
        write_atomic(target / name, content)
    written = (table, *(target / name for name in forms))
    hashes = {path.name: sha256_file(path) for path in sorted(written)}
    write_json(target / EDITION, {**edition.fingerprint.as_json(), "files": hashes})
    return (*written, target / EDITION)


def _forms(edition: Edition) -> Mapping[str, str | bytes]:
    from pipeline.matrix.figure import render_png, render_svg
    from pipeline.matrix.intervals import render_intervals
    from pipeline.matrix.page import render_page
    from pipeline.matrix.workbook import render_workbook

    forms: dict[str, str | bytes] = {
        f"{NAME}.xlsx": render_workbook(edition),
        f"{NAME}.html": render_page(edition),
        f"{NAME}.nn.html": render_page(edition, "nn"),
        f"{NAME}.svg": render_svg(edition),
        f"{NAME}.png": render_png(edition),
        "metode.md": method_text(edition),
        "metode.nn.md": method_text(edition, "nn"),
    }
    if edition.matrix.estimates:
        forms |= {f"anslag.{form}": render_intervals(edition, form) for form in ("svg", "png")}
    return forms
