from __future__ import annotations

from collections import Counter
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from pipeline.classify.folds import fold_of
from pipeline.classify.stacking import NOTE, PRIOR_WEIGHTS, Coded
from pipeline.classify.themes import ThemeModel, definitions_of, fit_themes
from pipeline.codebook import Codebook, Theme
from pipeline.language.vectors import Vectors
from pipeline.language.words import counted
from pipeline.project import ThemeParams

from .conftest import TRADES, make_codebook, make_portfolio, make_vectors, trade_text

CODES = arrays.arrays(np.int8, st.tuples(st.integers(1, 25), st.integers(1, 4)), elements=st.integers(0, 1))


@cache
def fit(coded: int, reports: int = 12) -> ThemeModel:
    """The model with the first `coded` reports coded."""
    texts, codes = make_portfolio(reports)
    return fit_themes(make_codebook(), texts, codes[:coded], range(coded), make_vectors(), ThemeParams(), 7)


def clear_texts() -> list[Counter[str]]:
    """For each trade a report about it in words that the codebook does not have."""
    return [Counter(counted(" ".join(words.split()[4:]))) for words in TRADES.values()]


def test_without_codes_the_codebook_alone_ranks_the_right_theme_first() -> None:
    model = fit(coded=0)
    np.testing.assert_array_equal(model.logits(clear_texts()).argmax(axis=1), [0, 1, 2])
    np.testing.assert_array_equal(model.stack.weights, [PRIOR_WEIGHTS] * 3)
    np.testing.assert_array_equal(model.thresholds.suggest, [0.5, 0.5, 0.5])
    assert not model.positives.any()


def test_a_handful_of_codes_does_not_move_the_weights() -> None:
    np.testing.assert_array_equal(fit(coded=4).stack.weights, fit(coded=0).stack.weights)


def test_more_codes_move_the_weights_further() -> None:
    some, many = (np.abs(fit(coded, 48).stack.weights - PRIOR_WEIGHTS).sum() for coded in (6, 48))
    assert 0 < some < many


def test_codes_teach_what_the_codebook_does_not_say(trades: Codebook, vectors: Vectors, params: ThemeParams) -> None:
    texts, coded = make_portfolio(24)
    for row in range(24):
        texts[row]["hemmelig"] = 3 if coded[row, 1] else 0
    before, after = (
        fit_themes(trades, texts, coded[:which], range(which), vectors, params, 7).probabilities([Counter({"hemmelig": 3})])
        for which in (0, 24)
    )
    assert after[0, 1] > before[0, 1] and after[0].argmax() == 1


def test_positives_count_the_coded_reports_of_each_theme(portfolio: tuple[list[Counter[str]], Coded]) -> None:
    model = fit(coded=9)
    np.testing.assert_array_equal(model.positives, portfolio[1][:9].sum(axis=0))
    assert model.coded_reports == 9


