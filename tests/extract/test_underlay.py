"""Text behind the picture of a page: kept when it is the picture's, replaced when it is not."""

from __future__ import annotations

import pytest

from pipeline.extract.ocr import installed_languages
from pipeline.extract.underlay import shows_more

from .conftest import PARAGRAPH, Read, Sheet, pdf_bytes

needs_tesseract = pytest.mark.skipif("nor" not in installed_languages(), reason="Tesseract's Norwegian data is not installed")
OTHER = (
    "Budsjettet for neste halvår er lagt fram av rådmannen, som foreslår kutt innen",
    "skole og barnehage. Formannskapet ber om flere tall før saken skal avgjøres i",
    "juni, fordi inntektene fra skatt og eiendom synker mer enn ventet dette året.",
)
GARBAGE = tuple(line[::2] + line[1::2] for line in PARAGRAPH * 5)
PAGE = Sheet().lines(70, 130, *PARAGRAPH * 5, size=12, step=17)


def layered(*lines: str, top: float = 130) -> bytes:
    """A picture of the page with other lines behind it, drawn without ink."""
    sheet = Sheet().picture_of(PAGE)
    sheet.content.append("3 Tr")
    return pdf_bytes(sheet.lines(70, top, *lines, size=12, step=17))


def test_a_layer_that_fits_is_kept_and_no_ocr_is_asked_for(read: Read) -> None:
    page = read(layered(*PARAGRAPH * 5)).pages[0]
    assert (page.method, page.flags) == ("text", ())
    assert page.text.startswith(" ".join(PARAGRAPH))


@needs_tesseract
@pytest.mark.parametrize(
    "lines",
    [OTHER * 5, PARAGRAPH, tuple(line[::2] + line[1::2] for line in PARAGRAPH * 5)],
    ids=["another's", "part", "garbage"],
)
def test_a_layer_that_does_not_fit_is_replaced(read: Read, lines: tuple[str, ...]) -> None:
    page = read(layered(*lines), ocr="auto").pages[0]
    assert page.method == "ocr"
    assert page.text.count("oppfølging i hjemmet") == 5
    assert "formannskapet" not in page.text.lower()


@pytest.mark.parametrize("lines", [OTHER * 5, PARAGRAPH], ids=["another's", "part"])
def test_without_ocr_it_is_flagged(read: Read, lines: tuple[str, ...]) -> None:
    page = read(layered(*lines)).pages[0]
    assert (page.method, page.flags) == ("text", ("layer_doubtful", "needs_ocr"))


def test_text_over_a_light_background_picture_is_kept(read: Read) -> None:
    sheet = Sheet().picture_of(Sheet().rule(70, 40, 500, 40)).lines(70, 130, *PARAGRAPH * 5, size=12, step=17)
    assert read(pdf_bytes(sheet)).pages[0].flags == ()


def test_a_few_misread_words_are_nothing_new() -> None:
    said = " ".join(PARAGRAPH)
    assert not shows_more([said.replace("bolig", "bo1ig")], [said])
    assert shows_more([" ".join(OTHER)], [said])
