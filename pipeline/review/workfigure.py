"""The curves of a simulation as one SVG: how right the codes are by what was read, and by what was set by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pipeline.evaluate.charts import Scale, Tick
from pipeline.rendering import templates
from pipeline.review.worksaved import Point, WorkSaved

LEFTS, WIDTH, TOP, HEIGHT = (52, 460), 340, 40, 240
LABELS = {
    "nothing": "coded from nothing, at random",
    "random": "with suggestions, at random",
    "useful": "with suggestions, most useful first",
    "confident": "with suggestions, most confident first",
}
STEPS = (10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000)


@dataclass(frozen=True, slots=True)
class Panel:
    """One of the two drawings: where it begins, its axes, and the points of each order's line."""

    left: int
    title: str
    ticks: tuple[Tick, ...]
    lines: dict[str, str]


def draw_work(found: WorkSaved) -> str:
    """The figure, the same bytes for the same figures."""
    most = max(one.whole.set_by_hand.value for one in found.orders.values())
    panels = (
        _panel(found, LEFTS[0], "reports read", found.reports, lambda point: point.read),
        _panel(found, LEFTS[1], "labels set by hand", most, lambda point: point.set_by_hand),
    )
    up = _up()
    return templates("pipeline.review", escape=True).get_template("work.svg").render(
        found=found, panels=panels, labels=LABELS, ticks=up.ticks([tenth / 5 for tenth in range(6)]),
        top=TOP, height=HEIGHT, width=WIDTH,
    )  # fmt: skip


def _up() -> Scale:
    return Scale(0, 1, TOP + HEIGHT, TOP)


def _panel(found: WorkSaved, left: int, title: str, most: float, x: Callable[[Point], float]) -> Panel:
    across, up = Scale(0, most, left, left + WIDTH), _up()
    step = next((one for one in STEPS if most / one <= 6), STEPS[-1])
    lines = {
        name: " ".join(f"{across(x(point))},{up(point.right['reports'])}" for point in order.curve)
        for name, order in found.orders.items()
    }
    return Panel(left, title, across.ticks([float(value) for value in range(0, int(most) + 1, step)]), lines)
