from __future__ import annotations

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.classify.stacking import Coded
from pipeline.codebook import Codebook
from pipeline.evaluate.charts import learning_chart
from pipeline.evaluate.crossval import cross_validate
from pipeline.evaluate.curve import FEWEST, MORE, PowerLaw, expected_gain, learning_curve, sizes_of
from pipeline.evaluate.refit import Refit
from pipeline.language.vectors import Vectors
from pipeline.project import EvaluateParams, ThemeParams
from tests.classify.conftest import make_portfolio

SIZES = np.array([10.0, 17.0, 28.0, 46.0])


@given(st.floats(0, 0.4), st.floats(0.1, 3), st.sampled_from([0.3, 0.7, 1.2]))
def test_a_power_law_is_found_again(floor: float, scale: float, exponent: float) -> None:
    true = PowerLaw(floor, scale, exponent)
    found = PowerLaw.fit(SIZES, true.errors(SIZES))
    np.testing.assert_allclose(found.errors(SIZES), true.errors(SIZES), atol=0.01)
    np.testing.assert_allclose(found.errors(np.array([107.0])), true.errors(np.array([107.0])), atol=0.05)


@given(st.lists(st.floats(0, 1), min_size=4, max_size=4))
def test_more_reports_are_never_expected_to_harm(errors: list[float]) -> None:
    found = PowerLaw.fit(SIZES, np.array(errors)).errors(np.array([46.0, 57.0, 107.0, 10_000.0]))
    assert all(before >= after >= 0 for before, after in pairwise(found))


def test_what_is_expected_of_a_level_curve_is_nothing() -> None:
    values = {0: 0.5, **{int(size): 0.8 for size in SIZES}}
    drawn = {size: np.full(50, value) for size, value in values.items()}
    found = expected_gain(values, drawn, 57, 107)
    assert found.gain.value == pytest.approx(0, abs=1e-6) and found.gain.high == pytest.approx(0, abs=1e-6)
    assert found.now == pytest.approx(0.8)


def test_noisier_figures_give_a_wider_interval() -> None:
    random = np.random.default_rng(2)
    values = {int(size): float(1 - 0.1 - size**-0.5) for size in SIZES}
    widths = []
    for noise in (0.005, 0.05):
        drawn = {size: value + random.normal(0, noise, 200) for size, value in values.items()}
        found = expected_gain(values, drawn, 57, 107).gain
        assert found.low <= found.value <= found.high
        widths.append(found.high - found.low)
    assert widths[0] < widths[1]


@pytest.mark.parametrize(("coded", "sizes"), [(57, [10, 17, 27, 45]), (25, [10, 13, 16, 20]), (24, []), (3, [])])
def test_sizes_end_with_a_whole_training_fold(coded: int, sizes: list[int]) -> None:
    assert sizes_of(coded, 5) == sizes


def test_the_curve_is_measured_on_all_coded_reports_at_every_size(trades: Codebook, vectors: Vectors) -> None:
    texts, coded = make_portfolio(40)
    which = list(range(0, 30))
    refit = Refit.of(trades, texts, vectors, ThemeParams(), 7)
    params = EvaluateParams(repeats=1, folds=3, bootstrap=100, curve_repeats=1)
    told: list[tuple[int, int]] = []
    repeats = cross_validate(refit, coded[which], which, params, 0.05, lambda done, total: None)
    found = learning_curve(refit, coded[which], which, repeats, params, lambda done, total: told.append((done, total)))
    assert found is not None
    assert [point.coded for point in found.points] == [0, FEWEST, 13, 16, 20]
    assert told == [(1, 3), (2, 3), (3, 3)]
    last = found.points[-1].figures["micro_f1"].value
    assert found.gains["micro_f1"].now == pytest.approx(last, abs=0.1)
    assert (found.coded, found.more) == (30, MORE)


def test_too_few_coded_reports_give_no_curve(
    trades: Codebook, vectors: Vectors, portfolio: tuple[list[Counter[str]], Coded]
) -> None:
    refit = Refit.of(trades, portfolio[0], vectors, ThemeParams(), 7)
    assert learning_curve(refit, portfolio[1], range(12), [], EvaluateParams(), lambda done, total: None) is None


def test_the_drawing_goes_from_no_codes_to_what_is_expected(trades: Codebook, vectors: Vectors) -> None:
    texts, coded = make_portfolio(40)
    refit = Refit.of(trades, texts, vectors, ThemeParams(), 7)
    params = EvaluateParams(repeats=1, folds=3, bootstrap=100, curve_repeats=1)
    repeats = cross_validate(refit, coded[:30], range(30), params, 0.05, lambda done, total: None)
    curve = learning_curve(refit, coded[:30], range(30), repeats, params, lambda done, total: None)
    assert curve is not None
    drawn = learning_chart(curve, "micro_f1")
    places = [*(dot.x for dot in drawn.dots), *(dot.x for dot in drawn.ahead)]
    assert places == sorted(places) and drawn.ticks_x[0].at == drawn.dots[0].x
    assert all(dot.high <= dot.y <= dot.low for dot in drawn.dots)  # places on a page run downwards
