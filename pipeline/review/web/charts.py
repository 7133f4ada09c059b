"""Small charts as numbers: the templates in charts.html draw them as SVG without a style of its own, as the policy asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDE = 1000.0  # the width of every chart in its own units


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a bar that is split: a key that says what it is and gives it its colour, and where it lies."""

    key: str
    count: int
    x: float
    width: float


def split(counts: Sequence[tuple[str, int]]) -> list[Part]:
    """A bar of `WIDE` split in proportion to the counts; empty parts have no width."""
    whole = sum(count for _, count in counts) or 1
    parts, x = [], 0.0
    for key, count in counts:
        width = WIDE * count / whole
        parts.append(Part(key, count, round(x, 2), round(width, 2)))
        x += width
    return parts


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a chart: what it says, and where it stands in a box of `WIDE` by 100, its foot at 100."""

    label: str
    count: int
    x: float
    width: float
    y: float
    height: float


def columns(counts: Sequence[tuple[str, int]]) -> list[Column]:
    """Columns side by side, the highest 100 high."""
    step, most = WIDE / max(len(counts), 1), max((count for _, count in counts), default=0) or 1
    return [
        Column(label, count, round(at * step + step / 10, 2), round(step * 0.8, 2), 100 - high, high)
        for at, (label, count) in enumerate(counts)
        for high in [round(100 * count / most, 2)]
    ]


@dataclass(frozen=True, slots=True)
class Gauge:
    """A share with its interval against a goal, on a scale from 0 to `most`; places from 0 to `WIDE`."""

    most: float
    low: float
    value: float
    high: float
    goal: float


def gauge(value: float, low: float, high: float, goal: float) -> Gauge:
    """The share on a scale that holds its interval and twice the goal."""
    most = min(max(high * 1.1, 2 * goal), 1.0)
    return Gauge(most, *(round(WIDE * share / most, 2) for share in (low, value, high, goal)))