def test_of_very_many_codings_all_are_counted_and_some_are_judged_by(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.classify.selftraining.MANY_CODED", 10)
    model = fit.__wrapped__(24, reports=24)
    assert model.coded_reports == 24 and len(model.thresholds.answers) == 10


def test_the_same_input_gives_the_same_model() -> None:
    first, again = fit(coded=12), fit.__wrapped__(coded=12)
    np.testing.assert_array_equal(first.logits(clear_texts()), again.logits(clear_texts()))
    np.testing.assert_array_equal(first.thresholds.suggest, again.thresholds.suggest)


@pytest.mark.parametrize("coded", [0, 1, 5, 12])
def test_an_empty_report_gets_finite_odds(coded: int) -> None:
    assert np.isfinite(fit(coded).logits([Counter(), Counter(["ukjentord"])])).all()


def test_a_theme_nobody_coded_is_still_suggested_for(trades: Codebook, vectors: Vectors, params: ThemeParams) -> None:
    texts, coded = make_portfolio(12)
    coded[:, 2] = 0
    model = fit_themes(trades, texts, coded, range(12), vectors, params, 7)
    school = [Counter(counted(trade_text(("skole",), seed=99)))]
    assert model.logits(school)[0].argmax() == 2


@pytest.mark.parametrize("coded", [0, 3, 5])
def test_a_portfolio_of_a_few_reports_can_be_learned_from(
    trades: Codebook, vectors: Vectors, params: ThemeParams, coded: int
) -> None:
    texts, codes = make_portfolio(max(1, coded))
    model = fit_themes(trades, texts, codes[:coded], range(coded), vectors, params, 7)
    assert np.isfinite(model.logits(clear_texts())).all()


def test_a_nynorsk_term_counts_as_its_bokmal_word_too() -> None:
    theme = Theme(id="t", label="Tema", group="g", layer="definert", definition="d", terms=("ord",), terms_nn=("bustad",))
    assert {"bustad", "bolig"} <= set(definitions_of([theme])[0].distinct)


@given(CODES, st.integers(2, 7), st.integers(0, 5))
def test_every_row_is_in_exactly_one_fold(coded: Coded, folds: int, seed: int) -> None:
    found = fold_of(coded, folds, seed)
    assert sorted(np.concatenate(found).tolist()) == list(range(len(coded)))
    assert len(found) == min(folds, len(coded))
    sizes = [len(fold) for fold in found]
    assert max(sizes) - min(sizes) <= 1


@settings(max_examples=30)
@given(st.integers(2, 5), st.integers(0, 20), st.integers(0, 5))
def test_a_rare_theme_is_spread_over_the_folds(folds: int, others: int, seed: int) -> None:
    coded = np.zeros((folds + others, 2), dtype=np.int8)
    coded[:folds, 0] = 1
    coded[folds:, 1] = 1
    assert [int(coded[fold, 0].sum()) for fold in fold_of(coded, folds, seed)] == [1] * folds


@given(st.lists(st.sampled_from("abcdefgh"), min_size=6, max_size=20), st.integers(2, 5), st.integers(0, 3))
def test_rows_that_belong_together_are_in_one_fold(together: list[str], folds: int, seed: int) -> None:
    coded = np.eye(3, dtype=np.int8)[np.arange(len(together)) % 3]
    found = fold_of(coded, folds, seed, together)
    assert sorted(row for fold in found for row in fold.tolist()) == list(range(len(together)))
    places = [{at for at, fold in enumerate(found) for row in fold if together[row] == name} for name in set(together)]
    assert {len(place) for place in places} == {1}
    alone = [str(row) for row in range(len(together))]
    assert [fold.tolist() for fold in fold_of(coded, folds, seed, alone)] == [f.tolist() for f in fold_of(coded, folds, seed)]


def with_note(note: str, words: str) -> Codebook:
    """Two themes that both say «fisk»; the first does not hold where the note says so."""
    shared = {"label": "fisk", "group": "g", "layer": "definert", "definition": words, "terms": ["fisk"]}
    themes = tuple(
        Theme.model_validate({"id": name, "not_when": said, **shared}) for name, said in (("noted", note), ("plain", ""))
    )
    return make_codebook().model_copy(update={"themes": themes})


def gap(coded: int, note: str = "tømmer hogst gran") -> float:
    """How far the noted theme lies below the other one for a report about fish and forest."""
    texts, _ = make_portfolio(24)
    forest = np.array([[at % 3 == 0, at % 3 < 2] for at in range(coded)], dtype=np.int8).reshape(coded, 2)
    model = fit_themes(with_note(note, "fisk garn"), texts, forest, range(coded), make_vectors(), ThemeParams(), 7)
    odds = model.logits([Counter(counted("fisk garn furu bark stamme planting"))])[0]
    return float(odds[1] - odds[0])


def test_what_a_note_names_counts_against_its_theme_by_meaning() -> None:
    """The report has none of the note's words, only words that mean the same."""
    assert gap(coded=0) > 0.1
    assert gap(coded=24) > gap(coded=24, note="") + 0.1


def test_a_theme_without_a_note_is_as_it_was() -> None:
    model = fit(coded=12)
    assert not model.notes.any()
    np.testing.assert_array_equal(model.stack.weights[:, NOTE], PRIOR_WEIGHTS[NOTE])


def test_a_note_in_the_words_of_the_definition_counts_for_nothing() -> None:
    assert gap(coded=0, note="fisk garn") == pytest.approx(0, abs=1e-9)


def test_codes_can_silence_a_note_but_not_turn_it_into_praise() -> None:
    texts, coded = make_portfolio(48)
    praised = np.stack([coded[:, 1], coded[:, 0]], axis=1)  # the noted theme is coded exactly where its note applies
    model = fit_themes(with_note("tømmer hogst gran", "fisk garn"), texts, praised, range(48), make_vectors(), ThemeParams(), 7)
    assert (PRIOR_WEIGHTS[NOTE] < model.stack.weights[:, NOTE]).all() and (model.stack.weights[:, NOTE] <= 0).all()
