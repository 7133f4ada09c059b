"""Playing a coded set again: what is counted, and that a better order and better suggestions cost less."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.classify.stacking import Coded
from pipeline.classify.thresholds import decide
from pipeline.codebook import Codebook
from pipeline.errors import UsageError
from pipeline.evaluate.nextup import usefulness
from pipeline.evaluate.refit import Refit
from pipeline.language.vectors import Vectors
from pipeline.project import ThemeParams
from pipeline.review.simulating import MEASURES, NOTHING, ORDERS, Course, Portfolio, play
from pipeline.review.workfigure import draw_work
from pipeline.review.worksaved import Plan, simulate
from tests.classify.conftest import params, portfolio, trades, vectors

__all__ = ["params", "portfolio", "trades", "vectors"]

THRESHOLDS = np.full(3, 0.5)


@dataclass(frozen=True, slots=True)
class Fixed(Portfolio):
    """A portfolio whose model says the same whatever it has learnt."""

    answers: Any = None

    def suggested(self, read: Any) -> Any:
        return self.answers, THRESHOLDS


def fixed(coded: Any, answers: Any) -> Fixed:
    return Fixed(None, np.arange(len(coded)), np.array(coded, dtype=np.int8), np.array(answers, dtype=np.float64))  # type: ignore[arg-type]


def played(found: Portfolio, start: list[int], order: str, batch: int = 2) -> Course:
    return play(found, start, order, batch, 7, lambda: None)


def by_hand(found: Fixed, start: list[int], queue: list[int], nothing: bool) -> list[tuple[int, int, float, float]]:
    """Reports read, labels set, and the shares of right reports and right pairs, counted report by report."""
    codes = np.zeros_like(found.coded) if nothing else decide(found.answers, THRESHOLDS).astype(np.int8)
    codes[start] = found.coded[start]
    work, states = int(found.coded[start].sum()), []
    for at, row in enumerate([*queue, -1]):
        right = codes == found.coded
        states.append((len(start) + at, work, float(right.all(axis=1).mean()), float(right.mean())))
        if row >= 0:
            work += int((codes[row] != found.coded[row]).sum())
            codes[row] = found.coded[row]
    return states


pairs = st.lists(st.tuples(st.integers(0, 1), st.floats(0, 1)), min_size=3, max_size=3)


@given(st.lists(pairs, min_size=3, max_size=9), st.sampled_from(["useful", "confident"]), st.integers(1, 4))
def test_a_course_counts_what_counting_by_hand_gives(rows: Any, order: str, batch: int) -> None:
    found = fixed([[code for code, _ in row] for row in rows], [[p for _, p in row] for row in rows])
    course = played(found, [0], order, batch)
    # A model that never changes gives one order; reports of equal worth may change places, which by_hand must not see.
    worth = usefulness(found.answers[1:])
    sign = -1 if order == "useful" else 1
    if len(np.unique(worth.round(12))) == len(worth):
        queue = (np.argsort(sign * worth, kind="stable") + 1).tolist()
        right = course.right()
        expected = by_hand(found, [0], queue, nothing=False)
        assert [(int(a), int(b)) for a, b in zip(course.read, course.set_by_hand, strict=True)] == [one[:2] for one in expected]
        np.testing.assert_allclose(right["reports"], [one[2] for one in expected])
        np.testing.assert_allclose(right["cells"], [one[3] for one in expected])
    assert course.right()["micro_f1"][-1] in (0.0, 1.0)  # all is right in the end; without any label there is no F1


def test_from_nothing_every_label_is_set_by_hand_and_nothing_is_too_many() -> None:
    found = fixed([[1, 0, 0], [1, 1, 0], [0, 0, 0], [0, 0, 1]], np.full((4, 3), 0.9))
    course = played(found, [1], NOTHING)
    assert (course.set_by_hand[-1], course.read[-1], course.false.max()) == (4, 4, 0)
    assert course.right()["reports"][0] == 0.5  # the one read, and the one without labels


def test_work_until_counts_from_where_the_target_is_kept() -> None:
    ups = Course(np.arange(5), np.arange(5) * 2, np.array([4, 0, 2, 0, 0]), *(np.zeros(5, dtype=np.int64),) * 2, 4, 1, 4)
    assert ups.work_until("reports", 0.9) == (3, 6)
    assert ups.work_until("cells", 0.9) == (0, 0)


def test_doubtful_reports_first_sets_right_sooner_where_doubt_tells_of_mistakes() -> None:
    """Half of the answers are sure and right, half are in doubt and wrong."""
    coded = np.tile([1, 0, 0], (20, 1))
    answers = np.where(np.arange(20)[:, None] < 10, [0.99, 0.01, 0.01], [0.45, 0.55, 0.01])
    reached = {name: played(fixed(coded, answers), [0], name).work_until("reports", 0.9)[0] for name in ORDERS}
    assert reached["useful"] < reached["random"] < reached["confident"]


Texts = tuple[list[Counter[str]], Coded]


@pytest.fixture
def plan(trades: Codebook, vectors: Vectors, portfolio: Texts) -> Plan:
    refit = Refit.of(trades, portfolio[0], vectors, ThemeParams(), 7)
    return Plan("tre yrker", Portfolio(refit, np.arange(12), portfolio[1]), ((0, 1, 2, 4, 5), (3, 6, 7, 8, 9)), 3, 7)


def test_the_same_plan_gives_the_same_figures_and_every_order_ends_right(plan: Plan) -> None:
    steps: list[tuple[int, int]] = []
    found = simulate(plan, lambda done, total: steps.append((done, total)))
    assert found == simulate(plan, lambda done, total: None)
    assert steps[-1][0] == steps[-1][1] == len(steps)
    assert (found.start, found.reports, found.playings) == (5, 12, 2)
    for name, order in found.orders.items():
        assert order.whole.read.value == 12 and order.curve[-1].right["reports"] == 1
        assert order.curve[0].read == 5
        assert set(order.less) == {NOTHING, "random"} - {name}
        for measure in MEASURES:
            reads = [effort.read.value for effort in order.reached[measure].values()]
            assert reads == sorted(reads)
    assert found.orders["useful"].whole.set_by_hand.value < found.orders[NOTHING].whole.set_by_hand.value


def test_what_is_saved_is_the_difference_in_each_playing(plan: Plan) -> None:
    found = simulate(plan, lambda done, total: None)
    mine, theirs = (found.orders[name].reached["reports"]["0.95"] for name in ("useful", "random"))
    less = found.orders["useful"].less["random"]["reports"]["0.95"]
    assert less.read.value == pytest.approx(mine.read.value - theirs.read.value)
    assert less.read.low <= less.read.value <= less.read.high


def test_one_playing_has_no_interval(plan: Plan) -> None:
    found = simulate(Plan(plan.name, plan.portfolio, plan.starts[:1], 7, 7), lambda done, total: None)
    assert np.isnan(found.orders["useful"].whole.read.low)


def test_the_figure_tells_in_words_what_it_draws(plan: Plan) -> None:
    found = simulate(plan, lambda done, total: None)
    drawn = draw_work(found)
    assert drawn == draw_work(found)
    assert drawn.count("<polyline") == 2 * len(ORDERS) and "NaN" not in drawn
    assert "100 % after 12 reports" in drawn


def test_a_start_that_leaves_too_little_is_refused() -> None:
    from pipeline.review.worksaved import _check

    for start in (10, 40):
        _check(start, 50, 5)
    for start in (9, 41):
        with pytest.raises(UsageError, match="from 10 to 40"):
            _check(start, 50, 5)
