"""Text files."""

from __future__ import annotations

import pytest

from pipeline.extract import ExtractionError

from .conftest import Read, blocks, noise

WRAPPED = """INNLEDNING
Prosjektet har gitt hjelp til personer som ikke har hatt bolig, og kommunen har
arbeidet med oppfølging i hjemmet. Det er gjort sammen med NAV gjennom bolig-
sosiale tiltak i to år, og det har gitt flere en varig bolig.
Et annet avsnitt begynner her, og det er like langt som det første avsnittet i
denne filen, som er brutt for hånd.
2.1 Organisering av arbeidet
Styringsgruppen har møttes fire ganger i året og har hatt ansvar for framdriften,
mens prosjektgruppen har arbeidet hver uke:
- leder for boligkontoret
- to ansatte i NAV
og en ansatt i helse som ikke står i listen, men hører til det siste punktet her
Side 3 av 12
Til slutt skrev gruppen en rapport, som ble lagt fram for kommunestyret i mai året
etter at prosjektet var ferdig.
"""


def test_wrapped_lines_become_paragraphs(read: Read) -> None:
    document = read(WRAPPED.encode(), "rapport.txt")
    texts = [block.text for block in blocks(document, "paragraph")]
    assert texts[0].startswith("Prosjektet har") and texts[0].endswith("en varig bolig.")
    assert "boligsosiale tiltak" in texts[0]
    assert texts[1].startswith("Et annet avsnitt")


def test_headings_lists_and_page_numbers_in_text(read: Read) -> None:
    document = read(WRAPPED.encode(), "rapport.txt")
    assert [(block.text, block.level) for block in blocks(document, "heading")] == [
        ("INNLEDNING", 1), ("2.1 Organisering av arbeidet", 2),
    ]  # fmt: skip
    assert blocks(document, "list")[0].text == "- leder for boligkontoret"
    assert noise(document, "page_number") == ["Side 3 av 12"]


def test_number_after_its_heading_is_put_first(read: Read) -> None:
    text = WRAPPED.replace("2.1 Organisering av arbeidet", " Organisering av arbeidet 2.1")
    assert blocks(read(text.encode(), "rapport.txt"), "heading")[1].text == "2.1 Organisering av arbeidet"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_encodings(read: Read, encoding: str) -> None:
    assert read("Blåbærsyltetøy – «ja»".encode(encoding), "rapport.txt").pages[0].text == "Blåbærsyltetøy – «ja»"


def test_form_feed_parts_pages(read: Read) -> None:
    document = read("Første side\n\fAndre side\n\f".encode(), "rapport.txt")
    assert [(page.number, page.text) for page in document.pages] == [(1, "Første side"), (2, "Andre side")]


def test_unwrapped_text_has_one_paragraph_a_line(read: Read) -> None:
    long = "Dette er en lang linje som står for et helt avsnitt i en fil fra et program som ikke bryter linjer. " * 3
    assert len(blocks(read("\n".join([long.strip()] * 9).encode(), "rapport.txt"))) == 9


def test_letter_spaced_line_in_text(read: Read) -> None:
    assert read("Å R S R A P P O R T  2 0 1 2".encode(), "rapport.txt").pages[0].text == "ÅRSRAPPORT 2012"


def test_blank_text_is_empty(read: Read) -> None:
    with pytest.raises(ExtractionError) as caught:
        read(b" \n\n ", "rapport.txt")
    assert caught.value.reason == "empty"
