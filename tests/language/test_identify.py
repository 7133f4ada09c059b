from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language.identify import count_odds, identify


@pytest.mark.parametrize(
    "text",
    [
        "Kommunen har ikke hatt noen samlet oversikt over hvem som trenger bolig.",
        "Vi gjennomførte fem samlinger, og deltakerne var stort sett fornøyde med opplegget.",
        "Prosjektet ble avsluttet i desember.",
        "Hun flyttet inn i egen leilighet etter to år på hospits.",
        "NAV-kontoret og boligkontoret deler nå lokaler.",
        "Beboerne fikk selv være med på å velge farger.",
    ],
)
def test_bokmal(text: str) -> None:
    assert identify(text) == "nb"


@pytest.mark.parametrize(
    "text",
    [
        "Kommunen har ikkje hatt noka samla oversikt over kven som treng bustad.",
        "Vi gjennomførte fem samlingar, og deltakarane var stort sett nøgde med opplegget.",
        "Prosjektet vart avslutta i desember.",
        "Ho flytta inn i eiga leilegheit etter to år på hospits.",
        "Bebuarane fekk sjølve vere med på å velje fargar.",
        "Dei tilsette i heimetenesta kjenner seg tryggare no.",
    ],
)
def test_nynorsk(text: str) -> None:
    assert identify(text) == "nn"


@pytest.mark.parametrize(
    "text",
    [
        "The project gave twelve people a place of their own, and none of them has moved out since.",
        "Housing First was tried in Bergen and Sandnes with support from the Norwegian State Housing Bank.",
    ],
)
def test_english(text: str) -> None:
    assert identify(text) == "en"


def test_an_english_title_does_not_make_a_bokmal_page_english() -> None:
    assert identify("Vi brukte håndboken «The Way Home: a Guide to the First Steps» i opplæringen av de ansatte.") == "nb"


@pytest.mark.parametrize("text", ["", "2013 2014 450 000", "– – –", "Tromsø"])
def test_nothing_to_go_by(text: str) -> None:
    assert identify(text) == "und"


@given(st.text())
def test_any_text_has_an_answer(text: str) -> None:
    assert identify(text) in ("nb", "nn", "en", "und")


@given(st.text())
def test_the_case_of_letters_does_not_matter(text: str) -> None:
    assert identify(text.lower().upper()) == identify(text.lower().upper().lower())


def test_odds_are_learned_from_lines_that_give_themselves_away() -> None:
    nynorsk, bokmal = "ikkje berre bustad hus", "ikke bare bolig hus"
    odds = count_odds([nynorsk] * 30 + [bokmal] * 30 + ["bolig ikkje"] * 40, least=25)
    assert odds["bustad"] > 0 > odds["bolig"]
    assert math.isclose(odds["ikkje"], -odds["ikke"])
    assert "hus" not in odds


def test_rare_words_are_left_out() -> None:
    odds = count_odds(["ikkje berre bustad"] * 3 + ["ikkje berre"] * 30 + ["ikke bare"] * 30, least=25)
    assert odds.keys() == {"ikkje", "berre", "ikke", "bare"}
