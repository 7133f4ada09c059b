"""What is filled in on a form and written over a page."""

from __future__ import annotations

import pytest

from tests.bench.damage import pdf, stream

from .conftest import Read

FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
WIDGET = b"<< /Type /Annot /Subtype /Widget /DA (/F1 11 Tf 0 g) /F 4 /Rect [180 %d 480 %d] %b >>"
ANSWER = WIDGET % (745, 765, b"/FT /Tx /T (mottaker) /V (Halden kommune)")
CHOICE = WIDGET % (715, 735, b"/FT /Ch /Ff 131072 /Opt [(Kommune) (Stiftelse)] /T (type) /V (Stiftelse)")
HIDDEN = ANSWER.replace(b"/F 4", b"/F 2")
LETTER = b"<< /Type /Annot /Subtype /FreeText /Contents (Mottatt 12.3.2012) /DA (/F1 11 Tf 0 g) /F 4 /Rect [400 785 580 805] >>"
STICKER = b"<< /Type /Annot /Subtype /Text /Contents (Husk kilde) /F 4 /Rect [500 600 520 620] >>"


def form(*annotations: bytes) -> bytes:
    """A page with one label and the given fields and comments, none of them drawn by the program that wrote it."""
    places = b" ".join(b"%d 0 R" % number for number in range(6, 6 + len(annotations)))
    resources = b"<< /Font << /F1 4 0 R >> >>"
    root = b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [%b] /DA (/F1 11 Tf 0 g) /DR %b >> >>" % (places, resources)
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources %b /Contents 5 0 R /Annots [%b] >>"
    label = stream(b"BT /F1 11 Tf 70 750 Td (Tilskuddsmottaker:) Tj ET")
    pages = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    return pdf([root, pages, page % (resources, places), FONT, label, *annotations])


@pytest.mark.parametrize(
    ("annotations", "text"),
    [
        ((ANSWER,), "Tilskuddsmottaker: Halden kommune"),
        ((CHOICE,), "Tilskuddsmottaker:\n\nStiftelse"),
        ((LETTER,), "Mottatt 12.3.2012\n\nTilskuddsmottaker:"),
        ((HIDDEN, STICKER), "Tilskuddsmottaker:"),
    ],
    ids=["field", "choice", "text box", "hidden field and note"],
)
def test_answers_and_text_boxes_are_text(read: Read, annotations: tuple[bytes, ...], text: str) -> None:
    assert " ".join(read(form(*annotations)).pages[0].text.split()) == " ".join(text.split())


def test_a_filled_form_stands_beside_its_labels(read: Read) -> None:
    text = read(form(ANSWER, CHOICE)).pages[0].text
    assert text.index("Tilskuddsmottaker:") < text.index("Halden kommune") < text.index("Stiftelse")
