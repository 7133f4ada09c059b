"""Identity numbers in the pictures of pages: what is dark in the picture, and what is still to be read."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest
from PIL import Image

from pipeline.documents import Block, Document, Page, Source, save_document
from pipeline.register import load_register
from pipeline.review.web.drawing import page_picture
from tests.extract.conftest import HEIGHT, WIDTH, Sheet, pdf_bytes

from .conftest import Site

NUMBER = "01010750160"
Box = tuple[float, float, float, float]
LINE: Box = (98, 90, 300, 104)  # where a text at (100, 100) stands
BELOW: Box = (98, 190, 300, 204)


def drawn(site: Site, sheet: Sheet, blocks: Sequence[Block] = (), flags: tuple[str, ...] = ()) -> Image.Image:
    """The picture of a one-page report as the browser gets it, in grey."""
    (site.project.raw / "r1.pdf").write_bytes(pdf_bytes(sheet))
    site.project.register.write_text("report_id,file\nr1,r1.pdf\n", encoding="utf-8")
    page = Page(1, "\n\n".join(block.text for block in blocks), tuple(blocks), flags=flags)
    save_document(Document("r1", Source("r1.pdf", "0" * 64, 1, "pdf"), "1", (page,)), site.project.document("r1"))
    report = load_register(site.project).get("r1")
    assert report is not None
    return Image.open(io.BytesIO(page_picture(site.project, report, 1))).convert("L")


def share_dark(picture: Image.Image, box: Box) -> float:
    """The share of a place in the picture that is the colour of a cover."""
    scale = picture.width / (WIDTH if picture.width < picture.height else HEIGHT)
    pixels = picture.crop(tuple(round(scale * at) for at in box)).tobytes()  # type: ignore[arg-type]
    return sum(20 < value < 70 for value in pixels) / len(pixels)


def paragraph(text: str, box: Box | None = None) -> Block:
    return Block("paragraph", text, bbox=box)


@pytest.mark.parametrize("written", [NUMBER, f"{NUMBER[:6]} {NUMBER[6:]}", f"{NUMBER[:6]}-{NUMBER[6:]}"])
def test_the_digits_of_the_text_layer_are_covered_and_nothing_else(site: Site, written: str) -> None:
    sheet = Sheet().text(100, 100, written).text(100, 200, "Ingen nummer i denne linjen")
    picture = drawn(site, sheet, [paragraph(written, LINE), paragraph("Ingen nummer i denne linjen", BELOW)])
    assert share_dark(picture, (101, 92, 160, 101)) > 0.95
    assert share_dark(picture, (200, 92, 300, 101)) == 0
    assert share_dark(picture, BELOW) < 0.1


def test_a_number_in_the_text_layer_is_covered_where_nothing_was_extracted(site: Site) -> None:
    assert share_dark(drawn(site, Sheet().text(100, 100, f"Født {NUMBER}")), (130, 92, 180, 101)) > 0.95


def test_a_page_that_is_turned_in_the_viewer_is_covered_in_the_right_place(site: Site) -> None:
    sheet = Sheet(rotate=90).text(100, 100, NUMBER)
    picture = drawn(site, sheet)
    assert picture.width > picture.height
    # A quarter to the right: (x, y) from the top left stands at (height - y, x).
    assert share_dark(picture, (HEIGHT - 101, 101, HEIGHT - 92, 160)) > 0.95


def test_a_number_broken_between_two_lines_covers_its_block(site: Site) -> None:
    sheet = Sheet().lines(100, 100, f"Beboer {NUMBER[:6]}", f"{NUMBER[6:]} flyttet inn.").text(100, 200, "Annet")
    box = (98.0, 88.0, 300.0, 120.0)
    picture = drawn(site, sheet, [paragraph(f"Beboer {NUMBER[:6]} {NUMBER[6:]} flyttet inn.", box)])
    assert share_dark(picture, box) > 0.95 and share_dark(picture, BELOW) < 0.1


def test_a_scan_covers_the_block_that_holds_a_number_and_the_page_where_the_place_is_not_known(site: Site) -> None:
    sheet = Sheet().picture_of(Sheet().text(100, 100, NUMBER).text(100, 200, "Annet"))
    placed = drawn(site, sheet, [paragraph(f"Nr. {NUMBER}", LINE), paragraph("Annet", BELOW)])
    assert share_dark(placed, LINE) > 0.95 and share_dark(placed, BELOW) < 0.1
    whole = (0.0, 0.0, float(WIDTH), float(HEIGHT))
    for blocks, flags in (([paragraph(NUMBER)], ()), ([paragraph(NUMBER, LINE)], ("turned",))):
        assert share_dark(drawn(site, sheet, blocks, flags), whole) > 0.99


def test_a_page_without_numbers_is_left_as_it_is_also_where_others_have_eleven_digits(site: Site) -> None:
    sheet = Sheet().text(100, 100, "01010750161 og 974760673")
    assert share_dark(drawn(site, sheet, [paragraph("01010750161 og 974760673", LINE)]), LINE) < 0.2


@pytest.mark.parametrize(("numbers", "told"), [(1, "Ett fødselsnummer er dekket til"), (2, "2 fødselsnummer er dekket til")])
def test_the_page_says_how_many_numbers_are_covered(site: Site, numbers: int, told: str) -> None:
    drawn(site, Sheet().text(100, 100, NUMBER), [paragraph(" og ".join([NUMBER] * numbers), LINE)])
    text = site.browser("kari").get("/rapport/r1").text
    assert told in text and NUMBER not in text


def test_a_page_without_numbers_says_nothing_of_them(site: Site) -> None:
    drawn(site, Sheet().text(100, 100, "Tekst"), [paragraph("Tekst", LINE)])
    assert "fødselsnummer" not in site.browser("kari").get("/rapport/r1").text
