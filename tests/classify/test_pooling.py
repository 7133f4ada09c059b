from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.classify.passages import Passages
from pipeline.classify.pooling import Pooling
from pipeline.classify.space import fit_space
from pipeline.classify.texts import Text, report_text
from pipeline.language.prepare import Counted
from pipeline.language.wording import Wording
from pipeline.project import ThemeParams

from .conftest import TRADES, make_portfolio, make_vectors

TEXTS, _ = make_portfolio(24)
DEFINED = [Counter(trade.split()[:4]) for trade in TRADES.values()]
SPACE, _ = fit_space(TEXTS, DEFINED, make_vectors(), ThemeParams(lsa_dimensions=6), 1)
DEFINITIONS = SPACE.views(DEFINED)
POOLING = Pooling.of(SPACE.passages(TEXTS, DEFINITIONS), 3.0)
TRADE = st.sampled_from(list(TRADES.values()))
PASSAGES = st.lists(st.tuples(TRADE, st.integers(1, 8), st.sampled_from([0.0, 0.5, 1.0, 2.0])), min_size=1, max_size=6)


def text(*passages: tuple[str, float], without: int | None = None) -> Text:
    words = Wording.of(said.split() for said, _ in passages)
    return report_text(Counted("r1", words, tuple(weight for _, weight in passages)), without)


def shares(*texts: Counter[str]) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return POOLING.pooled(SPACE.passages(texts, DEFINITIONS))[..., 0]


def about(trade: str, words: int = 8) -> str:
    return " ".join(TRADES[trade].split()[:words])


def test_a_theme_has_the_share_of_the_passages_that_are_about_it() -> None:
    told = text((about("fiske"), 1.0), (about("fiske"), 1.0), (about("fiske"), 1.0), (about("skog"), 1.0))
    fiske, skog, skole = np.exp(shares(told)[0])
    assert fiske > 0.6 and 0.2 < skog < 0.4 and skole < 0.15


def test_a_passage_that_counts_for_more_gives_its_theme_more() -> None:
    even, heavy = (shares(text((about("fiske"), 1.0), (about("skog"), weight)))[0, 1] for weight in (1.0, 3.0))
    assert heavy > even


def test_of_a_short_text_less_is_believed_than_of_a_long_one() -> None:
    short, long = (shares(text(*[(about("fiske"), 1.0)] * many))[0] for many in (1, 20))
    assert short[0] < long[0] and (short[1:] > long[1:]).all()


def test_a_theme_of_one_passage_among_many_is_not_lost() -> None:
    told = [text(*[(about("skog"), 1.0)] * 10, *[(about("fiske"), 1.0)] * many) for many in (0, 1)]
    none, one = POOLING.pooled(SPACE.passages(told, DEFINITIONS))[:, 0]
    assert one[1] - none[1] > one[0] - none[0] > 0


def test_without_a_passage_that_outweighs_all_others_the_others_are_still_told_apart() -> None:
    alike = SPACE.passages([text((about("fiske"), 1.0), (about("skog"), 1.0), (about("skole"), 1.0))], DEFINITIONS)
    sharp, rest = replace(POOLING, sharpness=40.0), np.array([1, 2])
    alone = Passages(alike.topics[rest], alike.meaning[rest], alike.text[rest], alike.weights[rest], 1)
    np.testing.assert_allclose(sharp.left(alike)[1], sharp.pooled(alone)[0])


@pytest.mark.parametrize("said", [(), (("ukjentord", 1.0),), ((about("fiske"), 0.0),)])
def test_a_text_without_words_that_count_is_as_much_about_every_theme(said: tuple[tuple[str, float], ...]) -> None:
    assert np.ptp(shares(text(*said))[0]) == pytest.approx(0)


def test_at_no_sharpness_a_passage_goes_to_all_themes_alike() -> None:
    even = replace(POOLING, sharpness=0.0).pooled(SPACE.passages([text((about("fiske"), 1.0))], DEFINITIONS))
    np.testing.assert_allclose(np.ptp(even, axis=1), 0)


def test_a_text_of_unknown_passages_is_one_passage() -> None:
    whole = Counter(about("skole").split())
    np.testing.assert_allclose(shares(whole), shares(text((about("skole"), 1.0))))


@given(PASSAGES)
def test_what_is_left_without_a_passage_is_the_text_without_it(drawn: list[tuple[str, int, float]]) -> None:
    said = [(" ".join(trade.split()[:words]), weight) for trade, words, weight in drawn]
    rows = SPACE.weighted([Counter(words.split()) for words, _ in said])
    alike = SPACE.alike(rows, np.zeros(len(said), dtype=np.int64), np.array([weight for _, weight in said]), DEFINITIONS)
    left = POOLING.left(alike)
    np.testing.assert_allclose(left[0], POOLING.pooled(SPACE.passages([text(*said)], DEFINITIONS))[0])
    for at in range(len(said)):
        remains = POOLING.pooled(SPACE.passages([text(*said, without=at)], DEFINITIONS))[0]
        np.testing.assert_allclose(left[1 + at], remains, atol=1e-9)


@given(st.lists(PASSAGES, min_size=1, max_size=5), st.data())
def test_some_of_the_texts_are_those_texts_in_the_order_asked_for(
    drawn: list[list[tuple[str, int, float]]], data: st.DataObject
) -> None:
    texts = [text(*((" ".join(trade.split()[:words]), weight) for trade, words, weight in one)) for one in drawn]
    which = data.draw(st.lists(st.integers(0, len(texts) - 1), min_size=1, max_size=6))
    found = SPACE.passages(texts, DEFINITIONS).of_texts(np.array(which))
    again = SPACE.passages([texts[at] for at in which], DEFINITIONS)
    for name in ("topics", "meaning", "text", "weights"):
        np.testing.assert_allclose(getattr(found, name), getattr(again, name), atol=1e-9)
    assert found.texts == again.texts


def test_texts_are_the_same_however_many_are_read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [text((about("fiske"), 1.0), (about("skog"), 1.0)), text(), text((about("skole"), 2.0))]
    whole = SPACE.passages(texts, DEFINITIONS)
    monkeypatch.setattr("pipeline.classify.space.AT_ONCE", 1)
    parts = SPACE.passages(texts, DEFINITIONS)
    np.testing.assert_array_equal(parts.text, whole.text)
    np.testing.assert_allclose(parts.topics, whole.topics)
    assert isinstance(parts, Passages) and parts.texts == 3
