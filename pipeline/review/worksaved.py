"""What playings of a coded set come to: reports read and labels set by hand, order against order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from math import ceil

import numpy as np
import numpy.typing as npt

from pipeline.classify.texts import report_text
from pipeline.errors import UsageError
from pipeline.evaluate.codedset import CodedSet
from pipeline.evaluate.metrics import Floats, Interval, resamples
from pipeline.evaluate.refit import Refit
from pipeline.evaluate.report import Bench
from pipeline.language.memory import Memory
from pipeline.language.prepare import prepare
from pipeline.language.vectors import shipped_vectors
from pipeline.parallel import one_thread, processors
from pipeline.project import Params
from pipeline.review.simulating import MEASURES, NOTHING, ORDERS, Course, Portfolio, play

Progress = Callable[[int, int], None]
Starts = Sequence[Sequence[int]]
TARGETS = (0.90, 0.95, 0.99)
DRAWS = 2000
FEWEST = 10


@dataclass(frozen=True, slots=True)
class Plan:
    """What is played: the reports, the rows each playing begins from, and after how many a model is trained anew."""

    name: str
    portfolio: Portfolio
    starts: Starts
    batch: int
    seed: int


@dataclass(frozen=True, slots=True)
class Effort:
    """Reports read and labels set by hand, means over the playings with 95 % intervals."""

    read: Interval
    set_by_hand: Interval


@dataclass(frozen=True, slots=True)
class Point:
    """How far one order is after so many reports, means over the playings; `right` by measure."""

    read: int
    set_by_hand: float
    right: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Order:
    """One order: the effort to reach each target by measure, the same less that of each baseline, and the curve.

    `whole` is the effort when every report is read. In `less`, negative figures are work saved.
    """

    reached: Mapping[str, Mapping[str, Effort]]
    less: Mapping[str, Mapping[str, Mapping[str, Effort]]]
    whole: Effort
    curve: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class WorkSaved:
    """The outcome. `right_at_start` is how right the codes are by measure when only the start is read."""

    name: str
    reports: int
    themes: int
    labels: int
    start: int
    batch: int
    playings: int
    right_at_start: Mapping[str, Interval]
    orders: Mapping[str, Order]


def plan_of_set(found: CodedSet, params: Params, memory: Memory, start: int | None, batch: int, repeats: int) -> Plan:
    """A coded set with its own starts, cut down or filled up at random to `start`; at most `repeats` of them."""
    titles = dict(zip(found.ids, found.titles, strict=True))
    prepared = prepare(found.documents, titles, params.language, memory=memory, jobs=processors())
    counts = [report_text(report) for report in prepared]
    with one_thread():
        refit = Refit.of(found.codebook, counts, shipped_vectors(), params.themes, params.seed)
    size = start or min(map(len, found.starts), default=0)
    _check(size, len(counts), batch)
    starts = [_sized(one, len(counts), size, params.seed + at) for at, one in enumerate(found.starts[:repeats])]
    return Plan(found.name, Portfolio(refit, np.arange(len(counts)), found.coded), starts, batch, params.seed)


def plan_of_project(bench: Bench, start: int | None, batch: int, repeats: int) -> Plan:
    """A project's coded reports; each playing begins from `start` of them drawn at random, half where it is not said."""
    reports, seed = len(bench.which), bench.inputs.params.seed
    size = start or reports // 2
    _check(size, reports, batch)
    starts = [_sized((), reports, size, seed + at) for at in range(repeats)]
    return Plan("project", Portfolio(bench.refit, np.array(bench.which), bench.coded), starts, batch, seed)


def _check(start: int, reports: int, batch: int) -> None:
    if not FEWEST <= start <= reports - FEWEST or batch < 1:
        raise UsageError(
            f"{reports} reports are coded. A playing begins from at least {FEWEST} of them and leaves as many to read: "
            f"--start may be from {FEWEST} to {reports - FEWEST}, --batch at least 1."
        )


def _sized(start: Sequence[int], reports: int, size: int, seed: int) -> list[int]:
    rest = np.random.default_rng(seed).permutation(np.setdiff1d(np.arange(reports), start)).tolist()
    return [*start, *rest][:size]


def simulate(plan: Plan, progress: Progress) -> WorkSaved:
    """Play every order from every start: the same plan gives the same figures."""
    reports, start = len(plan.portfolio.coded), len(plan.starts[0])
    fits = ceil((reports - start) / plan.batch)
    total = len(plan.starts) * (1 + fits * (len(ORDERS) - 1))
    done = count(1)

    def played(order: str) -> list[Course]:
        return [
            play(plan.portfolio, rows, order, plan.batch, plan.seed + at, lambda: progress(next(done), total))
            for at, rows in enumerate(plan.starts)
        ]

    with one_thread():
        return _summed_up(plan, {order: played(order) for order in ORDERS})


def _summed_up(plan: Plan, played: Mapping[str, Sequence[Course]]) -> WorkSaved:
    drawn = resamples(len(plan.starts), DRAWS, plan.seed)
    reached = {name: _reached(courses) for name, courses in played.items()}
    orders = {}
    for name, courses in played.items():
        own = reached[name]
        baselines = {other: reached[other] for other in (NOTHING, "random") if other != name}
        less = {other: _efforts({at: own[at] - theirs[at] for at in own}, drawn) for other, theirs in baselines.items()}
        whole = _effort(np.array([(course.read[-1], course.set_by_hand[-1]) for course in courses]), drawn)
        orders[name] = Order(_efforts(own, drawn), less, whole, _curve(courses, plan.batch))
    courses = played["random"]
    at_start = {name: _interval(np.array([course.right()[name][0] for course in courses]), drawn) for name in MEASURES}
    reports, themes = plan.portfolio.coded.shape
    labels, start = int(plan.portfolio.coded.sum()), len(plan.starts[0])
    return WorkSaved(plan.name, reports, themes, labels, start, plan.batch, len(plan.starts), at_start, orders)


Reached = dict[tuple[str, float], npt.NDArray[np.int64]]


def _reached(courses: Sequence[Course]) -> Reached:
    """By measure and target what was read and set by hand in each playing, shape (playings, 2)."""
    return {(name, target): np.array([course.work_until(name, target) for course in courses])
            for name in MEASURES for target in TARGETS}  # fmt: skip


def _efforts(reached: Reached, drawn: npt.NDArray[np.int64]) -> dict[str, dict[str, Effort]]:
    return {name: {f"{target:.2f}": _effort(reached[name, target], drawn) for target in TARGETS} for name in MEASURES}


def _effort(work: npt.NDArray[np.int64], drawn: npt.NDArray[np.int64]) -> Effort:
    return Effort(*(_interval(work[:, at].astype(np.float64), drawn) for at in range(2)))


def _interval(values: Floats, drawn: npt.NDArray[np.int64]) -> Interval:
    """The mean over the playings, with its interval from resampled playings; none from a single one."""
    means = values[drawn].mean(axis=1) if len(values) > 1 else np.array([np.nan])
    return Interval.of(float(values.mean()), means)


def _curve(courses: Sequence[Course], batch: int) -> tuple[Point, ...]:
    right = [course.right() for course in courses]
    steps = [*range(0, len(courses[0].read) - 1, batch), len(courses[0].read) - 1]
    return tuple(
        Point(
            int(courses[0].read[at]),
            float(np.mean([course.set_by_hand[at] for course in courses])),
            {name: float(np.mean([one[name][at] for one in right])) for name in MEASURES},
        )
        for at in steps
    )
