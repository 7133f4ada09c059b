"""What the tests that play in Chromium share: a server, people at browsers of their own, and what every page must be."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from pipeline.review.bodies import Coded

from .conftest import PASSWORD, Site


class serving:
    """The app, served by the command itself; `kill` ends it at once. `name` is what people write in their browser."""

    def __init__(self, root: Path, host: str = "127.0.0.1", name: str = "127.0.0.1") -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = str(free.getsockname()[1])
        self.address = f"http://{name}:{port}"
        self.command = [sys.executable, "-m", "pipeline", "--project", str(root), "review", "--host", host, "--port", port]

    def __enter__(self) -> str:
        self.start()
        return self.address

    def start(self) -> None:
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None and "is open at" in self.process.stdout.readline()

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()

    def __exit__(self, *_error: object) -> None:
        self.process.terminate()
        self.process.communicate(timeout=20)


def enter(browser: Browser, address: str, person: str, *, password: bool = False) -> Page:
    """A page of a browser of its own, logged in; a fault of a script, or one against the content policy, fails the test."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.on("console", lambda said: pytest.fail(said.text) if "Content Security" in said.text else None)
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.goto(address)
    if password:
        page.get_by_label("Brukernavn").fill(person)
        page.get_by_label("Passord").fill(PASSWORD)
        page.get_by_role("button", name="Logg inn").click()
    else:
        page.get_by_label("Navn", exact=True).select_option(person)
        page.get_by_role("button", name="Begynn").click()
    expect(page.get_by_role("heading", name="Kø", exact=True)).to_be_attached()
    return page


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def is_sound(page: Page) -> None:
    """No fault that axe finds, and nothing wider than the window."""
    found = Axe().run(page)
    assert found.violations_count == 0, f"{page.url}: {found.generate_report()}"
    assert fits(page), f"{page.url} is wider than the window"


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def looks_well(page: Page) -> None:
    """As `is_sound`, light and dark, on a telephone, on a tablet and on a screen; and with text twice as large."""
    for width, scheme in ((390, "light"), (820, "dark"), (1440, "dark"), (1440, "light")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        is_sound(page)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert fits(page), f"{page.url} is wider than the window with text twice as large"
    page.evaluate("document.documentElement.style.fontSize = ''")


def coded(site: Site, report_id: str) -> list[Coded]:
    events = site.store.events(reports=[report_id], kinds=("coded",))
    return [event.body for event in events if isinstance(event.body, Coded)]
