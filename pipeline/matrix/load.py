"""A project's files to a Matrix and to what is printed beside it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.audit import load_audit
from pipeline.codebook import Codebook, load_codebook
from pipeline.errors import Fault
from pipeline.grouping.store import in_force as groups_in_force
from pipeline.grouping.store import load_proposals
from pipeline.held_out import load_held_out
from pipeline.labels import in_force, load_labels
from pipeline.matrix.beliefs import Sources
from pipeline.matrix.count import count, recounted
from pipeline.matrix.estimates import audit_size, estimates, settings_of
from pipeline.matrix.fingerprint import UNKNOWN_ORIGIN, Fingerprint, fingerprint_of
from pipeline.matrix.patterns import NO_PATTERNS, Patterns, find_patterns
from pipeline.matrix.values import Failure, Matrix
from pipeline.project import Project
from pipeline.register import load_register
from pipeline.suggestions import load_suggestions
from pipeline.tables import read_table


@dataclass(frozen=True, slots=True)
class Edition:
    """One matrix with the codebook it was counted by, the patterns in it, what it was made from, and a notice if any."""

    matrix: Matrix
    codebook: Codebook
    notice: str = ""
    patterns: Patterns = NO_PATTERNS
    fingerprint: Fingerprint = UNKNOWN_ORIGIN


def load_edition(project: Project, labels: Path | None = None) -> Edition:
    """Count and estimate a project. Missing files count as empty; `labels` are codes to count instead of labels.csv.

    Raises the errors of the files' own readers; rows they leave out are not counted.
    """
    codebook = load_codebook(project.codebook)
    matrix, sources = load_sources(project, labels)
    estimated = estimates(matrix, codebook, sources, settings_of(project.params))
    matrix = replace(matrix, estimates=estimated, audited=audit_size(sources, estimated), drawn=len(sources.sample))
    return Edition(matrix, codebook, _notice(project), find_patterns(matrix), fingerprint_of(project, labels))


def without(edition: Edition, hidden: Collection[str]) -> Edition:
    """The edition as if some reports were not in the register, for people who must not know of their codes.

    Rows, columns and estimates stay: what is estimated is the whole portfolio.
    """
    if not hidden:
        return edition
    kept = tuple(entry for entry in edition.matrix.entries if entry.report_id not in hidden)
    matrix = recounted(edition.matrix, kept, edition.codebook)
    return replace(edition, matrix=matrix, patterns=find_patterns(matrix))


def load_sources(project: Project, labels_file: Path | None = None) -> tuple[Matrix, Sources]:
    """The count without estimates, and what estimates are made from. Raises the errors of the files' own readers."""
    codebook = load_codebook(project.codebook)
    register = load_register(project)
    known = {report.report_id for report in register.reports}
    labels = load_labels(labels_file or project.labels, codebook, known).codings
    suggestions = load_suggestions(project.suggestions)
    groups = groups_in_force(register.reports, load_proposals(project.groups))
    matrix = count(register, in_force(labels), suggestions, codebook, _failures(project), groups)
    return matrix, Sources(suggestions, load_held_out(project.held_out), load_audit(project.audit), labels)


def _failures(project: Project) -> list[Failure]:
    if not project.failures.is_file():
        return []
    rows = read_table(project.failures, required=("report_id", "reason")).rows
    return [Failure(row.get("report_id"), row.get("reason"), row.get("detail")) for row in rows]


def _notice(project: Project) -> str:
    path = project.notice
    return " ".join(path.read_text(encoding="utf-8-sig").split()) if path.is_file() else ""


def project_faults(project: Project) -> tuple[Fault, ...]:
    """What is wrong with rows of the register and the labels; the matrix was counted without them."""
    register = load_register(project)
    known = {report.report_id for report in register.reports}
    return (*register.faults, *load_labels(project.labels, load_codebook(project.codebook), known).faults)
