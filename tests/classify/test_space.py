from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from pipeline.classify.space import expanded, fit_space
from pipeline.project import ThemeParams

from .conftest import AROUND, TRADES, make_portfolio, make_vectors

WORDS = [word for trade in TRADES.values() for word in trade.split()] + AROUND.split()
TEXTS, _ = make_portfolio()
DEFINITIONS = [Counter(trade.split()[:4]) for trade in TRADES.values()]
SPACE, _ = fit_space(TEXTS, DEFINITIONS, make_vectors(), ThemeParams(), 1)
COUNTS = st.dictionaries(st.sampled_from([*WORDS, "ukjentord"]), st.floats(0.1, 50), max_size=8)


@given(COUNTS)
def test_every_view_of_a_text_has_length_one_or_is_empty(counts: dict[str, float]) -> None:
    views = SPACE.views([counts])
    known = any(word in SPACE.vocabulary for word in counts)
    for view in (views.words.toarray(), views.topics, views.meaning):
        assert np.linalg.norm(view) == pytest.approx(1) or (not known and np.linalg.norm(view) <= 1 + 1e-9)


@given(COUNTS)
def test_the_order_of_the_words_does_not_matter(counts: dict[str, float]) -> None:
    turned = dict(reversed(list(counts.items())))
    assert (SPACE.views([counts]).joined() != SPACE.views([turned]).joined()).nnz == 0


@given(COUNTS)
def test_a_text_said_twice_is_the_same_text(counts: dict[str, float]) -> None:
    once, twice = (SPACE.views([{word: times * count for word, count in counts.items()}]).joined() for times in (1, 2))
    np.testing.assert_allclose(once.toarray(), twice.toarray(), atol=1e-9)


def test_inner_products_are_those_of_the_joined_features() -> None:
    views = SPACE.views(TEXTS).followed_by(SPACE.views(DEFINITIONS)).rows(np.array([0, 3, len(TEXTS)]))
    joined = views.joined().toarray()
    np.testing.assert_allclose(views.products(), joined @ joined.T, atol=1e-9)
    np.testing.assert_allclose(joined[2], SPACE.views(DEFINITIONS[:1]).joined().toarray()[0])


def test_topics_of_few_and_of_many_texts_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    texts, _ = make_portfolio(60)
    _, few = fit_space(texts, DEFINITIONS, make_vectors(), ThemeParams(lsa_dimensions=3), 1)
    monkeypatch.setattr("pipeline.classify.space.MANY", 10)
    _, many = fit_space(texts, DEFINITIONS, make_vectors(), ThemeParams(lsa_dimensions=3), 1)
    np.testing.assert_allclose(few.topics @ few.topics.T, many.topics @ many.topics.T, atol=1e-3)


def test_the_views_that_come_with_a_space_are_those_it_gives() -> None:
    space, views = fit_space(TEXTS, DEFINITIONS, make_vectors(), ThemeParams(), 1)
    assert (views.joined() != space.views(TEXTS).joined()).nnz == 0


def test_the_words_of_the_codebook_are_known_even_when_no_report_has_them(params: ThemeParams) -> None:
    space, _ = fit_space([Counter(["gran"])] * 30, [Counter(["laks"])], make_vectors(), params, 1)
    assert "laks" in space.vocabulary


def test_in_a_large_portfolio_words_of_one_report_and_of_most_reports_are_left_out(params: ThemeParams) -> None:
    texts = [Counter(["alltid", f"eneste{at}", f"delt{at % 5}"]) for at in range(30)]
    assert set(fit_space(texts, [], make_vectors(), params, 1)[0].vocabulary) == {f"delt{at}" for at in range(5)}


def test_a_rarer_word_weighs_more() -> None:
    texts = [Counter(["gran", "furu"]), Counter(["gran"]), Counter(["gran", "bark"])]
    space, _ = fit_space(texts, [], make_vectors(), ThemeParams(), 1)
    weights = dict(zip(space.vocabulary, space.weighted([Counter(["gran", "bark"])]).toarray()[0], strict=True))
    assert weights["bark"] > weights["gran"] > weights["furu"] == 0


def test_a_definition_reaches_words_that_mean_the_same() -> None:
    vectors = make_vectors()
    definition = sparse.csr_matrix(np.eye(1, len(vectors.rows)))
    reached = expanded(definition, vectors.matrix.astype(np.float64)).toarray()[0]
    related = {word for word, row in vectors.rows.items() if reached[row] > 0}
    assert "fisk" in related and len(related) > 1 and related <= set(TRADES["fiske"].split())
    assert reached.argmax() == vectors.rows["fisk"]


def test_a_portfolio_of_one_report_has_a_space(params: ThemeParams) -> None:
    space, _ = fit_space([Counter(["fisk", "garn"])], DEFINITIONS, make_vectors(), params, 1)
    assert np.isfinite(space.views([Counter(["fisk"])]).joined().toarray()).all()
