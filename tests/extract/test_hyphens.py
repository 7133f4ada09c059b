"""Line-end hyphens: which join the word and which belong to it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.hyphens import Joiner, finish

from .conftest import PARAGRAPH, Read, Sheet, pdf_bytes

WORDS = frozenset(["boligsosiale", "bolig", "sosiale", "helse", "oppfølging", "inntil"])


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (("de bolig-", "sosiale midlene"), "de boligsosiale midlene"),
        (("satser på e-", "helse"), "satser på e-helse"),
        (("har bolig-", "og tjenester"), "har bolig- og tjenester"),
        (("alle NAV-", "kontorene"), "alle NAV-kontorene"),
        (("av FoU-", "midler"), "av FoU-midler"),
        (("post 78-", "midlene"), "post 78-midlene"),
        (("juni-", "desember"), "juni-desember"),
        (("Sør-", "Varanger"), "Sør-Varanger"),
        (("BOLIG-", "SOSIALE"), "BOLIGSOSIALE"),
        (("har gått inn-", "til nå"), "har gått inntil nå"),
        (("ikke-", "kommunale"), "ikke-kommunale"),
        (("ukjent-", "sammensatt"), "ukjentsammensatt"),
        (("uten bindestrek", "her"), "uten bindestrek her"),
        (("myk\u00ad", "bindestrek"), "mykbindestrek"),
        (("auto\u2010", "matisk"), "automatisk"),
        (("2010 –", "2012"), "2010 – 2012"),
        (("perioden 2012–", "2015"), "perioden 2012–2015"),
        (("program/", "prosjekter"), "program/prosjekter"),
    ],
)
def test_line_ends(lines: tuple[str, ...], joined: str) -> None:
    assert finish(Joiner(WORDS.__contains__).join(lines)) == joined


def test_the_document_itself_tells_how_a_word_is_written() -> None:
    joiner = Joiner(WORDS.__contains__, seen=frozenset({"velferds-lab"}))
    assert joiner.join(["vår velferds-", "lab"]) == "vår velferds-lab"


def test_plain_hyphen_is_real_where_automatic_ones_are_marked() -> None:
    assert Joiner(WORDS.__contains__, hard=True).join(["17. mai-", "forberedelser"]) == "17. mai-forberedelser"


def test_word_over_a_page_break_stands_whole_on_its_first_page(read: Read) -> None:
    one = Sheet().lines(70, 90, *PARAGRAPH, "Kommunen har laget en plan for det bolig-")
    two = Sheet().lines(70, 90, "sosiale arbeidet i byen.", *PARAGRAPH)
    document = read(pdf_bytes(one, two))
    assert document.pages[0].text.endswith("for det boligsosiale")
    assert document.pages[1].text.startswith("arbeidet i byen.")


def test_hyphen_at_a_line_end_in_a_pdf(read: Read) -> None:
    sheet = Sheet().lines(70, 90, "Kommunen arbeider med bolig-", "sosiale tiltak og har bolig-", "og tjenestetilbud for alle.")
    text = read(pdf_bytes(sheet)).pages[0].text
    assert text == "Kommunen arbeider med boligsosiale tiltak og har bolig- og tjenestetilbud for alle."


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (("Housing first-", "nettverket i Norge"), "Housing first-nettverket i Norge"),
        (("et case manager-", "team"), "et case manager-team"),
        (("ved 17. mai-", "komiteen"), "ved 17. mai-komiteen"),
        (("NAV-", "kontoret"), "NAV-kontoret"),
        (("i 2012-", "2013"), "i 2012-2013"),
        (("øst-", "og vestlandet"), "øst- og vestlandet"),
        (("få et team-", "arbeid"), "få et teamarbeid"),
        (("lederen for home-", "kontoret"), "lederen for homekontoret"),
    ],
)
def test_words_of_more_than_one_word(lines: tuple[str, ...], joined: str) -> None:
    words = {"nettverket", "team", "komiteen", "kontoret", "arbeid", "teamarbeid", "vestlandet"}
    assert finish(Joiner(words.__contains__).join(lines)) == joined


LETTERS = st.text("abdefghijklmnoprstuvyæøå", min_size=2, max_size=12)


@given(st.lists(LETTERS, min_size=1, max_size=12), st.data())
def test_a_text_cut_within_its_words_is_joined_to_the_same_text(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words)
    cut = data.draw(st.sampled_from([place for place in range(1, len(text)) if " " not in text[place - 1 : place + 1]]))
    hyphen = data.draw(st.sampled_from(["-", "\u2010", "\u00ad"]))
    assert finish(Joiner(frozenset(words).__contains__).join([text[:cut] + hyphen, text[cut:]])) == text
