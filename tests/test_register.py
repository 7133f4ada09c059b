from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import FaultyFileError
from pipeline.project import Project
from pipeline.register import Register, load_register

from .conftest import MakeProject

HEADER = "report_id;file;title;grantee;region;year_from;year_to;amount_nok;kind"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    project = Project(tmp_path)
    project.raw.mkdir(parents=True)
    return project


def load(project: Project, *rows: str, header: str = HEADER) -> Register:
    project.register.write_bytes("\r\n".join([header, *rows]).encode("cp1252"))
    return load_register(project)


def test_a_row_as_excel_in_norwegian_saves_it(project: Project) -> None:
    (project.raw / "å.pdf").touch()
    register = load(project, "b1;å.pdf;Bolig på Ås;Ås kommune;Øst;2013;2014;450 000,50;plan;;")
    (report,) = register.reports
    assert (report.title, report.year_from, report.year_to, report.amount_nok) == ("Bolig på Ås", 2013, 2014, 450000.5)
    assert register.faults == ()


def test_reports_are_sorted_and_found_by_id(project: Project) -> None:
    register = load(project, "r2;b.pdf", "r10;c.pdf", "R1;a.pdf")
    assert [report.report_id for report in register.reports] == ["R1", "r10", "r2"]
    found = register.get("r10")
    assert found and found.file == "c.pdf"
    assert register.get("r3") is None


def test_unknown_columns_are_kept(project: Project) -> None:
    register = load(project, "r1;a.pdf;x", header="report_id;file;saksnummer")
    assert register.reports[0].extra == {"saksnummer": "x"}


def test_a_double_id_keeps_the_first_row(project: Project) -> None:
    register = load(project, "r1;a.pdf", "r2;b.pdf", "r1;c.pdf")
    assert [report.file for report in register.reports] == ["a.pdf", "b.pdf"]
    assert [fault.row for fault in register.faults] == [4]


@pytest.mark.parametrize("report_id", ["", "a/b", "blå bok", "../r1"])
def test_an_impossible_id_costs_only_its_row(project: Project, report_id: str) -> None:
    register = load(project, f"{report_id};a.pdf", "r2;b.pdf")
    assert [report.report_id for report in register.reports] == ["r2"]
    assert [fault.row for fault in register.faults] == [2]


@pytest.mark.parametrize("file", ["", "../hemmelig.pdf", "mappe/../../x.pdf", "/etc/passwd", "C:\\x.pdf", "\\\\tjener\\x", "."])
def test_a_file_outside_the_folder_costs_only_its_row(project: Project, file: str) -> None:
    register = load(project, f"r1;{file}", "r2;b.pdf")
    assert [report.report_id for report in register.reports] == ["r2"]
    assert [fault.row for fault in register.faults] == [2]


@pytest.mark.parametrize("file", ["mappe\\a.pdf", "./mappe/a.pdf", "mappe//a.pdf"])
def test_a_file_is_the_same_however_its_path_is_written(project: Project, file: str) -> None:
    (project.raw / "mappe").mkdir()
    (project.raw / "mappe" / "a.pdf").touch()
    register = load(project, f"r1;{file}")
    assert register.reports[0].file == "mappe/a.pdf"
    assert register.faults == ()


@pytest.mark.parametrize("cell", ["ca. 2013", "2013-2014", "nan", "inf"])
def test_a_year_that_is_no_number_costs_only_the_year(project: Project, cell: str) -> None:
    register = load(project, f"r1;a.pdf;Tittel;;;{cell}")
    assert (register.reports[0].title, register.reports[0].year_from) == ("Tittel", None)
    (fault,) = register.faults
    assert fault.row == 2 and cell in fault.what


def test_a_file_that_no_row_names_is_told(project: Project) -> None:
    for name in ("a.pdf", "Glemt.PDF", "notat.odt"):
        (project.raw / name).touch()
    register = load(project, "r1;a.pdf")
    assert [fault.row for fault in register.faults] == [None]
    assert "corpus/raw/Glemt.PDF" in register.faults[0].what


def test_a_register_without_its_columns_is_refused(project: Project) -> None:
    with pytest.raises(FaultyFileError, match=r"register\.csv, line 1: the column file is missing"):
        load(project, "r1;x", header="report_id;tittel")


def test_without_a_register_every_readable_file_is_a_report(project: Project) -> None:
    (project.raw / "2014").mkdir()
    for name in ("2014/Plan for bolig.PDF", "2014/bilde.jpg", "notat.docx", "a.txt"):
        (project.raw / name).touch()
    register = load_register(project)
    assert [report.report_id for report in register.reports] == ["2014/Plan for bolig.PDF", "a.txt", "notat.docx"]
    assert all(report.file == report.report_id for report in register.reports)


@pytest.mark.parametrize(
    ("name", "title"),
    [("Plan_for_bolig.txt", "Plan for bolig"), ("2014-0231.txt", ""), ("rapport.txt", ""), ("HB 7.C.1.txt", "")],
)
def test_a_file_name_is_a_title_only_when_it_reads_like_one(project: Project, name: str, title: str) -> None:
    (project.raw / name).touch()
    assert load_register(project).reports[0].title == title


def test_no_folder_means_no_reports(tmp_path: Path) -> None:
    assert load_register(Project(tmp_path / "finnes ikke")).reports == ()


def test_a_workbook_serves_where_there_is_no_csv(make_project: MakeProject) -> None:
    from openpyxl import Workbook

    project = make_project(register=False)
    book = Workbook()
    for row in (["report_id", "file", "year_from"], ["r1", "r1.txt", 2014]):
        book.active.append(row)
    book.save(project.root / "corpus" / "register.xlsx")
    assert [(report.report_id, report.year_from) for report in load_register(project).reports] == [("r1", 2014)]
