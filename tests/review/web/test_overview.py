"""The analyst's overview: what it counts, and what it says is to be done."""

from __future__ import annotations

import html
import json
import re

import pytest

from pipeline.files import write_json
from pipeline.review.bodies import Assigned, AuditDrawn, Flagged, NotCodable
from pipeline.review.people import Person, add_person, deactivate_person
from pipeline.review.web.charts import WIDE, columns, gauge, split
from tests.review.conftest import code, draft

from .conftest import MakeSite, Site

REGIONS = {"r1": {"region": "øst"}, "r2": {"region": "øst"}, "r3": {"region": "vest"}, "r4": {"region": ""}}


def text_of(site: Site, path: str = "/oversikt") -> str:
    """What the analyst reads there, without tags and with single blanks."""
    answer = site.browser("anne").get(path)
    assert answer.status_code == 200
    body = answer.text[answer.text.index("<main") :]
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", body)).split())


def links(site: Site) -> dict[str, str]:
    """What is to be done: address and the sentence before it."""
    body = site.browser("anne").get("/oversikt").text
    found = re.findall(r'<li>([^<]*) <a href="([^"]*)">', body[body.index('id="todo"') :])
    return {html.unescape(path): html.unescape(sentence) for sentence, path in found}


def trained(site: Site, *reports: str, **codes: list[str]) -> None:
    """A model in use that learnt from these reports; from these codes where they were kept."""
    card = {"id": "m1", "codebook": {"sha256": "x"}, "libraries": {"scikit-learn": "1"}, "training_ids": [*reports, *codes]}
    write_json(site.project.model / "card.json", card)
    if codes:
        write_json(site.project.history / "m1" / "recipe.json", {"codes": codes})
    for report in ("r1", "r2", "r3"):
        site.project.document(report).parent.mkdir(parents=True, exist_ok=True)
        site.project.document(report).write_text(json.dumps({}), encoding="utf-8")


def test_an_empty_portfolio_has_an_overview_too(make_site: MakeSite) -> None:
    found = text_of(make_site(reports={}))
    assert "0 av 0 rapporter er ferdige" in found and "Ingen har kodet" in found


def test_it_counts_by_standing_office_and_person(make_site: MakeSite) -> None:
    site = make_site(columns=REGIONS)
    site.store.append_all([
        draft(code("opplaering"), "kari", "r1"),
        draft(code("planlegging"), "kari", "r1"),
        draft(code("planlegging", coder="noen", coded_at="2020-01-15"), "import", "r2"),
        draft(NotCodable(reason="tom", basis="corrected"), "ola", "r3"),
    ])  # fmt: skip
    found = text_of(site)
    assert "3 av 4 rapporter er ferdige" in found
    assert "Uten kontor 0 av 1 0" in found and "vest 1 av 1 1" in found and "øst 2 av 2 1" in found
    assert "Kari øst 1 1" in found and "Ola øst 1 1" in found and "Anne øst 0 0" in found
    assert "Andre (lest inn fra fil) 0 1" in found
    assert "2 kodinger på fire uker" in found
    assert "Ikke kodet 1 Kodet 2 Kan ikke kodes 1 Venter på blindkoding 0" in found and "Ikke kodet 1 25 Kodet 2 50" in found


def test_who_is_gone_and_has_coded_is_still_told(site: Site) -> None:
    site.store.append(draft(code("opplaering"), "kari", "r1"))
    for person in ("kari", "ola"):
        deactivate_person(site.store, person, "anne")
    found = text_of(site)
    assert "Kari Ikke aktiv øst 1 1" in found and "Ola" not in found


def test_themes_with_few_examples_are_named_fewest_first(site: Site) -> None:
    for report in ("r1", "r2", "r3"):
        site.store.append(draft(code("planlegging", *(["opplaering"] if report == "r1" else [])), "kari", report))
    found = text_of(site)
    assert "Brukermedvirkning 0 av 3 Opplæring 1 av 3" in found and "Planlegging" not in found


def test_new_and_changed_codes_since_the_model_was_trained_are_counted(site: Site) -> None:
    assert "Det er ingen modell" in links(site)["/modell"]
    trained(site, r1=["planlegging"], r2=["planlegging"])
    for report, theme in (("r1", "planlegging"), ("r2", "opplaering"), ("r3", "planlegging"), ("r4", "planlegging")):
        site.store.append(draft(code(theme), "kari", report))
    # r4 has no text, so no model can learn from it.
    assert links(site)["/modell"].startswith("2 rapporter er kodet eller endret")


