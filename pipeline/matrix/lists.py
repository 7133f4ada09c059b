"""The workbook's lists: themes, recipients, reports, suggestions and the method."""

from __future__ import annotations

from pipeline.matrix.basis import nothing_coded
from pipeline.matrix.count import year_of
from pipeline.matrix.fates import source_of
from pipeline.matrix.load import Edition
from pipeline.matrix.method import method_lines, method_text
from pipeline.matrix.sheet import LINE_POINTS, Field, Sheet, lines_of
from pipeline.matrix.values import Count, Entry, Mark, Matrix, Row
from pipeline.matrix.words import BOKMAL
from pipeline.norwegian import number as whole
from pipeline.norwegian import probability

METHOD_WIDTH, NOTE_WIDTH = 120, 120
NOT_PREVALENCE = (
    "Andelen gjelder bare rapportene som mennesker har kodet. De er ikke nødvendigvis et tilfeldig utvalg, "
    "så andelen sier ikke hvor vanlig temaet er i hele porteføljen."
)
Value = str | int | float | None
NUMBERS = (
    Field("Kodet", 10, "whole"),
    Field("Foreslått", 11, "whole"),
    Field("Herav sikre", 10, "whole"),
    Field("Herav bør leses", 11, "whole"),
    Field("Usikkert (for få eksempler)", 12, "whole"),
)
APART = "«Usikkert» er forslag der det er for få kodede eksempler. De bygger mest på kodeboken og er ikke med i «Foreslått»."


def write_themes(sheet: Sheet, edition: Edition) -> None:
    """One row a theme, then the theme groups and layers with each report counted once."""
    matrix = edition.matrix
    about = {theme.id: theme for theme in edition.codebook.themes}
    coded = matrix.count(matrix.everything, matrix.total).coded
    rows: list[list[Value]] = []
    for section in matrix.sections:
        for theme in section.themes:
            numbers = _numbers(matrix, theme)
            shares = [matrix.count(theme, matrix.total).coded / coded] if coded else []
            about_it = about[theme.key].definition
            rows.append([theme.label, section.group.label, section.layer.label, *numbers, *shares, about_it])
    fields = (
        Field("Tema", 44, "wrap"),
        Field("Temagruppe", 26, "wrap"),
        Field("Lag", 20, "wrap"),
        *_fields(matrix),
        *([Field(f"Andel av de {whole(coded)} kodede – ikke et anslag for alle", 18, "share")] if coded else []),
        Field("Hva temaet omfatter", 80, "wrap"),
    )
    sheet.put(0, 0, "Tema", "title")
    sheet.raw.set_row(0, 24)
    top = sheet.paragraphs(1, [nothing_coded(matrix)], 7, width=NOTE_WIDTH, style="notice")
    top = sheet.paragraphs(top, [APART, NOT_PREVALENCE if coded else ""], 7, width=NOTE_WIDTH) + 1
    row = sheet.table(top, fields, rows)
    _write_groups(sheet, matrix, row + 1)
    sheet.layout(freeze=(top + 1, 1), repeat=(top, top))


def _write_groups(sheet: Sheet, matrix: Matrix, top: int) -> None:
    sheet.put(top, 0, "Temagrupper og lag: rapporter med minst ett tema", "heading")
    for offset, row in enumerate((*matrix.rows_of("group"), *matrix.rows_of("layer")), 1):
        sheet.put(top + offset, 0, row.label, "wrap")
        sheet.put(top + offset, 1, "temagruppe" if row.kind == "group" else "lag")
        for column, value in enumerate(_numbers(matrix, row), 3):
            sheet.put(top + offset, column, value, "whole")


def _numbers(matrix: Matrix, row: Row) -> list[int]:
    return _of(matrix, matrix.count(row, matrix.total))


def _of(matrix: Matrix, count: Count) -> list[int]:
    """The numbers as `_fields` names them: nothing of coded where nothing is."""
    coded = [] if nothing_coded(matrix) else [count.coded]
    return [*coded, count.suggested, count.sure, count.review, count.uncertain]


def _fields(matrix: Matrix) -> tuple[Field, ...]:
    return NUMBERS[1:] if nothing_coded(matrix) else NUMBERS


