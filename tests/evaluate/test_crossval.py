from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from pipeline.classify.stacking import Coded
from pipeline.classify.texts import Counts
from pipeline.codebook import Codebook
from pipeline.evaluate.crossval import Repeat, cross_validate
from pipeline.evaluate.metrics import macro_f1
from pipeline.evaluate.refit import Refit
from pipeline.language.vectors import Vectors
from pipeline.project import EvaluateParams, ThemeParams
from tests.classify.conftest import make_codebook, make_portfolio, make_vectors

WHICH = [0, 2, 3, 5, 6, 7, 8, 9, 10, 11]
ALWAYS, NEVER = -1.0, 2.0


@dataclass
class Spy:
    """Stands in for `fit_themes`: remembers what each model was trained on and what it was asked about."""

    texts: Sequence[Counts]
    sure_from: float = NEVER
    positives: int = 5
    trained: list[tuple[list[int], Coded]] = field(default_factory=list)
    asked: list[list[int]] = field(default_factory=list)

    def fit(self, codebook: Codebook, texts: Any, coded: Coded, which: Sequence[int], *rest: object) -> SimpleNamespace:
        self.trained.append((list(which), coded))
        thresholds = SimpleNamespace(
            suggest=np.full(3, 0.5), sure_from=lambda error: self.sure_from, sure_not_below=lambda error: 1 - self.sure_from
        )
        positives = np.array([self.positives, 0, self.positives])
        return SimpleNamespace(probabilities=self.ask, thresholds=thresholds, positives=positives)

    def ask(self, texts: Sequence[Counts]) -> np.ndarray[Any, Any]:
        self.asked.append([next(row for row, text in enumerate(self.texts) if text is asked) for asked in texts])
        return np.tile([0.25, 0.4, 0.75], (len(texts), 1))


def refit_of(texts: list[Counter[str]], vectors: Vectors) -> Refit:
    return Refit.of(make_codebook(), texts, vectors, ThemeParams(), 7)


def run(refit: Refit, coded: Coded, told: list[tuple[int, int]] | None = None) -> tuple[Repeat, ...]:
    params = EvaluateParams(repeats=2, folds=3)
    seen = told if told is not None else []
    return cross_validate(refit, coded, WHICH, params, 0.05, lambda done, total: seen.append((done, total)))


def test_no_report_is_judged_by_a_model_that_was_trained_on_it(
    monkeypatch: pytest.MonkeyPatch, portfolio: tuple[list[Counter[str]], Coded], vectors: Vectors
) -> None:
    texts, coded = portfolio
    spy, refit = Spy(texts), refit_of(texts, vectors)
    monkeypatch.setattr("pipeline.evaluate.refit.fit_themes", spy.fit)
    repeats = run(refit, coded[WHICH])
    for (rows, codes), asked in zip(spy.trained, spy.asked, strict=True):
        assert sorted(rows + asked) == WHICH
        np.testing.assert_array_equal(codes, coded[rows])
    assert Counter(row for asked in spy.asked for row in asked) == dict.fromkeys(WHICH, 2)
    for repeat in repeats:
        assert sorted(row for fold in repeat.folds for row in fold.held_out) == list(range(10))
        np.testing.assert_allclose(repeat.judged.probabilities, np.tile([0.25, 0.4, 0.75], (10, 1)))


def test_every_repeat_draws_its_own_folds(
    monkeypatch: pytest.MonkeyPatch, portfolio: tuple[list[Counter[str]], Coded], vectors: Vectors
) -> None:
    spy, refit = Spy(portfolio[0]), refit_of(portfolio[0], vectors)
    monkeypatch.setattr("pipeline.evaluate.refit.fit_themes", spy.fit)
    told: list[tuple[int, int]] = []
    run(refit, portfolio[1][WHICH], told)
    assert {tuple(asked) for asked in spy.asked[:3]} != {tuple(asked) for asked in spy.asked[3:]}
    assert told == [(step, 6) for step in range(1, 7)]


@pytest.mark.parametrize(
    ("sure_from", "positives", "sure", "left"),
    [
        (0.7, 5, [False, False, True], [True, False, False]),
        (0.8, 5, [False, False, False], [False, False, False]),
        (ALWAYS, 2, [False, False, False], [False, False, False]),
    ],
)
def test_sure_is_what_the_fold_itself_calls_so_and_never_a_theme_with_too_few_examples(
    monkeypatch: pytest.MonkeyPatch,
    portfolio: tuple[list[Counter[str]], Coded],
    vectors: Vectors,
    sure_from: float,
    positives: int,
    sure: list[bool],
    left: list[bool],
) -> None:
    refit = refit_of(portfolio[0], vectors)
    monkeypatch.setattr("pipeline.evaluate.refit.fit_themes", Spy(portfolio[0], sure_from, positives).fit)
    for repeat in run(refit, portfolio[1][WHICH]):
        np.testing.assert_array_equal(repeat.sure, np.tile(sure, (10, 1)))
        np.testing.assert_array_equal(repeat.left, np.tile(left, (10, 1)))


def test_answers_hold_on_clear_texts_and_not_on_shuffled_codes() -> None:
    texts, coded = make_portfolio()
    refit = refit_of(texts, make_vectors())
    shuffled = np.random.default_rng(0).permutation(coded)
    right, wrong = (run(refit, codes[WHICH])[0].judged for codes in (coded, shuffled))
    assert macro_f1(right) > 0.8 > macro_f1(wrong)


def test_the_same_seed_gives_the_same_answers(portfolio: tuple[list[Counter[str]], Coded], vectors: Vectors) -> None:
    first, again = (run(refit_of(portfolio[0], vectors), portfolio[1][WHICH]) for _ in range(2))
    for one, other in zip(first, again, strict=True):
        np.testing.assert_array_equal(one.judged.probabilities, other.judged.probabilities)
        np.testing.assert_array_equal(one.judged.said, other.judged.said)


def test_versions_of_one_report_are_held_out_together(
    monkeypatch: pytest.MonkeyPatch, portfolio: tuple[list[Counter[str]], Coded], vectors: Vectors
) -> None:
    texts, coded = portfolio
    together = [f"report {row}" for row in range(len(texts))]
    for row in (2, 7, 9):
        together[row] = "one"
    refit = Refit.of(make_codebook(), texts, vectors, ThemeParams(), 7, together)
    spy = Spy(texts)
    monkeypatch.setattr("pipeline.evaluate.refit.fit_themes", spy.fit)
    run(refit, coded[WHICH])
    for (rows, _), asked in zip(spy.trained, spy.asked, strict=True):
        assert not {together[row] for row in rows} & {together[row] for row in asked}
    assert Counter(row for asked in spy.asked for row in asked) == dict.fromkeys(WHICH, 2)
