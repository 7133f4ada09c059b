"""What the page's script needs beside what is printed: the reports that are counted and the labels by id."""

from __future__ import annotations

from typing import Any

from pipeline.matrix.basis import BASES, BASIS_OF, Basis
from pipeline.matrix.count import year_of
from pipeline.matrix.fates import source_of
from pipeline.matrix.load import Edition
from pipeline.matrix.longform import column_id, row_id
from pipeline.matrix.pageestimates import FIGURE_SHARE
from pipeline.matrix.values import Column, Entry, Mark, Matrix, Row, Standing
from pipeline.norwegian import probability, sentence
from pipeline.words import Words

STANDINGS: tuple[Standing, ...] = ("coded", "sure", "review", "uncertain")
FILTERED = ("region", "year", "kind")


def page_data(edition: Edition, t: Words, shades: int, reports_at: str = "") -> dict[str, Any]:
    """The data as the page embeds it; `reports_at` is the address that a report's id is added to, where there is one."""
    matrix = edition.matrix
    counted = (*matrix.with_status("coded"), *matrix.with_status("suggested"))
    audited = edition.sources.drawn_and_coded if matrix.audited else frozenset()
    columns = (*matrix.columns_of("recipient"), matrix.total)
    return {
        **({"address": reports_at} if reports_at else {}),
        "rows": {row_id(row): row.label for row in (*matrix.themes, matrix.everything)},
        "columns": {column_id(column): column.label for column in columns},
        "held": {address(row): [theme.key for theme in themes_in(matrix, row)] for row in matrix.rows},
        "audited": matrix.audited,
        "standings": {standing: t(f"standing.{standing}") for standing in STANDINGS},
        "kinds": {kind: t(f"column.{kind}").lower() for kind in FILTERED},
        "texts": {**t.section("count"), **t.section("script")},
        "shades": shades,
        "figureShare": FIGURE_SHARE,
        "bases": [_basis(basis, t) for basis in BASES],
        "basisOf": {standing: basis.name for standing, basis in BASIS_OF.items()},
        "reports": [_report(entry, t, bool(edition.codebook.recipients), entry.report_id in audited) for entry in counted],
    }


def address(line: Row | Column) -> str:
    """How the page names a row or a column: its kind and its id."""
    return f"{line.kind} {row_id(line) if isinstance(line, Row) else column_id(line)}"


def themes_in(matrix: Matrix, row: Row) -> tuple[Row, ...]:
    """The themes of a theme group or a layer, a theme itself; none for all reports."""
    if row.kind == "theme":
        return (row,)
    return tuple(theme for section in matrix.sections if row in (section.group, section.layer) for theme in section.themes)


def _basis(basis: Basis, t: Words) -> dict[str, str]:
    signs = {"name": basis.name, "tint": basis.tint, "before": basis.before, "after": basis.after}
    return {**signs, "spoken": basis.said("spoken", t), "counted": basis.said("counted", t)}


def _report(entry: Entry, t: Words, has_recipients: bool, audited: bool) -> dict[str, Any]:
    report, year = entry.report, year_of(entry.report)
    recipient = column_id(Column("recipient", entry.recipient_id, "")) if has_recipients else ""
    told = {
        "id": report.report_id,
        "title": report.title,
        "grantee": report.grantee,
        "region": report.region,
        "year": str(year) if year else "",
        "kind": report.kind,
        "basis": BASIS_OF[entry.standing].name if entry.standing else "",
        "source": sentence(source_of(entry, t)),
        "recipient": recipient,
        "reason": entry.recipient.reason_in(t.form) if entry.recipient else "",
        "themes": [_mark(mark) for mark in entry.themes],
    }
    return {**told, "audited": True} if audited else told


def _mark(mark: Mark) -> dict[str, Any]:
    chance = "" if mark.probability is None else probability(mark.probability)
    return {
        "id": mark.label,
        "standing": mark.standing,
        "probability": chance,
        "page": mark.page,
        "evidence": mark.evidence,
    }
