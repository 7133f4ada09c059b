"""Every page in a real browser under axe-core, and as a screen reader tells of it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from pipeline.review.bodies import Assigned, AuditDrawn, Flagged, NotCodable
from pipeline.review.people import Person, add_person
from tests.chromium import PLAYED
from tests.review.conftest import code, draft

from .conftest import MakeSite, Site
from .playing import enter, looks_well, press

pytestmark = PLAYED

REGIONS = {f"r{at}": {"region": ("øst", "vest")[at > 2]} for at in range(1, 7)}
REVIEWERS = ("/", "/mitt", "/rapport/r3", "/rapport/r4", "/rapport/r5", "/historikk/r3", "/finnes-ikke")
ANALYSTS = (
    "/oversikt", "/fordeling", "/fordeling/plan?region=&share=50", "/personer", "/person/kari", "/enighet",
    "/enighet?av=alle", "/enighet/r1", "/enighet/r2?navn=1", "/utvalg", "/utvalg?antall=2", "/modell",
)  # fmt: skip


@pytest.fixture
def site(make_site: MakeSite) -> Site:
    """Something of all that pages tell of: disagreements, a blind report, one to look at again, somebody who is gone."""
    site = make_site(reports={report: f"Rapport {report}\n\nKommunen laget en plan." for report in REGIONS}, columns=REGIONS)
    add_person(site.store, Person("gone", "Gone", "nord", active=False), "anne")
    site.store.append_all([
        draft(code("planlegging", basis="blind", comment="Se kapittel 2"), "kari", "r1"),
        draft(code("opplaering", basis="blind"), "ola", "r1"),
        draft(NotCodable(reason="tom", basis="blind"), "kari", "r2"),
        draft(code("opplaering", basis="blind"), "ola", "r2"),
        draft(code("opplaering", comment="Se s. 2"), "kari", "r3"),
        draft(Flagged(reason="Temaet er delt."), "anne", "r3"),
        draft(AuditDrawn(design="d", probability=0.5), "anne", "r4"),
        draft(Assigned(to="gone", blind=True), "anne", "r5"),
    ])  # fmt: skip
    return site


def test_no_page_of_a_reviewer_has_a_fault_that_axe_finds(address: str, browser: Browser) -> None:
    page = enter(browser, address, "kari")
    for path in REVIEWERS:
        page.goto(address + path)
        if path == "/rapport/r5":
            press(page, "2", "Enter")
        looks_well(page)
    page.get_by_role("link", name="Til køen").click()
    page.get_by_role("button", name="Logg ut").click()
    page.wait_for_url("**/inn")
    looks_well(page)


def test_no_page_of_an_analyst_has_a_fault_that_axe_finds(address: str, browser: Browser) -> None:
    page = enter(browser, address, "anne")
    for path in ANALYSTS:
        page.goto(address + path)
        for summary in page.locator("summary").all():
            summary.click()
        looks_well(page)
    page.goto(f"{address}/person/anne")
    page.get_by_label("Koder", exact=True).check()
    page.get_by_role("button", name="Lagre").click()
    expect(page.get_by_role("alert")).to_contain_text("den siste aktive analytikeren")
    looks_well(page)