def write_recipients(sheet: Sheet, matrix: Matrix) -> None:
    """One row a recipient and the sum."""
    columns = (*matrix.columns_of("recipient"), matrix.total)
    counts = [matrix.count(matrix.everything, column) for column in columns]
    rows: list[list[Value]] = [[column.label, *_of(matrix, count)] for column, count in zip(columns, counts, strict=True)]
    sheet.put(0, 0, "Mottakere: rapporter i alt", "title")
    sheet.raw.set_row(0, 24)
    top = sheet.paragraphs(1, [nothing_coded(matrix)], 4, width=NOTE_WIDTH, style="notice") + 1
    after = sheet.table(top, (Field("Mottaker", 60), *_fields(matrix)), rows[:-1])
    for column, value in enumerate(rows[-1]):
        sheet.put(after, column, value, "total_label" if column == 0 else "whole_total")
    sheet.layout(freeze=(top + 1, 1), repeat=(top, top))


def write_reports(sheet: Sheet, edition: Edition) -> None:
    """One row a report, whatever became of it; passage and page are those of its likeliest theme."""
    fields = (
        Field("Rapport", 13),
        Field("Tittel", 46, "wrap"),
        Field("Mottaker (navn)", 28, "wrap"),
        Field("Mottakertype", 30, "wrap"),
        Field("Region", 12),
        Field("År", 7, "code"),
        Field("Dokumenttype", 16, "wrap"),
        Field("Kodet av / foreslått", 20, "wrap"),
        Field("Tema", 46, "wrap"),
        Field("Sannsynlighet", 15, "wrap"),
        Field("Tekststed", 60, "wrap"),
        Field("Side", 6, "code"),
    )
    sheet.put(0, 0, "Rapporter", "title")
    rows = [_report(entry, edition) for entry in edition.matrix.entries]
    sheet.table(2, fields, rows)
    sheet.layout(freeze=(3, 2), repeat=(2, 2))


def _report(entry: Entry, edition: Edition) -> list[Value]:
    report, label = entry.report, edition.codebook.label
    best = max(entry.themes, key=lambda mark: mark.probability or 0.0, default=Mark("", "review"))
    chances = [probability(mark.probability) for mark in entry.themes if mark.probability is not None]
    recipient = label(entry.recipient_id) if entry.recipient_id else ""
    return [
        report.report_id,
        report.title,
        report.grantee,
        recipient,
        report.region,
        year_of(report),
        report.kind,
        source_of(entry),
        "; ".join(label(mark.label) + ("" if mark.settled else " (usikkert)") for mark in entry.themes),
        "; ".join(chances),
        best.evidence,
        best.page,
    ]


def write_suggestions(sheet: Sheet, edition: Edition) -> None:
    """One row a report and suggested label, those with too few examples marked as such."""
    fields = (
        Field("Rapport", 13),
        Field("Tittel", 40, "wrap"),
        Field("Hva", 10),
        Field("Forslag", 44, "wrap"),
        Field("Sannsynlighet", 14, "probability"),
        Field("Vurdering", 26),
        Field("Side", 6, "code"),
        Field("Tekststed", 70, "wrap"),
        Field("Begrunnelse", 40, "wrap"),
    )
    rows: list[list[Value]] = [
        [
            entry.report_id,
            entry.report.title,
            axis,
            edition.codebook.label(mark.label),
            mark.probability,
            BOKMAL(f"standing.{mark.standing}"),
            mark.page,
            mark.evidence,
            mark.reason,
        ]
        for entry in edition.matrix.with_status("suggested")
        for axis, mark in (*(("tema", mark) for mark in entry.themes), ("mottaker", entry.recipient))
        if mark
    ]
    sheet.put(0, 0, "Forslag fra modellen", "title")
    sheet.table(2, fields, rows)
    sheet.layout(freeze=(3, 1), repeat=(2, 2))


def write_method(sheet: Sheet, edition: Edition) -> None:
    """The text of metode.md, one paragraph a row."""
    sheet.raw.set_column(0, 0, METHOD_WIDTH)
    styles = {"title": "title", "notice": "notice", "heading": "heading", "bullet": "lead", "text": "lead"}
    for row, line in enumerate(method_lines(method_text(edition))):
        text = f"•  {line.text}" if line.kind == "bullet" else line.text
        sheet.put(row, 0, text, styles[line.kind])
        spacious = line.kind in ("title", "heading")
        sheet.raw.set_row(row, 26 if spacious else 6 + LINE_POINTS * lines_of(text, METHOD_WIDTH))
    sheet.layout(freeze=(1, 0))
