"""The page's estimates in a browser: they follow one filter, say what they rest on, and can be used by everybody."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from pipeline.audit import Candidate, draw_sample, save_audit
from pipeline.held_out import HeldOut, save_held_out
from pipeline.labels import save_labels
from pipeline.matrix.estimated import arranged_rows, written
from pipeline.matrix.load import load_edition
from pipeline.matrix.pagedata import address
from pipeline.matrix.publish import write_edition
from pipeline.matrix.values import Matrix
from tests.chromium import PLAYED

from .portfolio import CODINGS, codebook, coding, write_project

pytestmark = PLAYED


@dataclass(frozen=True)
class Published:
    """A matrix and the address of its page."""

    matrix: Matrix
    address: str


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Published:
    """The small portfolio with ten reports more, drawn at random and coded blind."""
    project = write_project(tmp_path_factory.mktemp("estimates") / "p")
    project.params_file.write_text("estimate: {fewest_audited: 10, draws: 200}\n", encoding="utf-8")
    names = [f"r{at}" for at in range(10)]
    with project.register.open("a", encoding="utf-8") as file:
        file.writelines(
            f"{name},{name}.pdf,Ekstra,Byen,{'Øst' if at < 8 else 'Vest'},2013,2013,plan\n" for at, name in enumerate(names)
        )
    save_labels(project.labels, [*CODINGS, *(coding(name, "mat" if at % 3 else "ro") for at, name in enumerate(names))])
    save_held_out(project.held_out, [HeldOut(name, "theme", theme, 0.4) for name in names for theme in codebook().theme_ids])
    save_audit(project.audit, draw_sample([Candidate(name) for name in names], (), 10, "simple", 1))
    edition = load_edition(project)
    write_edition(edition, project.matrix)
    return Published(edition.matrix, (project.matrix / "kunnskapsmatrise.html").as_uri())


def opened(browser: Browser, made: Published, fragment: str = "", width: int = 1440, dark: bool = False) -> Page:
    page = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light", reduced_motion="reduce"
    ).new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.goto(made.address + fragment)
    return page


def figure(page: Page) -> dict[str, str]:
    """What stands beside each theme in the figure of estimates."""
    bars = page.locator(".intervals g")
    told = [(bar.get_attribute("data-of") or "", bar.locator(".told").text_content() or "") for bar in bars.all()]
    return dict(told)


@pytest.mark.parametrize("kind", ["region", "year", "kind"])
def test_the_figure_follows_a_single_filter(browser: Browser, made: Published, kind: str) -> None:
    matrix, page = made.matrix, opened(browser, made)
    for column in [column for column in matrix.columns if column.kind == kind]:
        page.locator(f"select[name={kind}]").select_option(column.key)
        expected = {address(row): written(matrix.estimate(row, column)) for row in matrix.themes}
        assert figure(page) == expected
        expect(page.locator(".status-note")).to_contain_text(f"«{column.label}»")
    page.get_by_role("button", name="Nullstill").click()
    expect(page.locator(".status-note")).to_have_text("Figuren gjelder alle rapportene: 17 rapporter.")
    assert figure(page) == {address(row): written(matrix.estimate(row, matrix.total)) for row in matrix.themes}


def test_a_combination_is_said_not_to_be_estimated(browser: Browser, made: Published) -> None:
    page = opened(browser, made, "#region=Vest&kind=brev")
    expect(page.locator(".status-note")).to_contain_text("Ikke anslått for dette utvalget.")
    expect(page.locator(".status-note")).to_contain_text("region «Vest» og dokumenttype «brev»")
    expect(page.locator(".intervals")).to_be_hidden()
    expect(page.locator(".status")).to_contain_text(
        "Viser 1 av 15 rapporter. Tallene gjelder bare utvalget. Anslag finnes for én"
    )


def test_every_explanation_counts_as_the_matrix_does(browser: Browser, made: Published) -> None:
    matrix, page = made.matrix, opened(browser, made)
    page.evaluate("document.querySelectorAll('.estimates details').forEach((one) => { one.open = true; })")
    told = page.evaluate(
        """() => [...document.querySelectorAll("button.estimate")].map((button) => {
            button.click();
            const dialog = document.querySelector("dialog");
            const said = [button.closest("tr").dataset.of, button.dataset.in, dialog.querySelector(".rests-on").textContent];
            const listed = dialog.querySelectorAll(".reports li").length;
            dialog.close();
            return [...said, listed];
        })"""
    )
    counts = {(address(row), address(column)): matrix.count(row, column) for row in matrix.rows for column in matrix.columns}
    shown = arranged_rows(matrix)
    assert len({(row, column) for row, column, _, _ in told}) == sum(row in shown for row, _ in matrix.estimates)
    for row, column, text, listed in told:
        count = counts[row, column]
        assert listed == count.coded + count.suggested + count.uncertain, (row, column)
        coded = re.findall(r"har kodet (\S+) rapport", text)
        assert (_number(coded[0]) if coded else 0) == count.coded
        assert ("Ingen rapporter er kodet slik" in text) == (count.coded == 0)
        proposed = re.findall(r"det samme for (\S+) rapport", text)
        assert (_number(proposed[0]) if proposed else 0) == count.suggested, (row, column)


def _number(word: str) -> int:
    return int({"ingen": "0", "én": "1"}.get(word, word))


def test_an_explanation_opens_and_closes_by_keyboard_and_names_the_audit(browser: Browser, made: Published) -> None:
    page = opened(browser, made)
    button = page.locator('tr[data-of="theme mat"] button[data-in="recipient by"]')
    button.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Mat og måltider – Byer")
    expect(dialog).to_contain_text("I kontrollutvalget er 10 rapporter herfra, og 6 av dem er med i tallet.")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(button).to_be_focused()


def test_a_cell_leads_to_its_reports_passages_and_pages_by_keyboard(browser: Browser, made: Published) -> None:
    page = opened(browser, made)
    button = page.locator("tr[data-row=mat] td[data-column=bygd] button")
    button.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Mat og måltider – Bygder og øyer")
    expect(dialog.locator("blockquote").first).to_be_visible()
    expect(dialog.locator(".page").first).to_have_text("Side 2")
    page.keyboard.press("Escape")
    expect(button).to_be_focused()


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [390, 820, 1440])
def test_the_page_keeps_to_wcag_and_never_scrolls_sideways(browser: Browser, made: Published, width: int, dark: bool) -> None:
    page = opened(browser, made, "#region=Vest", width, dark)
    tags = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
    for explained in (False, True):
        if explained:
            page.locator("button.estimate").first.click()
        found = Axe().run(page, options=tags)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
