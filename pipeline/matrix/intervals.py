"""anslag.svg and .png: a dot and an interval for each theme."""

from __future__ import annotations

from textwrap import wrap
from typing import Any

from pipeline.matrix.board import INK, MUTED, PAPER, RULE
from pipeline.matrix.estimated import about_estimates, ground_of, written
from pipeline.matrix.figure import saved
from pipeline.matrix.load import Edition
from pipeline.matrix.values import Matrix, Row
from pipeline.norwegian import number

WIDTH, MARGIN, LABELS, RIGHT = 9.0, 0.18, 3.3, 1.25
ROW, TOP, LINE, CHARACTERS = 0.34, 0.95, 0.17, 46
DOT, BAR, MODEL = "#0B3C6F", "#2C689F", (0, (2.2, 1.4))


def render_intervals(edition: Edition, form: str) -> bytes:
    """The figure as `svg` or `png`."""
    return saved(lambda: _draw(edition), form, "Anslag for hele porteføljen", edition)


def _draw(edition: Edition) -> Any:
    from matplotlib.figure import Figure

    matrix = edition.matrix
    whole = matrix.estimate(matrix.everything, matrix.total)
    notes = [line for text in (*about_estimates(matrix)[:1], edition.notice) for line in wrap(text, 140)]
    height = TOP + ROW * len(matrix.themes) + 0.5 + LINE * len(notes)
    figure = Figure(figsize=(WIDTH, height))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, WIDTH), ylim=(height, 0))
    axes.axis("off")
    _text(axes, MARGIN, 0.32, "Anslag for hele porteføljen", size=15, weight="bold")
    _text(axes, MARGIN, 0.65, f"Antall rapporter med temaet og {ground_of(matrix)}", size=9, color=MUTED)
    size = whole.value if whole else 1
    _axis(axes, size, TOP, TOP + ROW * len(matrix.themes))
    for at, theme in enumerate(matrix.themes):
        _row(axes, matrix, theme, TOP + ROW * (at + 0.5), size)
    for at, line in enumerate(notes):
        _text(axes, MARGIN, height - LINE * (len(notes) - at), line, size=7.6, color=MUTED)
    return figure


def _at(value: float, size: int) -> float:
    return MARGIN + LABELS + (WIDTH - LABELS - RIGHT - 2 * MARGIN) * value / size


def _text(axes: Any, x: float, y: float, text: str, **look: Any) -> None:
    axes.text(x, y, text, **{"va": "center_baseline", "color": INK, "parse_math": False, "size": 8.5, **look})


def _axis(axes: Any, size: int, top: float, bottom: float) -> None:
    """Quarters of the portfolio as fine lines, with the number of reports."""
    for value in sorted({round(size * part / 4) for part in range(5)}):
        axes.plot([_at(value, size)] * 2, [top, bottom], color=RULE, lw=0.6)
        _text(axes, _at(value, size), bottom + 0.14, number(value), ha="center", size=7.6, color=MUTED)


def _row(axes: Any, matrix: Matrix, theme: Row, y: float, size: int) -> None:
    for at, line in enumerate(lines := wrap(theme.label, CHARACTERS)[:2]):
        _text(axes, MARGIN, y + 0.145 * (at - (len(lines) - 1) / 2), line)
    estimate = matrix.estimate(theme, matrix.total)
    if estimate is None:
        return
    style = "-" if estimate.ground == "audit" else MODEL
    axes.plot([_at(estimate.low, size), _at(estimate.high, size)], [y, y], color=BAR, lw=2.2, linestyle=style)
    if estimate.telling:
        axes.plot([_at(estimate.value, size)], [y], marker="o", ms=6, color=DOT, markeredgecolor=PAPER)
    _text(axes, WIDTH - MARGIN, y, written(estimate), ha="right", weight="bold")
