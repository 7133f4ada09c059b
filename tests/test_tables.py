from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import Workbook

from pipeline.errors import FaultyFileError, MissingError
from pipeline.tables import (
    FORMULA_STARTS,
    Table,
    escape_formula,
    fill_cells,
    iso_date,
    parse_number,
    read_generated,
    read_table,
    split_list,
    unescape_formula,
    write_csv,
)

Read = Callable[..., Table]
CELL = st.text(st.characters(codec="utf-8", exclude_characters="\r\0")).map(str.strip)


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Write bytes as a CSV file and read it: `read(b"a;b")`."""

    def reader(data: bytes, *required: str) -> Table:
        path = tmp_path / "tabell.csv"
        path.write_bytes(data)
        return read_table(path, required)

    return reader


def cells(table: Table) -> list[dict[str, str]]:
    return [row.cells for row in table.rows]


def test_excel_in_norwegian(read: Read) -> None:
    table = read("report_id;tittel;beløp\r\nr1;Bolig på Østlandet;1 250,50\r\n;;\r\n;;\r\n".encode("cp1252"))
    assert cells(table) == [{"report_id": "r1", "tittel": "Bolig på Østlandet", "beløp": "1 250,50"}]
    assert parse_number(table.rows[0].get("beløp")) == 1250.5


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_delimiter_and_encoding_are_found_out(read: Read, encoding: str, delimiter: str) -> None:
    text = f"id{delimiter}navn\nr1{delimiter}«Ås» – é\n"
    assert cells(read(text.encode(encoding), "id")) == [{"id": "r1", "navn": "«Ås» – é"}]


def test_bytes_that_windows_1252_lacks_are_still_read(read: Read) -> None:
    assert read(b"id;navn\nr1;\xe5\x81\n").rows[0].get("navn").startswith("å")


def test_a_list_in_a_cell_survives_both_delimiters(read: Read) -> None:
    assert split_list(read(b"id;themes\nr1;mat|vei\n").rows[0].get("themes")) == ["mat", "vei"]
    assert split_list(read(b'id;themes\nr1;"mat;vei"\n').rows[0].get("themes")) == ["mat", "vei"]
    assert split_list(read(b"id,themes\nr1,mat; vei ;\n").rows[0].get("themes")) == ["mat", "vei"]


def test_a_row_knows_its_line_after_blank_lines_and_line_ends_in_cells(read: Read) -> None:
    table = read(b'\n\nid,tekst\nr1,"to\nlinjer"\n\nr2,en\n')
    assert [row.line for row in table.rows] == [4, 7]


def test_short_rows_and_nameless_columns(read: Read) -> None:
    table = read(b"id,navn,,\nr1\nr2,Ola,,x\n")
    assert table.columns == ("id", "navn")
    assert [row.get("navn") for row in table.rows] == ["", "Ola"]


def test_a_missing_column_is_named_with_those_found(read: Read) -> None:
    with pytest.raises(FaultyFileError, match=r"tabell\.csv, line 1: the column file is missing \(columns found: id, navn\)"):
        read(b"id,navn\n", "id", "file")


@pytest.mark.parametrize("data", [b"", b"\n\n", b";;\n"])
def test_an_empty_file_lacks_its_columns(read: Read, data: bytes) -> None:
    with pytest.raises(FaultyFileError, match="columns found: none"):
        read(data, "id")


def test_a_cell_too_large_for_a_table_is_a_fault_with_its_line(read: Read) -> None:
    with pytest.raises(FaultyFileError, match="line 3"):
        read(b"id,tekst\nr1,x\nr2," + b"y" * 200_000)


def test_no_file() -> None:
    with pytest.raises(MissingError, match=r"finnes_ikke\.csv"):
        read_table(Path("finnes_ikke.csv"))


def test_a_workbook_reads_like_the_csv(tmp_path: Path) -> None:
    book = Workbook()
    rows = (
        [],
        ["id", "år", "andel", "dato", "tid", "tom"],
        ["r1", 2016, 0.5, date(2016, 5, 1), datetime(2016, 5, 1, 9, 30), None],
        [None] * 6,
    )
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / "tabell.xlsx")
    table = read_table(tmp_path / "tabell.xlsx", ["id"])
    expected = {"id": "r1", "år": "2016", "andel": "0.5", "dato": "2016-05-01", "tid": "2016-05-01T09:30:00", "tom": ""}
    assert cells(table) == [expected]
    assert table.rows[0].line == 3


@pytest.mark.parametrize("data", [b"ikke en arbeidsbok", b"PK\x05\x06" + bytes(18), b"\xd0\xcf\x11\xe0" + bytes(60)])
def test_something_else_named_xlsx(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "tabell.xlsx").write_bytes(data)
    with pytest.raises(FaultyFileError, match="not a workbook"):
        read_table(tmp_path / "tabell.xlsx")


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("1 250 000,50", 1250000.5),
        ("1.250.000,5", 1250000.5),
        ("1\u00a0250", 1250),
        ("2016", 2016),
        ("-3,5", -3.5),
        (" ", None),
    ],
)
def test_numbers_as_norwegians_write_them(cell: str, number: float | None) -> None:
    assert parse_number(cell) == number


@pytest.mark.parametrize("cell", ["ukjent", "2013-2014", "1,2,3", "nan", "inf", "1e999"])
def test_what_is_no_number_is_refused(cell: str) -> None:
    with pytest.raises(ValueError):
        parse_number(cell)


@pytest.mark.parametrize(
    ("cell", "iso"),
    [
        ("15.01.2026", "2026-01-15"),
        ("5.1.2026 09:30", "2026-01-05T09:30"),
        ("2026-01-15", "2026-01-15"),
        ("2026-01-15T09:30:00", "2026-01-15T09:30:00"),
        ("i fjor", "i fjor"),
        ("", ""),
    ],
)
def test_dates_as_excel_in_norwegian_saves_them(cell: str, iso: str) -> None:
    assert iso_date(cell) == iso


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_no_cell_starts_as_a_formula(start: str) -> None:
    assert not escape_formula(start + 'cmd|" /C calc"!A0').startswith(FORMULA_STARTS)


@given(st.text() | st.text(alphabet="'=+-@\t x"))
@example("''=1")
@example("''tall")
def test_escaping_is_undone_exactly(cell: str) -> None:
    assert unescape_formula(escape_formula(cell)) == cell


@given(st.lists(st.tuples(CELL.filter(bool), CELL), max_size=4))
@example([("r1", "-5"), ("'=1", 'a"b,c;d'), ("r|2", "to\nlinjer")])
def test_what_is_written_is_read(rows: list[tuple[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tabell.csv"
        write_csv(path, ["id", "tekst"], [{"id": first, "tekst": second} for first, second in rows])
        assert [(row.get("id"), row.get("tekst")) for row in read_table(path).rows] == rows


def test_missing_values_and_numbers_are_written_plainly(tmp_path: Path) -> None:
    write_csv(tmp_path / "t.csv", ["id", "n", "tom"], [{"id": "=1", "n": -2.5, "tom": None, "ukjent": 1}])
    assert (tmp_path / "t.csv").read_bytes() == b"id,n,tom\n'=1,-2.5,\n"


@pytest.mark.parametrize(
    ("cell", "number"), [("450.000", 450_000), ("1.250.000", 1_250_000), ("1250.5", 1250.5), ("2014", 2014)]
)
def test_a_point_before_three_digits_parts_thousands(cell: str, number: float) -> None:
    assert parse_number(cell) == number


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("id;navn\na;Åse\nb;Bo\n", "id;navn;gruppe\na;Åse;x\nb;Bo;\n".encode("cp1252")),
        (
            '\ufeffid,gruppe,navn\r\na,,=1+1\r\nb,egen,"c, d"\r\n',
            '\ufeffid,gruppe,navn\r\na,x,=1+1\r\nb,egen,"c, d"\r\n'.encode(),
        ),
        ("id,gruppe,ukjent\nb\n\na\n", b"id,gruppe,ukjent\nb,,\n\na,x,\n"),
    ],
    ids=["semicolons in Windows-1252", "BOM, formulas and a cell that is filled", "short rows"],
)
def test_filling_cells_leaves_the_rest_of_the_file_as_it_is(tmp_path: Path, before: str, after: bytes) -> None:
    path = tmp_path / "register.csv"
    path.write_bytes(before.encode("cp1252" if "Åse" in before else "utf-8"))
    fill_cells(path, "id", "gruppe", {"a": "x", "ukjent": "y"})
    assert path.read_bytes() == after


def test_a_share_is_not_read_as_thousands() -> None:
    assert (parse_number("0.125"), parse_number("1.250"), parse_number("-0.500")) == (0.125, 1250.0, -0.5)


def test_a_generated_file_is_read_whole_or_every_bad_row_is_named(tmp_path: Path) -> None:
    path = tmp_path / "made.csv"
    assert read_generated(path, ["n"], lambda row: parse_number(row.get("n")), "Make it again.") == ()
    path.write_text("n\n1\n2,5\n", encoding="utf-8")
    assert read_generated(path, ["n"], lambda row: parse_number(row.get("n")), "Make it again.") == (1.0, 2.0)
    path.write_text("n\nen\n2\ninf\n", encoding="utf-8")
    with pytest.raises(FaultyFileError, match=r"made\.csv was changed by hand\. Make it again\.") as caught:
        read_generated(path, ["n"], lambda row: parse_number(row.get("n")), "Make it again.")
    assert [(fault.row, fault.what) for fault in caught.value.faults] == [
        (2, "«en» is not a finite number."),
        (4, "«inf» is not a finite number."),
    ]
