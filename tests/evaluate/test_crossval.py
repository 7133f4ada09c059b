from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from pipeline.classify.space import Counts
from pipeline.classify.stacking import Coded
from pipeline.codebook import Codebook
from pipeline.evaluate.crossval import cross_validate
from pipeline.evaluate.metrics import Judged, macro_f1
from pipeline.language.vectors import Vectors
from pipeline.project import EvaluateParams, ThemeParams
from tests.classify.conftest import make_codebook, make_portfolio, make_vectors

WHICH = [0, 2, 3, 5, 6, 7, 8, 9, 10, 11]


@dataclass
class Spy:
    """Stands in for `fit_themes`: remembers what each model was trained on and what it was asked about."""

    texts: list[Counter[str]]
    trained: list[tuple[list[int], Coded]] = field(default_factory=list)
    asked: list[list[int]] = field(default_factory=list)

    def fit(self, codebook: Codebook, texts: Any, coded: Coded, which: Sequence[int], *rest: object) -> SimpleNamespace:
        self.trained.append((list(which), coded))
        return SimpleNamespace(probabilities=self.ask, thresholds=SimpleNamespace(suggest=np.full(3, 0.5)))

    def ask(self, texts: Sequence[Counts]) -> np.ndarray[Any, Any]:
        self.asked.append([next(row for row, text in enumerate(self.texts) if text is asked) for asked in texts])
        return np.full((len(texts), 3), 0.25)


def run(texts: list[Counter[str]], coded: Coded, vectors: Vectors, told: list[tuple[int, int]] | None = None) -> Judged:
    params = EvaluateParams(repeats=2, folds=3)
    seen = told if told is not None else []
    return cross_validate(
        make_codebook(), texts, coded, WHICH, vectors, ThemeParams(), params, 7, lambda done, total: seen.append((done, total))
    )


def test_no_report_is_judged_by_a_model_that_was_trained_on_it(
    monkeypatch: pytest.MonkeyPatch, portfolio: tuple[list[Counter[str]], Coded], vectors: Vectors
) -> None:
    texts, coded = portfolio
    spy = Spy(texts)
    monkeypatch.setattr("pipeline.evaluate.crossval.fit_themes", spy.fit)
    judged = run(texts, coded[WHICH], vectors)
    for (rows, codes), asked in zip(spy.trained, spy.asked, strict=True):
        assert sorted(rows + asked) == WHICH
        np.testing.assert_array_equal(codes, coded[rows])
    assert Counter(row for asked in spy.asked for row in asked) == dict.fromkeys(WHICH, 2)
    np.testing.assert_allclose(judged.probabilities, 0.25)


def test_every_repeat_draws_its_own_folds(
    monkeypatch: pytest.MonkeyPatch, portfolio: tuple[list[Counter[str]], Coded], vectors: Vectors
) -> None:
    spy = Spy(portfolio[0])
    monkeypatch.setattr("pipeline.evaluate.crossval.fit_themes", spy.fit)
    told: list[tuple[int, int]] = []
    run(portfolio[0], portfolio[1][WHICH], vectors, told)
    assert {tuple(asked) for asked in spy.asked[:3]} != {tuple(asked) for asked in spy.asked[3:]}
    assert told == [(step, 6) for step in range(1, 7)]


def test_answers_hold_on_clear_texts_and_not_on_shuffled_codes() -> None:
    texts, coded = make_portfolio()
    shuffled = np.roll(coded, 1, axis=1)
    right, wrong = (run(texts, codes[WHICH], make_vectors()) for codes in (coded, shuffled))
    assert macro_f1(right) > 0.8 > macro_f1(wrong)


def test_the_same_seed_gives_the_same_answers(portfolio: tuple[list[Counter[str]], Coded], vectors: Vectors) -> None:
    first, again = (run(portfolio[0], portfolio[1][WHICH], vectors) for _ in range(2))
    np.testing.assert_array_equal(first.probabilities, again.probabilities)
    np.testing.assert_array_equal(first.said, again.said)


def test_versions_of_one_report_are_held_out_together(
    monkeypatch: pytest.MonkeyPatch, portfolio: tuple[list[Counter[str]], Coded], vectors: Vectors
) -> None:
    spy = Spy(portfolio[0])
    monkeypatch.setattr("pipeline.evaluate.crossval.fit_themes", spy.fit)
    together = ["a", "b", "a", "c", "d", "a", "e", "f", "b", "g"]
    params = EvaluateParams(repeats=2, folds=3)
    cross_validate(
        make_codebook(), portfolio[0], portfolio[1][WHICH], WHICH, vectors, ThemeParams(), params, 7, lambda *_: None, together
    )
    group = dict(zip(WHICH, together, strict=True))
    for (rows, _), asked in zip(spy.trained, spy.asked, strict=True):
        assert not {group[row] for row in rows} & {group[row] for row in asked}
    assert Counter(row for asked in spy.asked for row in asked) == dict.fromkeys(WHICH, 2)
