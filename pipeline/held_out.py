"""What the model says of coded reports without having seen their codes: models/current/held_out.csv."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import cast, get_args

from pipeline.suggestions import Axis
from pipeline.tables import Row, parse_number, read_generated, write_csv

COLUMNS = ("report_id", "axis", "label", "probability")


@dataclass(frozen=True, slots=True)
class HeldOut:
    """The probability of one label on one coded report, from a model that was not trained on that report."""

    report_id: str
    axis: Axis
    label: str
    probability: float


def save_held_out(path: Path, rows: Iterable[HeldOut]) -> None:
    """Write the rows sorted, probabilities with four decimals."""
    ordered = sorted(rows, key=lambda row: (row.report_id, row.axis, row.label))
    cells = [{**{name: getattr(row, name) for name in COLUMNS}, "probability": f"{row.probability:.4f}"} for row in ordered]
    write_csv(path, COLUMNS, cells)


def load_held_out(path: Path) -> tuple[HeldOut, ...]:
    """Read held_out.csv; no file means none. Raises FaultyFileError listing every row that cannot be read."""
    return read_generated(path, COLUMNS, _held_out, "Run `temakart train` to write it again.")


def _held_out(row: Row) -> HeldOut:
    axis, probability = row.get("axis"), parse_number(row.get("probability"))
    if axis not in get_args(Axis) or probability is None or not 0 <= probability <= 1:
        raise ValueError(f"«{axis}» and «{row.get('probability')}» are not an axis and a probability.")
    return HeldOut(row.get("report_id"), cast(Axis, axis), row.get("label"), probability)
