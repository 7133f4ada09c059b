"""What people enter, in a real browser: undone, kept when a tab closes, in conflict, sent to a server that is gone."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from pipeline.review.bodies import Coded
from tests.chromium import PLAYED
from tests.review.conftest import code, draft

from .conftest import Site
from .playing import coded, enter, press, serving

pytestmark = PLAYED


def test_two_keys_confirm_a_report_and_three_correct_a_theme(site: Site, address: str, browser: Browser) -> None:
    page = enter(browser, address, "kari")
    page.goto(f"{address}/rapport/r1")
    page.keyboard.press("Enter")
    expect(page.locator("#summary")).to_contain_text("Planlegging og strategi. Mottaker: Kommuner.")
    assert coded(site, "r1") == []
    page.keyboard.press("Enter")
    expect(page.get_by_text("Lagret: r1")).to_be_visible()
    (first,) = coded(site, "r1")
    assert first.themes == ("planlegging",) and first.recipient == "kommune"
    assert {fact.label: fact.how for fact in first.facts} == {
        "planlegging": "accepted", "opplaering": "untouched", "brukermedvirkning": "untouched", "kommune": "accepted",
    }  # fmt: skip
    page.goto(f"{address}/rapport/r2")
    for key in ("2", "Enter", "Enter"):
        page.keyboard.press(key)
    expect(page.get_by_text("Lagret: r2")).to_be_visible()
    assert coded(site, "r2")[0].themes == ("planlegging", "opplaering")


def test_undo_redo_a_closed_tab_and_keys_wherever_the_focus_is(address: str, browser: Browser) -> None:
    page = enter(browser, address, "kari")
    page.goto(f"{address}/rapport/r1")
    second = page.locator("[data-theme=opplaering] .status")
    page.get_by_role("button", name="Større").focus()
    page.keyboard.press("2")
    expect(second).to_have_text("✓ Satt: ja")
    page.keyboard.press("z")
    expect(second).to_have_text("○ Forslag: nei")
    page.keyboard.press("y")
    expect(second).to_have_text("✓ Satt: ja")
    page.keyboard.press("k")
    page.keyboard.type("2 spørsmål")
    expect(second).to_have_text("✓ Satt: ja")
    page.close()
    again = browser.contexts[-1].new_page()
    again.goto(f"{address}/rapport/r1")
    expect(again.locator("#draft")).to_contain_text("ikke rakk å lagre")
    expect(again.get_by_label("Kommentar")).to_have_value("2 spørsmål")
    expect(again.locator("[data-theme=opplaering] .status")).to_have_text("✓ Satt: ja")


def test_a_conflict_shows_the_others_change_and_lets_the_person_decide(site: Site, address: str, browser: Browser) -> None:
    page = enter(browser, address, "kari")
    page.goto(f"{address}/rapport/r1")
    site.store.append(draft(Coded(themes=("opplaering",), basis="corrected"), "ola"))
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator("#conflict")).to_contain_text("Ola")
    expect(page.locator("#conflict")).to_contain_text("Opplæring")
    assert len(coded(site, "r1")) == 1
    page.get_by_role("button", name="Lagre min koding").click()
    expect(page.get_by_text("Lagret: r1")).to_be_visible()
    assert [one.themes for one in coded(site, "r1")] == [("opplaering",), ("planlegging",)]


def test_a_save_is_sent_again_until_the_server_is_back_and_stored_once(site: Site, browser: Browser) -> None:
    server = serving(site.project.root)
    with server as address:
        page = enter(browser, address, "kari")
        page.goto(f"{address}/rapport/r1")
        server.kill()
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
        expect(page.locator("#said")).to_contain_text("Ikke lagret ennå")
        server.start()
        expect(page.get_by_text("Lagret: r1")).to_be_visible(timeout=30_000)
    assert len(coded(site, "r1")) == 1


def test_what_is_chosen_between_coders_stands_after_a_closed_tab_and_is_gone_when_it_is_saved(
    site: Site, address: str, browser: Browser
) -> None:
    differ(site)
    page = enter(browser, address, "anne")
    page.goto(f"{address}/enighet/r1")
    press(page, "1", "1", "2", "z", "x")
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


def differ(site: Site) -> None:
    """r1 coded blind by two who differ on two themes."""
    site.store.append(draft(code("planlegging", basis="blind", comment="Se kapittel 2"), "kari"))
    site.store.append(draft(code("opplaering", basis="blind"), "ola"))
