"""What the model says of coded reports without having seen their codes: models/current/held_out.csv."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import cast, get_args

from pipeline.errors import Fault, FaultyFileError
from pipeline.suggestions import Axis
from pipeline.tables import Row, parse_number, read_table, write_csv

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
    if not path.is_file():
        return ()
    table = read_table(path, required=COLUMNS)
    faults: list[Fault] = []
    found = [_held_out(row, table.name, faults) for row in table.rows]
    if faults:
        raise FaultyFileError(f"{table.name} was changed by hand. Run `temakart train` to write it again.", faults)
    return tuple(row for row in found if row)


def _held_out(row: Row, name: str, faults: list[Fault]) -> HeldOut | None:
    try:
        probability = parse_number(row.get("probability"))
    except ValueError:
        probability = None
    axis = row.get("axis")
    if axis not in get_args(Axis) or probability is None or not 0 <= probability <= 1:
        faults.append(Fault(name, row.line, f"«{axis}» and «{row.get('probability')}» are not an axis and a probability."))
        return None
    return HeldOut(row.get("report_id"), cast(Axis, axis), row.get("label"), probability)
