from __future__ import annotations

import numpy as np
import pytest

from pipeline.evaluate.compare import Change, paired, verdict_of
from pipeline.evaluate.metrics import Interval, Judged, micro_f1, resamples


def judged(seed: int, wrong: float, reports: int = 60) -> Judged:
    """The same codes, answered with some share of wrong answers."""
    coded = (np.random.default_rng(0).random((reports, 4)) < 0.4).astype(np.int8)
    said = (coded == 1) ^ (np.random.default_rng(seed).random(coded.shape) < wrong)
    return Judged(coded, said.astype(np.float64), said)


def test_the_same_answers_differ_by_nothing_at_all() -> None:
    found = paired(micro_f1, [judged(1, 0.2)], [judged(1, 0.2)], resamples(60, 100, 1))
    assert found.change == Interval(0, 0, 0) and verdict_of(found) == "no difference"


@pytest.mark.parametrize(
    ("before", "now", "verdict"), [(0.4, 0.05, "better"), (0.05, 0.4, "worse"), (0.2, 0.2, "no difference")]
)
def test_the_verdict_follows_the_whole_interval(before: float, now: float, verdict: str) -> None:
    found = paired(micro_f1, [judged(1, before)], [judged(2, now)], resamples(60, 200, 1))
    assert verdict_of(found) == verdict
    assert found.change.value == pytest.approx(found.now - found.before)


def test_pairing_narrows_the_interval_of_answers_that_go_together() -> None:
    one = judged(1, 0.3)
    other = Judged(one.coded, one.probabilities, one.said.copy())
    other.said[0] = one.coded[0] == 1
    rows = resamples(60, 300, 1)
    width = [found.change.high - found.change.low for found in (paired(micro_f1, [one], [other], rows),)]
    apart = paired(micro_f1, [judged(5, 0.3)], [judged(6, 0.3)], rows).change
    assert width[0] < (apart.high - apart.low) / 2


def test_an_interval_that_touches_nothing_decides_nothing() -> None:
    assert verdict_of(Change(0.5, 0.6, Interval(0.1, 0.0, 0.2))) == "no difference"
