"""Scans: read with Tesseract where it is installed, flagged where it is not."""

from __future__ import annotations

import pypdfium2
import pytest
from PIL import Image

from pipeline.extract import ocr
from pipeline.extract.ocr import installed_languages, parse_tsv
from pipeline.extract.picture import skew

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
def test_scan_lying_on_its_side_is_turned(read: Read) -> None:
    page = read(scan_bytes(PAGE, turn=90), ocr="auto").pages[0]
    assert "oppfølging i hjemmet" in page.text
    assert "turned" in page.flags


def test_without_tesseract_the_page_is_flagged_and_the_user_told_how(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "installed_languages", frozenset)
    document = read(scan_bytes(PAGE), ocr="auto")
    assert document.pages[0].method == "none"
    assert document.pages[0].flags == ("needs_ocr",)
    assert len(document.warnings) == 1
    assert "apt-get install tesseract-ocr tesseract-ocr-nor" in document.warnings[0]


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
def test_scan_with_a_stamp_is_read_and_a_good_hidden_layer_is_trusted(read: Read) -> None:
    stamped = Sheet().picture_of(PAGE).text(400, 20, "Mottatt 12.3.2012, sak 2012/345")
    layered = Sheet().picture_of(PAGE)
    layered.content.append("3 Tr")
    layered.lines(70, 130, *PARAGRAPH, size=12, step=17)
    document = read(pdf_bytes(stamped, layered), ocr="auto")
    assert [page.method for page in document.pages] == ["ocr", "text"]
    assert "oppfølging i hjemmet" in document.pages[0].text
    assert document.pages[1].text == " ".join(PARAGRAPH)
