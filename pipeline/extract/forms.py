"""What is filled in and written over a PDF page: the answers in form fields and the text of comment boxes."""

from __future__ import annotations

from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

_WRITTEN = (pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_FREETEXT)
MAX_ANNOTATIONS = 2000


def prepare_forms(document: Any) -> None:
    """Let pdfium draw the fields that the sender's program left to the reader; call before the first page is opened."""
    try:
        document.init_forms()
    except pypdfium2.PdfiumError:
        # Fields that were drawn when the form was saved are read all the same.
        return


def open_page(document: Any, index: int) -> Any:
    """Page `index` (from 0) with its answers as part of its text. Raises PdfiumError when it cannot be opened.

    Sticky notes, links and highlights say nothing on the page and are left alone.
    """
    page = document[index]
    if not _is_written_on(page) or pdfium.FPDFPage_Flatten(page.raw, pdfium.FLAT_NORMALDISPLAY) != pdfium.FLATTEN_SUCCESS:
        return page
    page.close()
    return document[index]


def _is_written_on(page: Any) -> bool:
    return any(_kind(page, number) in _WRITTEN for number in range(min(_count(page), MAX_ANNOTATIONS)))


def _count(page: Any) -> int:
    return int(pdfium.FPDFPage_GetAnnotCount(page.raw))


def _kind(page: Any, number: int) -> int:
    annotation = pdfium.FPDFPage_GetAnnot(page.raw, number)
    if not annotation:
        return int(pdfium.FPDF_ANNOT_UNKNOWN)
    kind = int(pdfium.FPDFAnnot_GetSubtype(annotation))
    pdfium.FPDFPage_CloseAnnot(annotation)
    return kind
