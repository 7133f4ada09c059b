"""An analyst's day in a real browser: deciding by keyboard, a closed tab, drawing, and the pages under axe-core."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from pipeline.review.bodies import Assigned, NotCodable
from tests.chromium import PLAYED
from tests.review.conftest import code, draft

from .conftest import MakeSite, Site
from .test_browser import address, coded, enter, serving

__all__ = ["address"]
pytestmark = PLAYED


def code_blind(page: Page, address: str, *keys: str) -> None:
    """Code r1 blind, and see that it was saved."""
    page.goto(f"{address}/rapport/r1")
    expect(page.get_by_text("kodes blindt:")).to_be_visible()
    for key in (*keys, "Enter", "Enter"):
        page.keyboard.press(key)
    expect(page.get_by_text("Lagret: r1")).to_be_visible()


def test_two_code_blind_and_differ_and_the_analyst_decides_by_keyboard(site: Site, address: str, browser: Browser) -> None:
    for who in ("kari", "ola"):
        site.store.append(draft(Assigned(to=who, blind=True), "anne"))
    code_blind(enter(browser, address, "kari"), address, "1", "q")
    code_blind(enter(browser, address, "ola"), address, "2", "q")
    page = enter(browser, address, "anne")
    page.get_by_role("link", name="Enighet", exact=True).click()
    page.get_by_role("link", name="Avgjør den neste").click()
    page.wait_for_url("**/enighet/r1")  # and until its script has run, which hears the keys
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_have_text("Ikke avgjort ennå: Opplæring")
    page.keyboard.press("2")
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    expect(page.locator("#summary")).to_contain_text("Planlegging og strategi. Mottaker: Kommuner.")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Avgjort: r1")).to_be_visible()
    decision = coded(site, "r1")[-1]
    assert (decision.themes, decision.recipient, decision.basis) == (("planlegging",), "kommune", "adjudicated")
    page.goto(f"{address}/?state=adjudicated")
    expect(page.get_by_role("link", name="r1")).to_be_visible()


def test_what_is_chosen_stands_after_a_closed_tab_and_is_gone_when_it_is_saved(
    site: Site, address: str, browser: Browser
) -> None:
    differ(site)
    page = enter(browser, address, "anne")
    page.goto(f"{address}/enighet/r1")
    for key in ("1", "1", "2", "z", "x"):
        page.keyboard.press(key)
    page.keyboard.type("Bare forsiden")
    page.close()
    again = browser.contexts[-1].new_page()
    again.goto(f"{address}/enighet/r1")
    expect(again.locator("#draft")).to_contain_text("ikke rakk å lagre")
    expect(again.get_by_label("Hvorfor kan rapporten ikke kodes?")).to_have_value("Bare forsiden")
    expect(again.locator("[data-theme=planlegging] input[value='0']")).to_be_checked()
    expect(again.locator("[data-theme=opplaering] input:checked")).to_have_count(0)
    again.get_by_role("button", name="Avgjør").click()
    again.keyboard.press("Enter")
    expect(again.get_by_text("Avgjort: r1")).to_be_visible()
    again.goto(f"{address}/enighet/r1")
    expect(again.locator("#draft")).to_be_hidden()


def test_a_plan_is_shown_when_it_is_ready_and_the_sample_is_drawn(address: str, browser: Browser) -> None:
    page = enter(browser, address, "anne")
    page.get_by_role("link", name="Utvalg").click()
    page.get_by_label("Kjenne hvert tema innenfor").select_option("15")
    page.get_by_role("button", name="Regn ut").click()
    expect(page.locator("p.answer")).to_be_visible(timeout=60_000)
    page.get_by_label("Hvor mange").fill("2")
    page.get_by_role("button", name="Vis hvilke som blir trukket").click()
    page.get_by_role("button", name="Trekk disse 2").click()
    expect(page.get_by_text("2 rapporter er trukket")).to_be_visible()
    expect(page.get_by_text("Venter på blindkoding")).to_have_count(2)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 820, 390])
def test_no_page_of_the_analyst_has_a_fault_that_axe_finds(
    make_site: MakeSite, browser: Browser, scheme: str, width: int
) -> None:
    site = make_site()
    differ(site)
    site.store.append(draft(NotCodable(reason="tom", basis="blind"), "kari", "r2"))
    site.store.append(draft(code("opplaering", basis="blind"), "ola", "r2"))
    with serving(site.project.root) as address:
        page = enter(browser, address, "anne")
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 900})
        for path in ("/enighet", "/enighet?av=alle", "/enighet/r1", "/enighet/r2?navn=1", "/utvalg", "/utvalg?antall=2"):
            page.goto(address + path)
            if path == "/enighet/r1":
                page.locator(".agreed > summary").click()
                page.keyboard.press("1")
            found = Axe().run(page)
            assert found.violations_count == 0, f"{path}: {found.generate_report()}"
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} is wider than the window"


def differ(site: Site) -> None:
    """r1 coded blind by two who differ on two themes."""
    site.store.append(draft(code("planlegging", basis="blind", comment="Se kapittel 2"), "kari"))
    site.store.append(draft(code("opplaering", basis="blind"), "ola"))
