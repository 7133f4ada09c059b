"""The history as it is read: who was given a report, who saw what; what stays when the language changes or something fails."""

from __future__ import annotations

import re

import pytest

from pipeline.review.bodies import Assigned, Body, Flagged
from tests.review.conftest import draft

from .conftest import Site, csrf


@pytest.mark.parametrize(
    ("body", "heading", "said"),
    [
        (Assigned(to="ola"), "Delt ut", "Til Ola."),
        (Assigned(to="ola", blind=True), "Delt ut", "Til Ola, for blindkoding."),
        (Assigned(office="øst"), "Delt ut", "Til kontoret øst."),
        (Assigned(to="ola", active=False), "Tatt tilbake", "Fra Ola."),
        (Flagged(reason="Temaet er delt."), "Merket for å ses på igjen", "Temaet er delt."),
    ],
)
def test_an_event_says_to_whom_and_why(site: Site, body: Body, heading: str, said: str) -> None:
    site.store.append(draft(body, "anne"))
    found = re.findall(r"<h2>([^<]+) <span.*?</h2>\s*(?:<p>([^<]*)</p>)?", site.browser("kari").get("/historikk/r1").text, re.S)
    assert found[0] == (heading, said)


def test_an_opening_says_whether_suggestions_were_in_sight(site: Site) -> None:
    site.store.append(draft(Assigned(to="ola", blind=True), "anne"))
    kari, ola = site.browser("kari"), site.browser("ola")
    for client in (kari, ola):
        client.get("/rapport/r1")
    text = kari.get("/historikk/r1").text
    assert text.count("Forslagene var synlige.") == text.count("Uten forslag.") == 1
    own = ola.get("/historikk/r1").text
    assert "Uten forslag." in own and "synlige" not in own


def test_the_filters_stand_when_the_form_of_norwegian_is_changed(site: Site) -> None:
    client = site.browser("kari")
    text = client.get("/?q=plan&state=coded").text
    (there,) = re.findall(r'name="til" value="([^"]*)"', text)
    answer = client.post("/malform", data={"csrf": csrf(client), "form": "nn", "til": there.replace("&amp;", "&")})
    assert answer.headers["location"] == "/?q=plan&state=coded"


@pytest.mark.parametrize(("path", "told"), [("/fordeling", "Du har ikke tilgang"), ("/rapport/borte", "ingen rapport")])
def test_an_error_keeps_the_menu_of_who_is_logged_in(site: Site, path: str, told: str) -> None:
    text = site.browser("kari").get(path).text
    assert told in text and '<a href="/mitt">' in text and 'href="/oversikt"' not in text
    assert "Logg ut" not in site.browser().get("/finnes-ikke").text
