"""The page of agreement: the figures of the command, and the differing reports by filter, never one's own blind work."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from pipeline.review.agreeing import project_agreement
from pipeline.review.bodies import Assigned
from pipeline.review.web.agreement import LEFT, WIDTH, decimal, place
from tests.review.conftest import code, draft

from .conftest import Site


def differ(site: Site, report_id: str = "r1") -> None:
    site.store.append(draft(code("planlegging", basis="blind", comment="hemmelig kommentar"), "kari", report_id))
    site.store.append(draft(code("opplaering", recipient="andre", basis="blind"), "ola", report_id))


def listed(site: Site, address: str = "/enighet") -> list[str]:
    found = re.findall(r'<th scope="row"><a href="/enighet/(r\d)">', site.browser("anne").get(address).text)
    return list(found)


def test_without_two_coders_the_page_says_what_to_do(site: Site) -> None:
    answer = site.browser("anne").get("/enighet")
    assert answer.status_code == 200 and "dobbel blindkoding" in answer.text and "<svg" not in answer.text


def test_the_figures_are_those_of_the_command(site: Site) -> None:
    differ(site)
    for report_id in ("r2", "r3"):
        for who in ("kari", "ola"):
            site.store.append(draft(code("planlegging", basis="blind"), who, report_id))
    text = site.browser("anne").get("/enighet").text
    found = project_agreement(site.project).blind
    for one in (found.mean_of_themes, found.recipient.alpha):
        assert f"{decimal(one.value)} (" in text
    assert "Bare 3 rapporter er kodet av to" in text and "Kari – Ola" in text
    assert 'class="interval few"' in text


def test_one_report_gives_no_interval(site: Site) -> None:
    differ(site)
    text = site.browser("anne").get("/enighet").text
    assert "0,00" in text and "(0,00–0,00)" not in text and text.count(">For få<") > 3


def test_codings_made_in_sight_of_suggestions_are_told_apart(site: Site) -> None:
    for who in ("kari", "ola"):
        site.store.append(draft(code("planlegging"), who))
    client = site.browser("anne")
    assert "0 rapporter er kodet av to" in client.get("/enighet").text
    everything = client.get("/enighet?av=alle").text
    assert "Én rapport er kodet av to" in everything and "ser da større ut" in everything


def test_differing_reports_are_found_by_theme_person_and_state(site: Site) -> None:
    differ(site)
    site.store.append(draft(code("planlegging", basis="blind"), "ola", "r2"))
    site.store.append(draft(code("planlegging", "brukermedvirkning", basis="blind"), "siri", "r2"))
    assert listed(site) == ["r1", "r2"]
    assert listed(site, "/enighet?tema=brukermedvirkning") == ["r2"]
    assert listed(site, "/enighet?tema=-mottaker") == ["r1"]
    assert listed(site, "/enighet?person=siri") == ["r2"]
    site.store.append(draft(code("planlegging", basis="adjudicated"), "anne", "r1"))
    assert (listed(site), listed(site, "/enighet?vis=avgjort"), listed(site, "/enighet?vis=alle")) == (
        ["r2"], ["r1"], ["r1", "r2"],
    )  # fmt: skip


def test_an_analyst_who_is_to_code_blind_sees_nothing_of_that_report(site: Site) -> None:
    differ(site)
    site.store.append(draft(Assigned(to="anne", blind=True), "berit", "r1"))
    client = site.browser("anne")
    assert listed(site, "/enighet?vis=alle") == []
    answer = client.get("/enighet/r1")
    assert answer.status_code == 403 and "Kod den først" in answer.text and "hemmelig" not in answer.text


@given(st.floats(-1, 1))
def test_every_alpha_has_a_place_in_the_drawing(alpha: float) -> None:
    assert LEFT <= place(alpha) <= LEFT + WIDTH
