"""An analyst's day with the model and the matrix in a real browser, and both pages under axe-core."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from pipeline.classify.training import suggest_project, train_project
from pipeline.portfolio import extract_project
from pipeline.review.bodies import ModelPromoted
from pipeline.review.champion import champion_id
from tests.chromium import PLAYED
from tests.review.conftest import code, draft

from .conftest import MakeSite, Site
from .test_browser import enter, serving

pytestmark = PLAYED

LONG = 180_000
ABOUT = {
    "planlegging": "Kommunen laget en plan og kartla behovet for boliger i en strategi.",
    "opplaering": "Vi holdt kurs og opplæring for ansatte med undervisning hver fredag.",
    "brukermedvirkning": "Brukerråd og erfaringskonsulenter deltok og medvirket i hele prosjektet.",
}


def _own_words(at: int) -> str:
    """So many words of a report's own that it is no other version of another."""
    return " ".join(f"sak{chr(97 + at)}{chr(97 + number)}" for number in range(26)) + "."


@pytest.fixture
def site(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> Site:
    """Eighteen reports that were read, twelve of them coded, ten of these when the model was trained."""
    monkeypatch.delenv("TEMAKART_DATABASE", raising=False)
    themes = list(ABOUT)
    reports = {f"r{at:02d}": f"{ABOUT[themes[at % 3]]} {_own_words(at)}" for at in range(18)}
    labels = [(f"r{at:02d}", themes[at % 3], ("kommune", "andre")[at % 2]) for at in range(10)]
    made = make_site(reports=reports, labels=labels)
    extract_project(made.project, jobs=1, progress=lambda done, total: None)
    train_project(made.project)
    suggest_project(made.project, lambda done, total: None)
    for at in (10, 11):
        made.store.append(draft(code(themes[at % 3]), report_id=f"r{at:02d}"))
    return made


def is_sound(page: Page) -> None:
    """No fault that axe finds, and nothing wider than the window."""
    found = Axe().run(page)
    assert found.violations_count == 0, f"{page.url}: {found.generate_report()}"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{page.url} is wider than the window"


def looked_at(page: Page) -> None:
    """The page as it stands, in both schemes and at three widths."""
    for width in (390, 820, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in ("dark", "light"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            is_sound(page)


def test_the_model_learns_is_looked_over_and_is_taken_back(site: Site, browser: Browser) -> None:
    with serving(site.project.root) as address:
        page = enter(browser, address, "anne")
        old = champion_id(site.project)
        page.get_by_role("link", name="Modell").click()
        expect(page.get_by_text("2 nye rapporter kodet")).to_be_visible()
        page.get_by_role("button", name="Lær av nye koder").click()
        expect(page.get_by_role("progressbar")).to_be_visible()
        is_sound(page)
        # The page's script follows the work and loads the page again when it is done.
        expect(page.get_by_text("Ferdig.")).to_be_visible(timeout=LONG)
        assert champion_id(site.project) != old
        expect(page.get_by_text("Hva siste opplæring endret")).to_be_visible()
        looked_at(page)
        page.get_by_role("link", name="Gå tilbake til forrige modell").click()
        expect(page.get_by_text(re.compile("forslag skifter for rapporter"))).to_be_visible()
        looked_at(page)
        page.get_by_role("button", name="Gå tilbake til forrige modell").click()
        expect(page.get_by_text("Den tidligere modellen er i bruk igjen")).to_be_visible(timeout=LONG)
        assert champion_id(site.project) == old
        page.get_by_role("link", name=re.compile("^Ta i bruk")).first.click()
        page.get_by_label("Hvorfor?").fill("Den var bedre")
        page.get_by_role("button", name="Ta i bruk").click()
        expect(page.get_by_text("Modellen du valgte, er i bruk")).to_be_visible(timeout=LONG)
        event = site.store.events(kinds=("model_promoted",))[-1]
        assert isinstance(event.body, ModelPromoted) and (event.actor, event.body.reason) == ("anne", "Den var bedre")


def test_the_matrix_opens_its_reports_and_says_when_there_are_newer_numbers(site: Site, browser: Browser) -> None:
    with serving(site.project.root) as address:
        page = enter(browser, address, "anne")
        page.get_by_role("link", name="Matrise").click()
        expect(page.locator("table.matrix")).to_be_visible(timeout=LONG)
        looked_at(page)
        page.locator("tr.all td.sum button").click()
        expect(page.get_by_role("dialog")).to_contain_text("kodet av mennesker")
        is_sound(page)
        page.get_by_role("dialog").get_by_role("link", name="r10").click()
        page.wait_for_url("**/rapport/r10")
        site.store.append(draft(code("planlegging"), report_id="r17"))
        page.goto(f"{address}/matrise")
        expect(page.get_by_text("regnes ut på nytt")).to_be_visible()
        page.get_by_role("link", name="Vis dem").click(timeout=LONG)
        expect(page.locator("tr.all td.sum .coded")).to_have_text("13")
