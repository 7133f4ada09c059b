from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.evaluate.metrics import Judged
from pipeline.evaluate.suspects import suspects, usual


def judged(seed: int, reports: int = 200, themes: int = 3, sharpness: float = 4.0) -> Judged:
    """Answers that follow the true codes, more or less sharply."""
    random = np.random.default_rng(seed)
    coded = (random.random((reports, themes)) < 0.4).astype(np.int8)
    probabilities = 1 / (1 + np.exp(-(sharpness * (coded - 0.5) + random.normal(0, 1, coded.shape))))
    return Judged(coded, probabilities, probabilities > 0.5)


def flipped(true: Judged, pairs: list[tuple[int, int]]) -> Judged:
    coded = true.coded.copy()
    for pair in pairs:
        coded[pair] = 1 - coded[pair]
    return Judged(coded, true.probabilities, true.said)


def test_flipped_codes_come_first() -> None:
    pairs = [(at, at % 3) for at in range(0, 200, 10)]
    found = suspects(flipped(judged(1, sharpness=6), pairs))
    first = [(doubt.row, doubt.theme) for doubt in found[: len(pairs)]]
    assert len(set(first) & set(pairs)) >= 0.8 * len(pairs)


def test_what_is_usual_is_the_mean_of_those_who_carry_the_code_drawn_to_even_odds() -> None:
    some = Judged(np.array([[1], [1], [0]], dtype=np.int8), np.array([[0.9], [0.8], [0.2]]), np.ones((3, 1), dtype=bool))
    np.testing.assert_allclose(usual(some, True), [(0.9 + 0.8 + 0.5 * 3) / (2 + 3)])
    np.testing.assert_allclose(usual(some, False), [(0.8 + 0.5 * 3) / (1 + 3)])


@given(st.integers(0, 500))
def test_every_suspect_code_is_held_improbable_and_the_list_is_in_order(seed: int) -> None:
    some = judged(seed, reports=30, sharpness=1)
    found = suspects(some)
    assert all(doubt.confidence < 0.5 and doubt.coded == bool(some.coded[doubt.row, doubt.theme]) for doubt in found)
    assert [doubt.confidence for doubt in found] == sorted(doubt.confidence for doubt in found)


def test_certain_and_right_answers_leave_nothing_to_look_at() -> None:
    coded = np.eye(4, dtype=np.int8)
    assert suspects(Judged(coded, coded * 0.98 + 0.01, coded == 1)) == []


def test_a_theme_nobody_coded_needs_more_than_even_odds_to_be_doubted() -> None:
    probabilities = np.array([[0.49], [0.51], [0.05]])
    found = suspects(Judged(np.zeros((3, 1), dtype=np.int8), probabilities, probabilities > 0.5))
    assert [doubt.row for doubt in found] == [1]
