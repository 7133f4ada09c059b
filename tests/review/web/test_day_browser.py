"""A full day of two reviewers and an analyst, each logged in at a browser of their own, with a model that learns."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from pipeline.classify.training import suggest_project, train_project
from pipeline.cli.app import run
from pipeline.portfolio import extract_project
from pipeline.review.bodies import ModelPromoted
from pipeline.review.champion import champion_id
from pipeline.tables import read_table
from tests.chromium import PLAYED

from .conftest import LOCAL, PASSWORD, MakeSite, Site
from .playing import coded, enter, is_sound, looks_well, press, serving

pytestmark = PLAYED

LONG = 180_000
NAME = "kontor.test"  # by plain http, so without what browsers keep for https and localhost
PARAMS = f"""\
language: {{translate_nynorsk: "off"}}
suggest: {{sure_error: 0.49}}
evaluate: {{bootstrap: 100}}
estimate: {{draws: 200}}
review: {{allowed_hosts: [{NAME}], goal_error: 0.6}}
"""
ABOUT = {
    "planlegging": "Kommunen laget en plan og kartla behovet for boliger i en strategi.",
    "opplaering": "Vi holdt kurs og opplæring for ansatte med undervisning hver fredag.",
    "brukermedvirkning": "Brukerråd og erfaringskonsulenter deltok og medvirket i hele prosjektet.",
}
REPORTS = [f"r{at:02d}" for at in range(18)]


@dataclass
class Day:
    """The room, the three at their browsers, and who is to do what with which report."""

    site: Site
    browser: Browser
    address: str
    anne: Page
    kari: Page
    ola: Page
    drawn: tuple[str, ...] = ()

    @property
    def double(self) -> str:
        """What both code blind."""
        return self._given(0)

    @property
    def own(self) -> str:
        """What Kari codes in the morning."""
        return self._given(1)

    @property
    def later(self) -> str:
        """What Kari codes while the model learns."""
        return self._given(2)

    def _given(self, at: int) -> str:
        return [one for one in REPORTS[10:] if one not in self.drawn][at]


def _own_words(at: int) -> str:
    """So many words of a report's own that it is no other version of another."""
    return " ".join(f"sak{chr(97 + at)}{chr(97 + number)}" for number in range(26)) + "."


