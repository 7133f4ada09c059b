from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language.words import STOP_WORDS, counted, lemma, split_compound, tokens, units

LETTERS = st.text(alphabet="abdefghiklmnoprstuvyæøå-", max_size=24)


@pytest.mark.parametrize(
    "word", ["boligfremskaffelsesprosjekt", "boligframskaffelsesprosjekt", "Boligfremskaffelsesprosjektene"]
)
def test_a_long_compound_reaches_its_parts_in_both_spellings(word: str) -> None:
    assert {"bolig", "fremskaffelse", "prosjekt"} <= set(counted(word))


@pytest.mark.parametrize(
    ("one", "other"), [("framskaffelse", "fremskaffelsen"), ("framdriften", "fremdrift"), ("framtid", "fremtid")]
)
def test_both_spellings_meet(one: str, other: str) -> None:
    assert lemma(one) == lemma(other)


@pytest.mark.parametrize("word", ["fram", "frem"])
def test_the_short_word_is_left_as_it_is(word: str) -> None:
    assert lemma(word) == word


@pytest.mark.parametrize(
    ("word", "part"),
    [
        ("boligsosialt", "sosial"),
        ("boligplanen", "plan"),
        ("tildelingsutvalget", "tildeling"),
        ("oppfølgingstjenester", "oppfølging"),
        ("bo-oppfølging", "oppfølging"),
        ("flyktninghjelp", "flyktning"),
    ],
)
def test_a_compound_reaches_a_part(word: str, part: str) -> None:
    assert part in counted(word)


@pytest.mark.parametrize("word", ["samarbeid", "kommune", "leilighet", "ansatt"])
def test_a_common_word_stays_whole(word: str) -> None:
    assert split_compound(word) == (word,)


def test_the_whole_word_stands_before_its_parts() -> None:
    assert units("boligplanene")[0] == "boligplan"
    assert units("hus") == ("hus",)


def test_inflections_are_one_word() -> None:
    assert len({lemma(word) for word in ("kommune", "kommunen", "kommuner", "kommunene", "kommunens")}) == 1


def test_stop_words_digits_and_punctuation_add_nothing() -> None:
    assert counted("Det er ikke i 2014, og 450 000 (!) – §") == []


def test_words_are_parted_from_what_stands_around_them() -> None:
    assert tokens("«Bo- og omsorg», ØKT/bedre: Guovdageaidnu (Sápmi)…") == [
        "bo", "og", "omsorg", "økt", "bedre", "guovdageaidnu", "sápmi",
    ]  # fmt: skip


@given(LETTERS)
def test_the_parts_of_a_word_are_found_in_it_in_order(word: str) -> None:
    at = 0
    for part in split_compound(word):
        found = word.find(part, at)
        assert found >= 0
        at = found + len(part)


@given(st.text())
def test_no_stop_word_is_ever_counted(text: str) -> None:
    assert not STOP_WORDS & set(counted(text))
