"""Pure counting: themes × recipients and other groups, coded and suggested apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline.codebook import Codebook
from pipeline.grouping.store import NO_GROUPS, Groups
from pipeline.labels import Coding
from pipeline.matrix.entries import entries as known_of
from pipeline.matrix.values import (
    UNSETTLED,
    Cell,
    Column,
    ColumnKind,
    Entry,
    Failure,
    Matrix,
    Row,
    RowKind,
    Section,
    Standing,
)
from pipeline.matrix.words import BOKMAL, Names
from pipeline.norwegian import order
from pipeline.register import Register, Report
from pipeline.suggestions import Suggestion

GROUPED: tuple[ColumnKind, ...] = ("region", "year", "kind")
STANDINGS: tuple[Standing, ...] = ("coded", "sure", "review", "uncertain")


def count(
    register: Register,
    codings_in_force: Mapping[str, Coding],
    suggestions: Iterable[Suggestion],
    codebook: Codebook,
    failures: Iterable[Failure] = (),
    groups: Groups = NO_GROUPS,
) -> Matrix:
    """Count every report of the register once per row and column it belongs to, and of a group only one report.

    Whether a suggestion is sure, for review or uncertain is the theme's in theme, group and layer rows and the
    recipient's in the row of all reports, so that every row adds up across its columns. An uncertain recipient
    is not settled.
    """
    suggestions, failures = tuple(suggestions), tuple(failures)
    entries = known_of(register, codings_in_force, suggestions, codebook, failures, groups)
    counted = [entry for entry in entries if not entry.counted_with]
    names = Names.of(codebook, BOKMAL)
    sections = _sections(codebook, names)
    rows, columns = _rows(sections, names), _columns(counted, codebook, names)
    known = {report.report_id for report in register.reports}
    named = {*codings_in_force, *(s.report_id for s in suggestions), *(f.report_id for f in failures)}
    labels = {*codebook.theme_ids, *codebook.recipient_ids}
    scarce = {s.label for s in suggestions if s.axis == "theme" and s.confidence == "too_few_examples"}
    return Matrix(
        entries,
        sections,
        rows,
        columns,
        _cells(counted, rows, columns, codebook),
        scarce=tuple(theme for theme in codebook.theme_ids if theme in scarce),
        outside=tuple(sorted(named - known)),
        unknown_labels=tuple(sorted({s.label for s in suggestions} - labels)),
        models=tuple(sorted({s.model for s in suggestions if s.model})),
    )


def recounted(matrix: Matrix, entries: Sequence[Entry], codebook: Codebook) -> Matrix:
    """The same rows and columns with the counts of some of the entries only."""
    counted = [entry for entry in entries if not entry.counted_with]
    return replace(matrix, entries=tuple(entries), cells=_cells(counted, matrix.rows, matrix.columns, codebook))


def year_of(report: Report) -> int | None:
    """The year a report is counted under: the project's last year, else its first."""
    return report.year_to or report.year_from


def _sections(codebook: Codebook, names: Names) -> tuple[Section, ...]:
    """Layers and groups in the order the codebook names them first, a group split where layers differ."""
    themes: dict[tuple[str, str], list[Row]] = {}
    for layer in dict.fromkeys(theme.layer for theme in codebook.themes):
        for theme in codebook.themes:
            if theme.layer == layer:
                themes.setdefault((layer, theme.group), []).append(names.row("theme", theme.id))
    return tuple(
        Section(names.row("layer", layer), names.row("group", group), tuple(rows)) for (layer, group), rows in themes.items()
    )


def _rows(sections: Sequence[Section], names: Names) -> tuple[Row, ...]:
    layers = dict.fromkeys(section.layer for section in sections)
    groups = dict.fromkeys(section.group for section in sections)
    themes = (theme for section in sections for theme in section.themes)
    return (names.row("all", ""), *layers, *groups, *themes)


def _columns(entries: Sequence[Entry], codebook: Codebook, names: Names) -> tuple[Column, ...]:
    gone_through = [entry for entry in entries if entry.standing]
    recipients = [names.column("recipient", entry.id) for entry in codebook.recipients]
    if recipients and any(entry.recipient_id == UNSETTLED for entry in gone_through):
        recipients.append(names.column("recipient", UNSETTLED))
    grouped = [
        names.column(kind, key)
        for kind in GROUPED
        for key in sorted({column_key(entry.report, kind) for entry in entries}, key=_unsettled_last)
    ]
    return (names.column("all", ""), *recipients, *grouped)


def _unsettled_last(key: str) -> tuple[bool, tuple[str, str]]:
    return key == UNSETTLED, order(key)


def column_key(report: Report, kind: ColumnKind) -> str:
    """The key of the region, year or kind that a report is counted under."""
    year = year_of(report)
    keys: Mapping[ColumnKind, str] = {"region": report.region, "year": str(year) if year else UNSETTLED, "kind": report.kind}
    return keys[kind]


Tally = dict[Standing, list[str]]


def _cells(
    entries: Sequence[Entry], rows: Sequence[Row], columns: Sequence[Column], codebook: Codebook
) -> dict[tuple[Row, Column], Cell]:
    row_at = {(row.kind, row.key): row for row in rows}
    column_at = {(column.kind, column.key): column for column in columns}
    tallies: dict[tuple[Row, Column], Tally] = defaultdict(lambda: {standing: [] for standing in STANDINGS})
    for entry in entries:
        standing_in = _standings(entry, codebook)
        for address in _addresses(entry):
            if column := column_at.get(address):
                for row, standing in standing_in.items():
                    tallies[row_at[row], column][standing].append(entry.report_id)
    return {(row, column): _cell(row, column, tally) for (row, column), tally in tallies.items()}


def _cell(row: Row, column: Column, tally: Tally) -> Cell:
    ids: dict[str, tuple[str, ...]] = {standing: tuple(found) for standing, found in tally.items()}
    return Cell(row, column, **ids)


def _addresses(entry: Entry) -> Iterator[tuple[ColumnKind, str]]:
    yield ("all", "")
    yield ("recipient", entry.recipient_id)
    for kind in GROUPED:
        yield (kind, column_key(entry.report, kind))


def _standings(entry: Entry, codebook: Codebook) -> dict[tuple[RowKind, str], Standing]:
    """The rows a report belongs to and how: a group as its strongest theme, all reports as its recipient."""
    found: dict[tuple[RowKind, str], Standing] = {("all", ""): entry.standing} if entry.standing else {}
    theme_of = {theme.id: theme for theme in codebook.themes}
    by_strength = sorted(entry.themes, key=lambda mark: STANDINGS.index(mark.standing))
    for mark in by_strength:
        theme = theme_of[mark.label]
        found["theme", theme.id] = mark.standing
        found.setdefault(("group", theme.group), mark.standing)
        found.setdefault(("layer", theme.layer), mark.standing)
    return found
