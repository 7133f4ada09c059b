"""kunnskapsmatrise.svg and .png: the matrix as one picture, coded solid, suggested and uncertain outlined."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from textwrap import wrap
from typing import Any

from pipeline.matrix.basis import BASES, CODED, Basis, about_scarce, bases_in, nothing_coded, starred
from pipeline.matrix.board import GAP, LINE, MUTED, PAPER, RULE, Board, box_look, draw_cell, row_height
from pipeline.matrix.load import Edition
from pipeline.matrix.values import Column, Matrix, Row, Section
from pipeline.norwegian import number

WIDTH, DPI = 9.0, 200
BAND, GROUP, MARGIN = 0.3, 0.2, 0.18
LABELS, CHARACTERS, LETTER = 2.8, 40, 0.068
NOTE, ITEM, FOOT = 0.17, 0.3, 0.2
SETTINGS: Any = {"svg.hashsalt": "temakart", "font.family": "DejaVu Sans", "font.size": 8.5}


METADATA: dict[str, dict[str, str | None]] = {"svg": {"Date": None, "Creator": None}, "png": {"Software": None}}


def render_svg(edition: Edition) -> bytes:
    """The figure as SVG, letters as outlines so that it looks the same everywhere."""
    return saved(lambda: _draw(edition), "svg", "Kunnskapsmatrise", edition)


def render_png(edition: Edition) -> bytes:
    """The figure as PNG, twice the pixels of a README column."""
    return saved(lambda: _draw(edition), "png", "Kunnskapsmatrise", edition)


def saved(draw: Callable[[], Any], form: str, title: str, edition: Edition) -> bytes:
    """The bytes of a figure, drawn with the house's settings, with its title and edition and no clock or version."""
    import matplotlib as mpl

    buffer = io.BytesIO()
    metadata = {**METADATA[form], "Title": title, "Description": f"Utgave {edition.fingerprint.edition}"}
    with mpl.rc_context({**mpl.rcParamsDefault, **SETTINGS}):
        draw().savefig(buffer, format=form, dpi=DPI, metadata=metadata, facecolor=PAPER)
    return buffer.getvalue()


def _draw(edition: Edition) -> Any:
    from matplotlib.figure import Figure

    matrix = edition.matrix
    columns = (*matrix.columns_of("recipient"), matrix.total)
    notes = [*wrap(nothing_coded(matrix), 112), *wrap(edition.notice, 112)]
    top = MARGIN + 0.62 + NOTE * len(notes) + 0.12
    left = MARGIN + LABELS
    step = min(0.75, (WIDTH - MARGIN - GAP - left) / len(columns))
    room = [left + step * (index + 0.5) - MARGIN for index in range(len(columns))]
    labels = [wrap(column.label, int(width / LETTER)) for column, width in zip(columns, room, strict=True)]
    heads = LINE * sum(map(len, labels)) + 0.1
    legend, foot = _legend_lines(bases_in(matrix)), _foot(matrix)
    below = 0.3 + ITEM * len(legend) + FOOT * len(foot) + 0.05
    height = top + heads + _body_height(matrix, columns) + below
    figure = Figure(figsize=(WIDTH, height))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, WIDTH)
    axes.set_ylim(height, 0)
    axes.axis("off")
    board = Board(axes, matrix, columns, bases_in(matrix), left, step, _most(matrix, columns))
    _title(board, edition)
    _heads(board, labels, top, top + heads)
    bottom = _body(board, top + heads)
    _legend(board, bottom + 0.3, legend, foot)
    return figure


def _body_height(matrix: Matrix, columns: tuple[Column, ...]) -> float:
    rows = sum(row_height(matrix, row, columns) for row in (*matrix.themes, matrix.everything))
    groups = GROUP * sum(map(_headed, matrix.sections))
    return BAND * len(matrix.rows_of("layer")) + groups + rows + 0.07 * len(matrix.sections) + 0.04


def _headed(section: Section) -> bool:
    """Whether the theme group is told by name: not where it is all of its layer."""
    return section.group.label != section.layer.label


def _most(matrix: Matrix, columns: Sequence[Column]) -> dict[Basis, int]:
    coloured = [column for column in columns if _coloured(column, columns)]
    counts = [matrix.count(theme, column) for theme in matrix.themes for column in coloured]
    return {basis: max(map(basis.of, counts), default=0) or 1 for basis in BASES}


def _coloured(column: Column, columns: Sequence[Column]) -> bool:
    return column.kind != "all" or len(columns) == 1


