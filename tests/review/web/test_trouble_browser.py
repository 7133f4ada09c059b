"""What goes wrong around a reviewer: no network, two tabs, a session that ends, an undone save. Nothing entered is lost."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from pipeline.review.bodies import Restored
from tests.chromium import PLAYED

from .conftest import Site
from .playing import coded, enter, press

pytestmark = PLAYED


def test_a_save_without_network_is_sent_when_it_is_back_and_stored_once(site: Site, address: str, browser: Browser) -> None:
    page = enter(browser, address, "kari")
    page.goto(f"{address}/rapport/r1")
    page.context.set_offline(True)
    press(page, "2", "Enter", "Enter")
    expect(page.locator("#said")).to_contain_text("Ikke lagret ennå")
    page.context.set_offline(False)
    expect(page.get_by_text("Lagret: r1")).to_be_visible(timeout=30_000)
    (body,) = coded(site, "r1")
    assert body.themes == ("planlegging", "opplaering")


def test_two_tabs_show_the_same_and_the_one_that_saves_last_is_told(site: Site, address: str, browser: Browser) -> None:
    first = enter(browser, address, "kari")
    first.goto(f"{address}/rapport/r1")
    second = first.context.new_page()
    second.goto(f"{address}/rapport/r1")
    expect(second.locator("[data-theme=opplaering] .status")).to_have_text("○ Forslag: nei")
    press(first, "2", "k")
    first.keyboard.type("Se kapittel 2")
    expect(second.locator("[data-theme=opplaering] .status")).to_have_text("✓ Satt: ja")
    expect(second.get_by_label("Kommentar")).to_have_value("Se kapittel 2")
    press(first, "Escape", "Enter", "Enter")
    expect(first.get_by_text("Lagret: r1")).to_be_visible()
    press(second, "3", "Enter", "Enter")
    expect(second.get_by_role("alert")).to_contain_text("Kari")
    second.get_by_role("button", name="Lagre min koding").click()
    expect(second.get_by_text("Lagret: r1")).to_be_visible()
    newest = coded(site, "r1")[-1]
    assert (newest.themes, newest.comment) == (("planlegging", "opplaering", "brukermedvirkning"), "Se kapittel 2")


def test_what_was_entered_stands_after_logging_in_again(site: Site, address: str, browser: Browser) -> None:
    page = enter(browser, address, "kari")
    page.goto(f"{address}/rapport/r1")
    press(page, "k")
    page.keyboard.type("Se kapittel 2")
    other = page.context.new_page()
    other.goto(address)
    other.get_by_role("button", name="Logg ut").click()
    other.wait_for_url("**/inn")
    press(page, "Escape", "Enter", "Enter")
    expect(page.locator("#said")).to_contain_text("Det du har skrevet, blir stående.")
    page.reload()
    page.get_by_label("Navn", exact=True).select_option("kari")
    page.get_by_role("button", name="Begynn").click()
    expect(page.get_by_label("Kommentar")).to_have_value("Se kapittel 2")
    press(page, "Enter", "Enter")
    expect(page.get_by_text("Lagret: r1")).to_be_visible()
    assert [body.comment for body in coded(site, "r1")] == ["Se kapittel 2"]


def test_a_comment_is_undone_as_a_whole_and_an_earlier_code_is_restored(site: Site, address: str, browser: Browser) -> None:
    page = enter(browser, address, "kari")
    page.goto(f"{address}/rapport/r1")
    press(page, "k")
    page.keyboard.type("feil")
    press(page, "Escape", "z")
    expect(page.get_by_label("Kommentar")).to_have_value("")
    press(page, "Enter", "Enter")
    page.get_by_role("link", name="Åpne igjen").click()
    page.wait_for_url("**/rapport/r1")
    press(page, "2", "Enter", "Enter")
    expect(page.get_by_text("Lagret: r1")).to_be_visible()
    page.goto(f"{address}/historikk/r1")
    page.get_by_role("button", name="La denne gjelde igjen").click()
    expect(page.get_by_role("listitem").first).to_contain_text("Gjenopprettet")
    (event,) = site.store.events(reports=["r1"], kinds=("restored",))
    assert isinstance(event.body, Restored) and event.body.themes == ("planlegging",)


def test_a_reason_why_a_report_cannot_be_coded_stands_after_a_closed_tab(site: Site, address: str, browser: Browser) -> None:
    page = enter(browser, address, "kari")
    page.goto(f"{address}/rapport/r1")
    press(page, "x")
    page.keyboard.type("Bare forsiden")
    page.close()
    again = browser.contexts[-1].new_page()
    again.goto(f"{address}/rapport/r1")
    expect(again.get_by_label("Hvorfor kan rapporten ikke kodes?")).to_have_value("Bare forsiden")
    press(again, "Enter")
    expect(again.locator("#summary")).to_contain_text("Kan ikke kodes: Bare forsiden")
    press(again, "Enter")
    expect(again.get_by_text("Lagret: r1")).to_be_visible()
    assert len(site.store.events(reports=["r1"], kinds=("not_codable",))) == 1
