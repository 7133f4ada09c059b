from __future__ import annotations

import numpy as np
import pytest

from pipeline.classify.stacking import LIKEST, NOTE, PRIOR_WEIGHTS, Stack, fit_stack, prior_stack

THEMES = 6
KINDS = ("one", "all_or_none", "each_for_itself")


def told(kind: str, reports: int = 200, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Noisy likenesses and decisions, and codes: one theme a report, all or none of them, or each drawn for itself."""
    random = np.random.default_rng(seed)
    codes = {
        "one": np.eye(THEMES)[random.integers(0, THEMES, reports)],
        "all_or_none": np.repeat(random.random((reports, 1)) < 0.3, THEMES, axis=1),
        "each_for_itself": random.random((reports, THEMES)) < 0.3,
    }[kind].astype(np.int8)
    likenesses = 0.4 * codes[..., None] + random.normal(0, 1, (reports, THEMES, 7))
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
    np.testing.assert_array_equal(stack.weights, PRIOR_WEIGHTS)


@pytest.mark.parametrize(("signal", "says"), [(LIKEST, -2.0), (NOTE, 2.0)])
def test_a_signal_that_can_only_speak_one_way_is_not_heard_the_other_way(signal: int, says: float) -> None:
    likenesses, decided, codes = told("each_for_itself")
    likenesses[..., signal] = says * codes
    assert fit_stack(likenesses, decided, codes, 10.0).weights[signal] == 0
