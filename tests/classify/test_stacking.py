from __future__ import annotations

import numpy as np
import pytest

from pipeline.classify.stacking import LABEL, LIKEST, NOTE, PRIOR_WEIGHTS, TERM, Stack, fit_stack, prior_stack

THEMES, SIGNAL = 6, 2
KINDS = ("one", "all_or_none", "each_for_itself")


def told(kind: str, reports: int = 200, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Noisy likenesses and decisions, and codes: one theme a report, all or none of them, or each drawn for itself."""
    random = np.random.default_rng(seed)
    codes = {
        "one": np.eye(THEMES)[random.integers(0, THEMES, reports)],
        "all_or_none": np.repeat(random.random((reports, 1)) < 0.3, THEMES, axis=1),
        "each_for_itself": random.random((reports, THEMES)) < 0.3,
    }[kind].astype(np.int8)
    likenesses = 0.4 * codes[..., None] + random.normal(0, 1, (reports, THEMES, 8))
    return likenesses, 0.4 * codes + random.normal(0, 1, codes.shape), codes


def fitted(kind: str, strength: float = 10.0) -> Stack:
    return fit_stack(*told(kind), strength)


def test_themes_that_never_meet_crowd_each_other_out_and_themes_that_always_do_call_each_other() -> None:
    one, together, apart = (fitted(kind).crowding for kind in KINDS)
    assert one < -0.2 and together > 0.2
    assert abs(apart) < min(-one, together) / 2


@pytest.mark.parametrize("kind", KINDS[:2])
def test_knowing_how_themes_meet_helps_on_reports_not_seen(kind: str) -> None:
    stack = fitted(kind)
    likenesses, decided, codes = told(kind, seed=1)
    alone = Stack(stack.decisions, stack.weights, stack.base)
    losses = [
        -np.log(np.where(codes == 1, found, 1 - found)).mean()
        for found in (each.probabilities(likenesses, decided) for each in (stack, alone))
    ]
    assert losses[0] < losses[1]


def test_a_strong_prior_lets_no_theme_speak_of_another() -> None:
    assert abs(fitted("one", strength=1e6).crowding) < 1e-2


def test_without_codes_each_theme_stands_alone() -> None:
    stack = prior_stack(told("one")[1], np.zeros((0, THEMES), dtype=np.int8), 10.0)
    assert stack.crowding == 0
    np.testing.assert_array_equal(stack.weights, [PRIOR_WEIGHTS] * THEMES)


@pytest.mark.parametrize(("signal", "says"), [(LABEL, -2.0), (LIKEST, -2.0), (TERM, -2.0), (NOTE, 2.0)])
def test_a_signal_that_can_only_speak_one_way_is_not_heard_the_other_way(signal: int, says: float) -> None:
    likenesses, decided, codes = told("each_for_itself")
    likenesses[..., signal] = says * codes
    np.testing.assert_array_equal(fit_stack(likenesses, decided, codes, 10.0).weights[:, signal], 0)


def odd_one(reports: int) -> np.ndarray:
    """The weights learned where one signal tells the first theme and says the opposite of the others."""
    likenesses, decided, codes = told("each_for_itself", reports)
    likenesses[..., SIGNAL] = 2 * codes
    likenesses[:, 1:, SIGNAL] *= -1
    return fit_stack(likenesses, decided, codes, 10.0).weights[:, SIGNAL]


def test_a_theme_gets_weights_of_its_own_as_its_positives_are_coded() -> None:
    gaps = [weights[0] - weights[1:].max() for weights in map(odd_one, (20, 200, 1000))]
    assert 0 < gaps[0] < 0.3 < gaps[1] < gaps[2]
    assert odd_one(1000)[0] > 0 > odd_one(1000)[1:].max()


def test_a_rare_theme_is_weighed_as_the_others_are() -> None:
    """Two themes told alike by the signals: one coded in half of the reports, one in two."""
    likenesses, decided, codes = told("each_for_itself")
    codes[:, :2] = (np.arange(len(codes)) < len(codes) // 2)[:, None]
    codes[2:, 0] = 0
    likenesses[:, :2, SIGNAL] = 2 * codes[:, :2] * [-1, -1]
    rare, often, *others = fit_stack(likenesses, decided, codes, 10.0).weights[:, SIGNAL]
    assert abs(rare - np.mean(others)) < abs(often - np.mean(others)) / 3
