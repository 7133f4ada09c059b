from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from pipeline.classify.evidence import best_evidence, passage_weights
from pipeline.classify.texts import report_text
from pipeline.classify.themes import ThemeModel, fit_themes
from pipeline.documents import Passage
from pipeline.language.prepare import Prepared
from pipeline.language.wording import Wording
from pipeline.language.words import counted
from pipeline.project import ThemeParams

from .conftest import make_codebook, make_portfolio, make_vectors

FISKE, SKOG, SKOLE = range(3)


@pytest.fixture(scope="module")
def model() -> ThemeModel:
    texts, coded = make_portfolio()
    return fit_themes(make_codebook(), texts, coded, range(12), make_vectors(), ThemeParams(), 7)


def report(*passages: tuple[int, str, str]) -> Prepared:
    """A report from (page, role, text)."""
    return Prepared(
        "r1",
        Wording.of(counted(text) for _, _, text in passages),
        tuple(1.0 for _ in passages),
        passages=tuple(Passage(page, text, role) for page, role, text in passages),
    )


MIXED = report(
    (1, "title", "Fisk og fangst med garn og båt"),
    (2, "activity", "Elevene møtte lærer og rektor til undervisning"),
    (3, "activity", "Garn og line ga torsk, og båten kom i havn med fangst av fisk"),
    (4, "summary", "Uke for uke var det møte om budsjett, og en gang fisk"),
    (5, "references", "Fisk, torsk, garn, båt, havn og fangst"),
)


def test_taking_out_the_first_passage_shown_costs_most(model: ThemeModel) -> None:
    shown = best_evidence(MIXED, passage_weights(model, MIXED), FISKE, 3)
    whole = model.logits([report_text(MIXED)])[0, FISKE]
    falls = [whole - model.logits([report_text(MIXED, without=MIXED.passages.index(each.passage))])[0, FISKE] for each in shown]
    assert falls == sorted(falls, reverse=True) and falls[0] > 0
    assert [each.weight for each in shown] == pytest.approx(falls)


def test_every_passage_weighs_what_the_report_loses_without_it(model: ThemeModel) -> None:
    whole = model.logits([report_text(MIXED)])
    falls = [whole[0] - model.logits([report_text(MIXED, without=at)])[0] for at in range(len(MIXED.passages))]
    np.testing.assert_allclose(passage_weights(model, MIXED), falls, atol=1e-7)


def test_the_only_passage_is_all_there_is_to_lose(model: ThemeModel) -> None:
    alone = report((1, "activity", "Garn og line ga torsk"))
    lost = model.logits([report_text(alone)]) - model.logits([report_text(alone, without=0)])
    np.testing.assert_allclose(passage_weights(model, alone), lost, atol=1e-9)


def test_a_model_narrowed_to_a_report_says_the_same_of_it(model: ThemeModel) -> None:
    counts = report_text(MIXED)
    narrow = model.narrowed(counts.distinct)
    assert len(narrow.space.vocabulary) < len(model.space.vocabulary)
    np.testing.assert_array_equal(narrow.logits([counts]), model.logits([counts]))


def test_a_model_narrowed_to_unknown_words_still_answers(model: ThemeModel) -> None:
    np.testing.assert_array_equal(model.narrowed(["ukjent"]).logits([{"ukjent": 1.0}]), model.logits([{}]))


@pytest.mark.parametrize(("theme", "page"), [(FISKE, 3), (SKOLE, 2)])
def test_the_page_is_the_one_that_tells_of_the_theme(theme: int, page: int, model: ThemeModel) -> None:
    assert best_evidence(MIXED, passage_weights(model, MIXED), theme, 1)[0].passage.page == page


def test_title_and_references_are_never_shown(model: ThemeModel) -> None:
    shown = best_evidence(MIXED, passage_weights(model, MIXED), FISKE, 5)
    assert shown and {each.passage.role for each in shown} <= {"activity", "summary"}


def test_a_report_without_headings_shows_what_it_has_but_no_bare_title(model: ThemeModel) -> None:
    told = "Garn og line ga torsk hele uka, og båten kom i havn med fangst av fisk"
    headless = report((1, "title", "Fisk og båt"), (2, "title", told), (3, "references", "Fisk og elever i Norge"))
    assert [each.passage.page for each in best_evidence(headless, passage_weights(model, headless), FISKE, 3)] == [2]


def test_a_theme_that_no_passage_carries_shows_nothing(model: ThemeModel) -> None:
    unrelated = report((1, "activity", "Elevene møtte lærer og rektor"), (2, "activity", "Undervisning, lekse og pensum"))
    weights = passage_weights(model, unrelated)
    carried = [each.passage.page for each in best_evidence(unrelated, np.minimum(weights, 0), SKOG, 3)]
    assert carried == []


def test_no_more_passages_are_shown_than_asked_for(model: ThemeModel) -> None:
    weights = passage_weights(model, MIXED)
    assert len(best_evidence(MIXED, weights, FISKE, 1)) == 1


@pytest.mark.parametrize("passages", [(), ((1, "activity", ""),)])
def test_a_report_without_words_has_no_evidence(passages: Sequence[tuple[int, str, str]], model: ThemeModel) -> None:
    empty = report(*passages)
    assert best_evidence(empty, passage_weights(model, empty), FISKE, 3) == []


def test_a_passage_nearly_as_strong_as_the_best_is_shown_and_a_weaker_one_is_not(model: ThemeModel) -> None:
    weights = np.zeros_like(passage_weights(model, MIXED))
    may = [at for at, passage in enumerate(MIXED.passages) if passage.role not in ("title", "references")][:3]
    weights[may, FISKE] = [1.0, 0.61, 0.59]
    shown = best_evidence(MIXED, weights, FISKE, 3)
    assert [one.weight for one in shown] == [1.0, 0.61]
