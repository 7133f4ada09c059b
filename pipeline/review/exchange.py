"""Codes of a project in and out of files, whether or not anybody has reviewed yet."""

from __future__ import annotations

from pathlib import Path

from pipeline.errors import UsageError
from pipeline.labelling import add_labels
from pipeline.labelling import export_in_force as from_labels
from pipeline.project import Project
from pipeline.review.audit_file import join_sample
from pipeline.review.codings import BroughtIn, open_review, read_labels, write_labels
from pipeline.review.labelstudio import read_tasks, write_tasks
from pipeline.review.store import existing_store, has_store


def import_file(project: Project, file: Path) -> BroughtIn:
    """Add the codings of a table, or of Label Studio's tasks where the file is named .json."""
    if file.suffix.lower() == ".json":
        with open_review(project) as store:
            outcome = read_tasks(store, project, file)
            write_labels(store, project)
            return outcome
    moved = add_labels(project, file)
    if has_store(project):
        with existing_store(project) as store:
            read_labels(store, project)
    return BroughtIn(moved.added, moved.known, moved.faults)


def export_labels(project: Project) -> BroughtIn:
    """Write labels.csv from the store, and what audit.csv lacks. Raises MissingError when nobody has reviewed yet."""
    with existing_store(project) as store:
        join_sample(store, project)
        return write_labels(store, project)


def export_in_force(project: Project, out: Path) -> BroughtIn:
    """Write the code in force for each report to `out`, by what the store says now. Raises UsageError unless it is a .csv."""
    if out.suffix.lower() == ".csv" and has_store(project):
        export_labels(project)
    moved = from_labels(project, out)
    return BroughtIn(0, moved.added, moved.faults)


def export_tasks(project: Project, out: Path) -> int:
    """Write tasks for Label Studio; returns how many. Raises UsageError unless the file is named .json."""
    if out.suffix.lower() != ".json":
        raise UsageError(f"{out.name} is not a JSON file. Name it with .json at the end.")
    with open_review(project) as store:
        return write_tasks(store, project, out)
