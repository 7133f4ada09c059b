"""What a file is and why it cannot be read."""

from __future__ import annotations

import pytest

from pipeline.documents import Document
from pipeline.extract import REASONS, ExtractionError
from tests.bench.damage import HOSTILE, single, stream

from .conftest import PARAGRAPH, Read, Sheet, pdf_bytes

PAGE = Sheet().lines(70, 90, *PARAGRAPH)


def reason(read: Read, data: bytes, name: str = "rapport.pdf", **params: object) -> str:
    """Why the bytes cannot be read."""
    with pytest.raises(ExtractionError) as caught:
        read(data, name, **params)
    assert caught.value.reason in REASONS
    assert caught.value.detail.endswith((".", ").")) and len(caught.value.detail) > 20
    return caught.value.reason


def test_zero_bytes(read: Read) -> None:
    assert reason(read, b"") == "empty"


def test_password(read: Read) -> None:
    assert reason(read, pdf_bytes(PAGE, password="hemmelig")) == "encrypted"


def test_encrypted_with_the_empty_password_is_read(read: Read) -> None:
    assert read(pdf_bytes(PAGE, password="")).pages[0].text == " ".join(PARAGRAPH)


@pytest.mark.parametrize("share", [0.05, 0.3])
def test_truncated(read: Read, share: float) -> None:
    data = pdf_bytes(PAGE, PAGE)
    assert reason(read, data[: int(len(data) * share)]) == "truncated"


def test_broken_inside_but_whole_at_the_end(read: Read) -> None:
    assert reason(read, b"%PDF-1.4\nikke en pdf i det hele tatt\n%%EOF\n") == "not_a_pdf"


def test_a_reason_is_never_that_of_the_file_before(read: Read) -> None:
    assert reason(read, pdf_bytes(PAGE, password="hemmelig")) == "encrypted"
    assert reason(read, HOSTILE["no_pages.pdf"]()) == "empty"
    assert reason(read, pdf_bytes(PAGE, password="hemmelig")) == "encrypted"


def test_a_file_of_which_no_page_opens_is_not_read(read: Read) -> None:
    assert reason(read, pdf_bytes(PAGE).replace(b"/Kids [5 0 R]", b"/Kids [3 0 R]")) == "not_a_pdf"


def test_letters_beyond_the_first_plane_are_kept(read: Read) -> None:
    cmap = b"1 begincodespacerange <41> <43> endcodespacerange 3 beginbfchar "
    cmap += b"<41> <D83DDE00> <42> <0062> <43> <D835DC65> endbfchar"
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 5 0 R >>"
    data = single(b"BT /F1 12 Tf 72 700 Td (BAB CB) Tj ET", b"", stream(cmap), resources=b"<< /Font << /F1 %b >> >>" % font)
    assert read(data).pages[0].text == "b\U0001f600b \U0001d465b"


def test_lost_cross_reference_table_is_rebuilt(read: Read) -> None:
    assert read(pdf_bytes(PAGE).replace(b"startxref", b"startxyyy")).pages[0].text


@pytest.mark.parametrize(
    "data",
    [b"Dette er bare tekst.", b"<!DOCTYPE html><html><p>Hei</p></html>", b"\x89PNG\r\n\x1a\n" + bytes(40),
     b"\xd0\xcf\x11\xe0" + bytes(40), bytes(200), b"PK\x03\x04" + bytes(40)],
)  # fmt: skip
def test_something_else_named_pdf(read: Read, data: bytes) -> None:
    assert reason(read, data) in ("not_a_pdf", "truncated")


def test_pdf_is_known_by_its_content_whatever_its_name(read: Read) -> None:
    assert read(b"\n\n" + pdf_bytes(PAGE), "rapport.txt").source.kind == "pdf"


def test_too_many_pages(read: Read) -> None:
    assert reason(read, pdf_bytes(*[Sheet()] * 4), max_pages=3) == "too_large"
    assert len(read(pdf_bytes(*[Sheet()] * 3), max_pages=3).pages) == 3


def test_too_many_bytes(read: Read) -> None:
    data = pdf_bytes(PAGE)
    assert reason(read, data + b"\n" * (1_000_001 - len(data)), max_mb=1) == "too_large"
    assert isinstance(read(data + b"\n" * (1_000_000 - len(data)), max_mb=1), Document)


def test_empty_page_is_no_failure(read: Read) -> None:
    document = read(pdf_bytes(Sheet(), PAGE))
    assert document.pages[0].text == ""
    assert document.pages[0].method == "text"


def test_an_unreadable_page_costs_only_itself(read: Read) -> None:
    data = pdf_bytes(PAGE, PAGE, PAGE).replace(b"/Kids [5 0 R 7 0 R 9 0 R]", b"/Kids [5 0 R 3 0 R 9 0 R]")
    document = read(data)
    assert [bool(page.text) for page in document.pages] == [True, False, True]
    assert "unreadable" in document.pages[1].flags
    assert "2" in document.warnings[0]


def test_reason_survives_the_way_between_processes() -> None:
    import pickle

    error = pickle.loads(pickle.dumps(ExtractionError("timeout", "For sent.")))
    assert (error.reason, error.detail) == ("timeout", "For sent.")
