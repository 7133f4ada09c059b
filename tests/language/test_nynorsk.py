from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language import apertium
from pipeline.language.memory import Memory
from pipeline.language.nynorsk import apertium_installed, to_bokmal, word_for_word
from pipeline.language.words import counted

REPORT = "Kommunen laga ein bustadplan saman med bebuarane, og dei tilsette fekk rettleiing."
needs_apertium = pytest.mark.skipif(not apertium_installed(), reason="Apertium is not installed")


@pytest.fixture
def no_apertium(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apertium.shutil, "which", lambda _: None)


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """An Apertium that knows one word stands in the machine's place; holds what it was asked."""
    mode = tmp_path / "nno-nob.mode"
    mode.write_text("lt-proc nno.bin | cg-proc -w rlx.bin | apertium-tagger -g $2 prob | lt-proc $1 nob.bin", encoding="utf-8")
    told: list[str] = []

    def translate(sentences: list[str], *_: object) -> list[str]:
        told.extend(sentences)
        return [sentence.replace("bustad", "bolig") for sentence in sentences]

    monkeypatch.setattr(apertium, "mode_file", lambda: mode)
    monkeypatch.setattr(apertium, "translate", translate)
    return told


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


@needs_apertium
def test_a_sentence_gives_the_same_bokmal_whatever_stands_around_it() -> None:
    # With Apertium's own tagger these came out in two ways, by what had been read before.
    texts = [
        "Ingen bur der, og det har me måtta forklare mange gonger",
        "Bustadsosialt arbeid og planlegging",
        "Nokon saknar meir om barn.",
    ]
    together = to_bokmal([*texts, REPORT, *reversed(texts)])
    assert together[:3] == together[:3:-1] == [to_bokmal([text])[0] for text in texts]


def test_a_sentence_is_translated_once_however_often_it_stands(asked: list[str]) -> None:
    assert to_bokmal(["Ein bustad. Ny veg.", "Ny veg.\nEin bustad."]) == ["Ein bolig. Ny veg.", "Ny veg. Ein bolig."]
    assert asked == ["Ein bustad.", "Ny veg."]


def test_what_was_translated_is_remembered(asked: list[str], tmp_path: Path) -> None:
    memory = Memory(tmp_path / "kept.sqlite")
    first = to_bokmal(["Ein bustad."], memory=memory)
    assert to_bokmal(["Ein bustad."], memory=memory) == first and len(asked) == 1


def test_another_version_of_apertium_is_asked_again(asked: list[str], tmp_path: Path) -> None:
    memory = Memory(tmp_path / "kept.sqlite")
    to_bokmal(["Ein bustad."], memory=memory)
    (tmp_path / "nno-nob.mode").write_text("lt-proc nno.bin", encoding="utf-8")
    to_bokmal(["Ein bustad."], memory=memory)
    assert len(asked) == 2


@pytest.mark.parametrize("steps", ["false", "cat > /dev/null; echo one line"])
def test_when_apertium_fails_the_word_list_takes_over(steps: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mode = tmp_path / "nno-nob.mode"
    mode.write_text(steps, encoding="utf-8")
    monkeypatch.setattr(apertium, "mode_file", lambda: mode)
    assert to_bokmal(["bustad", "ikkje"]) == ["bolig", "ikke"]


def test_apertium_can_be_turned_off(asked: list[str]) -> None:
    assert to_bokmal(["bustad"], use_apertium=False) == ["bolig"]
    assert asked == []


def test_nothing_to_translate_starts_no_program(asked: list[str]) -> None:
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