@pytest.fixture
def site(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> Site:
    """Eighteen reports that were read, ten of them coded, a model of these, and an analyst."""
    monkeypatch.delenv("TEMAKART_DATABASE", raising=False)
    themes = list(ABOUT)
    reports = {report: f"{ABOUT[themes[at % 3]]} {_own_words(at)}" for at, report in enumerate(REPORTS)}
    labels = [(report, themes[at % 3], ("kommune", "andre")[at % 2]) for at, report in enumerate(REPORTS[:10])]
    columns = {report: {"region": ("øst", "vest")[at % 2]} for at, report in enumerate(REPORTS)}
    people = (("anne", "analyst"),)
    made = make_site(replace(LOCAL, mode="accounts"), people, reports=reports, labels=labels, columns=columns)
    made.project.params_file.write_text(PARAMS, encoding="utf-8")
    extract_project(made.project, jobs=1, progress=lambda done, total: None)
    train_project(made.project)
    suggest_project(made.project, lambda done, total: None)
    return made


@pytest.fixture
def address(site: Site) -> Iterator[str]:
    with serving(site.project.root, "0.0.0.0", NAME) as found:
        yield found


def test_a_day(site: Site, address: str, browser: Browser, tmp_path: Path) -> None:
    anne = enter(browser, address, "anne", password=True)
    for name, identifier in (("Kari Nordmann", "kari.nordmann"), ("Ola Vik", "ola.vik")):
        adds(anne, name, identifier)
    drawn = draws(anne, site)
    kari, ola = (enter(browser, address, person, password=True) for person in ("kari.nordmann", "ola.vik"))
    day = Day(site, browser, address, anne, kari, ola, drawn)
    gives_out(day)
    reviews_by_keyboard(day)
    both_code_blind(day)
    settles(day)
    learns_while_another_codes(day)
    goes_back_and_chooses(day)
    looks_whether_it_is_enough(day)
    exports(day, tmp_path)
    sees_the_codes_in_the_matrix(day)
    leave(day)


def goes(page: Page, where: str) -> None:
    page.get_by_role("navigation", name="Hovedmeny").get_by_role("link", name=where).click()


def adds(anne: Page, name: str, identifier: str) -> None:
    goes(anne, "Personer")
    anne.get_by_label("Navn", exact=True).fill(name)
    anne.get_by_label("Kontor", exact=True).fill("øst")
    anne.get_by_label("Passord", exact=True).fill(PASSWORD)
    anne.get_by_label("Passordet en gang til").fill(PASSWORD)
    anne.get_by_role("button", name="Legg til person").click()
    expect(anne.get_by_text(f"{name} er lagt til med brukernavnet {identifier}.")).to_be_visible()
    is_sound(anne)


def draws(anne: Page, site: Site) -> tuple[str, ...]:
    """Two reports for the audit sample; which ones."""
    goes(anne, "Utvalg")
    anne.get_by_label("Hvor nøyaktig skal hvert tema måles?").select_option("15")
    anne.get_by_role("button", name="Regn ut").click()
    expect(anne.locator("p.answer")).to_be_visible(timeout=LONG)
    anne.get_by_label("Hvor mange").fill("2")
    anne.get_by_role("button", name="Vis hvilke som blir trukket").click()
    is_sound(anne)
    anne.get_by_role("button", name="Trekk disse 2").click()
    expect(anne.get_by_text("2 rapporter er trukket")).to_be_visible()
    events = site.store.events(kinds=("audit_drawn",))
    return tuple(event.report_id for event in events if event.report_id)


def gives_out(day: Day) -> None:
    """Everything to the offices, then single reports to people."""
    goes(day.anne, "Fordeling")
    day.anne.get_by_role("button", name="Se hva som skjer").click()
    is_sound(day.anne)
    day.anne.get_by_role("button", name=re.compile("^Del ut")).click()
    expect(day.anne.get_by_role("status")).to_contain_text("rapporter er delt ut.")
    for person, reports, blind in (
        ("kari.nordmann", (day.own, day.later), False), ("kari.nordmann", (day.double,), True), ("ola.vik", (day.double,), True)
    ):  # fmt: skip
        goes(day.anne, "Fordeling")
        for report in reports:
            day.anne.get_by_label(report, exact=True).check()
        day.anne.get_by_role("group", name="Gi til").get_by_label("Person").select_option(person)
        day.anne.get_by_label("kodes blindt").set_checked(blind)
        day.anne.get_by_role("button", name="Gi de valgte").click()
        expect(day.anne.get_by_role("status")).to_contain_text("delt ut")
    expect(day.anne.get_by_role("row", name=day.double)).to_contain_text("Ola Vik")
    is_sound(day.anne)


def reviews_by_keyboard(day: Day) -> None:
    kari = day.kari
    goes(kari, "Mitt")
    is_sound(kari)
    kari.get_by_role("link", name=day.own).click()
    status = kari.locator("[data-theme=opplaering] .status")
    expect(status).to_contain_text("○ Forslag")
    suggested = status.inner_text()
    press(kari, "2")
    expect(status).to_contain_text("✓ Satt")
    press(kari, "z")
    expect(status).to_have_text(suggested)
    for key, theme in (("1", "planlegging"), ("2", "opplaering"), ("3", "brukermedvirkning")):
        sets(kari, key, theme, theme != "brukermedvirkning")
    press(kari, "k")
    kari.keyboard.type("Se kapittel 2")
    press(kari, "Escape", "Enter")
    expect(kari.locator("#summary")).to_contain_text("Dette lagres: Planlegging og strategi, Opplæring.")
    is_sound(kari)
    assert coded(day.site, day.own) == []
    press(kari, "Enter")
    expect(kari.get_by_text(f"Lagret: {day.own}")).to_be_visible()
    (body,) = coded(day.site, day.own)
    assert (body.themes, body.comment, body.basis) == (("planlegging", "opplaering"), "Se kapittel 2", "corrected")


def sets(page: Page, key: str, theme: str, wanted: bool) -> None:
    """Press a theme's key until it is set as wanted: once or twice."""
    status = page.locator(f"[data-theme={theme}] .status")
    press(page, key)
    expect(status).to_contain_text("✓ Satt")
    if status.inner_text() != (said := f"✓ Satt: {'ja' if wanted else 'nei'}"):
        press(page, key)
    expect(status).to_have_text(said)


def both_code_blind(day: Day) -> None:
    codes_blind(day, day.kari, day.double, "1")
    codes_blind(day, day.ola, day.double, "2")
    codes_blind(day, day.kari, day.drawn[0], "3")


def codes_blind(day: Day, page: Page, report: str, key: str) -> None:
    before = len(coded(day.site, report))
    page.goto(f"{day.address}/rapport/{report}")
    expect(page.get_by_text("Denne rapporten kodes blindt.")).to_be_visible()
    expect(page.locator(".status").first).to_have_text("○ Ikke avgjort")
    expect(page.get_by_role("meter")).to_have_count(0)
    is_sound(page)
    press(page, key, "q", "Enter", "Enter")
    expect(page.get_by_text(f"Lagret: {report}")).to_be_visible()
    assert [body.basis for body in coded(day.site, report)] == ["blind"] * (before + 1)


def settles(day: Day) -> None:
    anne = day.anne
    goes(anne, "Oversikt")
    is_sound(anne)
    expect(anne.get_by_text("Én uenighet mangler avgjørelse.")).to_be_visible()
    goes(anne, "Enighet")
    expect(anne.get_by_role("row", name=day.double)).to_contain_text("Planlegging og strategi, Opplæring")
    is_sound(anne)
    anne.get_by_role("link", name="Avgjør den neste").click()
    anne.wait_for_url(f"**/enighet/{day.double}")
    is_sound(anne)
    press(anne, "1", "Enter")
    expect(anne.locator("#said")).to_have_text("Ikke avgjort ennå: Opplæring")
    press(anne, "2", "2", "Enter")
    expect(anne.locator("#summary")).to_contain_text("Planlegging og strategi. Mottaker: Kommuner.")
    press(anne, "Enter")
    expect(anne.get_by_text(f"Avgjort: {day.double}")).to_be_visible()
    decision = coded(day.site, day.double)[-1]
    assert (decision.themes, decision.recipient, decision.basis) == (("planlegging",), "kommune", "adjudicated")


def learns_while_another_codes(day: Day) -> None:
    anne, kari, old = day.anne, day.kari, champion_id(day.site.project)
    kari.goto(f"{day.address}/rapport/{day.later}")
    goes(anne, "Modell")
    expect(anne.get_by_text("er 3 nye rapporter kodet")).to_be_visible()
    anne.get_by_role("button", name="Lær av nye koder").click()
    expect(anne.get_by_role("progressbar")).to_be_visible()
    press(kari, "3", "Enter", "Enter")
    expect(kari.get_by_text(f"Lagret: {day.later}")).to_be_visible()
    is_sound(anne)
    expect(anne.get_by_text("Ferdig.")).to_be_visible(timeout=LONG)
    expect(anne.get_by_text("Hva siste trening endret")).to_be_visible()
    looks_well(anne)
    assert champion_id(day.site.project) != old
    assert [event.body.kind for event in day.site.store.events(kinds=("coded", "retrained"))][-2:] == ["coded", "retrained"]


def goes_back_and_chooses(day: Day) -> None:
    anne, newest = day.anne, champion_id(day.site.project)
    anne.get_by_role("link", name="Gå tilbake til forrige modell").click()
    expect(anne.get_by_text(re.compile("forslag skifter for rapporter"))).to_be_visible()
    looks_well(anne)
    anne.get_by_role("button", name="Gå tilbake til forrige modell").click()
    expect(anne.get_by_text("Den tidligere modellen er i bruk igjen")).to_be_visible(timeout=LONG)
    assert champion_id(day.site.project) != newest
    anne.get_by_role("link", name=f"Ta i bruk {newest}").click()
    anne.get_by_label("Hvorfor?").fill("Den var bedre")
    anne.get_by_role("button", name="Ta i bruk").click()
    expect(anne.get_by_text("Modellen du valgte, er i bruk")).to_be_visible(timeout=LONG)
    assert champion_id(day.site.project) == newest
    event = day.site.store.events(kinds=("model_promoted",))[-1]
    assert isinstance(event.body, ModelPromoted) and (event.actor, event.body.reason) == ("anne", "Den var bedre")


def looks_whether_it_is_enough(day: Day) -> None:
    goes(day.anne, "Oversikt")
    expect(day.anne.get_by_text("merket «sikker» er kontrollert ved blindkoding")).to_be_visible()
    expect(day.anne.get_by_text("Målet, høyst 60,0 % feil, er ikke nådd")).to_be_visible()
    is_sound(day.anne)


def exports(day: Day, folder: Path) -> None:
    project, root = day.site.project, ["--project", str(day.site.project.root)]
    for words in (("labels", "export"), ("labels", "export", "--format", "labelstudio", "--out", str(folder / "tasks.json"))):
        assert run([*root, *words]) == 0
    rows = [row for row in read_table(project.labels).rows if row.cells["report_id"] == day.double]
    said = [(row.cells["coder"], row.cells["basis"], row.cells["themes"]) for row in rows]
    assert sorted(said) == [
        ("anne", "adjudicated", "planlegging"), ("kari.nordmann", "blind", "planlegging"), ("ola.vik", "blind", "opplaering")
    ]  # fmt: skip
    tasks = json.loads((folder / "tasks.json").read_text(encoding="utf-8"))
    assert {task["data"]["report_id"] for task in tasks} >= {*REPORTS[:10], day.own, day.double, day.later}


def sees_the_codes_in_the_matrix(day: Day) -> None:
    anne, all_reports = day.anne, "tr.all td.sum"
    goes(anne, "Matrise")
    expect(anne.locator(f"{all_reports} .coded")).to_have_text("14", timeout=LONG)
    looks_well(anne)
    anne.locator(f"{all_reports} button").click()
    expect(anne.get_by_role("dialog")).to_contain_text("kodet av mennesker")
    is_sound(anne)
    anne.get_by_role("dialog").get_by_role("link", name=day.later).click()
    anne.wait_for_url(f"**/rapport/{day.later}")
    press(anne, "2", "Enter", "Enter")
    expect(anne.get_by_text(f"Lagret: {day.later}")).to_be_visible()
    anne.goto(f"{day.address}/matrise")
    expect(anne.get_by_text("regnes ut på nytt")).to_be_visible()
    anne.get_by_role("link", name="Vis dem").click(timeout=LONG)
    expect(anne.locator(f"{all_reports} .coded")).to_have_text("14")


def leave(day: Day) -> None:
    goes(day.anne, "Personer")
    day.anne.get_by_role("link", name="Endre Ola Vik").click()
    is_sound(day.anne)
    day.anne.get_by_role("button", name="Deaktiver").click()
    expect(day.anne.get_by_text("Ola Vik er ikke lenger aktiv.")).to_be_visible()
    day.ola.reload()
    expect(day.ola.get_by_role("heading", name="Logg inn")).to_be_visible()
    day.kari.get_by_role("button", name="Logg ut").click()
    day.kari.wait_for_url("**/inn")
    day.kari.goto(f"{day.address}/rapport/{day.own}")
    expect(day.kari.get_by_role("heading", name="Logg inn")).to_be_visible()
    is_sound(day.kari)
