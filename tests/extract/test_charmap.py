"""Pages whose text is not what they show, and pages in languages nobody has a list of."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.extract.charmap import find_letters, find_remedy, letters_are_lost
from pipeline.extract.ocr import installed_languages
from pipeline.extract.signs import judge
from pipeline.wordlist import is_word

from .conftest import Read
from .maps import LINES, mapped

needs_tesseract = pytest.mark.skipif(
    "nor" not in installed_languages(), reason="Tesseract with Norwegian data is not installed"
)
TEXT = " ".join(LINES)


def instead(**letters: str) -> Callable[[str], str]:
    """A map that says other characters for æ (ae), ø (oe) and å (aa)."""
    table = {"æ": letters["ae"], "ø": letters["oe"], "å": letters["aa"]}
    return lambda char: table.get(char, char)


def moved(places: int) -> Callable[[str], str]:
    """A map that is some places off, as when glyph numbers are taken for letters."""
    return lambda char: char if char == " " else chr(ord(char) + places)


@pytest.mark.parametrize(
    "letter",
    [
        instead(ae="¾", oe="¿", aa="Œ"),
        instead(ae="{", oe="|", aa="}"),
        instead(ae="¦", oe="°", aa="†"),
        instead(ae="Ã¦", oe="Ã¸", aa="Ã¥"),
    ],
    ids=["mac", "iso646", "signs", "utf8-as-latin"],
)
def test_other_characters_for_norwegian_letters_are_put_back_without_ocr(read: Read, letter: Callable[[str], str]) -> None:
    document = read(mapped(letter))
    assert document.pages[0].text == TEXT
    assert document.pages[0].flags == ("letters_missing", "letters_restored")
    assert document.warnings == ()


def test_characters_of_a_symbol_font_are_put_back(read: Read) -> None:
    assert read(mapped(moved(0xF000))).pages[0].text == TEXT


@pytest.mark.parametrize("letter", [moved(3), moved(-4), instead(ae=" ", oe=" ", aa=" "), instead(ae="e", oe="o", aa="a")])
@needs_tesseract
def test_a_wrong_map_sends_the_page_to_ocr(read: Read, letter: Callable[[str], str]) -> None:
    page = read(mapped(letter), ocr="auto").pages[0]
    assert page.method == "ocr"
    assert page.text == TEXT


@pytest.mark.parametrize("letter", [instead(ae=" ", oe=" ", aa=" "), instead(ae="e", oe="o", aa="a")])
def test_lost_letters_are_flagged_and_said_without_ocr(read: Read, letter: Callable[[str], str]) -> None:
    document = read(mapped(letter))
    assert document.pages[0].flags == ("letters_missing",)
    assert len(document.warnings) == 1 and "pages 1 looks wrong" in document.warnings[0]


PLAIN = [
    "Kommunen og NAV har hatt et samarbeid om bolig, og det er laget en plan som",
    "skal brukes av alle ansatte i boligkontoret. Det er gitt hjelp til personer",
    "som ikke har hatt bolig, og de har selv valgt sted. Det er ikke bygget noe",
    "nytt, men to hus er kjent som gode eksempler, og et tredje skal rives til",
    "sommeren. Rapporten er skrevet av leder for teamet sammen med to av de som",
    "har deltatt i arbeidet fra starten, og den er lagt fram for kommunestyret.",
]


def test_a_page_that_happens_to_have_no_norwegian_letters_is_left_alone(read: Read) -> None:
    page = read(mapped(lambda char: char, PLAIN)).pages[0]
    assert (page.method, page.flags, page.text) == ("text", (), " ".join(PLAIN))


@pytest.mark.parametrize(
    "letter",
    [
        instead(ae="", oe="", aa=""),
        instead(ae=" ", oe=" ", aa=" "),
        instead(ae="e", oe="o", aa="a"),
        instead(ae="ae", oe="oe", aa="aa"),
        instead(ae="?", oe="?", aa="?"),
    ],
    ids=["gone", "blanks", "plain", "pairs", "questions"],
)
def test_lost_letters_are_told_by_the_words_that_want_them(letter: Callable[[str], str]) -> None:
    assert letters_are_lost("".join(map(letter, TEXT)), is_word)
    assert not letters_are_lost(" ".join(PLAIN), is_word)


@needs_tesseract
def test_a_page_that_its_writer_wrote_without_norwegian_letters_keeps_its_text(read: Read) -> None:
    plain = [line.replace("hjelp", "stoette").replace("bygget", "gjort foer eller etterpaa") for line in PLAIN]
    assert letters_are_lost(" ".join(plain), is_word)
    page = read(mapped(lambda char: char, plain), ocr="auto").pages[0]
    assert (page.method, page.flags, page.text) == ("text", (), " ".join(plain))


def test_a_shifted_map_is_undone_without_ocr(read: Read) -> None:
    page = read(mapped(moved(3))).pages[0]
    assert page.text == TEXT
    assert "charmap_undone" in page.flags


def test_words_that_stand_backwards_are_turned(read: Read) -> None:
    page = read(mapped(lambda char: char, [line[::-1] for line in LINES])).pages[0]
    assert page.text == TEXT
    assert page.flags == ("charmap_undone", "mirrored")


def test_words_without_blanks_are_flagged(read: Read) -> None:
    page = read(mapped(lambda char: char, [line.replace(" ", "") for line in LINES])).pages[0]
    assert page.flags == ("words_run_together",)


@pytest.mark.parametrize("places", [place for place in range(-28, 13) if place])
def test_every_shift_is_told_from_a_language(places: int) -> None:
    assert judge(["".join(map(moved(places), TEXT))], is_word).suspect


FOREIGN = {
    "German": "Die Gemeinde hat in den letzten Jahren neue Wohnungen für junge Menschen gebaut und dabei viele Mieter befragt, "
    "damit niemand seine Wohnung verliert, wenn er krank wird oder keine Arbeit findet; das Ergebnis war gut.",
    "Northern Sami": "Buot olbmot leat riegádan friddjan ja olmmošárvvu ja olmmošvuoigatvuođaid dáfus dássásažžan. Sis lea "
    "jierbmi ja oamedovdu ja sii berrejit leat dego vieljačagat. Sámegiella lea eatnigiella ja dan galget oahppat skuvllas.",
    "Polish": "Wszyscy ludzie rodzą się wolni i równi pod względem swej godności i swych praw. Są oni obdarzeni rozumem i "
    "sumieniem i powinni postępować wobec innych w duchu braterstwa. Gmina zbudowała nowe mieszkania dla młodych ludzi.",
    "Somali": "Aadanaha dhammaantiis wuxuu dhashaa isagoo xor ah kana siman xagga sharafta iyo xuquuqada. Waxaa Alle siiyay "
    "aqoon iyo wacyi, waana in la isula dhaqmaa si walaaltinimo ah. Degmadu waxay dhistay guryo cusub oo loogu talagalay.",
    "Lithuanian": "Visi žmonės gimsta laisvi ir lygūs savo orumu ir teisėmis. Jiems suteiktas protas ir sąžinė ir jie turi "
    "elgtis vienas kito atžvilgiu kaip broliai. Savivaldybė pastatė naujus butus jauniems žmonėms, kurie neturėjo namų.",
    "places": "Halden Moss Sarpsborg Fredrikstad Hvaler Aremark Marker Rømskog Trøgstad Spydeberg Askim Eidsberg Skiptvet "
    "Rakkestad Råde Rygge Våler Hobøl Vestby Ski Ås Frogn Nesodden Oppegård Bærum Asker Sørum Fet Rælingen Enebakk",
    "numbers": " ".join(f"{number} {37 * number % 1000},{number % 10} kr" for number in range(60)),
    "references": "Hansen, T. (2008) Boligsosialt arbeid. Oslo: NIBR. Dyb, E., Helgesen, M. og Johannessen, K. (2008) På vei "
    "fra bostedsløs til boliginnehaver. NIBR-rapport 2008:15. Ulfrstad, L.-M. (2011) Velferd og bolig. Kommuneforlaget.",
}


@pytest.mark.parametrize("text", FOREIGN.values(), ids=FOREIGN.keys())
def test_other_languages_lists_and_tables_are_left_alone(text: str) -> None:
    assert judge([text], is_word).flags == ()


def test_a_sign_that_makes_no_words_is_no_letter() -> None:
    assert find_letters("20°C og 30°C eller 25°C, NAV/KS og/eller e-helse i 2012/2013 per m²", is_word) == {}


def test_sound_text_needs_no_remedy() -> None:
    remedy = find_remedy(TEXT, is_word)
    assert remedy is None or remedy.apply(TEXT) == TEXT
