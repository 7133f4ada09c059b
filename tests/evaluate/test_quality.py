from __future__ import annotations

import numpy as np
import pytest

from pipeline.evaluate.crossval import Repeat
from pipeline.evaluate.metrics import METRICS, Judged
from pipeline.evaluate.quality import Quality, measure_quality
from pipeline.project import EvaluateParams

CODED = np.array([[1, 0], [1, 0], [0, 0], [0, 1], [1, 0], [0, 0]], dtype=np.int8)
RIGHT = np.where(CODED == 1, 0.9, 0.1)
NOTHING = np.zeros(CODED.shape, dtype=bool)


def repeat(probabilities: np.ndarray, sure: np.ndarray = NOTHING, left: np.ndarray = NOTHING) -> Repeat:
    return Repeat(Judged(CODED, probabilities, probabilities > 0.5), sure, left, ())


def measured(*repeats: Repeat, languages: tuple[str, ...] = ("nb",) * 6) -> Quality:
    return measure_quality(repeats, ("a", "b"), languages, 2, 0.05, EvaluateParams(bootstrap=100), 1)


def test_perfect_answers_have_perfect_figures() -> None:
    found = measured(repeat(RIGHT))
    assert {value.value for value in found.overall.values()} == {1.0}
    assert found.themes["a"].f1.value == 1 and found.themes["a"].false == found.themes["a"].missed == 0
    assert found.calibration_error == pytest.approx(0.1)


def test_figures_are_means_over_the_repeats_not_of_averaged_answers() -> None:
    other = RIGHT.copy()
    other[:3, 0] = 1 - other[:3, 0]
    both = measured(repeat(RIGHT), repeat(other))
    each = [METRICS["micro_f1"](one.judged) for one in (repeat(RIGHT), repeat(other))]
    assert both.overall["micro_f1"].value == pytest.approx(np.mean(each))
    assert (both.themes["a"].false, both.themes["a"].missed) == (0.5, 1.0)


def test_repeating_the_same_answers_does_not_narrow_any_interval() -> None:
    other = RIGHT.copy()
    other[0] = 1 - other[0]
    once, thrice = measured(repeat(other, other > 0.5)), measured(*[repeat(other, other > 0.5)] * 3)
    for name, value in once.overall.items():
        other_value = thrice.overall[name]
        assert (value.low, value.high) == pytest.approx((other_value.low, other_value.high))
    assert once.sure == thrice.sure


def test_a_theme_with_few_codes_says_so() -> None:
    found = measured(repeat(RIGHT))
    assert (found.themes["a"].few, found.themes["b"].few) == (False, True)


def test_sure_counts_what_is_marked_and_what_of_it_is_wrong() -> None:
    wrong = RIGHT.copy()
    wrong[2, 0] = 0.95
    sure, left = wrong > 0.5, np.zeros(CODED.shape, dtype=bool)
    sure[0, 0] = False
    left[5] = True
    found = measured(repeat(wrong, sure, left)).sure
    assert (found.suggestions.count, found.suggestions.of) == (4, 5)
    assert (found.wrong.count, found.wrong.of) == (1, 4)
    assert (found.left_out.count, found.left_out.of) == (2, 7)
    assert (found.left_out_wrong.count, found.left_out_wrong.of) == (0, 2)


def test_each_language_is_measured_on_its_own_reports_and_not_when_they_are_a_handful() -> None:
    coded = np.tile(CODED, (2, 1))
    answers = np.where(coded == 1, 0.9, 0.1)
    answers[5:11] = 1 - answers[5:11]
    some = Repeat(Judged(coded, answers, answers > 0.5), answers > 2, answers > 2, ())
    found = measured(some, languages=("nb",) * 5 + ("nn",) * 6 + ("en",))
    assert list(found.languages) == ["nb", "nn"]
    assert found.languages["nb"].reports == 5 and found.languages["nb"].figures["micro_f1"].value == 1
    assert found.languages["nn"].figures["micro_f1"].value < 0.2
