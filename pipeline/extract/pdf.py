"""PDF to pages: the text layer, a second reader where it came out wrong, OCR where there is none."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pypdfium2

from pipeline.extract.failures import ExtractionError
from pipeline.extract.forms import open_page, prepare_forms
from pipeline.extract.geometry import PageLayout
from pipeline.extract.ocr import HOW_TO_INSTALL, usable_languages
from pipeline.extract.pages import Context, read_page
from pipeline.project import ExtractParams

GARBLED = (
    "The text of pages {pages} looks wrong and could not be read better; do not trust what is said of them. "
    "Ask the sender for the document the PDF was made from."
)
FAULTS = {"bad_charmap", "words_run_together", "letters_missing", "mirrored"}
BETTERED = {"read_by_pdfplumber", "letters_restored", "charmap_undone"}
_PASSWORD, _SECURITY = 4, 5
_NO_KIDS = re.compile(rb"/Kids\s*\[\s*\]")


@dataclass(frozen=True, slots=True)
class RawPdf:
    """A PDF as read, before its layout is understood."""

    pages: tuple[PageLayout, ...]
    metadata: dict[str, str]
    warnings: tuple[str, ...]


def read_pdf(data: bytes, params: ExtractParams, is_word: Callable[[str], bool], notify: Callable[[int, int], None]) -> RawPdf:
    """Read all pages. `notify(pages, ocr_pages)` is called when more time is called for.

    Raises ExtractionError when the file is protected, damaged or over a limit.
    """
    document = _open(data)
    try:
        count = len(document)
        if count == 0:
            raise _unreadable(data)
        if count > params.max_pages:
            what = f"The file has {count} pages, the limit is {params.max_pages} (max_pages in params.yaml)."
            raise ExtractionError("too_large", what)
        notify(count, 0)
        languages = usable_languages(params.ocr_languages) if params.ocr == "auto" else ""
        context = Context(data, params, languages, is_word, notify)
        pages = tuple(_page(document, index, context) for index in range(count))
        if all("unreadable" in page.flags for page in pages):
            raise _unreadable(data)
        return RawPdf(pages, _metadata(document), _warnings(pages, params))
    finally:
        document.close()


def _open(data: bytes) -> Any:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if _error_code(data) in (_PASSWORD, _SECURITY):
            what = "The PDF is protected by a password. Ask the sender for a copy without one."
            raise ExtractionError("encrypted", what) from error
        if _NO_KIDS.search(data):
            raise ExtractionError("empty", "The PDF has no pages. Ask the sender for it again.") from error
        raise _unreadable(data) from error
    prepare_forms(document)
    return document


def _error_code(data: bytes) -> int | None:
    """Why a PDF cannot be opened. pdfium may give no reason, and would then still name that of an earlier file."""
    code = None
    for attempt in (b"no PDF", data):
        try:
            pypdfium2.PdfDocument(attempt).close()
        except pypdfium2.PdfiumError as error:
            code = getattr(error, "err_code", None)
    return code


def _unreadable(data: bytes) -> ExtractionError:
    if b"%%EOF" not in data[-2048:]:
        return ExtractionError("truncated", "The PDF breaks off before its end. Ask the sender for the whole file.")
    return ExtractionError("not_a_pdf", "The file begins like a PDF but is damaged and has no readable page.")


def _metadata(document: Any) -> dict[str, str]:
    values = {name: _metadata_value(document, name) for name in ("Title", "Author", "Subject", "Keywords")}
    return {name.lower(): value for name, value in values.items() if value}


def _metadata_value(document: Any, name: str) -> str:
    try:
        value = str(document.get_metadata_value(name) or "")
    except UnicodeDecodeError:
        # A damaged title is no reason to lose the report.
        return ""
    return " ".join(value.replace("\x00", "").split())


def _warnings(pages: Sequence[PageLayout], params: ExtractParams) -> tuple[str, ...]:
    unread = [str(page.number) for page in pages if "needs_ocr" in page.flags]
    garbled = [str(page.number) for page in pages if _is_garbled(page)]
    broken = [str(page.number) for page in pages if "unreadable" in page.flags]
    warnings = []
    if unread and params.ocr == "auto":
        warnings.append(HOW_TO_INSTALL.format(pages=", ".join(unread)))
    elif unread:
        warnings.append(f"Pages {', '.join(unread)} are pictures without text; OCR is switched off in params.yaml.")
    if garbled:
        warnings.append(GARBLED.format(pages=", ".join(garbled)))
    if broken:
        warnings.append(f"Pages {', '.join(broken)} are damaged and could not be read.")
    return tuple(warnings)


def _is_garbled(page: PageLayout) -> bool:
    """Whether a page's text looked wrong and no reader did better."""
    return page.method == "text" and bool(FAULTS & set(page.flags)) and not BETTERED & set(page.flags)


def _page(document: Any, index: int, context: Context) -> PageLayout:
    try:
        page = open_page(document, index)
    except pypdfium2.PdfiumError:
        return PageLayout(index + 1, 0.0, 0.0, method="none", flags=("unreadable",))
    try:
        return read_page(page, index, context)
    except pypdfium2.PdfiumError:
        return PageLayout(index + 1, 0.0, 0.0, method="none", flags=("unreadable",))
    finally:
        page.close()
