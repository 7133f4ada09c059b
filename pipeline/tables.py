"""Tables as people really save them: CSV from Excel in Norwegian, or .xlsx.

Reads `,` or `;`, UTF-8 with or without BOM, Windows-1252, decimal comma and trailing empty rows.
Writes UTF-8 with `,`, one order, and cells a spreadsheet would run as a formula escaped.
"""

from __future__ import annotations

import codecs
import csv
import io
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

from pipeline.errors import Fault, FaultyFileError, MissingError
from pipeline.files import write_atomic

THOUSANDS = re.compile(r"-?[1-9]\d{0,2}(?:\.\d{3})+")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
Parsed = TypeVar("Parsed")
NORWEGIAN_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[ T]+(\d{2}:\d{2}(?::\d{2})?))?")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: its line number in the file and its cells by column name."""

    line: int
    cells: dict[str, str]

    def get(self, column: str) -> str:
        """The cell's text without surrounding blanks; empty when the column is missing."""
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Table:
    """A whole table in memory; `name` is the file's name, for messages."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def read_table(path: Path, required: Sequence[str] = ()) -> Table:
    """Read a CSV or XLSX file.

    Raises MissingError when there is no such file and FaultyFileError when it is not a table or lacks a
    column in `required`.
    """
    if not path.is_file():
        raise MissingError(f"There is no file {path}. Create it, or check the name.")
    records = _read_xlsx(path) if path.suffix.lower() == ".xlsx" else _read_csv(path)
    header = [cell.strip() for cell in records[0][1]] if records else []
    missing = [column for column in required if column not in header]
    if missing:
        found = ", ".join(cell for cell in header if cell) or "none"
        what = f"the column {missing[0]} is missing (columns found: {found}). Add it to the first row."
        raise FaultyFileError(f"{path.name} cannot be read as a table.", [Fault(path.name, 1, what)])
    return Table(path.name, tuple(cell for cell in header if cell), tuple(_rows(header, records[1:])))


def read_generated(path: Path, required: Sequence[str], parse: Callable[[Row], Parsed], mend: str) -> tuple[Parsed, ...]:
    """What temakart itself wrote to a CSV file, one value a row; no file means none.

    `parse` raises ValueError with a sentence on what is wrong with a row. Raises FaultyFileError that lists every such row;
    `mend` says how to get the file back.
    """
    if not path.is_file():
        return ()
    table = read_table(path, required)
    found: list[Parsed] = []
    faults: list[Fault] = []
    for row in table.rows:
        try:
            found.append(parse(row))
        except ValueError as error:
            faults.append(Fault(table.name, row.line, str(error)))
    if faults:
        raise FaultyFileError(f"{table.name} was changed by hand. {mend}", faults)
    return tuple(found)


def _rows(header: Sequence[str], records: Iterable[tuple[int, Sequence[str]]]) -> Iterable[Row]:
    for line, values in records:
        cells = {name: unescape_formula(value.strip()) for name, value in zip(header, values, strict=False) if name}
        if any(cells.values()):
            yield Row(line, cells)


def _read_csv(path: Path) -> list[tuple[int, Sequence[str]]]:
    text = _decode(path.read_bytes())
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    records: list[tuple[int, Sequence[str]]] = []
    before = 0
    try:
        for record in reader:
            if any(cell.strip() for cell in record) or records:
                records.append((before + 1, record))
            before = reader.line_num
    except csv.Error as error:
        what = f"the row cannot be read ({error}). Open the file in a spreadsheet and save it again as CSV."
        raise FaultyFileError(f"{path.name} cannot be read as a table.", [Fault(path.name, reader.line_num, what)]) from error
    return records


def _decode(raw: bytes) -> str:
    return raw.decode(_encoding(raw))


def _encoding(raw: bytes) -> str:
    """The encoding that reads these bytes, and that gives them back: with a BOM only where there is one."""
    for encoding in ("utf-8-sig" if raw.startswith(codecs.BOM_UTF8) else "utf-8", "cp1252"):
        try:
            raw.decode(encoding)
            return encoding
        except UnicodeDecodeError:
            continue
    return "latin-1"


def _delimiter(text: str) -> str:
    first = text.lstrip("\r\n").split("\n", 1)[0]
    return ";" if first.count(";") > first.count(",") else ","


def _read_xlsx(path: Path) -> list[tuple[int, Sequence[str]]]:
    import zipfile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError) as error:
        what = "this is not a workbook. Save it as .xlsx or .csv and try again."
        raise FaultyFileError(f"{path.name} cannot be read as a table.", [Fault(path.name, None, what)]) from error
    sheet = book.worksheets[0]
    records: list[tuple[int, Sequence[str]]] = [
        (number, [_cell_text(value) for value in values]) for number, values in enumerate(sheet.iter_rows(values_only=True), 1)
    ]
    book.close()
    while records and not any(records[0][1]):
        records.pop(0)
    return records


def _cell_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def split_list(cell: str) -> list[str]:
    """The items of a list cell, separated by `;` or `|`, blanks and empty items dropped."""
    return [item.strip() for item in cell.replace("|", ";").split(";") if item.strip()]


def parse_number(cell: str) -> float | None:
    """A number as Norwegians or programs write it («1 250 000,50», «450.000»); None when the cell is empty.

    Raises ValueError when the cell is not a finite number.
    """
    bare = cell.replace("\u00a0", "").replace("\u202f", "").replace(" ", "")
    if not bare:
        return None
    if "," in bare or THOUSANDS.fullmatch(bare):
        bare = bare.replace(".", "").replace(",", ".")
    try:
        number = float(bare)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise ValueError(f"«{cell}» is not a finite number.")
    return number


def iso_date(cell: str) -> str:
    """A date as Excel in Norwegian writes it («15.01.2026 09:30») in ISO form; anything else unchanged."""
    match = NORWEGIAN_DATE.fullmatch(cell)
    if not match:
        return cell
    day, month, year, clock = match.groups(default="")
    return f"{year}-{int(month):02}-{int(day):02}" + (f"T{clock}" if clock else "")


def escape_formula(cell: str) -> str:
    """Put an apostrophe before a cell that a spreadsheet would run as a formula, or that looks escaped already."""
    return "'" + cell if cell.lstrip("'").startswith(FORMULA_STARTS) else cell


def unescape_formula(cell: str) -> str:
    """Undo `escape_formula`."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(FORMULA_STARTS) else cell


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> None:
    """Write rows as UTF-8 CSV, atomically; None becomes an empty cell, text is formula-safe."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_out(row.get(column)) for column in columns])
    write_atomic(path, buffer.getvalue())


def fill_cells(path: Path, key: str, column: str, values: Mapping[str, str]) -> None:
    """Write `values`, by the cell in the column `key`, into the empty cells of `column` of a CSV file, atomically.

    Other cells, unknown columns, the order, the delimiter and the encoding stay; a missing column is added as the last.
    """
    raw = path.read_bytes()
    text, delimiter = _decode(raw), _delimiter(_decode(raw))
    records = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    at = next(at for at, record in enumerate(records) if any(cell.strip() for cell in record))
    header = [cell.strip() for cell in records[at]]
    place = header.index(column) if column in header else len(header)
    if place == len(header):
        records[at].append(column)
    for record in records[at + 1 :]:
        if not any(cell.strip() for cell in record):
            continue
        record.extend([""] * (len(records[at]) - len(record)))
        record[place] = record[place] or escape_formula(values.get(record[header.index(key)].strip(), ""))
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n" if "\r\n" in text else "\n").writerows(records)
    write_atomic(path, buffer.getvalue().encode(_encoding(raw)))


def _out(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return escape_formula(value)
    return str(value)
