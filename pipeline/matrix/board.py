"""The figure's drawing surface: where columns and rows stand, and how a number is drawn in its cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pipeline.matrix.basis import BASES, CODED, SUGGESTED, UNCERTAIN, Basis
from pipeline.matrix.values import Column, Matrix, Row

INK, MUTED, RULE, PAPER = "#16283A", "#55677A", "#C9D3DD", "#FFFFFF"
LIGHT_BLUES, DARK_BLUES = ("#E6EFF7", "#8FB4D6"), ("#2C689F", "#0B3C6F")
SANDS, GREYS = ("#FFFDF8", "#F0D49C"), ("#FBFCFD", "#CCD3DA")
CELL, TALL_CELL, LINE, GAP = 0.36, 0.54, 0.205, 0.12
DASHED: dict[str, Any] = {"edgecolor": "#B07A1E", "linewidth": 0.7, "linestyle": (0, (2.2, 1.4))}
DOTTED: dict[str, Any] = {"edgecolor": "#5D6B79", "linewidth": 1.1, "linestyle": (0, (1, 1.3))}


@dataclass(frozen=True, slots=True)
class Board:
    """The drawing surface in inches from the top left, and where the columns stand.

    `most` is the largest coloured number of each basis: each has its own scale.
    """

    axes: Any
    matrix: Matrix
    columns: tuple[Column, ...]
    bases: tuple[Basis, ...]
    left: float
    step: float
    most: dict[Basis, int]

    def start(self, index: int) -> float:
        """Where column `index` starts; the sum stands a little apart."""
        apart = GAP if 0 < index == len(self.columns) - 1 else 0.0
        return self.left + apart + self.step * index

    def middle(self, index: int) -> float:
        """The middle of column `index`."""
        return self.start(index) + self.step / 2

    def text(self, x: float, y: float, text: str, **look: Any) -> None:
        """Write on the board; `y` is the middle of the letters."""
        options = {"va": "center_baseline", "color": INK, "parse_math": False, **look}
        self.axes.text(x, y, text, **options)

    def rule(self, y: float, width: float) -> None:
        """A line from side to side."""
        right = self.start(len(self.columns) - 1) + self.step
        self.axes.plot([0.18, right], [y, y], color=MUTED if width > 1 else RULE, lw=width)

    def box(self, x: float, y: float, width: float, height: float, **look: Any) -> None:
        """A box with rounded corners."""
        from matplotlib.patches import FancyBboxPatch

        shape = FancyBboxPatch((x, y), width, height, boxstyle="round,pad=0,rounding_size=0.03", **look)
        self.axes.add_patch(shape)


def row_height(matrix: Matrix, row: Row, columns: tuple[Column, ...]) -> float:
    """A row is taller where a cell has both suggested and uncertain, which stand one above the other."""
    counts = [matrix.count(row, column) for column in columns]
    return TALL_CELL if any(count.suggested and count.uncertain for count in counts) else CELL


def draw_cell(board: Board, row: Row, index: int, y: float, *, coloured: bool) -> None:
    """Coded on the left, what people have not coded on the right; in the middle where no report is coded."""
    count = board.matrix.count(row, board.columns[index])
    height = row_height(board.matrix, row, board.columns)
    half, x = board.step / 2, board.start(index)
    if not any(basis.of(count) for basis in BASES):
        board.text(x + half, y + height / 2, "·", ha="center", color=MUTED)
    if count.coded:
        top = y + (height - CELL) / 2
        draw_number(board, CODED, count.coded, x + 0.025, top + 0.02, half - 0.025, CELL - 0.04, coloured=coloured)
    right = x + (half if CODED in board.bases else half / 2)
    stacked = [basis for basis in (SUGGESTED, UNCERTAIN) if basis.of(count)]
    part = CELL if len(stacked) == 1 else height / 2
    top = y + (height - part * len(stacked)) / 2
    for place, basis in enumerate(stacked):
        above = top + part * place + 0.035
        value = basis.of(count)
        draw_number(board, basis, value, right + 0.02, above, half - 0.045, part - 0.07, coloured=coloured)


def draw_number(
    board: Board, basis: Basis, value: int, x: float, y: float, width: float, height: float, *, coloured: bool
) -> None:
    """A number in the look of its basis, the darker the larger; without colour, the letters alone."""
    share = value / board.most[basis]
    if coloured:
        board.box(x, y, width, height, **box_look(basis, share))
    if basis == CODED:
        light = coloured and share > 0.5
        look: dict[str, Any] = {"weight": "bold", "size": 9, "color": PAPER if light else INK}
    else:
        look = {"size": 7.2 if value < 10 else 6.6 if value < 100 else 5.6}
    board.text(x + width / 2, y + height / 2, basis.written(value), ha="center", **look)


def box_look(basis: Basis, share: float) -> dict[str, Any]:
    """Fill and edge of a box. Coded blues have a gap in the middle, where no letters could be read."""
    if basis == CODED:
        blue = _between(*DARK_BLUES, 2 * share - 1) if share > 0.5 else _between(*LIGHT_BLUES, 2 * share)
        return {"facecolor": blue, "edgecolor": "none"}
    low, high = SANDS if basis == SUGGESTED else GREYS
    return {"facecolor": _between(low, high, share), **(DASHED if basis == SUGGESTED else DOTTED)}


def _between(low: str, high: str, share: float) -> tuple[float, ...]:
    from matplotlib.colors import to_rgb

    return tuple(a + (b - a) * share for a, b in zip(to_rgb(low), to_rgb(high), strict=True))
