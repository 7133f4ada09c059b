"""Coverage and width of intervals, added up model by model so that their uncertainty can be told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from tests.bench.matrix_peers import Stretch

OURS = "temakart"


@dataclass(slots=True)
class Tally:
    """What the audits of one model showed, as plain numbers and lists that JSON keeps.

    `held` and `looks` are by place (a theme, or a theme in a group); the others are sums over all places, by tool.
    """

    way: str
    model: int
    size: int
    what: str
    held: dict[str, int] = field(default_factory=dict)
    looks: dict[str, int] = field(default_factory=dict)
    right: dict[str, int] = field(default_factory=dict)
    asked: dict[str, int] = field(default_factory=dict)
    width: dict[str, float] = field(default_factory=dict)
    alone: dict[str, float] = field(default_factory=dict)
    squares: dict[str, float] = field(default_factory=dict)
    widest: float = 0.0
    too_wide: int = 0

    def add(self, place: str, truth: int, told: dict[str, Stretch]) -> None:
        """The intervals of all tools for one number; `alone` is the exact interval's width where each tool answered."""
        exact = told["exact"].high - told["exact"].low
        for name, one in told.items():
            holds = one.low <= truth <= one.high
            for sums, value in (
                (self.right, int(holds)),
                (self.asked, 1),
                (self.width, one.high - one.low),
                (self.alone, exact),
                (self.squares, (one.value - truth) ** 2),
            ):
                sums[name] = sums.get(name, 0) + value
            if name == OURS:
                self.held[place] = self.held.get(place, 0) + holds
                self.looks[place] = self.looks.get(place, 0) + 1
                self._widen((one.high - one.low) / max(exact, 1))

    def add_naive(self, error: float) -> None:
        """How far the count of suggestions is from the truth."""
        self.squares["naive"] = self.squares.get("naive", 0.0) + error**2
        self.asked["naive"] = self.asked.get("naive", 0) + 1

    def _widen(self, ratio: float) -> None:
        self.widest = max(self.widest, ratio)
        self.too_wide += ratio > 1.03

    def as_json(self) -> dict[str, Any]:
        """As `Tally(**…)` reads it back."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: a tool's figures for one way, size and kind of number."""

    coverage: float
    error: float
    against_exact: float
    rmse: float
    asked: int


def row(tallies: Sequence[Tally], tool: str) -> Row:
    """Coverage with its standard error over models (audits of one model are not independent looks), width and error."""
    right, asked, width, alone = (
        np.array([getattr(one, name).get(tool, 0) for one in tallies]) for name in ("right", "asked", "width", "alone")
    )
    square = sum(one.squares.get(tool, 0.0) for one in tallies)
    total = int(asked.sum())
    share = right.sum() / total
    spread = np.sqrt(np.sum((right - share * asked) ** 2)) / total
    return Row(float(share), float(spread), float(width.sum() / max(alone.sum(), 1e-9)), float(np.sqrt(square / total)), total)


def lowest(tallies: Sequence[Tally]) -> tuple[float, str]:
    """The place whose interval held least often, and how often."""
    held = {place: sum(one.held[place] for one in tallies) for place in tallies[0].held}
    looks = {place: sum(one.looks[place] for one in tallies) for place in tallies[0].looks}
    return min((held[place] / looks[place], place) for place in held)


def lowest_by_chance(looks: Sequence[int]) -> float:
    """How often the worst of so many places would hold in the middle if each truly held 95 %, all looks independent."""
    random = np.random.default_rng(0)
    held = random.binomial(np.array(looks), 0.95, (1000, len(looks))) / np.array(looks)
    return float(np.median(held.min(axis=1)))


def summary(tallies: Sequence[Tally]) -> dict[str, Any]:
    """One way, size and kind: our figures, and every other tool's."""
    ours, (least, place) = row(tallies, OURS), lowest(tallies)
    others = sorted({name for one in tallies for name in one.width} - {OURS})
    looks = [sum(one.looks[place] for one in tallies) for place in tallies[0].looks]
    naive = sum(one.squares.get("naive", 0.0) for one in tallies) / max(sum(one.asked.get("naive", 0) for one in tallies), 1)
    return {
        "way": tallies[0].way,
        "audit": tallies[0].size,
        "what": tallies[0].what,
        **asdict(ours),
        "lowest": least,
        "lowest_place": place,
        "places": len(tallies[0].held),
        "looks": min(looks),
        "by_chance": lowest_by_chance(looks),
        "widest": max(one.widest for one in tallies),
        "too_wide": sum(one.too_wide for one in tallies) / ours.asked,
        "rmse_naive": float(np.sqrt(naive)),
        "peers": {name: asdict(row(tallies, name)) for name in others},
    }
