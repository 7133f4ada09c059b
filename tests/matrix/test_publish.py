from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from pipeline.matrix.load import load_edition
from pipeline.matrix.publish import publish
from pipeline.project import Project

from .portfolio import HOSTILE, write_project
from .reading import Page, counted, in_csv, in_page, in_workbook, read

MakeProject = Callable[..., Project]
SHEETS = [
    "Matrise",
    "Anslag",
    "Tema",
    "Mottakere",
    "Regioner",
    "År",
    "Dokumenttyper",
    "Alle anslag",
    "Mønster",
    "Rapporter",
    "Forslag",
    "Metode",
]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Project:
    project = write_project(tmp_path_factory.mktemp("published") / "p", notice="Dette er en demonstrasjon.")
    publish(project)
    return project


def test_every_form_has_the_same_numbers(published: Project) -> None:
    matrix = load_edition(published).matrix
    expected = counted(matrix)
    assert in_csv(published) == expected
    assert in_workbook(published, matrix) == expected
    assert in_page(published) == expected


@pytest.mark.parametrize("without", ["labels", "suggestions", "recipients"])
def test_the_forms_agree_when_something_is_missing(make_project: MakeProject, without: str) -> None:
    project = make_project(**{without: False})
    publish(project)
    matrix = load_edition(project).matrix
    expected = counted(matrix)
    assert in_csv(project) == in_workbook(project, matrix) == in_page(project) == expected
    coded, suggested, _ = expected["alle", "alle"]
    assert (coded == 0) == (without == "labels")
    assert (suggested == 0) == (without == "suggestions")


NOTHING_CODED = "Ingen rapporter er kodet ennå. Forslagene bygger bare på kodeboken."


@pytest.fixture(scope="module")
def uncoded(tmp_path_factory: pytest.TempPathFactory) -> Project:
    project = write_project(tmp_path_factory.mktemp("uncoded") / "p", labels=False, unsure=True)
    publish(project)
    return project


def test_without_codes_the_uncertain_suggestions_are_the_matrix(uncoded: Project) -> None:
    expected = counted(load_edition(uncoded).matrix)
    assert in_csv(uncoded) == in_workbook(uncoded, load_edition(uncoded).matrix) == in_page(uncoded) == expected
    assert expected["mat", "bygd"] == (0, 0, 1) and expected["alle", "alle"][0] == 0


def test_without_codes_every_form_says_so_first(uncoded: Project) -> None:
    assert read(uncoded, "metode.md").splitlines()[2] == f"> {NOTHING_CODED}"
    page = read(uncoded, "kunnskapsmatrise.html")
    assert 0 < page.index(NOTHING_CODED) < page.index("<h1>")
    book = load_workbook(uncoded.matrix / "kunnskapsmatrise.xlsx")
    for name in ("Matrise", "Tema", "Mottakere", "Regioner", "År", "Dokumenttyper", "Metode"):
        assert book[name]["A2"].value == NOTHING_CODED, name


def test_without_codes_nothing_is_said_of_coded_numbers(uncoded: Project) -> None:
    page = read(uncoded, "kunnskapsmatrise.html")
    assert "kodet av mennesker</li>" not in page and "without-coded" in page
    sheet = load_workbook(uncoded.matrix / "kunnskapsmatrise.xlsx")["Matrise"]
    assert "K" not in [cell.value for row in sheet.iter_rows() for cell in row]
    for name in ("Tema", "Mottakere"):
        sheet = load_workbook(uncoded.matrix / "kunnskapsmatrise.xlsx")[name]
        assert "Kodet" not in [cell.value for row in sheet.iter_rows() for cell in row]


def test_the_share_of_the_coded_is_not_a_prevalence(published: Project, uncoded: Project) -> None:
    headings = [cell.value for cell in load_workbook(published.matrix / "kunnskapsmatrise.xlsx")["Tema"][5]]
    assert "Andel av de 2 kodede – ikke et anslag for alle" in headings
    sheet = load_workbook(uncoded.matrix / "kunnskapsmatrise.xlsx")["Tema"]
    assert not [cell for row in sheet.iter_rows() for cell in row if "Andel" in str(cell.value)]


def test_all_three_are_explained_where_they_occur(published: Project) -> None:
    legend = "usikkert – for få kodede eksempler, bygger mest på kodeboken"
    page = read(published, "kunnskapsmatrise.html")
    assert legend in page and '<span class="uncertain u3">1?</span>' in page
    sheet = load_workbook(published.matrix / "kunnskapsmatrise.xlsx")["Matrise"]
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert any("for få kodede eksempler, bygger mest på kodeboken" in text for text in texts)
    assert "* Temaet har for få kodede eksempler; forslagene er usikre og telles for seg." in texts


def test_the_same_input_gives_the_same_bytes(published: Project, tmp_path: Path) -> None:
    other = write_project(tmp_path / "elsewhere", notice="Dette er en demonstrasjon.")
    for path in publish(other):
        assert path.read_bytes() == (published.matrix / path.name).read_bytes(), path.name


def test_the_contracts_files_are_written_and_nothing_else(published: Project) -> None:
    names = {path.name for path in published.matrix.iterdir()}
    forms = {f"kunnskapsmatrise.{ending}" for ending in ("csv", "xlsx", "html", "nn.html", "svg", "png")}
    assert names == forms | {"metode.md", "metode.nn.md", "anslag.svg", "anslag.png", "edition.json"}


def test_no_path_of_this_machine_is_published(published: Project) -> None:
    for path in published.matrix.iterdir():
        assert str(published.root).encode() not in path.read_bytes()


