"""Codings in and out of the store: each as an event, and annotations/labels.csv written from all that stand.

A coding of a file becomes one event, known again by what it says; so reading the same file again adds nothing, and what
the store itself wrote to a file is not read back as news.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid5

from pydantic import ValidationError

from pipeline.codebook import Codebook
from pipeline.errors import Fault
from pipeline.files import sha256_file
from pipeline.labels import COLUMNS, Coding, LabelRow, Labels, label_cells, label_rows, labels_in
from pipeline.project import Project
from pipeline.register import load_register
from pipeline.review.audit_file import join_sample
from pipeline.review.board import board
from pipeline.review.bodies import Coded, NotCodable
from pipeline.review.events import IMPORT, NAMESPACE, Draft, canonical
from pipeline.review.states import Decision, ReportState, decision
from pipeline.review.store import Store, open_project_store
from pipeline.tables import Row, Table, read_table, write_csv


@dataclass(frozen=True, slots=True)
class Incoming:
    """A decision read from a file; `reason` is why the report could not be coded, else empty."""

    coding: Coding
    comment: str = ""
    reason: str = ""
    extra: dict[str, str] | None = None


@dataclass(frozen=True, slots=True)
class BroughtIn:
    """How many decisions were added, how many were there already, and what was left out."""

    added: int
    known: int
    faults: tuple[Fault, ...] = ()


def as_coding(found: Decision) -> Coding:
    """A decision as a row of labels.csv; only for decisions that hold a code."""
    return Coding(
        found.report_id, found.themes, found.recipient, found.coder, found.coded_at, found.basis, found.codebook_version
    )


def key(coding: Coding, comment: str = "", reason: str = "") -> UUID:
    """The same for codings that say the same, whatever the order of their themes."""
    cells = {**label_cells(coding), "themes": sorted(coding.themes)}
    return uuid5(NAMESPACE, canonical([cells, comment, reason]))


def bring_in(store: Store, found: Sequence[Incoming], name: str, *, by_comment: bool = False) -> BroughtIn:
    """Add the decisions that the store has never held; `name` is the file's, for messages.

    `by_comment` holds two decisions apart that differ in the comment alone, for files that have one.
    """
    held = (decision(event) for event in store.events(kinds=("coded", "restored", "not_codable")))
    known = {key(as_coding(one), one.comment if by_comment else "", one.reason) for one in held}
    drafts: dict[UUID, Draft] = {}
    faults = []
    for one in found:
        identifier = key(one.coding, one.comment, one.reason)
        try:
            if identifier not in known:
                drafts[identifier] = _draft(identifier, one)
        except ValidationError as error:
            faults.append(Fault(name, None, f"a coding of «{one.coding.report_id}» is left out: {error.errors()[0]['msg']}."))
    store.append_all(list(drafts.values()))
    return BroughtIn(len(drafts), len(found) - len(drafts) - len(faults), tuple(faults))


def _draft(identifier: UUID, one: Incoming) -> Draft:
    said = one.coding
    common = {"basis": said.basis, "codebook_version": said.codebook_version, "coder": said.coder, "coded_at": said.coded_at}
    body: Coded | NotCodable = (
        NotCodable.model_validate({**common, "reason": one.reason})
        if one.reason
        else Coded.model_validate(
            {**common, "themes": said.themes, "recipient": said.recipient, "comment": one.comment, "extra": one.extra or {}}
        )
    )
    return Draft(identifier, IMPORT, body, said.report_id)


def open_review(project: Project) -> Store:
    """The project's store, made when it is not there, with what only labels.csv and audit.csv hold.

    Raises StoreError, and FaultyFileError when audit.csv was changed by hand.
    """
    store = open_project_store(project)
    try:
        read_labels(store, project)
        join_sample(store, project)
    except BaseException:
        store.close()
        raise
    return store


def read_labels(store: Store, project: Project) -> BroughtIn:
    """Add the codings of labels.csv that the store does not hold; run when the store is opened for work."""
    if not project.labels.is_file():
        return BroughtIn(0, 0)
    rows = label_rows(read_table(project.labels, required=("report_id", "themes")), _known_reports(project))
    return bring_in(store, [Incoming(row.coding, extra=row.extra) for row in rows], project.labels.name)


def write_labels(store: Store, project: Project) -> BroughtIn:
    """Write every coding that stands to labels.csv, after adding to the store what only labels.csv holds.

    Reports that cannot be coded have no row. Columns temakart does not know are kept, with the file's own content. The
    same store gives the same bytes.
    """
    path = project.labels
    while True:
        before = sha256_file(path) if path.is_file() else None
        outcome = read_labels(store, project)
        table = read_table(path) if path.is_file() else Table(path.name, COLUMNS, ())
        columns, rows = labels_table(store, table, _known_reports(project))
        # Somebody may have added rows in the meantime; they are read in before anything is written over them.
        if before == (sha256_file(path) if path.is_file() else None):
            write_csv(path.with_suffix(".csv"), columns, rows)
            return BroughtIn(outcome.added, len(rows), outcome.faults)


def write_codes_of_now(store: Store, project: Project, path: Path) -> None:
    """Write to `path` what `write_labels` would write to labels.csv, and leave labels.csv as it is."""
    table = read_table(project.labels) if project.labels.is_file() else Table(project.labels.name, COLUMNS, ())
    write_csv(path, *labels_table(store, table, _known_reports(project)))


def labels_table(store: Store, table: Table, known: Collection[str] | None) -> tuple[list[str], list[dict[str, str]]]:
    """The columns and rows of labels.csv: every standing coding, and the rows of `table` that name no report."""
    written = {key(row.coding): row for row in label_rows(table, known)}
    extras = _extras(store)
    rows = []
    for found in standing_codes(board(store.events()).states.values()):
        row: LabelRow | None = written.get(key(as_coding(found)))
        rows.append({**extras.get(found.event, {}), **(row.extra if row else {}), **label_cells(as_coding(found))})
    rows += [row.cells for row in table.rows if not row.get("report_id")]
    unknown = {name for row in rows for name in row} | set(table.columns)
    return [*COLUMNS, *sorted(unknown - set(COLUMNS))], rows


def labels_of(states: Iterable[ReportState], codebook: Codebook, known: Collection[str]) -> Labels:
    """What labels.csv says as soon as it is written from the store, read by the codebook; nothing is written."""
    cells = [label_cells(as_coding(found)) for found in standing_codes(states)]
    return labels_in(Table("the review store", COLUMNS, tuple(Row(0, one) for one in cells)), codebook, known)


def standing_codes(states: Iterable[ReportState]) -> list[Decision]:
    """Every standing coding of reports that can be coded, by report and time; those of one time in the order made."""
    codes: Iterable[Decision] = (
        found for state in states if state.in_force and state.in_force.codable for found in state.decisions if found.codable
    )
    return sorted(codes, key=lambda found: (found.report_id, found.coded_at, found.seq))


def _extras(store: Store) -> dict[UUID, dict[str, str]]:
    return {event.id: event.body.extra for event in store.events(kinds=("coded",)) if isinstance(event.body, Coded)}


def _known_reports(project: Project) -> set[str]:
    return {report.report_id for report in load_register(project).reports}
