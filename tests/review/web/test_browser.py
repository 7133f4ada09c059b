"""A reviewer's day in a real browser, and every page under axe-core."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from pipeline.review.bodies import AuditDrawn, Coded
from pipeline.review.events import Draft
from tests.chromium import PLAYED
from tests.review.conftest import draft

from .conftest import MakeSite, Site

pytestmark = PLAYED


@pytest.fixture
def address(site: Site) -> Iterator[str]:
    """The app of the small project, served by the command itself."""
    with serving(site.project.root) as found:
        yield found


class serving:
    """A server that is stopped at the end; `kill` ends it at once."""

    def __init__(self, root: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.command = [sys.executable, "-m", "pipeline", "--project", str(root), "review", "--port", str(self.port)]

    def __enter__(self) -> str:
        self.start()
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None and "is open at" in self.process.stdout.readline()

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()

    def __exit__(self, *_error: object) -> None:
        self.process.terminate()
        self.process.communicate(timeout=20)


def enter(browser: Browser, address: str, person: str) -> Page:
    """A page of a browser of its own, logged in; a message in its console is a fault."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.on("console", lambda said: pytest.fail(said.text) if "Content Security" in said.text else None)
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.goto(address)
    page.get_by_label("Navn", exact=True).select_option(person)
    page.get_by_role("button", name="Begynn").click()
    expect(page.get_by_role("link", name="Åpne neste")).to_be_visible()
    return page


def coded(site: Site, report_id: str) -> list[Coded]:
    events = site.store.events(reports=[report_id], kinds=("coded",))
    return [event.body for event in events if isinstance(event.body, Coded)]


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


def test_a_blind_report_shows_nothing_and_is_stored_as_blind(site: Site, address: str, browser: Browser) -> None:
    site.store.append(draft(AuditDrawn(design="d", probability=0.5), "anne", "r3"))
    page = enter(browser, address, "kari")
    page.goto(f"{address}/rapport/r3")
    expect(page.get_by_text("kodes blindt:")).to_be_visible()
    for key in ("3", "q", "Enter", "Enter"):
        page.keyboard.press(key)
    expect(page.get_by_text("Lagret: r3")).to_be_visible()
    (body,) = coded(site, "r3")
    assert (body.themes, body.recipient, body.basis) == (("brukermedvirkning",), "kommune", "blind")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_no_page_has_a_fault_that_axe_finds(
    make_site: MakeSite, browser: Browser, scheme: str, width: int, tmp_path: Path
) -> None:
    site = make_site()
    site.store.append(draft(Coded(themes=("opplaering",), basis="corrected", comment="Se s. 2"), "kari", "r2"))
    site.store.append(Draft(*_flag(), report_id="r2"))
    with serving(site.project.root) as address:
        page = enter(browser, address, "kari")
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 900})
        for path in ("/", "/mitt", "/rapport/r1", "/rapport/r2", "/historikk/r2", "/finnes-ikke", "/inn"):
            if path == "/inn":
                page.get_by_role("link", name="Til køen").click()
                page.get_by_role("button", name="Logg ut").click()
                page.wait_for_url("**/inn")
            else:
                page.goto(address + path)
            if path == "/rapport/r1":
                page.keyboard.press("2")
                page.keyboard.press("Enter")
            found = Axe().run(page)
            assert found.violations_count == 0, f"{path}: {found.generate_report()}"
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} is wider than the window"


def _flag() -> tuple[object, ...]:
    from uuid import uuid4

    from pipeline.review.bodies import Flagged

    return uuid4(), "anne", Flagged(reason="Temaet er delt.")
