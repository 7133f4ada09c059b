from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from pipeline.errors import MissingError, UsageError
from pipeline.labelling import Moved, add_labels, export_in_force
from pipeline.tables import read_table

from .conftest import MakeProject

NEW = "report_id;themes;recipient;coder;coded_at;basis\n"


def given(folder: Path, *rows: str) -> Path:
    path = folder / "inn.csv"
    path.write_text(NEW + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def test_new_codings_are_added_and_a_second_time_changes_nothing(make_project: MakeProject, tmp_path: Path) -> None:
    project = make_project()
    file = given(tmp_path, "r3;brukermedvirkning;andre;ola;2026-02-01;blind")
    assert add_labels(project, file) == Moved(1, 0, ())
    once = project.labels.read_bytes()
    assert add_labels(project, file) == Moved(0, 1, ())
    assert project.labels.read_bytes() == once


def test_rows_given_twice_are_added_once(make_project: MakeProject, tmp_path: Path) -> None:
    project = make_project(labels=[])
    row = "r3;brukermedvirkning;andre;ola;2026-02-01;blind"
    assert add_labels(project, given(tmp_path, row, row)).added == 1
    assert len(read_table(project.labels).rows) == 1


def test_codings_that_excel_has_saved_again_are_known(make_project: MakeProject, tmp_path: Path) -> None:
    project = make_project(labels=[])
    add_labels(project, given(tmp_path, "r3;brukermedvirkning;andre;ola;2026-02-01;blind"))
    assert add_labels(project, given(tmp_path, "r3;brukermedvirkning;andre;ola;01.02.2026;blind")) == Moved(0, 1, ())


def test_a_bare_name_and_its_file_are_one_report(make_project: MakeProject, tmp_path: Path) -> None:
    project = make_project(register=False)
    file = given(tmp_path, "r3;brukermedvirkning;andre;ola;2026-02-01;blind")
    project.labels.write_bytes(file.read_bytes())
    assert add_labels(project, file) == Moved(0, 1, ())


def test_what_stands_in_the_file_stays_also_what_is_not_understood(make_project: MakeProject, tmp_path: Path) -> None:
    project = make_project(labels=[])
    project.labels.write_text("notat,report_id,themes\nhusk,ukjent,tull\n", encoding="utf-8")
    add_labels(project, given(tmp_path, "r1;planlegging;kommune;ola;2026-02-01;blind"))
    table = read_table(project.labels)
    assert table.columns[:3] == ("notat", "report_id", "themes")
    assert [(row.get("notat"), row.get("report_id")) for row in table.rows] == [("husk", "ukjent"), ("", "r1")]


def test_codings_kept_in_a_workbook_go_on_in_a_csv(make_project: MakeProject, tmp_path: Path) -> None:
    project = make_project(labels=[])
    book = Workbook()
    for row in (["report_id", "themes"], ["r1", "planlegging"]):
        book.active.append(row)
    book.save(project.root / "annotations" / "labels.xlsx")
    add_labels(project, given(tmp_path, "r2;opplaering;andre;ola;2026-02-01;blind"))
    assert project.labels.suffix == ".csv"
    assert [row.get("report_id") for row in read_table(project.labels).rows] == ["r1", "r2"]


def test_what_cannot_be_used_is_told_and_the_rest_taken(make_project: MakeProject, tmp_path: Path) -> None:
    moved = add_labels(make_project(), given(tmp_path, "r9;opplaering", "r3;opplaering"))
    assert (moved.added, [fault.row for fault in moved.faults]) == (1, [2])


def test_no_file(make_project: MakeProject, tmp_path: Path) -> None:
    with pytest.raises(MissingError, match=r"inn\.csv"):
        add_labels(make_project(), tmp_path / "inn.csv")


def test_one_code_a_report_is_given_out(make_project: MakeProject, tmp_path: Path) -> None:
    project = make_project()
    add_labels(project, given(tmp_path, "r1;opplaering;andre;ola;2026-02-01;blind"))
    assert export_in_force(project, tmp_path / "ut.csv").added == 2
    rows = read_table(tmp_path / "ut.csv").rows
    assert [(row.get("report_id"), row.get("coder")) for row in rows] == [("r1", "ola"), ("r2", "kari")]


def test_export_to_anything_but_csv_is_refused(make_project: MakeProject, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"ut\.xlsx"):
        export_in_force(make_project(), tmp_path / "ut.xlsx")