def test_where_the_codes_it_learnt_were_not_kept_only_new_reports_count(site: Site) -> None:
    trained(site, "r1", "r2")
    site.store.append(draft(code("opplaering"), "kari", "r1"))
    assert "/modell" not in links(site)
    site.store.append(draft(code("opplaering"), "kari", "r3"))
    assert links(site)["/modell"].startswith("Én rapport er kodet")


def test_a_damaged_recipe_is_told_of(site: Site) -> None:
    trained(site, r1=["planlegging"])
    (site.project.history / "m1" / "recipe.json").write_text("{", encoding="utf-8")
    answer = site.browser("anne").get("/oversikt")
    assert answer.status_code == 503 and "recipe.json is damaged" in answer.text


def test_what_is_to_be_done_is_said_where_it_holds_and_nothing_else(make_site: MakeSite) -> None:
    site = make_site(columns=REGIONS)
    trained(site)
    add_person(site.store, Person("eva", "Eva", "vest"), "anne")
    assert links(site) == {
        "/utvalg": "Det er ikke trukket noe utvalg til blindkoding. Anslagene i matrisen trenger et.",
        "/fordeling?given=nobody": "4 rapporter er verken kodet eller delt ut.",
    }
    for report in REGIONS:
        site.store.append(draft(Assigned(office="øst"), "anne", report))
    site.store.append_all([
        draft(AuditDrawn(design="d", probability=0.5), "anne", "r1"),
        *[draft(Assigned(to=person, blind=True), "anne", report) for person in ("kari", "ola") for report in ("r2", "r3")],
        draft(code("opplaering", basis="blind"), "kari", "r2"),
        draft(code("planlegging", basis="blind"), "ola", "r2"),
        draft(Flagged(reason="Temaet er delt."), "anne", "r2"),
    ])  # fmt: skip
    assert links(site) == {
        "/modell": "Én rapport er kodet eller endret siden modellen ble trent.",
        "/enighet": "Én uenighet mangler avgjørelse.",
        "/utvalg": "Én rapport i utvalget er ikke kodet blindt.",
        "/?state=look_again": "Én rapport skal ses på igjen fordi kodeboken er endret.",
    }
    found = text_of(site)
    assert "0 av 1 rapporter som er trukket ut" in found
    assert "To skal kode blindt: 2 rapporter. Av dem venter 1 på minst én av de to." in found
    for person in ("ola", "eva"):
        deactivate_person(site.store, person, "anne")
    now = links(site)
    assert now["/fordeling?given=stuck"].startswith("Én rapport venter på blindkoding fra noen")
    assert now["/personer"] == "Ingen aktive kodere hører til vest."


def test_enough_is_told_in_the_language_that_was_chosen(site: Site) -> None:
    client = site.browser("anne", cookies={"temakart_malform": "nn"})
    assert "Modellen har ikkje merkt noko" in client.get("/oversikt").text


def test_no_sentence_of_a_name_becomes_html(site: Site) -> None:
    add_person(site.store, Person("x", "<script>alert(1)</script>", "<b>"), "anne")
    for path in ("/oversikt", "/fordeling", "/personer", "/person/x"):
        assert "<script>alert" not in site.browser("anne").get(path).text


@pytest.mark.parametrize("counts", [[], [("a", 0)], [("a", 1), ("b", 3)]])
def test_charts_keep_within_their_box(counts: list[tuple[str, int]]) -> None:
    assert sum(part.width for part in split(counts)) == (WIDE if any(n for _, n in counts) else 0)
    for column in columns(counts):
        assert 0 <= column.x < column.x + column.width <= WIDE and column.y + column.height == 100
    assert max((column.height for column in columns(counts)), default=0) == (100 if any(n for _, n in counts) else 0)


@pytest.mark.parametrize(("value", "low", "high"), [(0.0, 0.0, 1.0), (0.01, 0.0, 0.02), (0.5, 0.4, 0.6)])
def test_the_gauge_holds_the_interval_and_the_goal(value: float, low: float, high: float) -> None:
    goal = 0.05
    found = gauge(value, low, high, goal)
    assert 0 <= found.low <= found.value <= found.high <= WIDE and 0 < found.goal <= WIDE
    assert found.goal == pytest.approx(WIDE * goal / found.most, abs=0.01)