def test_an_empty_project_is_published_too(make_project: MakeProject) -> None:
    project = make_project(labels=False, suggestions=False)
    publish(project)
    assert set(in_csv(project).values()) == {(0, 0, 0)}


def test_hostile_text_is_text_in_the_page(published: Project) -> None:
    text = read(published, "kunnskapsmatrise.html")
    assert 'alert("x")' not in text
    reports = {report["id"]: report for report in Page(text).data["reports"]}
    assert reports["b1"]["title"] == HOSTILE
    assert reports["b1"]["themes"][0]["evidence"] == HOSTILE


def test_the_page_needs_no_network_and_names_things_once(published: Project) -> None:
    page = Page(read(published, "kunnskapsmatrise.html"))
    assert page.fetched == []
    assert len(page.ids) == len(set(page.ids))
    assert "url(" not in read(published, "kunnskapsmatrise.html")


def test_the_page_and_the_method_show_the_notice(published: Project) -> None:
    for name in ("kunnskapsmatrise.html", "metode.md"):
        text = read(published, name)
        assert 0 < text.index("Dette er en demonstrasjon.") < text.index("kunnskapstema")


def test_the_workbook_has_its_sheets_frozen_and_laid_out_for_a4(published: Project) -> None:
    book = load_workbook(published.matrix / "kunnskapsmatrise.xlsx")
    assert book.sheetnames == SHEETS
    for sheet in book:
        assert sheet.freeze_panes, sheet.title
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        fitted = sheet.sheet_properties.pageSetUpPr
        assert fitted and fitted.fitToPage
    filtered = [name for name in SHEETS if book[name].auto_filter.ref]
    assert filtered == ["Tema", "Mottakere", "Alle anslag", "Rapporter", "Forslag"]
    assert book.properties.created.year == 2016


def test_nothing_in_the_workbook_is_a_formula(published: Project) -> None:
    book = load_workbook(published.matrix / "kunnskapsmatrise.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert all(cell.data_type != "f" and cell.hyperlink is None for cell in cells)
    assert HOSTILE in [cell.value for cell in cells]


def test_reports_says_where_each_code_comes_from(published: Project) -> None:
    sheet = load_workbook(published.matrix / "kunnskapsmatrise.xlsx")["Rapporter"]
    rows = {row[0]: row for row in sheet.iter_rows(min_row=4, values_only=True)}
    assert rows["a1"][7:9] == ("kodet av kari", "Mat og måltider; Ro; Nytt")
    assert rows["b1"][7:] == ("foreslått", "Mat og måltider; Ro; Nytt (usikkert)", "0,95; 0,70; 0,40", HOSTILE, 2)
    assert (rows["c1"][7], rows["c2"][7]) == ("ikke lest: låst med passord", "verken kodet eller foreslått")


def test_the_pictures_carry_no_clock_or_version(published: Project) -> None:
    from PIL import Image

    with Image.open(published.matrix / "kunnskapsmatrise.png") as image:
        assert image.width == 1800 and set(image.info) == {"dpi", "Title", "Description"}
    svg = read(published, "kunnskapsmatrise.svg")
    assert "dc:date" not in svg and "Matplotlib v" not in svg


def test_many_columns_go_over_several_pages_that_can_be_read(make_project: MakeProject) -> None:
    """Forty-five types of document on one sheet of A4 were too small to read, and the notice ran over all pages."""
    project = make_project(notice="Oppdiktet.")
    with project.register.open("a", encoding="utf-8") as file:
        file.writelines(f"k{at},k{at}.pdf,T,Byen,Vest,2013,2013,type {at:02d}\n" for at in range(30))
    publish(project)
    book = load_workbook(project.matrix / "kunnskapsmatrise.xlsx")
    sheet, few = book["Dokumenttyper"], book["Regioner"]
    breaks, bases = [mark.id for mark in sheet.col_breaks.brk], 3
    assert not sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.page_setup.scale >= 40
    assert breaks and all(at % bases == 1 for at in breaks) and max(breaks) <= sheet.max_column
    assert sheet.print_title_cols == "$A:$A" and few.sheet_properties.pageSetUpPr.fitToPage
    notice = next(span for span in sheet.merged_cells.ranges if span.min_row == 2)
    assert 2 == notice.min_col < notice.max_col <= breaks[0]


def test_estimates_stand_in_the_order_of_the_matrix_with_their_groups(published: Project) -> None:
    sheet = load_workbook(published.matrix / "kunnskapsmatrise.xlsx")["Anslag"]
    names = [str(row[0].value) for row in sheet.iter_rows(min_row=sheet.print_title_rows and int(sheet.print_title_rows[-1]))]
    assert names[1:] == [
        "Definerte tema (lag)",
        "Hverdag (temagruppe)",
        "Mat og måltider",
        "Ro",
        "Ute (temagruppe)",
        "Vei",
        "Overordnede tema (lag)",
        "Nytt",
        "Rapporter i alt",
    ]


def test_the_sums_of_a_theme_are_not_ruled_off_one_by_one(published: Project) -> None:
    sheet = load_workbook(published.matrix / "kunnskapsmatrise.xlsx")["Matrise"]
    last = {row[0].value: row[-2] for row in sheet.iter_rows() if row[0].value}
    assert last["Vei"].border.top.style == "thin" and last["Rapporter i alt"].border.top.style == "medium"


def test_the_figure_names_the_theme_groups_as_the_matrix_does(published: Project) -> None:
    svg = read(published, "kunnskapsmatrise.svg")
    assert [svg.count(f"<!-- {name} -->") for name in ("Hverdag", "Ute", "Overordnede tema")] == [1, 1, 1]
