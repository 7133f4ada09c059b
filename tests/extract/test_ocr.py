"""Scans: read with Tesseract where it is installed, flagged where it is not."""

from __future__ import annotations

import pypdfium2
import pytest
from PIL import Image

from pipeline.extract import ocr
from pipeline.extract.ocr import installed_languages, parse_tsv
from pipeline.extract.pdf import read_pdf
from pipeline.extract.picture import SPECKLED, picture_of, skew, specks
from pipeline.project import ExtractParams

from .conftest import PARAGRAPH, Read, Sheet, pdf_bytes, scan_bytes

needs_tesseract = pytest.mark.skipif(
    "nor" not in installed_languages(), reason="Tesseract with Norwegian data is not installed"
)
PAGE = Sheet().text(70, 90, "Innledning", 20).lines(70, 130, *PARAGRAPH, size=12, step=17)


@needs_tesseract
def test_skew_scan_is_read_with_norwegian_letters(read: Read) -> None:
    document = read(scan_bytes(PAGE, angle=1.0), ocr="auto")
    page = document.pages[0]
    assert page.method == "ocr"
    assert "deskewed" in page.flags
    assert "oppfølging i hjemmet" in page.text and "har selv vært med på å velge" in page.text
    assert next((block.kind, block.text) for block in page.blocks) == ("heading", "Innledning")


@needs_tesseract
@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_scan_lying_on_its_side_or_head_is_turned(read: Read, turn: int) -> None:
    page = read(scan_bytes(PAGE, turn=turn), ocr="auto").pages[0]
    assert "oppfølging i hjemmet" in page.text
    assert "turned" in page.flags


@needs_tesseract
@pytest.mark.parametrize("angle", [-3.0, 3.0])
def test_a_scan_three_degrees_askew_is_read(read: Read, angle: float) -> None:
    page = read(scan_bytes(PAGE, angle=angle), ocr="auto").pages[0]
    assert " ".join(PARAGRAPH) in page.text
    assert page.flags == ("deskewed",)


@needs_tesseract
def test_a_scan_full_of_specks_is_cleaned_first(read: Read) -> None:
    page = read(scan_bytes(PAGE, specks=0.03), ocr="auto").pages[0]
    assert "oppfølging i hjemmet" in page.text
    assert page.flags == ("despeckled",)


@pytest.mark.parametrize(("share", "found"), [(0.0, False), (0.03, True)])
def test_specks_are_measured(share: float, found: bool) -> None:
    with pypdfium2.PdfDocument(scan_bytes(PAGE, specks=share)) as document:
        assert (specks(document[0].render(scale=150 / 72).to_pil().convert("L")) > SPECKLED) is found


@pytest.mark.parametrize(("dpi", "expected"), [(100, 200), (150, 200), (240, 240), (600, 300)])
def test_the_resolution_is_the_scans_own_within_limits(dpi: int, expected: int) -> None:
    with pypdfium2.PdfDocument(pdf_bytes(Sheet().picture_of(PAGE, dpi))) as document:
        picture = picture_of(document[0], 300)
    assert 72 * picture.scale == pytest.approx(expected, rel=0.01)
    assert picture.image.width == pytest.approx(595 * picture.scale, abs=2)


