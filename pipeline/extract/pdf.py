"""PDF to pages: the text layer, a second reader where it came out wrong, OCR where there is none."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pypdfium2

from pipeline.extract.drawings import MANY_SHAPES
from pipeline.extract.failures import ExtractionError
from pipeline.extract.geometry import PageLayout, Segment, Word
from pipeline.extract.ocr import HOW_TO_INSTALL, read_scan, usable_languages
from pipeline.extract.plumber import read_with_plumber
from pipeline.extract.rows import TextLine
from pipeline.extract.segments import make_segments
from pipeline.extract.signs import Reading, judge
from pipeline.extract.textlayer import TextLayer, read_text_layer
from pipeline.project import ExtractParams

FEW_CHARACTERS = 25
SCANNED_SHARE = 0.35
WHOLE_PAGE, STAMP_CHARACTERS = 0.8, 200
_PASSWORD, _SECURITY = 4, 5
_NO_KIDS = re.compile(rb"/Kids\s*\[\s*\]")


@dataclass(frozen=True, slots=True)
class RawPdf:
    """A PDF as read, before its layout is understood."""

    pages: tuple[PageLayout, ...]
    metadata: dict[str, str]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Context:
    data: bytes
    params: ExtractParams
    languages: str
    is_word: Callable[[str], bool]
    notify: Callable[[int, int], None]


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
        context = _Context(data, params, languages, is_word, notify)
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
    broken = [str(page.number) for page in pages if "unreadable" in page.flags]
    warnings = []
    if unread and params.ocr == "auto":
        warnings.append(HOW_TO_INSTALL.format(pages=", ".join(unread)))
    elif unread:
        warnings.append(f"Pages {', '.join(unread)} are pictures without text; OCR is switched off in params.yaml.")
    if broken:
        warnings.append(f"Pages {', '.join(broken)} are damaged and could not be read.")
    return tuple(warnings)


def _page(document: Any, index: int, context: _Context) -> PageLayout:
    try:
        page = document[index]
    except pypdfium2.PdfiumError:
        return PageLayout(index + 1, 0.0, 0.0, method="none", flags=("unreadable",))
    try:
        return _read_page(page, index, context)
    except pypdfium2.PdfiumError:
        return PageLayout(index + 1, 0.0, 0.0, method="none", flags=("unreadable",))
    finally:
        page.close()


def _read_page(page: Any, index: int, context: _Context) -> PageLayout:
    layer = read_text_layer(page)
    pictured = layer.image_share > SCANNED_SHARE or layer.shapes >= MANY_SHAPES
    if layer.characters < FEW_CHARACTERS and pictured:
        return _scanned(page, index, layer, context)
    if layer.image_share > WHOLE_PAGE:
        # Under a scan invisible text is its OCR text; elsewhere the sender did not mean it to be seen.
        layer.lines, layer.hidden = layer.lines + layer.hidden, []
    layout = _layout(index, layer, layer.lines)
    reading = judge((segment.text for segment in layout.segments), context.is_word)
    if layer.image_share > WHOLE_PAGE and layer.characters < STAMP_CHARACTERS and context.languages:
        return _stamped(page, index, layer, layout, reading, context)
    return _read_again(page, index, layer, layout, reading, context) if reading.suspect else layout


def _stamped(page: Any, index: int, layer: TextLayer, layout: PageLayout, reading: Reading, context: _Context) -> PageLayout:
    """A picture of a whole page with a little text on it: a scan with a stamp, or a cover with a title."""
    scanned = _scanned(page, index, layer, context)
    seen = judge((segment.text for segment in scanned.segments), context.is_word)
    return scanned if seen.tokens > 2 * reading.tokens + 10 and not seen.suspect else layout


def _layout(index: int, layer: TextLayer, lines: Sequence[TextLine]) -> PageLayout:
    segments = make_segments(lines, layer.rules)
    segments.extend(_turned(words, len(lines) + number) for number, words in enumerate(layer.turned))
    for words in layer.hidden:
        segments.extend(replace(segment, noise="hidden") for segment in make_segments([words], ()))
    return PageLayout(index + 1, layer.width, layer.height, tuple(segments), flags=tuple(layer.flags))


def _turned(words: Sequence[Word], order: int) -> Segment:
    """Text that does not lie flat: kept, but no part of the running text."""
    text = " ".join(word.text for word in words)
    size = words[0].size
    xs, ys = [word.x0 for word in words], [word.base for word in words]
    return Segment(text, min(xs), min(ys) - size, max(xs), max(ys), size, order=order, noise="vertical")


def _read_again(page: Any, index: int, layer: TextLayer, first: PageLayout, reading: Reading, context: _Context) -> PageLayout:
    best = replace(first, flags=(*first.flags, *reading.flags))
    lines = read_with_plumber(context.data, index)
    if lines is not None:
        second = judge((word.text for line in lines for word in line), context.is_word)
        if second.beats(reading):
            again = _layout(index, layer, lines)
            best, reading = replace(again, flags=(*best.flags, "read_by_pdfplumber")), second
    if not reading.suspect or not context.languages:
        return best
    scanned = _scanned(page, index, layer, context)
    third = judge((segment.text for segment in scanned.segments), context.is_word)
    return replace(scanned, flags=(*best.flags, *scanned.flags)) if third.beats(reading) else best


def _scanned(page: Any, index: int, layer: TextLayer, context: _Context) -> PageLayout:
    if not context.languages:
        segments = tuple(make_segments(layer.lines, ()))
        return PageLayout(index + 1, layer.width, layer.height, segments, method="none", flags=("needs_ocr",))
    context.notify(0, 1)
    scan = read_scan(page, context.params.ocr_dpi, context.languages, partial(context.notify, 0))
    segments = tuple(make_segments(scan.lines, ()))
    return PageLayout(index + 1, layer.width, layer.height, segments, method="ocr", flags=scan.flags)
