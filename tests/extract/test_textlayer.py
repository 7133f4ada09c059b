"""Reading the text layer: characters, words and places."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.extract.failures import ExtractionError
from pipeline.extract.signs import judge

from .conftest import PARAGRAPH, Read, Sheet, blocks, noise, pdf_bytes


def test_norwegian_letters_and_page_numbers_survive(read: Read) -> None:
    document = read(pdf_bytes(Sheet().text(70, 90, "Første side: æ ø å Æ Ø Å"), Sheet().text(70, 90, "Andre side")))
    assert [page.number for page in document.pages] == [1, 2]
    assert document.pages[0].text == "Første side: æ ø å Æ Ø Å"
    assert document.pages[1].method == "text"
    assert document.source.kind == "pdf"


def test_lines_of_a_paragraph_are_joined_and_a_wide_gap_parts_two(read: Read) -> None:
    sheet = Sheet().lines(70, 90, *PARAGRAPH).lines(70, 90 + 3 * 14 + 12, *PARAGRAPH)
    document = read(pdf_bytes(sheet))
    assert [block.text for block in blocks(document)] == [" ".join(PARAGRAPH)] * 2


def test_an_indent_parts_two_paragraphs(read: Read) -> None:
    sheet = Sheet().lines(70, 90, *PARAGRAPH).text(90, 132, "Nytt avsnitt begynner med innrykk og går videre.")
    assert len(blocks(read(pdf_bytes(sheet)))) == 2


def test_letter_spaced_heading_is_closed_up_with_its_words_apart(read: Read) -> None:
    sheet = Sheet()
    x = 70.0
    for letter in "SLUTTRAPPORT 2012":
        sheet.text(x, 90, letter, 16)
        x += 18
    document = read(pdf_bytes(sheet.lines(70, 130, *PARAGRAPH)))
    assert blocks(document)[0].text == "SLUTTRAPPORT 2012"
    assert "spaced_letters" in document.pages[0].flags


def test_vertical_text_is_kept_but_left_out_of_the_page(read: Read) -> None:
    sheet = Sheet().text(30, 700, "Program for bolig", turn="0 1 -1 0").lines(70, 90, *PARAGRAPH)
    document = read(pdf_bytes(sheet))
    assert noise(document, "vertical") == ["Program for bolig"]
    assert document.pages[0].text == " ".join(PARAGRAPH)
    assert "vertical_text" in document.pages[0].flags


def test_a_rotated_page_reads_like_an_upright_one(read: Read) -> None:
    sheet = Sheet(rotate=90)
    for number, line in enumerate(PARAGRAPH):
        sheet.text(90 + 14 * number, 800, line, turn="0 1 -1 0")
    assert read(pdf_bytes(sheet)).pages[0].text == " ".join(PARAGRAPH)


@pytest.mark.parametrize(("turn", "x", "y", "step"), [("0 1 -1 0", 100, 700, (14, 0)), ("-1 0 0 -1", 500, 700, (0, -14))])
def test_a_page_whose_text_stands_is_read_as_if_turned(read: Read, turn: str, x: int, y: int, step: tuple[int, int]) -> None:
    sheet = Sheet()
    for number, line in enumerate(PARAGRAPH):
        sheet.text(x + number * step[0], y + number * step[1], line, turn=turn)
    page = read(pdf_bytes(sheet)).pages[0]
    assert page.text == " ".join(PARAGRAPH)
    assert page.flags == ("turned",)


def test_ligatures_and_soft_hyphens_are_resolved() -> None:
    from pipeline.extract.letters import clean

    assert clean("e\ufb00ektiv bolig\u00adsosial bo\u0308r") == "effektiv boligsosial b\u00f6r"


def test_raised_footnote_mark_is_shown_in_the_block_and_left_out_of_the_text(read: Read) -> None:
    sheet = Sheet().text(70, 90, "Dette er en bolig").text(150.5, 86, "2", 6).text(157, 90, "som er ny.")
    document = read(pdf_bytes(sheet.lines(70, 120, *PARAGRAPH)))
    assert blocks(document)[0].text.startswith("Dette er en bolig²")
    assert "²" not in document.pages[0].text


def test_columns_drawn_line_by_line_are_read_one_after_the_other(read: Read) -> None:
    left = [
        "Kommunen har bygget flere boliger i",
        "sentrum, og de er tatt i bruk av dem",
        "som har ventet lengst på å få bolig.",
        "Noen har flyttet derfra, men de aller",
        "fleste har blitt boende i huset sitt.",
    ]
    right = [
        "Arbeidet har vært ledet av en gruppe",
        "med folk fra helse, skole og teknisk",
        "etat, som har møttes hver måned i to",
        "år. De har skrevet referat og fulgt",
        "opp sakene fra det ene året til neste.",
    ]
    sheet = Sheet()
    for number in range(5):
        sheet.text(70, 90 + 14 * number, left[number], 10).text(310, 90 + 14 * number, right[number], 10)
    document = read(pdf_bytes(sheet))
    assert document.pages[0].text.index("boende i huset") < document.pages[0].text.index("Arbeidet har vært")
    assert document.pages[0].flags == ("columns_interleaved",)


def test_heading_over_both_columns_after_them_comes_last(read: Read) -> None:
    sheet = Sheet().text(70, 60, "Første del om begge spaltene på siden", 16)
    for x, word in ((70, "venstre"), (310, "høyre")):
        for number in range(6):
            sheet.text(x, 90 + 14 * number, f"linje nummer {number} i {word} spalte her", 10)
    sheet.text(70, 220, "Andre del", 16).lines(70, 245, *PARAGRAPH)
    text = read(pdf_bytes(sheet)).pages[0].text
    places = [text.index(piece) for piece in ("Første del", "5 i venstre", "0 i høyre", "Andre del", "Prosjektet")]
    assert places == sorted(places)


def test_metadata_comes_along(read: Read) -> None:
    data = pdf_bytes(Sheet().text(70, 90, "Tekst"), title="Sluttrapport")
    assert read(data).metadata == {"title": "Sluttrapport"}


def test_missing_file_is_named(tmp_path: Path) -> None:
    from pipeline.extract import extract_file
    from pipeline.project import ExtractParams

    with pytest.raises(ExtractionError, match=r"borte\.pdf") as caught:
        extract_file(tmp_path / "borte.pdf", "r1", ExtractParams())
    assert caught.value.reason == "missing"


def test_invisible_text_is_marked(read: Read) -> None:
    sheet = Sheet().lines(70, 90, *PARAGRAPH)
    sheet.content.append("3 Tr")
    sheet.text(70, 300, "skjulte ord").content.append("0 Tr")
    document = read(pdf_bytes(sheet))
    assert noise(document, "hidden") == ["skjulte ord"]
    assert document.pages[0].text == " ".join(PARAGRAPH)


@pytest.mark.parametrize("box", [b"/MediaBox [0 100 595 742]", b"/CropBox [50 100 550 742]"])
def test_text_outside_the_page_is_marked(read: Read, box: bytes) -> None:
    sheet = Sheet().lines(70, 120, *PARAGRAPH).text(70, 800, "under arket").text(700, 300, "ved siden av")
    data = pdf_bytes(sheet).replace(b"/Rotate 0", box)
    document = read(data)
    assert document.pages[0].text == " ".join(PARAGRAPH)
    assert noise(document, "hidden") == ["under arket", "ved siden av"]


def test_shifted_character_map_is_flagged(read: Read) -> None:
    shifted = ["".join(chr(ord(char) + 3) if char.isalpha() and char.isascii() else char for char in line)
               for line in PARAGRAPH * 3]  # fmt: skip
    assert "bad_charmap" in read(pdf_bytes(Sheet().lines(70, 90, *shifted))).pages[0].flags


def test_damaged_metadata_costs_nothing_else(read: Read) -> None:
    document = read(pdf_bytes(Sheet().text(70, 90, "Tekst"), title=r"\376\377\330\000\000a"))
    assert document.pages[0].text == "Tekst"
    assert document.metadata == {}


def test_a_page_in_a_language_without_a_list_is_not_read_again() -> None:
    german = (
        "Die Gemeinde hat in den letzten Jahren neue Wohnungen für junge Menschen gebaut und dabei viele Mieter befragt, "
        "damit niemand seine Wohnung verliert, wenn er krank wird oder keine Arbeit findet; das Ergebnis war gut."
    )
    shifted = "".join(chr(ord(letter) + 3) if letter.isalpha() else letter for letter in german)
    known = {"die", "har", "in", "den", "neue", "junge", "und", "wenn", "er", "krank", "oder", "war", "gut", "der"}
    assert not judge([german], known.__contains__).suspect
    assert judge([shifted], known.__contains__).suspect
