"""kunnskapsmatrise.xlsx: the matrix as the 2016 report printed it, and everything behind it."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

from pipeline.matrix.crosstab import write_crosstab
from pipeline.matrix.estimatesheets import write_estimates, write_every_estimate, write_patterns
from pipeline.matrix.lists import (
    write_method,
    write_recipients,
    write_reports,
    write_suggestions,
    write_themes,
)
from pipeline.matrix.load import Edition
from pipeline.matrix.sheet import Sheet
from pipeline.matrix.styles import make_styles

CREATED = datetime(2016, 1, 1)
TEXT_STAYS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def render_workbook(edition: Edition) -> bytes:
    """The workbook's bytes, the same for the same edition."""
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, **TEXT_STAYS_TEXT})
    book.set_properties(
        {
            "title": "Kunnskapsmatrise",
            "author": "temakart",
            "created": CREATED,
            "comments": f"Utgave {edition.fingerprint.edition}",
        }
    )
    book.set_size(2400, 1400)
    _write_sheets(book, edition)
    book.close()
    return buffer.getvalue()


def _write_sheets(book: Any, edition: Edition) -> None:
    styles = make_styles(book)
    matrix = edition.matrix

    def sheet(name: str) -> Sheet:
        return Sheet(book.add_worksheet(name), styles)

    write_crosstab(sheet("Matrise"), edition, "recipient", "Kunnskapsmatrise: tema og mottakere")
    if matrix.estimates:
        write_estimates(sheet("Anslag"), edition)
    write_themes(sheet("Tema"), edition)
    write_recipients(sheet("Mottakere"), matrix)
    write_crosstab(sheet("Regioner"), edition, "region", "Tema etter region")
    write_crosstab(sheet("År"), edition, "year", "Tema etter år")
    write_crosstab(sheet("Dokumenttyper"), edition, "kind", "Tema etter dokumenttype")
    if matrix.estimates:
        write_every_estimate(sheet("Alle anslag"), edition)
    write_patterns(sheet("Mønster"), edition)
    write_reports(sheet("Rapporter"), edition)
    write_suggestions(sheet("Forslag"), edition)
    write_method(sheet("Metode"), edition)
