"""Ruled tables: from the lines drawn on a page to rows and columns of cells."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.extract.geometry import Cells, Rule, Word

NEAR = 3.0
GUTTER = 6.0
TALLEST_ROW = 130.0
MAX_RULES = 3000
_FREE = (Rule(0.0, 0.0, 0.0, 0.0),)


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table: where its lines run. `walls` are the upright rules, which tell merged cells.

    A table ruled only between its rows is `open`: its columns are the gutters between its words.
    """

    columns: tuple[float, ...]
    rows: tuple[float, ...]
    walls: tuple[Rule, ...] = ()

    @property
    def open(self) -> bool:
        """Whether there are no upright rules."""
        return not self.walls

    @property
    def x0(self) -> float:
        """The left edge."""
        return self.columns[0]

    @property
    def x1(self) -> float:
        """The right edge."""
        return self.columns[-1]

    @property
    def top(self) -> float:
        """The upper edge."""
        return self.rows[0]

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.rows[-1]

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies in the table."""
        return self.x0 <= x <= self.x1 and self.top <= y <= self.bottom

    def cells(self, words: Sequence[Word]) -> Cells:
        """The lines of each cell, row by row; a cell merged over columns stands in its first."""
        if self.open:
            return replace(self, columns=_gutters(self, words), walls=_FREE).cells(words)
        walls = self._walls()
        table: list[list[list[Word]]] = [[[] for _ in self.columns[1:]] for _ in walls]
        for word in words:
            row = _slot(self.rows, word.base - 0.3 * word.size)
            table[row][_slot(self.columns, (word.x0 + word.x1) / 2, walls[row])].append(word)
        return tuple(tuple(_cell_lines(cell) for cell in row) for row in table)

    def _walls(self) -> list[frozenset[int]]:
        """For each row the numbers of the columns that a wall parts from their left."""
        if self.walls is _FREE:
            return [frozenset(range(len(self.columns)))] * (len(self.rows) - 1)
        near = [[wall for wall in self.walls if -NEAR <= wall.x0 - x <= NEAR] for x in self.columns]
        middles = [(upper + lower) / 2 for upper, lower in pairwise(self.rows)]
        return [
            frozenset(number for number, walls in enumerate(near) if any(wall.top <= middle <= wall.bottom for wall in walls))
            for middle in middles
        ]


def _gutters(grid: Grid, words: Sequence[Word]) -> tuple[float, ...]:
    """The edges of the columns of an open table: the middles of the stretches no word stands in."""
    edges, reach = [grid.x0], grid.x0
    for word in sorted(words, key=lambda word: word.x0):
        if reach > grid.x0 and word.x0 - reach >= GUTTER:
            edges.append((reach + word.x0) / 2)
        reach = max(reach, word.x1)
    return (*edges, grid.x1)


def _slot(edges: Sequence[float], value: float, walls: frozenset[int] | None = None) -> int:
    slot = max(bisect_right(edges, value, 0, len(edges) - 1) - 1, 0)
    while walls is not None and slot > 0 and slot not in walls:
        slot -= 1
    return slot


def find_grids(rules: Sequence[Rule]) -> list[Grid]:
    """The tables with at least two rows and two columns among the rules of a page."""
    if len(rules) > MAX_RULES:
        return []
    grids = []
    for group in _touching(rules):
        upright = tuple(rule for rule in group if not rule.horizontal)
        columns = _edges([rule.x0 for rule in upright])
        rows = _edges([rule.top for rule in group if rule.horizontal])
        if len(columns) >= 3 and len(rows) >= 3:
            grids.append(Grid(columns, rows, upright))
    grids.extend(grid for grid in _open_grids(rules) if not any(_overlap(grid, other) for other in grids))
    return sorted(grids, key=lambda grid: (grid.top, grid.x0))


def _open_grids(rules: Sequence[Rule]) -> list[Grid]:
    """Stacks of at least four level rules with the same ends."""
    bands: dict[int, tuple[float, float]] = {}
    for rule in rules:
        if rule.horizontal:
            height = round(rule.top / 2)
            left, right = bands.get(height, (rule.x0, rule.x1))
            bands[height] = (min(left, rule.x0), max(right, rule.x1))
    stacks: dict[tuple[int, int], list[float]] = {}
    for height, (left, right) in sorted(bands.items()):
        stacks.setdefault((round(left / 4), round(right / 4)), []).append(height * 2.0)
    grids = []
    for (left, right), heights in stacks.items():
        rows = _edges(heights)
        if len(rows) >= 4 and (right - left) * 4 > 80 and all(b - a < TALLEST_ROW for a, b in pairwise(rows)):
            grids.append(Grid((left * 4.0 - 2, right * 4.0 + 2), rows))
    return grids


def _overlap(one: Grid, other: Grid) -> bool:
    return one.x0 < other.x1 and other.x0 < one.x1 and one.top < other.bottom and other.top < one.bottom


def _edges(values: Sequence[float]) -> tuple[float, ...]:
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > NEAR:
            edges.append(value)
    return tuple(edges)


def _touching(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Groups of rules whose surrounding boxes touch."""
    groups: list[tuple[Rule, list[Rule]]] = []
    for rule in sorted(rules, key=lambda rule: (rule.top, rule.x0, rule.x1, rule.bottom)):
        box, members, apart = rule, [rule], []
        for other, items in groups:
            if _touch(box, other):
                box, members = _around(box, other), items + members
            else:
                apart.append((other, items))
        groups = [*apart, (box, members)]
    return [members for _, members in groups]


def _touch(one: Rule, other: Rule) -> bool:
    return (
        one.x0 <= other.x1 + NEAR
        and other.x0 <= one.x1 + NEAR
        and one.top <= other.bottom + NEAR
        and other.top <= one.bottom + NEAR
    )


def _around(one: Rule, other: Rule) -> Rule:
    return Rule(min(one.x0, other.x0), min(one.top, other.top), max(one.x1, other.x1), max(one.bottom, other.bottom))


def _cell_lines(words: Sequence[Word]) -> str:
    """The text of a cell, one line of type a line."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (word.base, word.x0)):
        if lines and word.base - lines[-1][0].base < 0.4 * word.size:
            lines[-1].append(word)
        else:
            lines.append([word])
    return "\n".join(" ".join(word.text for word in sorted(line, key=lambda word: word.x0)) for line in lines)
