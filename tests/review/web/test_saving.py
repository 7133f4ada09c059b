"""Saving a coding: what is stored, what is refused, and what somebody who codes blind is told."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from pipeline.review.bodies import Assigned, AuditDrawn, Coded, NotCodable, Restored
from pipeline.review.web.app import ROUTES
from pipeline.suggestions import load_suggestions
from tests.review.conftest import code, draft

from .conftest import MakeSite, Site, body, csrf, opened, send


def test_suggested_shown_accepted_changed_and_untouched_are_stored_apart(site: Site) -> None:
    client = site.browser("kari")
    sent = body(opened(client), decisions={"planlegging": True, "opplaering": True}, recipient="andre", comment=" Se s. 2 ")
    assert send(client, sent).json()["version"] == 1
    (event,) = site.store.events(kinds=("coded",))
    assert isinstance(event.body, Coded) and event.actor == "kari"
    assert (event.body.themes, event.body.recipient) == (("planlegging", "opplaering"), "andre")
    assert (event.body.comment, event.body.basis) == ("Se s. 2", "corrected")
    assert {fact.label: (fact.suggested, fact.shown, fact.chosen, fact.how) for fact in event.body.facts} == {
        "planlegging": (True, True, True, "accepted"),
        "opplaering": (False, True, True, "changed"),
        "brukermedvirkning": (False, True, False, "untouched"),
        "kommune": (True, True, False, "changed"),
        "andre": (False, True, True, "changed"),
    }


def test_what_was_shown_counts_and_not_what_the_model_says_later(site: Site) -> None:
    client = site.browser("kari")
    sent = body(opened(client))
    text = site.project.suggestions.read_text(encoding="utf-8")
    site.project.suggestions.write_text(text.replace("0.9000,1", "0.1000,0"), encoding="utf-8")
    assert not load_suggestions(site.project.suggestions)[0].suggested
    assert send(client, sent).status_code == 200
    (event,) = site.store.events(kinds=("coded",))
    assert isinstance(event.body, Coded) and event.body.themes == ("planlegging",)


def test_the_same_save_sent_twice_is_stored_once(site: Site) -> None:
    client = site.browser("kari")
    sent = body(opened(client))
    assert send(client, sent).json() == send(client, sent).json()
    assert len(site.store.events(kinds=("coded",))) == 1


def test_opening_a_report_often_stores_once_that_it_was_shown(site: Site) -> None:
    client = site.browser("kari")
    assert opened(client)["shown"] == opened(client)["shown"]
    assert len(site.store.events(kinds=("shown",))) == 1


def test_a_save_on_an_older_version_tells_the_others_change_and_stores_nothing(site: Site) -> None:
    client = site.browser("kari")
    sent = body(opened(client))
    site.store.append(draft(code("opplaering"), "ola"))
    answer = send(client, sent)
    assert answer.status_code == 409
    (told,) = answer.json()["conflict"]
    assert (told["who"], told["what"], answer.json()["version"]) == ("Ola", "Opplæring. Mottaker: Kommuner.", 1)
    assert len(site.store.events(kinds=("coded",))) == 1
    assert send(client, {**sent, "event": str(uuid4()), "based_on": 1}).json()["version"] == 2


def test_a_report_that_cannot_be_coded_needs_a_reason_and_keeps_it(site: Site) -> None:
    client = site.browser("kari")
    assert send(client, body(opened(client), reason="Bare forsiden er skannet.")).status_code == 200
    (event,) = site.store.events(kinds=("not_codable",))
    assert isinstance(event.body, NotCodable) and event.body.reason == "Bare forsiden er skannet."


@pytest.mark.parametrize(("characters", "status"), [(10_000, 200), (10_001, 422)])
def test_a_comment_may_be_so_long_and_no_longer(site: Site, characters: int, status: int) -> None:
    client = site.browser("kari")
    assert send(client, body(opened(client), comment="x" * characters)).status_code == status


@pytest.mark.parametrize(
    "wrong",
    [{"decisions": {"finnes_ikke": True}}, {"recipient": "finnes_ikke"}, {"codebook": "eldre"}, {"shown": str(uuid4())},
     {"based_on": -1}, {"based_on": None}, {"event": "x"}, {"decisions": []}, {"decisions": {"opplaering": "ja"}}, {"mer": 1}],
)  # fmt: skip
def test_a_form_that_is_not_the_pages_own_is_refused(site: Site, wrong: dict[str, Any]) -> None:
    client = site.browser("kari")
    answer = send(client, {**body(opened(client)), **wrong})
    assert answer.status_code == 422 and answer.json()["message"]
    assert site.store.events(kinds=("coded",)) == []


def test_anothers_sight_of_the_report_cannot_be_used(site: Site) -> None:
    theirs = opened(site.browser("ola"))
    client = site.browser("kari")
    assert send(client, body(theirs)).status_code == 422


SECRETS = ("Belegg for", "0.9", "90 %", "hemmelig kommentar", "Foreslått", "Ola")


@pytest.mark.parametrize("event", [AuditDrawn(design="d", probability=0.2), Assigned(to="kari", blind=True)])
def test_who_codes_blind_is_told_nothing_in_any_response(site: Site, event: Any) -> None:
    """Another's code is there, and the model's suggestions are; no response about the report may hold either."""
    if isinstance(event, Assigned):
        site.store.append(draft(code("brukermedvirkning", comment="hemmelig kommentar"), "ola"))
    site.store.append(draft(event, "anne"))
    client = site.browser("kari")
    context = opened(client)
    every = [route.path.replace("{report_id:path}", "r1").replace("{number:int}", "1") for route in ROUTES
             if "GET" in (route.methods or ())]  # fmt: skip
    asked = ("/sok/r1?q=hamar", "/?q=hamar", "/?theme=planlegging", "/?theme=brukermedvirkning", "/enighet/r1?navn=1")
    answers = [client.get(path) for path in (*every, *asked) if path not in ("/", "/neste")]
    answers.append(send(client, body(context, based_on=5)))
    for answer in answers:
        if answer.request.url.path not in ("/", "/mitt"):
            assert [secret for secret in SECRETS if secret in answer.text] == []
    for address in ("/?theme=planlegging", "/?theme=brukermedvirkning"):
        assert "/rapport/r1" not in client.get(address).text
    assert (context["offered"], context["offeredRecipient"], context["version"]) == ({}, "", 0)
    assert context["initial"] == {"decisions": {}, "recipient": None, "comment": "", "reason": ""}
    assert send(client, body(context, decisions={"opplaering": True})).status_code == 200
    saved = site.store.events(kinds=("coded",))[-1].body
    assert isinstance(saved, Coded) and saved.basis == "blind" and not any(fact.shown for fact in saved.facts)


def test_an_earlier_code_is_restored_as_a_new_event_without_ids_the_codebook_lost(site: Site) -> None:
    saved = draft(code("planlegging", "utgaatt"), "ola")
    site.store.append(saved)
    site.store.append(draft(code("opplaering"), "ola"))
    client = site.browser("kari")
    form = {"csrf": csrf(client), "event": str(saved.id)}
    assert client.post("/gjenopprett/r1", data={**form, "version": "1"}).status_code == 409
    assert client.post("/gjenopprett/r1", data={**form, "version": "2"}).status_code == 303
    (restored,) = [one.body for one in site.store.events(kinds=("restored",))]
    assert isinstance(restored, Restored) and restored.themes == ("planlegging",) and restored.restores == saved.id


def test_only_the_maker_takes_a_decision_back(site: Site) -> None:
    saved = draft(code("planlegging"), "ola")
    site.store.append(saved)
    sent = {"event": str(uuid4()), "withdraws": str(saved.id), "based_on": 1}
    for person, status in (("kari", 403), ("ola", 200)):
        client = site.browser(person)
        assert client.post("/trekk/r1", json=sent, headers={"x-csrf-token": csrf(client)}).status_code == status


def test_a_report_that_holds_html_is_shown_as_text_and_its_identity_numbers_are_masked(make_site: MakeSite) -> None:
    from pipeline.documents import Document, Page, Source, save_document

    site = make_site(
        reports={"r1": "tekst"}, columns={"r1": {"title": "<script>alert(1)</script>", "grantee": "<img src=x onerror=a>"}}
    )
    text = "Beboer 01010750160 sa <script>alert(2)</script> i mars."
    document = Document("r1", Source("r1.txt", "0" * 64, 1, "txt"), "1", (Page(1, text),))
    save_document(document, site.project.document("r1"))
    client = site.browser("kari")
    for path in ("/", "/rapport/r1", "/historikk/r1"):
        found = client.get(path).text
        assert "<script>alert" not in found and "<img src=x" not in found and "&lt;script&gt;" in found
    assert "01010750160" not in client.get("/rapport/r1").text
    assert "01010750160" not in client.get("/sok/r1?q=beboer").text


@pytest.mark.parametrize("path", ["../params.yaml", "..%2f..%2fparams.yaml", "/etc/passwd", "finnes-ikke", "r1.txt"])
def test_only_reports_of_the_register_are_served(site: Site, path: str) -> None:
    client = site.browser("kari")
    for start in ("/rapport/", "/side/1/", "/steder/", "/sok/", "/historikk/"):
        assert client.get(start + path).status_code == 404
