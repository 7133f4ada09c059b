"""Codes of a project brought in from a file and given out to one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.codebook import load_codebook
from pipeline.errors import Fault, MissingError, UsageError
from pipeline.labels import COLUMNS, Coding, in_force, label_cells, load_labels, save_labels
from pipeline.project import Project
from pipeline.register import load_register
from pipeline.tables import Table, read_table, write_csv


@dataclass(frozen=True, slots=True)
class Moved:
    """How many codings were written, how many were there already, and what was left out."""

    added: int
    known: int
    faults: tuple[Fault, ...]


def add_labels(project: Project, file: Path) -> Moved:
    """Append the codings of `file` that labels.csv does not have. Raises MissingError when there is no such file."""
    if not file.is_file():
        raise MissingError(f"There is no file {file}. Check the path.")
    codebook = load_codebook(project.codebook)
    known = {report.report_id for report in load_register(project).reports}
    old = set(load_labels(project.labels, codebook, known).codings)
    read = load_labels(file, codebook, known)
    new = [coding for coding in dict.fromkeys(read.codings) if coding not in old]
    if new:
        _append(project.labels, new)
    return Moved(len(new), len(read.codings) - len(new), read.faults)


def _append(path: Path, new: Sequence[Coding]) -> None:
    """Every row and column that stands in the file stays as it is, also those that could not be understood."""
    table = read_table(path) if path.is_file() else Table(path.name, COLUMNS, ())
    columns = [*table.columns, *(name for name in COLUMNS if name not in table.columns)]
    write_csv(path.with_suffix(".csv"), columns, [*(row.cells for row in table.rows), *map(label_cells, new)])


def export_in_force(project: Project, out: Path) -> Moved:
    """Write the code in force for each report to `out`; raises UsageError unless it is named .csv."""
    if out.suffix.lower() != ".csv":
        raise UsageError(f"{out.name} is not a CSV file. Name it with .csv at the end.")
    codebook = load_codebook(project.codebook)
    labels = load_labels(project.labels, codebook)
    codes = in_force(labels.codings)
    save_labels(out, codes.values())
    return Moved(len(codes), 0, labels.faults)
