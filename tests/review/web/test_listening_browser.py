"""The review room by ear: names, descriptions, announcements, focus and language, as Chromium tells a screen reader."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from pipeline.portfolio import extract_project
from tests.chromium import PLAYED
from tests.conftest import REPORTS
from tests.review.conftest import code, draft

from .conftest import MakeSite, Site
from .playing import enter, press

pytestmark = PLAYED


@pytest.fixture
def site(make_site: MakeSite) -> Site:
    """The small project with its texts read: r4 is nynorsk."""
    site = make_site(reports={report: f"{text} {text}" for report, text in REPORTS.items()})
    extract_project(site.project, jobs=1, progress=lambda done, total: None)
    return site


def test_a_question_tells_whether_a_model_or_a_person_has_answered_it(address: str, browser: Browser) -> None:
    page = enter(browser, address, "kari")
    page.goto(f"{address}/rapport/r1")
    group, said = page.get_by_role("group", name="Planlegging og strategi").first, page.locator("#said")
    expect(group).to_have_accessible_description("○ Forslag: ja 90 %")
    expect(page.get_by_role("group", name="Mottaker")).to_have_accessible_description("○ Forslag: Kommuner")
    press(page, "1")
    expect(group).to_have_accessible_description("✓ Satt: nei 90 %")
    expect(said).to_have_text("Planlegging og strategi: Satt: nei")
    press(page, "w", "z")
    expect(said).to_have_text("Angret. Mottaker: Forslag: Kommuner")
    press(page, "z")
    expect(said).to_have_text("Angret. Planlegging og strategi: Forslag: ja")


def test_what_is_said_twice_is_heard_twice(address: str, browser: Browser) -> None:
    page = enter(browser, address, "kari")
    page.goto(f"{address}/rapport/r1")
    press(page, "x", "Enter")
    page.get_by_role("button", name="Lagre").click()
    expect(page.locator("#said")).to_have_text("Skriv hvorfor rapporten ikke kan kodes.")
    before = page.locator("#said").text_content()
    page.get_by_role("button", name="Lagre").click()
    assert page.locator("#said").text_content() != before


def test_a_save_is_told_by_the_title_of_the_next_page(address: str, browser: Browser) -> None:
    page = enter(browser, address, "kari")
    page.goto(f"{address}/rapport/r1")
    press(page, "Enter", "Enter")
    page.wait_for_url("**lagret=r1")
    assert page.title().startswith("Lagret: r1. r")


def test_the_form_is_two_tabs_from_the_top_and_the_first_question_next(address: str, browser: Browser) -> None:
    page = enter(browser, address, "kari")
    page.goto(f"{address}/rapport/r1")
    press(page, "Tab", "Tab")
    expect(page.get_by_role("link", name="Hopp til skjemaet")).to_be_focused()
    press(page, "Enter", "Tab")
    expect(page.get_by_role("group", name="Planlegging og strategi").get_by_label("Ja")).to_be_focused()


def test_going_to_a_page_and_searching_are_answered_aloud(address: str, browser: Browser) -> None:
    page = enter(browser, address, "kari")
    page.goto(f"{address}/rapport/r1")
    said = page.locator("#said")
    page.get_by_role("button", name="s. 1 : Planlegging og strategi").click()
    expect(said).to_have_text("Side 1")
    page.get_by_label("Søk i rapporten").fill("boligplan")
    page.get_by_role("button", name="Søk").click()
    expect(said).to_have_text("4 treff.")
    page.get_by_label("Søk i rapporten").fill("finnes ikke")
    page.get_by_role("button", name="Søk").click()
    expect(said).to_have_text("Ingen treff.")


def test_text_is_read_in_its_own_language(address: str, browser: Browser) -> None:
    page = enter(browser, address, "kari")
    page.goto(f"{address}/rapport/r4")
    assert [one.get_attribute("lang") for one in page.locator("html, .words").all()] == ["nb", "nn"]
    page.get_by_role("button", name="Nynorsk").click()
    expect(page.locator("html")).to_have_attribute("lang", "nn")
    expect(page.get_by_role("button", name="Bokmål")).to_have_attribute("lang", "nb")


def test_a_conflict_takes_the_focus_to_the_choice(site: Site, address: str, browser: Browser) -> None:
    page = enter(browser, address, "kari")
    page.goto(f"{address}/rapport/r1")
    site.store.append(draft(code("opplaering"), "ola"))
    press(page, "Enter", "Enter")
    expect(page.get_by_role("alert")).to_contain_text("Ola")
    expect(page.get_by_role("button", name="Lagre min koding")).to_be_focused()
