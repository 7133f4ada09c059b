"""A project's files to a Matrix and to what is printed beside it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.audit import load_audit
from pipeline.codebook import Codebook, load_codebook
from pipeline.grouping.store import in_force as groups_in_force
from pipeline.grouping.store import load_proposals
from pipeline.held_out import load_held_out
from pipeline.labels import Coding, Labels, in_force, load_labels
from pipeline.matrix.beliefs import NO_SOURCES, Sources
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
    sources: Sources = NO_SOURCES


@dataclass(frozen=True, slots=True)
class Counted:
    """A project without estimates: the count, the codebook it was counted by, and what estimates are made from."""

    matrix: Matrix
    codebook: Codebook
    sources: Sources


def load_edition(project: Project, labels: Path | None = None) -> Edition:
    """Count and estimate a project; `labels` are codes to count instead of labels.csv.

    Raises the errors of the files' own readers.
    """
    counted = load_count(project, labels=labels)
    matrix, codebook, sources = counted.matrix, counted.codebook, counted.sources
    estimated = estimates(matrix, codebook, sources, settings_of(project.params))
    matrix = replace(matrix, estimates=estimated, audited=audit_size(sources, estimated), drawn=len(sources.sample))
    made_from = fingerprint_of(project, codebook.version, labels)
    return Edition(matrix, codebook, _notice(project), find_patterns(matrix), made_from, sources)


def without(edition: Edition, hidden: Collection[str]) -> Edition:
    """The edition as if some reports were not in the register, for people who must not know of their codes.

    Rows, columns and estimates stay: what is estimated is the whole portfolio.
    """
    if not hidden:
        return edition
    kept = tuple(entry for entry in edition.matrix.entries if entry.report_id not in hidden)
    matrix = recounted(edition.matrix, kept, edition.codebook)
    return replace(edition, matrix=matrix, patterns=find_patterns(matrix))


def load_count(project: Project, codings: Sequence[Coding] | None = None, labels: Path | None = None) -> Counted:
    """Count a project, each file read once; `codings`, or those of the file `labels`, take the place of labels.csv.

    Rows at fault are left out and named. Missing files count as empty. Raises the errors of the files' own readers.
    """
    codebook, register = load_codebook(project.codebook), load_register(project)
    known = {report.report_id for report in register.reports}
    read = load_labels(labels or project.labels, codebook, known) if codings is None else Labels(tuple(codings), ())
    suggestions = load_suggestions(project.suggestions)
    groups = groups_in_force(register.reports, load_proposals(project.groups))
    matrix = count(register, in_force(read.codings), suggestions, codebook, _failures(project), groups)
    audit, held_out = load_audit(project.audit), load_held_out(project.held_out)
    faults = (*register.faults, *read.faults)
    return Counted(matrix, codebook, Sources(suggestions, held_out, audit, read.codings, faults))


def _failures(project: Project) -> list[Failure]:
    if not project.failures.is_file():
        return []
    rows = read_table(project.failures, required=("report_id", "reason")).rows
    return [Failure(row.get("report_id"), row.get("reason"), row.get("detail")) for row in rows]


def _notice(project: Project) -> str:
    path = project.notice
    return " ".join(path.read_text(encoding="utf-8-sig").split()) if path.is_file() else ""
