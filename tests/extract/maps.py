"""PDFs whose picture is right and whose map from glyphs to letters is wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tests.bench.damage import pdf, stream

LINES = (
    "Prosjektet har gitt hjelp til personer som ikke har hatt bolig, og kommunen",
    "har arbeidet med oppfølging i hjemmet. Det er gjort sammen med NAV, og de",
    "som har fått bolig, har selv vært med på å velge sted og form på hjelpen.",
    "Kommunene må bygge nye boliger når det er få ledige, og kjøpe andre som er",
    "bra nok. Styringsgruppen har møttes fire ganger i året og mener at de råd",
    "som ble gitt, også må følges av andre kommuner som ønsker å lære av dette.",
)


def mapped(letter: Callable[[str], str], lines: Sequence[str] = LINES, matrix: str = "1 0 0 1") -> bytes:
    """A page that shows `lines` and says `letter(char)` of each character."""
    codes = sorted({char.encode("cp1252")[0] for line in lines for char in line})
    pairs = "\n".join(f"<{code:02x}> <{_utf16(letter(bytes([code]).decode('cp1252')))}>" for code in codes)
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n"
        f"1 begincodespacerange <00> <ff> endcodespacerange\n{len(codes)} beginbfchar\n{pairs}\nendbfchar endcmap end end"
    )
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding /ToUnicode 6 0 R >>"
    start = 70 if matrix.startswith("1") else 525
    shown = "\n".join(
        f"BT /F1 11 Tf {matrix} {start} {740 - 15 * number} Tm <{line.encode('cp1252').hex()}> Tj ET"
        for number, line in enumerate(lines)
    )
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
    root, pages = b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    return pdf([root, pages, page, stream(shown.encode("latin-1")), font, stream(cmap.encode("ascii"))])


def _utf16(text: str) -> str:
    return text.encode("utf-16-be").hex()
