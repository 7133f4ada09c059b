"""Writing the matrix in every form, all from one count."""

from __future__ import annotations

from pathlib import Path

from pipeline.files import write_atomic
from pipeline.matrix.load import load_edition
from pipeline.matrix.longform import write_longform
from pipeline.matrix.method import method_text
from pipeline.project import Project

NAME = "kunnskapsmatrise"


def publish(project: Project) -> tuple[Path, ...]:
    """Count the portfolio and write the matrix to project.matrix; returns the files written.

    Each file is replaced whole. The same input gives the same bytes.
    """
    from pipeline.matrix.figure import render_png, render_svg
    from pipeline.matrix.intervals import render_intervals
    from pipeline.matrix.page import render_page
    from pipeline.matrix.workbook import render_workbook

    edition = load_edition(project)
    folder = project.matrix
    table = folder / f"{NAME}.csv"
    write_longform(table, edition.matrix)
    forms: dict[Path, str | bytes] = {
        folder / f"{NAME}.xlsx": render_workbook(edition),
        folder / f"{NAME}.html": render_page(edition),
        folder / f"{NAME}.svg": render_svg(edition),
        folder / f"{NAME}.png": render_png(edition),
        folder / "metode.md": method_text(edition),
        folder / "metode.nn.md": method_text(edition, "nn"),
    }
    if edition.matrix.estimates:
        forms |= {folder / f"anslag.{form}": render_intervals(edition, form) for form in ("svg", "png")}
    for path, content in forms.items():
        write_atomic(path, content)
    return (table, *forms)
