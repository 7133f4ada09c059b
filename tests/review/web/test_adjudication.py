"""Deciding between two codings: what is shown, what is asked for, what is stored, and what happens at once elsewhere."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from pipeline.review.bodies import Code, NotCodable
from tests.review.conftest import code, draft

from .conftest import Site, csrf

WHOLE = {
    "theme:planlegging": "1",
    "theme:opplaering": "0",
    "theme:brukermedvirkning": "0",
    "recipient": "andre",
    "codable": "1",
}


@pytest.fixture
def differing(site: Site) -> Site:
    """r1 and r3 coded blind by two who differ."""
    for report_id in ("r1", "r3"):
        site.store.append(draft(code("planlegging", basis="blind", comment="Se kapittel 2"), "kari", report_id))
        site.store.append(draft(code("opplaering", recipient="andre", basis="blind"), "ola", report_id))
    return site


def fields(text: str) -> dict[str, str]:
    """The hidden fields of the form that decides."""
    form = text[text.index('<form id="deciding"') :]
    return {name: html.unescape(value) for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)}


def decide(client: TestClient, report_id: str = "r1", **changed: Any) -> Any:
    form = {**fields(client.get(f"/enighet/{report_id}").text), **WHOLE, **changed}
    return client.post(f"/enighet/{report_id}", data={name: value for name, value in form.items() if value is not None})


def test_the_decision_is_stored_as_one_and_the_next_disagreement_comes(differing: Site) -> None:
    client = differing.browser("anne")
    answer = decide(client, comment=" Planen er hovedsaken ")
    assert (answer.status_code, answer.headers["location"]) == (303, "/enighet/r3?lagret=r1")
    event = differing.store.events(kinds=("coded",))[-1]
    assert isinstance(event.body, Code) and event.actor == "anne"
    assert (event.body.themes, event.body.recipient, event.body.comment) == (("planlegging",), "andre", "Planen er hovedsaken")
    assert event.body.basis == "adjudicated" and len(event.body.settles) == 2
    assert "Avgjort: r1" in client.get("/enighet/r3?lagret=r1").text
    assert decide(client, "r3").headers["location"] == "/enighet?lagret=r3"
    assert client.get("/?state=adjudicated").text.count('href="/rapport/r') >= 2


def test_differing_questions_are_open_and_agreed_ones_are_set(differing: Site) -> None:
    text = differing.browser("anne").get("/enighet/r1").text
    checked = re.findall(r'name="([\w:]+)" value="(\w*)" checked', text)
    assert checked == [("theme:brukermedvirkning", "0"), ("codable", "1")]
    assert "Belegg for planlegging" in text and "Se kapittel 2" in text


@pytest.mark.parametrize("missing", ["theme:planlegging", "recipient", "codable"])
def test_what_is_not_decided_is_named_and_nothing_is_stored(differing: Site, missing: str) -> None:
    client = differing.browser("anne")
    answer = decide(client, **{missing: None})
    assert answer.status_code == 422 and "Dette er ikke avgjort" in answer.text
    named = {"theme:planlegging": "Planlegging og strategi.", "recipient": "mottaker.", "codable": "om rapporten kan kodes."}
    assert f"avgjort: {named[missing]}" in answer.text
    assert len(differing.store.events(kinds=("coded",))) == 4
    assert missing == "codable" or 'name="codable" value="1" checked' in answer.text


def test_names_are_hidden_until_they_are_asked_for(differing: Site) -> None:
    client = differing.browser("anne")
    hidden, named = client.get("/enighet/r1").text, client.get("/enighet/r1?navn=1").text
    assert "Kari" not in hidden and "Ola" not in hidden
    assert "Kari" in named and "Ola" in named
    assert decide(client, navn="1").headers["location"] == "/enighet/r3?lagret=r1&navn=1"


def test_a_report_that_cannot_be_coded_needs_a_reason(differing: Site) -> None:
    client = differing.browser("anne")
    assert "hvorfor rapporten ikke kan kodes" in decide(client, codable="0").text
    assert decide(client, codable="0", reason="Bare forsiden.").status_code == 303
    (body,) = [one.body for one in differing.store.events(kinds=("not_codable",))]
    assert isinstance(body, NotCodable) and (body.basis, body.reason) == ("adjudicated", "Bare forsiden.")


def test_anothers_decision_is_shown_and_the_own_choices_are_kept(differing: Site) -> None:
    client = differing.browser("anne")
    form = {**fields(client.get("/enighet/r1").text), **WHOLE}
    differing.store.append(draft(code("opplaering", basis="adjudicated"), "berit"))
    answer = client.post("/enighet/r1", data=form)
    assert answer.status_code == 409 and "berit" in answer.text and "Opplæring. Mottaker: Kommuner." in answer.text
    assert 'name="theme:planlegging" value="1" checked' in answer.text
    again = client.post("/enighet/r1", data={**fields(answer.text), **WHOLE})
    assert again.status_code == 303
    assert [one.body.themes for one in differing.store.events(kinds=("coded",))[-2:]] == [("opplaering",), ("planlegging",)]  # type: ignore[union-attr]


def test_a_coding_that_is_new_since_the_page_was_opened_is_looked_at_first(differing: Site) -> None:
    client = differing.browser("anne")
    form = {**fields(client.get("/enighet/r1").text), **WHOLE}
    differing.store.append(draft(code("brukermedvirkning", basis="blind"), "kari"))
    answer = client.post("/enighet/r1", data=form)
    assert answer.status_code == 409 and "En av kodingene er ny" in answer.text
    assert len(differing.store.events(kinds=("coded",))) == 5


def test_the_same_decision_sent_twice_is_stored_once(differing: Site) -> None:
    client = differing.browser("anne")
    form = {**fields(client.get("/enighet/r1").text), **WHOLE}
    assert [client.post("/enighet/r1", data=form).status_code for _ in range(2)] == [303, 303]
    assert len(differing.store.events(kinds=("coded",))) == 5


@pytest.mark.parametrize(
    ("changed", "status"),
    [({"event": "x"}, 422), ({"based_on": "x"}, 422), ({"codebook": "eldre"}, 422), ({"recipient": "finnes_ikke"}, 422),
     ({"comment": "x" * 10_001}, 422), ({"csrf": "0" * 64}, 403)],
)  # fmt: skip
def test_a_form_that_is_not_the_pages_own_is_refused(differing: Site, changed: dict[str, str], status: int) -> None:
    assert decide(differing.browser("anne"), **changed).status_code == status
    assert len(differing.store.events(kinds=("coded",))) == 4


def test_who_has_seen_the_page_can_no_longer_code_the_report_blind(differing: Site) -> None:
    differing.browser("anne").get("/enighet/r1")
    shown = differing.store.events(kinds=("shown",))
    assert [(one.actor, one.report_id) for one in shown] == [("anne", "r1")]


def test_a_decision_can_be_made_anew_and_begins_with_the_one_in_force(differing: Site) -> None:
    client = differing.browser("anne")
    decide(client)
    text = client.get("/enighet/r1").text
    assert 'name="theme:planlegging" value="1" checked' in text and 'name="recipient" value="andre" checked' in text


def test_one_of_the_coders_is_told_to_leave_it_to_somebody_else(differing: Site) -> None:
    client = differing.browser("anne")
    assert "en av dem som har kodet" not in client.get("/enighet/r1").text
    differing.store.append(draft(code("planlegging", basis="blind"), "anne", "r3"))
    assert "en av dem som har kodet" in client.get("/enighet/r3").text


@pytest.mark.parametrize("path", ["r2", "finnes-ikke", "../params.yaml"])
def test_only_reports_coded_by_two_can_be_decided(differing: Site, path: str) -> None:
    client = differing.browser("anne")
    assert client.get(f"/enighet/{path}").status_code == 404
    assert client.post(f"/enighet/{path}", data={"csrf": csrf(client, "/mitt")}).status_code == 404
