"""Whether a published file is what these data give, and what changed between two editions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pipeline.errors import Fault, FaultyFileError, MissingError, UsageError
from pipeline.matrix.fingerprint import WHAT, Fingerprint, fingerprint_from
from pipeline.matrix.load import load_edition
from pipeline.matrix.publish import EDITION, NAME, write_edition
from pipeline.project import Project
from pipeline.tables import read_table

NUMBERS = ("coded", "suggested", "too_few_examples", "estimate", "low", "high")
KEY = ("row_kind", "row", "column_kind", "column")
MOST = 30


@dataclass(frozen=True, slots=True)
class Verified:
    """Whether a file is byte for byte what the project gives now, and else which inputs differ, where that is known."""

    file: str
    same: bool
    differs: tuple[str, ...] = ()
    known: bool = True

    def sentence(self) -> str:
        """The outcome for a person."""
        if self.same:
            return f"{self.file} is what these data, codebook, model, code and parameters give."
        if self.differs:
            return f"{self.file} was made from something else: {_named(self.differs)} differ."
        if self.known:
            return f"{self.file} has been changed since it was published; everything it was made from is the same."
        return f"{self.file} is not what these data give. There is no {EDITION} beside it that says what it was made from."


def verify(project: Project, file: Path) -> Verified:
    """Publish again in a temporary folder and compare. Raises MissingError or UsageError when FILE is no published file."""
    if not file.is_file():
        raise MissingError(f"There is no file {file}. Check the path.")
    edition = load_edition(project)
    with TemporaryDirectory() as folder:
        made = {path.name: path for path in write_edition(edition, Path(folder))}
        name = file.name if file.name in made else f"{NAME}{file.suffix}"
        if name not in made:
            raise UsageError(f"{file.name} is not a form of the matrix. Name one of {', '.join(sorted(made))}.")
        same = made[name].read_bytes() == file.read_bytes()
    told = _edition_beside(file)
    differs = told.differences(edition.fingerprint) if told and not same else ()
    return Verified(file.name, same, differs, told is not None)


@dataclass(frozen=True, slots=True)
class Change:
    """One number of one cell in both editions; empty where an edition has none."""

    row_kind: str
    row: str
    column_kind: str
    column: str
    number: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed between two editions, and why as far as their fingerprints tell; `reasons` is None where they do not."""

    reasons: tuple[str, ...] | None
    changes: tuple[Change, ...]

    def sentence(self) -> str:
        """The changes of themes as wholes for a person."""
        why = "Nothing says what the editions were made from."
        if self.reasons is not None:
            why = f"Changed since: {_named(self.reasons)}." if self.reasons else "Both were made from the same."
        if not self.changes:
            return f"{why} No number changed."
        whole = [change for change in self.changes if change.column_kind == "all" and change.row_kind in ("theme", "all")]
        lines = [f"  {one.row}, {one.number}: {one.before or '-'} -> {one.after or '-'}" for one in whole[:MOST]]
        rest = len(self.changes) - len(lines)
        more = f"\n{rest} more numbers changed; --json lists them all." if rest else ""
        return f"{why} {len(self.changes)} numbers changed:\n" + "\n".join(lines) + more

    def as_json(self) -> dict[str, Any]:
        """Every change for a program."""
        reasons = None if self.reasons is None else list(self.reasons)
        return {"reasons": reasons, "changes": [asdict(change) for change in self.changes]}


def compare(before: Path, after: Path) -> Comparison:
    """Compare two editions, each a folder or a CSV. Raises MissingError when there is no CSV."""
    tables = [_cells(path) for path in (before, after)]
    told = [_edition_beside(_table(path)) for path in (before, after)]
    first, second = told
    reasons = first.differences(second) if first and second else None
    changes = [
        Change(*place, number, old, new)
        for place in sorted({*tables[0], *tables[1]})
        for number in NUMBERS
        if (old := tables[0].get(place, {}).get(number, "")) != (new := tables[1].get(place, {}).get(number, ""))
    ]
    return Comparison(reasons, tuple(changes))


def _named(parts: tuple[str, ...]) -> str:
    return ", ".join(WHAT[part] for part in parts)


def _table(path: Path) -> Path:
    table = path / f"{NAME}.csv" if path.is_dir() else path
    if not table.is_file():
        raise MissingError(f"There is no {table}. Name the folder of an edition, or its {NAME}.csv.")
    return table


def _cells(path: Path) -> dict[tuple[str, str, str, str], Mapping[str, str]]:
    rows = read_table(_table(path), required=(*KEY, *NUMBERS)).rows
    return {
        (row.get("row_kind"), row.get("row"), row.get("column_kind"), row.get("column")): {
            number: row.get(number) for number in NUMBERS
        }
        for row in rows
    }


def _edition_beside(file: Path) -> Fingerprint | None:
    path = file.parent / EDITION
    if not path.is_file():
        return None
    try:
        return fingerprint_from(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError) as error:
        fault = Fault(path.name, None, f"it is not JSON as temakart writes it ({error}).")
        raise FaultyFileError(f"{path} cannot be read. Publish the matrix again, or delete the file.", [fault]) from error