@needs_tesseract
def test_a_scan_of_small_type_is_read_again_finer(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[float] = []
    monkeypatch.setattr(ocr, "picture_of", lambda *given, **more: drawn.append(1) or picture_of(*given, **more))
    for size in (11, 4):
        drawn.clear()
        sheet = Sheet().lines(70, 90, *PARAGRAPH * 4, size=size, step=1.3 * size)
        with pypdfium2.PdfDocument(pdf_bytes(Sheet().picture_of(sheet, 200))) as document:
            ocr.read_scan(document[0], 300, "nor")
        assert len(drawn) == (1 if size == 11 else 2)


ENGLISH = (
    "The project has helped people who had no home, and they have been with us",
    "for more than two years. This report is about what they said of it, and of",
    "the homes that were made for them by the council and other social agencies.",
)


@needs_tesseract
@pytest.mark.skipif("eng" not in installed_languages(), reason="Tesseract's English data is not installed")
def test_an_english_scan_is_read_as_english_and_a_norwegian_one_is_not(read: Read) -> None:
    english = Sheet().lines(70, 130, *ENGLISH, size=12, step=17)
    document = read(pdf_bytes(Sheet().picture_of(english), Sheet().picture_of(PAGE)), ocr="auto")
    assert "The project has helped people" in document.pages[0].text
    assert ["read_as_english" in page.flags for page in document.pages] == [True, False]


@needs_tesseract
def test_a_scanned_table_has_rows_and_cells(read: Read) -> None:
    sheet = Sheet().grid([70, 220, 370, 500], [100, 124, 148, 172]).lines(70, 210, *PARAGRAPH, size=12, step=17)
    rows = (("Tiltak", "Ansvar", "Status"), ("Boliger", "Teknisk etat", "Ferdig"), ("Kurs", "Helse", "Utsatt"))
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheet.text((80, 230, 380)[column], 117 + 24 * number, cell, 12)
    page = read(scan_bytes(sheet, angle=0.7), ocr="auto").pages[0]
    assert [block.cells for block in page.blocks if block.kind == "table"] == [rows]


def test_each_way_a_page_is_tried_is_given_time(monkeypatch: pytest.MonkeyPatch) -> None:
    readings = []
    monkeypatch.setattr(ocr, "read_picture", lambda *_: readings.append(1) or ocr.Scan([], 10.0))
    params, more = ExtractParams(), []
    monkeypatch.setattr("pipeline.extract.pdf.usable_languages", lambda wanted: "nor")
    read_pdf(scan_bytes(PAGE), params, bool, lambda pages, ocr_pages: more.append(ocr_pages))
    assert sum(more) == len(readings) == 4


def test_without_tesseract_the_page_is_flagged_and_the_user_told_how(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "installed_languages", frozenset)
    document = read(scan_bytes(PAGE), ocr="auto")
    assert document.pages[0].method == "none"
    assert document.pages[0].flags == ("needs_ocr",)
    assert len(document.warnings) == 1
    assert "apt-get install tesseract-ocr tesseract-ocr-nor" in document.warnings[0]


def test_without_norwegian_data_the_page_is_flagged_as_well(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "installed_languages", lambda: frozenset({"eng", "osd"}))
    document = read(pdf_bytes(*[Sheet().picture_of(PAGE)] * 2), ocr="auto")
    assert [page.flags for page in document.pages] == [("needs_ocr",)] * 2
    assert len(document.warnings) == 1 and "Pages 1, 2" in document.warnings[0]


def test_ocr_switched_off_is_said(read: Read) -> None:
    document = read(scan_bytes(PAGE))
    assert document.pages[0].method == "none"
    assert "switched off" in document.warnings[0]


@pytest.mark.parametrize("angle", [-2.0, -0.5, 0.0, 0.7, 3.0])
def test_skew_is_measured(angle: float) -> None:
    sheet = Sheet().lines(70, 90, *PARAGRAPH * 8)
    with pypdfium2.PdfDocument(pdf_bytes(sheet)) as document:
        image = document[0].render(scale=2, grayscale=True).to_pil().convert("L")
    turned = image.rotate(-angle, resample=Image.Resampling.BICUBIC, fillcolor=255)
    assert skew(turned) == pytest.approx(angle, abs=0.15)


def test_specks_and_lines_in_tesseracts_table_are_left_out() -> None:
    head = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"
    rows = "5\t1\t1\t1\t1\t1\t100\t100\t80\t20\t96.1\tBolig\n5\t1\t1\t1\t1\t2\t190\t100\t4\t20\t12.0\t.\n"
    scan = parse_tsv(head + rows + "5\t1\t2\t1\t1\t1\t10\t300\t4\t200\t80.0\t|\n", scale=2.0)
    assert [[word.text for word in line] for line in scan.lines] == [["Bolig"]]
    assert scan.lines[0][0].x0 == 50


def test_picture_with_little_text_beside_it_is_a_picture_page(read: Read) -> None:
    assert read(pdf_bytes(Sheet().text(70, 90, "Kort"))).pages[0].method == "text"


@needs_tesseract
def test_page_with_a_shifted_character_map_is_read_from_its_picture(read: Read) -> None:
    nonsense = Sheet().picture_of(PAGE)
    nonsense.content.append("3 Tr")
    nonsense.lines(70, 90, *["Survmhnwhw kdu jlww kmhos wlo shuvrqhu vrp lnnh kdu kdww erolj rj nrppxqhq"] * 5)
    page = read(pdf_bytes(nonsense), ocr="auto").pages[0]
    assert page.method == "ocr"
    assert "bad_charmap" in page.flags
    assert "oppfølging i hjemmet" in page.text


@needs_tesseract
def test_scan_with_a_stamp_is_read_from_its_picture(read: Read) -> None:
    page = read(pdf_bytes(Sheet().picture_of(PAGE).text(400, 20, "Mottatt 12.3.2012, sak 2012/345")), ocr="auto").pages[0]
    assert page.method == "ocr"
    assert "oppfølging i hjemmet" in page.text
