"""Forced colours (the high contrast of Windows): what colour tells elsewhere is told by words, lines, weight or shape."""

from __future__ import annotations

from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from pipeline.portfolio import extract_project
from pipeline.review.people import Person, add_person
from pipeline.suggestions import save_suggestions
from tests.chromium import PLAYED
from tests.review.conftest import code, draft

from .conftest import MakeSite, Site, suggestion
from .playing import enter, fits, press

pytestmark = PLAYED

Scheme = Literal["light", "dark"]
SCHEMES = pytest.mark.parametrize("scheme", ["light", "dark"])
LOOK = """(one) => {
  const style = getComputedStyle(one), before = getComputedStyle(one, "::before").content;
  const names = ["borderLeftStyle", "borderLeftWidth", "borderBottomWidth", "fontWeight", "textDecorationLine", "outlineStyle"];
  return [...names.map((name) => style[name]), before];
}"""
CONTRAST = """(one) => {
  const light = (colour) => {
    const parts = colour.match(/[\\d.]+/g).slice(0, 3).map((part) => part / 255);
    const [red, green, blue] = parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const style = getComputedStyle(one), behind = light(getComputedStyle(document.body).backgroundColor);
  const drawn = [style.fill, style.stroke].filter((colour) => colour.startsWith("rgb")).map(light);
  return Math.max(...drawn.map((one) => (Math.max(one, behind) + 0.05) / (Math.min(one, behind) + 0.05)));
}"""


@pytest.fixture
def site(make_site: MakeSite) -> Site:
    """Two who differ, somebody who is gone, and passages that stand in the texts."""
    site = make_site(reports={"r1": "Kommunen laget en boligplan. Alle fikk kurs.", "r2": "Tekst", "r3": "Tekst"})
    passages = {"planlegging": "Kommunen laget en boligplan.", "opplaering": "Alle fikk kurs."}
    save_suggestions(
        site.project.suggestions, [suggestion("r1", theme, 0.9, evidence=said) for theme, said in passages.items()]
    )
    extract_project(site.project, jobs=1, progress=lambda done, total: None)
    add_person(site.store, Person("gone", "Gone", "nord", active=False), "anne")
    for report in ("r2", "r3"):
        site.store.append(draft(code("planlegging", basis="blind"), "kari", report))
        site.store.append(draft(code("opplaering", basis="blind"), "ola", report))
    return site


def forced(browser: Browser, address: str, person: str, scheme: Scheme) -> Page:
    page = enter(browser, address, person)
    page.emulate_media(forced_colors="active", color_scheme=scheme)
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    return page


def look(one: Locator) -> Any:
    """How an element looks, but for its colours."""
    return one.evaluate(LOOK)


@SCHEMES
def test_a_suggestion_a_decision_and_a_passage_gone_to_differ_by_line_and_word(
    scheme: Scheme, address: str, browser: Browser
) -> None:
    page = forced(browser, address, "kari", scheme)
    page.goto(f"{address}/rapport/r1")
    press(page, "2")
    suggested, decided = page.locator("[data-theme=planlegging]"), page.locator("[data-theme=opplaering]")
    assert look(suggested)[:2] == ["dashed", "5px"] and look(decided)[:2] == ["solid", "5px"]
    expect(suggested.locator(".status")).to_have_text("○ Forslag: ja")
    expect(decided.locator(".status")).to_have_text("✓ Satt: nei")
    suggested.get_by_role("button", name="s. 1").click()
    assert look(page.locator("mark.now")) != look(page.locator("mark:not(.now)"))


@SCHEMES
def test_where_one_is_what_has_the_focus_and_what_is_turned_on_is_seen(scheme: Scheme, address: str, browser: Browser) -> None:
    page = forced(browser, address, "anne", scheme)
    for path, current in (("/enighet", "Enighet"), ("/enighet", "Bare blindkodinger"), ("/matrise", "Matrise")):
        page.goto(address + path)
        there, other = page.get_by_role("link", name=current, exact=True), page.get_by_role("link", name="Kø")
        assert "underline" in look(there) and "underline" not in look(other)
    page.goto(f"{address}/rapport/r1")
    press(page, "Tab")
    assert page.locator(":focus").evaluate("(one) => getComputedStyle(one).outlineStyle") == "solid"


@SCHEMES
def test_charts_stand_out_and_states_are_words(scheme: Scheme, address: str, browser: Browser) -> None:
    page = forced(browser, address, "anne", scheme)
    for path, drawn in (("/oversikt", "svg rect"), ("/enighet", ".interval .range, .interval .dot")):
        page.goto(address + path)
        shapes = [one for one in page.locator(drawn).all() if one.is_visible()]
        assert shapes and min(one.evaluate(CONTRAST) for one in shapes) > 1.5, path
        assert fits(page), path
    page.goto(f"{address}/personer")
    expect(page.get_by_role("row", name="Gone")).to_contain_text("Ikke aktiv")
    page.goto(f"{address}/enighet/r2")
    assert {one.strip() for one in page.locator(".answer").all_inner_texts()} >= {"A Ja", "B Nei"}
    page.goto(f"{address}/person/kari")
    page.get_by_label("Navn", exact=True).fill("")
    page.locator("form").filter(has=page.get_by_label("Navn", exact=True)).evaluate("(form) => (form.noValidate = true)")
    page.get_by_role("button", name="Lagre").click()
    wrong, right = page.get_by_label("Navn", exact=True), page.get_by_label("Kontor", exact=True)
    assert look(wrong)[2] == "2px" and look(right)[2] == "1px"
    expect(page.get_by_text("Skriv navnet.")).to_be_visible()