def _title(board: Board, edition: Edition) -> None:
    board.text(MARGIN, MARGIN + 0.14, "Kunnskapsmatrisen", size=15, weight="bold")
    board.text(MARGIN, MARGIN + 0.47, _lead(board.matrix, len(board.columns) > 1), size=9, color=MUTED)
    y = MARGIN + 0.72
    for text, look in ((nothing_coded(board.matrix), {"weight": "bold"}), (edition.notice, {"style": "italic"})):
        for line in wrap(text, 112):
            board.text(MARGIN, y, line, size=8, **look)
            y += NOTE


def _lead(matrix: Matrix, with_recipients: bool) -> str:
    axes = "tema og mottaker" if with_recipients else "tema"
    coded, gone_through = len(matrix.with_status("coded")), len(matrix.with_status("suggested"))
    people = f"{number(coded)} kodet av mennesker, " if coded else ""
    return f"Rapporter etter {axes}: {people}{number(gone_through) if gone_through else 'ingen'} gjennomgått av modellen"


def _heads(board: Board, labels: Sequence[Sequence[str]], y: float, bottom: float) -> None:
    """Horizontal headings as a staircase: each ends above its column and a line leads down to it."""
    for index, column in reversed(list(enumerate(board.columns))):
        x = board.middle(index)
        weight = "bold" if column.kind == "all" else "normal"
        for line in labels[index]:
            board.text(x + 0.05, y + LINE / 2, line, ha="right", weight=weight)
            y += LINE
        board.axes.plot([x, x], [y, bottom - 0.04], color=RULE, lw=0.8, solid_capstyle="butt")


def _body(board: Board, y: float) -> float:
    layer = None
    for section in board.matrix.sections:
        if section.layer != layer:
            layer = section.layer
            board.rule(y + 0.04, 0.8)
            board.text(MARGIN, y + BAND / 2 + 0.05, layer.label, size=8, weight="bold", color=MUTED)
            y += BAND
        if _headed(section):
            board.text(MARGIN, y + GROUP / 2 + 0.02, section.group.label, size=7.6, style="italic", color=MUTED)
            y += GROUP
        for theme in section.themes:
            y = _line(board, theme, y)
        y += 0.07
    board.rule(y, 1.2)
    return _line(board, board.matrix.everything, y + 0.04)


def _line(board: Board, row: Row, y: float) -> float:
    total, height = row.kind == "all", row_height(board.matrix, row, board.columns)
    star = "*" if row.key in starred(board.matrix) and not total else ""
    label = wrap(row.label + star, CHARACTERS)[:2]
    for index, text in enumerate(label):
        offset = (index - (len(label) - 1) / 2) * 0.145
        board.text(MARGIN, y + height / 2 + offset, text, weight="bold" if total else "normal")
    for index, column in enumerate(board.columns):
        draw_cell(board, row, index, y, coloured=not total and _coloured(column, board.columns))
    return y + height


def _foot(matrix: Matrix) -> list[str]:
    adds_up = "En rapport kan ha flere tema, så temaene summerer seg ikke til antall rapporter."
    return [adds_up, *filter(None, [about_scarce(matrix)])]


def _legend_lines(bases: Sequence[Basis]) -> list[list[Basis]]:
    """What there is to explain, as many on a line as there is room for."""
    lines: list[list[Basis]] = [[]]
    for basis in bases:
        if sum(map(_item_width, [*lines[-1], basis])) > WIDTH - 2 * MARGIN:
            lines.append([])
        lines[-1].append(basis)
    return lines


def _item_width(basis: Basis) -> float:
    return 0.72 + 0.068 * len(basis.said("legend"))


def _legend(board: Board, y: float, lines: Sequence[Sequence[Basis]], foot: Sequence[str]) -> None:
    for bases in lines:
        x = MARGIN
        for basis in bases:
            board.box(x, y - 0.1, 0.3, 0.24, **box_look(basis, 0.7 if basis == CODED else 0.4))
            look = {"weight": "bold", "color": PAPER} if basis == CODED else {"size": 7.2}
            board.text(x + 0.15, y + 0.02, basis.sample, ha="center", **look)
            board.text(x + 0.42, y + 0.02, basis.said("legend"), size=8.2)
            x += _item_width(basis)
        y += ITEM
    for text in foot:
        board.text(MARGIN, y + 0.02, text, size=7.6, color=MUTED)
        y += FOOT
