from __future__ import annotations

import subprocess
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language import nynorsk
from pipeline.language.nynorsk import apertium_installed, to_bokmal, word_for_word
from pipeline.language.words import counted

REPORT = "Kommunen laga ein bustadplan saman med bebuarane, og dei tilsette fekk rettleiing."
needs_apertium = pytest.mark.skipif(not apertium_installed(), reason="Apertium is not installed")


@pytest.fixture
def no_apertium(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nynorsk.shutil, "which", lambda _: None)


def answering(monkeypatch: pytest.MonkeyPatch, answer: str, code: int = 0) -> list[str]:
    """Put an Apertium in place that gives one answer; returns what it was asked."""
    asked: list[str] = []

    def run(_: list[str], **options: str) -> SimpleNamespace:
        asked.append(options["input"])
        return SimpleNamespace(stdout=answer, returncode=code)

    monkeypatch.setattr(nynorsk.shutil, "which", lambda _: "/usr/bin/apertium")
    monkeypatch.setattr(subprocess, "run", run)
    return asked


def test_without_apertium_the_word_list_does_the_words_that_matter(no_apertium: None) -> None:
    (text,) = to_bokmal([REPORT])
    assert {"boligplan", "beboer", "veiledning"} <= set(counted(text))


@needs_apertium
def test_apertium_and_the_word_list_meet_in_the_words_that_matter() -> None:
    assert {"boligplan", "beboer", "veiledning"} <= set(counted(to_bokmal([REPORT])[0]))


@needs_apertium
def test_apertium_gives_one_text_for_each_whatever_stands_in_it() -> None:
    texts = ["Ein bustad.", "", " \n ", "to\nlinjer\u2028og\x85ei", "[a] ^b$ {c} *d \\ / <e> @f", "Siste bustad."]
    translated = to_bokmal(texts)
    assert len(translated) == len(texts)
    assert "bolig" in translated[0] and "bolig" in translated[-1]


@needs_apertium
def test_an_address_adds_no_word_of_apertium_s_own() -> None:
    assert set(counted(to_bokmal(["post@hus.no"])[0])) <= {"post", "hus", "nå", "no"}


def test_all_texts_are_asked_for_at_once_a_line_each(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answering(monkeypatch, "en\nto\n")
    assert to_bokmal(["ein\nog", "to"]) == ["en", "to"]
    assert asked == ["ein og\nto\n"]


@pytest.mark.parametrize(("answer", "code"), [("bare én linje\n", 0), ("en\nto\n", 1)])
def test_when_apertium_fails_the_word_list_takes_over(monkeypatch: pytest.MonkeyPatch, answer: str, code: int) -> None:
    answering(monkeypatch, answer, code)
    assert to_bokmal(["bustad", "ikkje"]) == ["bolig", "ikke"]


def test_apertium_can_be_turned_off(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answering(monkeypatch, "galt\n")
    assert to_bokmal(["bustad"], use_apertium=False) == ["bolig"]
    assert asked == []


def test_nothing_to_translate_starts_no_program(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answering(monkeypatch, "")
    assert to_bokmal([]) == []
    assert asked == []


@pytest.mark.parametrize(
    ("word", "bokmal"),
    [
        ("ikkje", "ikke"),
        ("kvifor", "hvorfor"),
        ("Bustadsosial", "boligsosial"),
        ("heimeteneste", "hjemmetjeneste"),
        ("ungdomstenesta", "ungdomstjenesta"),
        ("heimkommunen", "hjemkommunen"),
        ("moglegheiter", "muligheter"),
        ("kartleggingane", "kartleggingene"),
        ("kommune", "kommune"),
    ],
)
def test_words_one_by_one(word: str, bokmal: str) -> None:
    assert word_for_word(word) == bokmal


@given(
    st.lists(st.sampled_from(["bustad", "2014", "kvardag", "ÅS", "bu"]), max_size=5), st.sampled_from([" ", ", ", "\n", " – "])
)
def test_what_stands_between_the_words_stays(words: list[str], between: str) -> None:
    assert len(word_for_word(between.join(words)).split(between)) == len(between.join(words).split(between))
