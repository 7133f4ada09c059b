"""What people have coded: annotations/labels.csv and the code in force for each report."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal, cast, get_args

from pipeline.codebook import Codebook
from pipeline.errors import Fault
from pipeline.tables import Row, Table, iso_date, read_table, split_list, write_csv

Basis = Literal["blind", "corrected", "adjudicated", "imported"]
COLUMNS = ("report_id", "themes", "recipient", "coder", "coded_at", "basis", "codebook_version")


@dataclass(frozen=True, slots=True)
class Coding:
    """One person's coding of one report."""

    report_id: str
    themes: tuple[str, ...]
    recipient: str
    coder: str
    coded_at: str
    basis: Basis
    codebook_version: str


@dataclass(frozen=True, slots=True)
class Labels:
    """All codings that could be read, in file order, and what was wrong with the rest."""

    codings: tuple[Coding, ...] = ()
    faults: tuple[Fault, ...] = ()


def load_labels(path: Path, codebook: Codebook, known: Collection[str] | None = None) -> Labels:
    """Read labels.csv; no file means no codings.

    A row naming a report outside `known` is left out; an unknown theme or recipient is left out of its row.
    Each is a fault with its line. Raises FaultyFileError when the file is not a table with report_id and themes.
    """
    return labels_in(read_table(path, required=("report_id", "themes")), codebook, known) if path.is_file() else Labels()


def labels_in(table: Table, codebook: Codebook, known: Collection[str] | None = None) -> Labels:
    """The codings of a table with the columns of labels.csv; what is left out as in `load_labels`."""
    faults: list[Fault] = []
    codings = [_coding(row, codebook, known, table.name, faults) for row in table.rows]
    return Labels(tuple(coding for coding in codings if coding), tuple(faults))


@dataclass(frozen=True, slots=True)
class LabelRow:
    """A row of a labels file as it stands there, whatever the codebook says, with the columns temakart does not know."""

    coding: Coding
    extra: dict[str, str]


def label_rows(table: Table, known: Collection[str] | None = None) -> list[LabelRow]:
    """The rows of a labels file that name a report, in file order, themes and recipient as they are written."""
    rows = [row for row in table.rows if row.get("report_id")]
    return [LabelRow(_as_written(row, known), {n: c for n, c in row.cells.items() if c and n not in COLUMNS}) for row in rows]


def _as_written(row: Row, known: Collection[str] | None) -> Coding:
    return Coding(
        _known_id(row.get("report_id"), known),
        tuple(dict.fromkeys(split_list(row.get("themes")))),
        row.get("recipient"),
        row.get("coder"),
        iso_date(row.get("coded_at")),
        _basis(row, "", []),
        row.get("codebook_version"),
    )


def _coding(row: Row, codebook: Codebook, known: Collection[str] | None, name: str, faults: list[Fault]) -> Coding | None:
    report_id = _known_id(row.get("report_id"), known)
    if not report_id or (known is not None and report_id not in known):
        what = f"the report «{report_id}» is not in the register. The row is left out; check the report_id."
        faults.append(Fault(name, row.line, what))
        return None
    named = split_list(row.get("themes"))
    themes = tuple(theme for theme in codebook.theme_ids if theme in named)
    for theme in sorted(set(named) - set(themes)):
        what = f"the theme «{theme}» is not in the codebook. It is left out of «{report_id}»; check the spelling."
        faults.append(Fault(name, row.line, what))
    if named and not themes:
        what = f"none of the themes of «{report_id}» is in the codebook. The whole row is left out."
        faults.append(Fault(name, row.line, what))
        return None
    recipient = row.get("recipient")
    if recipient and recipient not in codebook.recipient_ids:
        what = f"the recipient «{recipient}» is not in the codebook. «{report_id}» is used without it."
        faults.append(Fault(name, row.line, what))
        recipient = ""
    return Coding(
        report_id,
        themes,
        recipient,
        row.get("coder"),
        iso_date(row.get("coded_at")),
        _basis(row, name, faults),
        row.get("codebook_version"),
    )


def _known_id(report_id: str, known: Collection[str] | None) -> str:
    """The id itself, or the one file that has it as its name: without a register the ids are paths («a.pdf»)."""
    if known is None or report_id in known:
        return report_id
    files = [
        path for path in known if PurePosixPath(path).suffix and path.removesuffix(PurePosixPath(path).suffix) == report_id
    ]
    return files[0] if len(files) == 1 else report_id


def _basis(row: Row, name: str, faults: list[Fault]) -> Basis:
    basis = row.get("basis") or "imported"
    if basis in get_args(Basis):
        return cast(Basis, basis)
    what = f"the basis «{basis}» is not one of {', '.join(get_args(Basis))}. «imported» is used."
    faults.append(Fault(name, row.line, what))
    return "imported"


def precedence(basis: Basis, coded_at: str) -> tuple[bool, str]:
    """Of two codings of a report the greater counts; of equals the later in the file."""
    return basis == "adjudicated", coded_at


def in_force(codings: Iterable[Coding]) -> dict[str, Coding]:
    """The code that counts for each report: its newest adjudicated row, else its newest row.

    Rows of the same time are taken in the order of the file. Sorted by report_id.
    """
    chosen: dict[str, tuple[tuple[bool, str], Coding]] = {}
    for coding in codings:
        rank = precedence(coding.basis, coding.coded_at)
        if coding.report_id not in chosen or rank >= chosen[coding.report_id][0]:
            chosen[coding.report_id] = (rank, coding)
    return {report_id: chosen[report_id][1] for report_id in sorted(chosen)}


def label_cells(coding: Coding) -> dict[str, str]:
    """A coding as the cells of its row in labels.csv."""
    return {**{name: getattr(coding, name) for name in COLUMNS}, "themes": ";".join(coding.themes)}


def save_labels(path: Path, codings: Iterable[Coding]) -> None:
    """Write codings as the contract's labels.csv, sorted, so that a diff shows what changed.

    Codings of one report and time stay in the order given, since the last of them is in force.
    """
    ordered = sorted(codings, key=lambda coding: (coding.report_id, coding.coded_at))
    write_csv(path, COLUMNS, [label_cells(coding) for coding in ordered])
