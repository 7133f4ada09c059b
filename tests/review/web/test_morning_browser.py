"""An analyst's morning in a real browser, and the analyst's pages under axe-core."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from pipeline.review.bodies import Assigned, AuditDrawn
from pipeline.review.people import Person, add_person, find_person
from tests.chromium import PLAYED
from tests.review.conftest import code, draft

from .conftest import MakeSite, Site
from .test_browser import enter, serving

pytestmark = PLAYED


REGIONS = {"r1": {"region": "øst"}, "r2": {"region": "øst"}, "r3": {"region": "vest"}, "r4": {"region": "vest"}}
PAGES = ("/oversikt", "/fordeling", "/fordeling/plan?region=&share=50", "/personer", "/person/kari", "/mitt")


@pytest.fixture
def office(make_site: MakeSite) -> Site:
    return make_site(columns=REGIONS)


def test_an_analyst_adds_a_person_gives_out_the_reports_and_sees_the_work_come_in(office: Site, browser: Browser) -> None:
    with serving(office.project.root) as address:
        page = enter(browser, address, "anne")
        page.get_by_role("link", name="Oversikt").click()
        expect(page.get_by_text("0 av 4 rapporter er ferdige")).to_be_visible()
        page.get_by_role("link", name="Legg til personer").click()
        page.get_by_label("Navn", exact=True).fill("Eva Vik")
        page.get_by_label("Kontor", exact=True).fill("vest")
        page.get_by_role("button", name="Legg til person").click()
        expect(page.get_by_text("Eva Vik er lagt til med brukernavnet eva.vik.")).to_be_visible()
        page.get_by_role("link", name="Oversikt").click()
        page.get_by_role("link", name="Del ut").click()
        page.get_by_role("button", name="Se hva som skjer").click()
        expect(page.get_by_role("row", name="vest 2 0")).to_be_visible()
        page.get_by_role("button", name="Del ut 4 rapporter").click()
        expect(page.get_by_text("4 rapporter er delt ut.")).to_be_visible()
        page.get_by_label("r4", exact=True).check()
        page.get_by_label("Person", exact=True).last.select_option("eva.vik")
        page.get_by_label("kodes blindt").check()
        page.get_by_role("button", name="Gi valgte").click()
        expect(page.get_by_role("row", name="r4")).to_contain_text("Eva Vik")
        eva = enter(browser, address, "eva.vik")
        eva.goto(f"{address}/mitt")
        eva.get_by_role("link", name="r4").click()
        expect(eva.locator("[data-theme=opplaering] .status")).to_have_text("○ Ikke avgjort")
        for key in ("2", "Enter", "Enter"):
            eva.keyboard.press(key)
        expect(eva.get_by_text("Lagret: r4")).to_be_visible()
        page.get_by_role("link", name="Oversikt").click()
        expect(page.get_by_text("1 av 4 rapporter er ferdige")).to_be_visible()
        expect(page.get_by_role("row", name="Eva Vik vest 1 1")).to_be_visible()
        expect(page.get_by_text("er verken kodet eller delt ut")).to_have_count(0)
        page.get_by_role("link", name="Personer").click()
        page.get_by_role("link", name="Endre Eva Vik").click()
        page.get_by_role("button", name="Deaktiver").click()
        expect(page.get_by_text("Eva Vik er ikke lenger aktiv.")).to_be_visible()
        eva.reload()
        expect(eva.get_by_role("button", name="Begynn")).to_be_visible()
    found = find_person(office.store, "eva.vik")
    assert found is not None and not found.active and found.office == "vest"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_no_page_of_the_analyst_has_a_fault_that_axe_finds(office: Site, browser: Browser, scheme: str, width: int) -> None:
    add_person(office.store, Person("gone", "Gone", "nord", active=False), "anne")
    office.store.append_all([
        draft(code("opplaering"), "kari", "r1"),
        *[draft(Assigned(to=person, office="øst", blind=True), "anne", "r2") for person in ("kari", "ola")],
        draft(code("opplaering", basis="blind"), "kari", "r2"),
        draft(code("planlegging", basis="blind"), "ola", "r2"),
        draft(Assigned(to="gone", blind=True), "anne", "r3"),
        draft(AuditDrawn(design="d", probability=0.5), "anne", "r4"),
    ])  # fmt: skip
    with serving(office.project.root) as address:
        page = enter(browser, address, "anne")
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 900})
        for path in (*PAGES, "a fault"):
            if path == "a fault":
                page.goto(f"{address}/person/anne")
                page.get_by_label("Koder", exact=True).check()
                page.get_by_role("button", name="Lagre").click()
                expect(page.get_by_role("alert")).to_contain_text("den siste aktive analytikeren")
            else:
                page.goto(address + path)
            for summary in page.locator("summary").all():
                summary.click()
            found = Axe().run(page)
            assert found.violations_count == 0, f"{path}: {found.generate_report()}"
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} is wider than the window"
