from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language.wording import Wording

PASSAGES = st.lists(st.lists(st.sampled_from(["fisk", "garn", "båt", "torsk"]), max_size=6), max_size=6)


@given(PASSAGES)
def test_the_words_of_each_passage_are_given_back(told: list[list[str]]) -> None:
    wording = Wording.of(told)
    assert [list(words) for words in wording] == told and len(wording) == len(told)
    assert wording.lengths.tolist() == [len(words) for words in told]
    assert wording.passage.tolist() == [at for at, words in enumerate(told) for _ in words]


@given(PASSAGES)
def test_every_word_is_held_once(told: list[list[str]]) -> None:
    wording = Wording.of(told)
    assert sorted(wording.distinct) == sorted({word for words in told for word in words})


@given(PASSAGES, st.data())
def test_some_passages_are_those_alone(told: list[list[str]], data: st.DataObject) -> None:
    kept = data.draw(st.lists(st.booleans(), min_size=len(told), max_size=len(told)))
    wanted = [words for words, keep in zip(told, kept, strict=True) if keep]
    assert Wording.of(told).only(np.array(kept, dtype=bool)) == Wording.of(wanted)


def test_the_same_words_in_other_passages_are_another_wording() -> None:
    assert Wording.of([["fisk", "garn"]]) != Wording.of([["fisk"], ["garn"]])
