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
        figure = Figure(figsize=(9, 3.6), layout="constrained")
        for axes, key, title in zip(
            figure.subplots(1, 2),
            ("coverage", "against_exact"),
            ("Share of 95 % intervals that hold the truth", "Width, exact interval of the sample alone = 1"),
            strict=True,
        ):
            for (way, what), line in _lines(rows, key).items():
                axes.plot(*line, color=COLOURS[way], linestyle=DASHES[what], marker="o", ms=3.5, label=f"{way}, {what}")
            axes.axhline(0.95 if key == "coverage" else 1, color="#C9D3DD", lw=1, zorder=0)
            axes.set(
                title=title, xlabel="reports drawn at random and coded", ylim=(0.85, 1.0) if key == "coverage" else (0, 1.1)
            )
        figure.axes[1].legend(frameon=False, ncols=2, loc="lower left")
        figure.savefig(target.with_suffix(".svg"), metadata={"Date": None, "Creator": None})
        figure.savefig(target.with_suffix(".png"), dpi=150, metadata={"Software": None})


def _lines(rows: Sequence[dict[str, Any]], key: str) -> dict[tuple[str, str], tuple[list[int], list[float]]]:
    found: dict[tuple[str, str], tuple[list[int], list[float]]] = {}
    for row in sorted(rows, key=lambda row: row["audit"]):
        sizes, values = found.setdefault((row["way"], row["what"]), ([], []))
        sizes.append(row["audit"])
        values.append(row[key])
    return found
