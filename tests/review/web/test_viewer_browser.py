"""The report beside the form: passages and search hits marked in texts, narrow windows, and a codebook of many themes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from pipeline.codebook import load_codebook
from pipeline.portfolio import extract_project
from pipeline.review.bodies import Assigned
from pipeline.review.web.keys import keys_for
from pipeline.suggestions import save_suggestions
from tests.chromium import PLAYED
from tests.review.conftest import draft

from .conftest import MakeSite, Site, suggestion
from .playing import enter, is_sound, press, serving

pytestmark = PLAYED

TEXT = "Ny boligplan\n\nHamar kommune kartla\nbehovet i fem år.\n\nKommunestyret vedtok planen. Planen gjelder."
PASSAGE = "behovet i fem år.. Kommunestyret vedtok …"
MARKED = "Array.from(document.querySelectorAll('mark'), (one) => one.textContent)"


@pytest.fixture
def site(make_site: MakeSite) -> Site:
    """Texts without pages; the passage goes over two paragraphs and is cut."""
    site = make_site(reports={"r1": TEXT, "r2": TEXT})
    save_suggestions(
        site.project.suggestions,
        [suggestion(report, "planlegging", 0.9, evidence=PASSAGE) for report in ("r1", "r2")],
    )
    extract_project(site.project, jobs=1, progress=lambda done, total: None)
    return site


def marked(page: Page) -> list[str]:
    found: list[str] = page.evaluate(MARKED)
    return found


def test_a_passage_is_marked_in_a_text_and_gone_to(address: str, browser: Browser) -> None:
    page = enter(browser, address, "kari")
    page.goto(f"{address}/rapport/r1")
    expect(page.locator("mark")).to_have_count(2)
    assert marked(page) == ["behovet i fem år", "Kommunestyret vedtok"]
    page.get_by_role("button", name="s. 1").click()
    expect(page.locator("mark.now")).to_have_count(2)
    expect(page.locator("mark").first).to_be_in_viewport()


def test_a_blind_coder_sees_no_passage_marked(site: Site, address: str, browser: Browser) -> None:
    site.store.append(draft(Assigned(to="kari", blind=True), "anne", "r2"))
    page = enter(browser, address, "kari")
    with page.expect_response("**/steder/r2") as answer:
        page.goto(f"{address}/rapport/r2")
    assert answer.value.json() == {"sizes": [], "marks": []}
    expect(page.locator("mark")).to_have_count(0)


def test_what_is_searched_for_is_marked_in_the_hits_and_in_the_text(address: str, browser: Browser) -> None:
    page = enter(browser, address, "kari")
    page.goto(f"{address}/rapport/r1")
    expect(page.locator("mark")).to_have_count(2)
    for wanted, times in (("planen", 2), ("hamar", 1), ("finnes ikke", 0)):
        page.get_by_label("Søk i rapporten").fill(wanted)
        page.keyboard.press("Enter")
        expect(page.locator("#hits mark.hit")).to_have_count(times * times)
        expect(page.locator(".words mark.hit")).to_have_count(times)
        assert {one.lower() for one in page.locator("mark.hit").all_text_contents()} <= {wanted}
    assert marked(page) == ["behovet i fem år", "Kommunestyret vedtok"]


def test_in_a_narrow_window_the_page_comes_into_sight_when_it_is_gone_to(address: str, browser: Browser) -> None:
    page = enter(browser, address, "kari")
    page.set_viewport_size({"width": 390, "height": 700})
    page.goto(f"{address}/rapport/r1")
    expect(page.locator("mark")).to_have_count(2)
    page.get_by_label("Kommentar").scroll_into_view_if_needed()
    expect(page.locator("mark").first).not_to_be_in_viewport()
    page.get_by_role("button", name="s. 1").dispatch_event("click")
    expect(page.locator("mark").first).to_be_in_viewport()


def test_the_key_for_definitions_opens_those_of_what_was_decided_last(address: str, browser: Browser) -> None:
    page = enter(browser, address, "kari")
    page.goto(f"{address}/rapport/r1")
    recipients, theme = page.locator(".recipients details"), page.locator("[data-theme=opplaering] details")
    press(page, "q", "d")
    expect(page.get_by_text("Kommune eller bydel.")).to_be_visible()
    assert theme.get_attribute("open") is None
    press(page, "2", "d", "w", "d")
    expect(recipients).not_to_have_attribute("open", "")
    expect(theme).to_have_attribute("open", "")


def test_the_keys_are_listed_and_nothing_is_decided_while_they_are(site: Site, address: str, browser: Browser) -> None:
    page = enter(browser, address, "kari")
    page.goto(f"{address}/rapport/r1")
    press(page, "?")
    listed = page.get_by_role("dialog", name="Hurtigtaster")
    expect(listed).to_contain_text("Kan ikke kodes")
    expect(listed.locator("dt")).to_have_count(len(site_keys(site)) + 10)
    is_sound(page)
    press(page, "2", "Escape")
    expect(listed).to_be_hidden()
    expect(page.locator("[data-theme=opplaering] .status")).to_have_text("○ Ikke avgjort")
    page.get_by_role("button", name="Alle taster").click()
    page.get_by_role("button", name="Lukk").click()
    press(page, "2")
    expect(page.locator("[data-theme=opplaering] .status")).to_have_text("✓ Satt: ja")


def site_keys(site: Site) -> list[str]:
    keys = keys_for(load_codebook(site.project.codebook))
    return [*keys.themes.values(), *keys.recipients.values()]


@pytest.mark.parametrize(("width", "beside"), [(1024, True), (820, False)])
def test_the_form_stands_beside_the_report_on_a_tablet_held_wide(
    width: int, beside: bool, address: str, browser: Browser
) -> None:
    page = enter(browser, address, "kari")
    page.set_viewport_size({"width": width, "height": 768})
    page.goto(f"{address}/rapport/r1")
    report, form = (page.locator(part).bounding_box() for part in (".viewer", "form.coding"))
    assert report and form and (form["x"] >= report["x"] + report["width"]) == beside


# As a Norwegian keyboard sends them; Playwright's own has no ø and æ.
PRESS = "(keys) => keys.forEach((key) => document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true })))"
THEMES = "".join(
    f"  - {{id: t{at}, label: Et tema med et langt navn {at}, group: g, layer: definert, definition: d, terms: [ord]}}\n"
    for at in range(25)
)


@pytest.fixture
def many(make_site: MakeSite) -> Iterator[tuple[Site, str]]:
    """A codebook of 25 themes and twelve recipients."""
    recipients = "".join(f"  - {{id: m{at}, label: Mottaker {at}, definition: d}}\n" for at in range(12))
    site = make_site(codebook=f'version: "25"\nthemes:\n{THEMES}recipients:\n{recipients}', reports={"r1": TEXT})
    save_suggestions(site.project.suggestions, [])
    with serving(site.project.root) as address:
        yield site, address


def test_twenty_five_themes_have_a_key_each_and_how_to_save_stays_in_sight(many: tuple[Site, str], browser: Browser) -> None:
    site, address = many
    keys = keys_for(load_codebook(site.project.codebook))
    assert len({*keys.themes.values(), *keys.recipients.values()}) == 37
    page = enter(browser, address, "kari")
    page.goto(f"{address}/rapport/r1")
    page.evaluate(PRESS, [*keys.themes.values(), keys.recipients["m3"], "Enter"])
    expect(page.locator(".status", has_text="✓ Satt: ja")).to_have_count(25)
    expect(page.locator("#summary")).to_contain_text("Mottaker: Mottaker 3.")
    for told in ("Trykk Enter eller knappen", "Lagre Enter"):
        expect(page.get_by_text(told) if "eller" in told else page.get_by_role("button", name=told)).to_be_in_viewport(ratio=1)
    page.set_viewport_size({"width": 1440, "height": 620})
    expect(page.get_by_role("button", name="Lagre Enter")).to_be_in_viewport(ratio=1)
