"""The second reader: words and their places through pdfplumber, for pages that pdfium read badly."""

from __future__ import annotations

import io
import logging
import struct

from pipeline.extract.geometry import Word
from pipeline.extract.letters import clean, close_up, is_spaced

# What pdfminer lets through on damaged fonts and streams; the first reading then stands.
_BREAKS = (
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    AssertionError,
    ArithmeticError,
    RuntimeError,
    struct.error,
    OSError,
)


def read_with_plumber(data: bytes, index: int) -> list[list[Word]] | None:
    """The lines of page `index` (from 0), or None when pdfplumber cannot read it."""
    # pdfminer logs a line for every odd font; the caller hears of the page by its flags.
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    import pdfplumber
    from pdfminer.psexceptions import PSException
    from pdfplumber.utils.exceptions import PdfminerException

    try:
        with pdfplumber.open(io.BytesIO(data), pages=[index + 1]) as pdf:
            if not pdf.pages:
                return None
            words = pdf.pages[0].extract_words(x_tolerance_ratio=0.15, extra_attrs=["fontname", "size"], keep_blank_chars=False)
    except (PSException, PdfminerException, *_BREAKS):
        return None
    lines: list[list[Word]] = []
    for raw in words:
        size = float(raw["size"])
        word = Word(
            clean(raw["text"]),
            raw["x0"],
            raw["x1"],
            raw["bottom"] - 0.22 * size,
            size,
            "bold" in raw["fontname"].lower(),
        )
        if lines and abs(lines[-1][-1].base - word.base) < 0.3 * size and word.x0 >= lines[-1][-1].x1 - 1:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [close_up(line) if is_spaced([word.text for word in line]) else line for line in lines]
