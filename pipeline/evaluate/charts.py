"""Where things stand in the two figures of evaluation.html, in the units of their drawings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.evaluate.curve import Curve
from pipeline.evaluate.metrics import Bin

LEFT, TOP, WIDTH, HEIGHT = 44, 12, 300, 220


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis and the value it stands for."""

    at: float
    value: float


@dataclass(frozen=True, slots=True)
class Dot:
    """A measured point with its interval from `low` to `high`, which are places on the page."""

    x: float
    y: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """Stated probability against the share coded; on the diagonal they agree."""

    dots: tuple[Dot, ...]
    ticks_x: tuple[Tick, ...]
    ticks_y: tuple[Tick, ...]


@dataclass(frozen=True, slots=True)
class Learning:
    """A metric by the number of coded reports; `ahead` runs from the last point to what more reports are expected to give."""

    dots: tuple[Dot, ...]
    ahead: tuple[Dot, Dot]
    ticks_x: tuple[Tick, ...]
    ticks_y: tuple[Tick, ...]

    @property
    def dashes(self) -> str:
        """From the last measured point to what is expected, as the points of a polyline."""
        return " ".join(f"{dot.x},{dot.y}" for dot in (self.dots[-1], *self.ahead))

    @property
    def line(self) -> str:
        """The measured points as the points of a polyline."""
        return " ".join(f"{dot.x},{dot.y}" for dot in self.dots)


@dataclass(frozen=True, slots=True)
class Scale:
    """From values to places."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Where a value stands."""
        return round(self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start), 1)

    def ticks(self, values: Sequence[float]) -> tuple[Tick, ...]:
        """Marks at some values."""
        return tuple(Tick(self(value), value) for value in values)


FIFTHS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


def reliability_chart(bins: Sequence[Bin]) -> Reliability:
    """The reliability diagram of some bins."""
    across, up = Scale(0, 1, LEFT, LEFT + WIDTH), Scale(0, 1, TOP + HEIGHT, TOP)
    dots = tuple(Dot(across(one.stated), up(one.observed.value), up(one.observed.low), up(one.observed.high)) for one in bins)
    return Reliability(dots, across.ticks(FIFTHS), up.ticks(FIFTHS))


def learning_chart(curve: Curve, metric: str) -> Learning:
    """The learning curve of one metric, from none to `more` beyond today's coded reports."""
    end = curve.coded + curve.more
    figures = [point.figures[metric] for point in curve.points]
    bottom = min(0.8, int(min(one.low for one in figures) * 10) / 10)
    across, up = Scale(0, end, LEFT, LEFT + WIDTH), Scale(bottom, 1, TOP + HEIGHT, TOP)
    dots = tuple(
        Dot(across(point.coded), up(one.value), up(one.low), up(one.high))
        for point, one in zip(curve.points, figures, strict=True)
    )
    gain = curve.gains[metric]
    now = Dot(across(curve.coded), up(gain.now), up(gain.now), up(gain.now))
    then = (min(gain.now + step, 1.0) for step in (gain.gain.value, gain.gain.low, gain.gain.high))
    step = 10 ** (len(str(end)) - 1)
    marks = [float(value) for value in range(0, end + 1, step if end / step >= 3 else step // 2 or 1)]
    tenths = [tenth / 10 for tenth in range(round(bottom * 10), 11)]
    return Learning(dots, (now, Dot(across(end), *map(up, then))), across.ticks(marks), up.ticks(tenths))
