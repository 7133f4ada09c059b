"""One file to one Document, whatever its kind."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pipeline.documents import Document, Source
from pipeline.extract.assemble import assemble
from pipeline.extract.docx import read_docx
from pipeline.extract.failures import ExtractionError
from pipeline.extract.pdf import read_pdf
from pipeline.extract.plain import read_text
from pipeline.extract.sniff import sniff
from pipeline.files import sha256_bytes
from pipeline.project import ExtractParams
from pipeline.wordlist import frequencies

VERSION = "3"


def extract_file(path: Path, report_id: str, params: ExtractParams, *, name: str | None = None) -> Document:
    """Read a PDF, DOCX or TXT file; `name` is how the register names it.

    Raises ExtractionError, whose `reason` is one of a fixed set. Hostile files belong in `extract_all`,
    which parses each in a worker process with limits.
    """
    return read_file(path, report_id, params, name or path.name, lambda pages, ocr_pages: None)


def read_file(path: Path, report_id: str, params: ExtractParams, name: str, notify: Callable[[int, int], None]) -> Document:
    """As `extract_file`; `notify(pages, ocr_pages)` tells a watcher that more work came to light."""
    data = _bytes(path, params)
    kind = sniff(data, Path(name).suffix)
    source = Source(name, sha256_bytes(data), len(data), kind)
    is_word = frequencies().__contains__
    if kind == "pdf":
        raw = read_pdf(data, params, is_word, notify)
        pages = assemble(raw.pages, is_word)
        return Document(report_id, source, VERSION, pages, warnings=raw.warnings, metadata=raw.metadata)
    pages = read_docx(data) if kind == "docx" else read_text(data, is_word)
    return Document(report_id, source, VERSION, pages)


def check_size(path: Path, params: ExtractParams) -> None:
    """Raises ExtractionError (`too_large`) for a file over the limit."""
    size = path.stat().st_size
    if size > params.max_mb * 1_000_000:
        what = f"The file is {size / 1e6:.0f} MB, the limit is {params.max_mb} MB (max_mb in params.yaml)."
        raise ExtractionError("too_large", what)


def _bytes(path: Path, params: ExtractParams) -> bytes:
    if not path.is_file():
        raise ExtractionError("missing", f"There is no file «{path.name}». Check the name in the register.")
    check_size(path, params)
    try:
        return path.read_bytes()
    except OSError as error:
        raise ExtractionError("missing", f"The file cannot be opened ({error.strerror}). Check its permissions.") from error
