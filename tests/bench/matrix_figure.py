"""The figure of coverage against the size of the audit sample."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

COLOURS = {"at random": "#0B3C6F", "for breadth": "#B07A1E", "by active learning": "#5D6B79"}
DASHES = {"themes": "-", "groups": (0, (3, 2))}


def draw_coverage(rows: Sequence[dict[str, Any]], target: Path) -> None:
    """Coverage and width against the exact intervals, a line for each way of choosing the 57; as SVG and PNG."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context({**mpl.rcParamsDefault, "svg.hashsalt": "temakart", "font.size": 8.5}):
        figure = Figure(figsize=(9, 4), layout="constrained")
        left, right = figure.subplots(1, 2)
        left.axhspan(0.93, 0.98, color="#E8EDF2", lw=0, zorder=0)
        left.axhline(0.95, color="#C9D3DD", lw=1, zorder=1)
        right.axhline(1, color="#C9D3DD", lw=1, zorder=1)
        _panel(left, rows, "coverage", "Share of 95 % intervals that hold the truth", (0.88, 1.0))
        _panel(right, rows, "against_exact", "Width; the exact interval of the audit alone = 1", (0, 1.1))
        figure.legend(*left.get_legend_handles_labels(), frameon=False, ncols=3, loc="outside lower center")
        figure.savefig(target.with_suffix(".svg"), metadata={"Date": None, "Creator": None})
        figure.savefig(target.with_suffix(".png"), dpi=150, metadata={"Software": None})


def _panel(axes: Any, rows: Sequence[dict[str, Any]], key: str, title: str, limits: tuple[float, float]) -> None:
    lines = _lines(rows, key)
    for (way, what), line in lines.items():
        axes.plot(*line, color=COLOURS[way], linestyle=DASHES[what], marker="o", ms=3.5, label=f"57 {way}, {what}")
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_title(title, loc="left", fontsize=9.5)
    axes.set(xlabel="reports drawn at random and coded", ylim=limits, xticks=sorted({row["audit"] for row in rows}))


def _lines(rows: Sequence[dict[str, Any]], key: str) -> dict[tuple[str, str], tuple[list[int], list[float]]]:
    found: dict[tuple[str, str], tuple[list[int], list[float]]] = {}
    for row in sorted((row for row in rows if row["way"] in COLOURS and row["what"] in DASHES), key=lambda row: row["audit"]):
        sizes, values = found.setdefault((row["way"], row["what"]), ([], []))
        sizes.append(row["audit"])
        values.append(row[key])
    return found
