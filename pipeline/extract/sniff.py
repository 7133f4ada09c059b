"""What a file is, decided by its content and never by its name."""

from __future__ import annotations

import io
import zipfile
from typing import Literal

from pipeline.extract.failures import ExtractionError

Kind = Literal["pdf", "docx", "txt"]
_FOREIGN = (
    (b"PK\x03\x04", "a ZIP archive or an Office file that is not a .docx"),
    (b"\xd0\xcf\x11\xe0", "an old Office file (.doc, .xls or .ppt); save it as PDF or .docx"),
    (b"{\\rtf", "an RTF file; save it as PDF or .docx"),
    (b"\x89PNG", "a picture (PNG); save it as PDF"),
    (b"\xff\xd8\xff", "a picture (JPEG); save it as PDF"),
    (b"II*\x00", "a picture (TIFF); save it as PDF"),
    (b"MM\x00*", "a picture (TIFF); save it as PDF"),
)


def sniff(data: bytes, suffix: str) -> Kind:
    """The kind of a file. Raises ExtractionError (`empty`, `not_a_pdf`) when it is none we read."""
    if not data:
        raise ExtractionError("empty", "The file is empty (0 bytes). Ask the sender for it again.")
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK\x03\x04") and _is_docx(data):
        return "docx"
    for magic, what in _FOREIGN:
        if data.startswith(magic):
            raise ExtractionError("not_a_pdf", f"The file is not a PDF but {what}.")
    if suffix.lower() == ".pdf":
        raise ExtractionError("not_a_pdf", f"The file is named .pdf but is {_what(data)}. Ask the sender for the PDF.")
    if suffix.lower() == ".docx":
        raise ExtractionError("not_a_pdf", "The file is named .docx but is no Word document. Save it anew from Word.")
    if _is_text(data):
        if not data.strip():
            raise ExtractionError("empty", "The file has only blanks. Ask the sender for it again.")
        return "txt"
    raise ExtractionError("not_a_pdf", "The file is neither PDF, .docx nor text. Save it as PDF and try again.")


def _what(data: bytes) -> str:
    head = data[:1024].lstrip().lower()
    if head.startswith((b"<!doctype html", b"<html")):
        return "a web page"
    return "a text file" if _is_text(data) else "something else inside"


def _is_text(data: bytes) -> bool:
    head = data[:65536]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return b"\x00" not in head and sum(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in head) <= len(head) / 100


def _is_docx(data: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "word/document.xml" in archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError) as error:
        raise ExtractionError(
            "truncated",
            f"The file looks like an Office document but cannot be opened ({error}). Ask for it again.",
        ) from error
