"""Giving reports to offices and people, and taking them back, as the analyst does it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from pipeline.review.bodies import Assigned
from pipeline.review.people import Person, add_person, deactivate_person
from tests.review.conftest import code, draft

from .conftest import MakeSite, Site

REGIONS = {"r1": {"region": "øst"}, "r2": {"region": "øst"}, "r3": {"region": "vest"}, "r4": {"region": ""}}


@pytest.fixture
def office(make_site: MakeSite) -> Site:
    """Two reports of the office with everybody, one of an office with nobody, and one of no office."""
    return make_site(columns=REGIONS)


def hidden(client: TestClient, path: str) -> dict[str, str]:
    """The hidden fields of the last form of a page, which is the one that changes something."""
    body = client.get(path).text
    form = body[body.rindex("<form") :]
    return dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', form))


def send(client: TestClient, path: str, page: str = "/fordeling", **more: str) -> Any:
    return client.post(path, data={**hidden(client, page), **more})


def given(site: Site) -> list[tuple[str, str, str, bool, bool]]:
    bodies = [(event.report_id, event.body) for event in site.store.events(kinds=("assigned",))]
    return [(name, one.office, one.to, one.blind, one.active) for name, one in bodies if isinstance(one, Assigned)]


def test_the_preview_says_what_will_happen_and_confirming_does_just_that_once(office: Site) -> None:
    client = office.browser("anne")
    preview = client.get("/fordeling/plan?region=&share=50")
    assert "Del ut 3 rapporter" in preview.text and "Det mangler i: vest" in preview.text
    assert given(office) == []
    sent = hidden(client, "/fordeling/plan?region=&share=50")
    assert client.post("/fordeling/plan", data=sent).headers["location"] == "/fordeling?delt=3"
    stored = given(office)
    assert sorted(one[:3] for one in stored if not one[2]) == [("r1", "øst", ""), ("r2", "øst", ""), ("r3", "vest", "")]
    assert len({one[2] for one in stored if one[3]}) == 2 and len(stored) == 5
    assert client.post("/fordeling/plan", data=sent).headers["location"] == "/fordeling?delt=0"
    assert given(office) == stored
    assert {event.actor for event in office.store.events(kinds=("assigned",))} == {"anne"}
    assert "Ingenting ble endret" in client.get("/fordeling?delt=0").text


def test_a_preview_that_no_longer_holds_is_shown_again_and_not_done(office: Site) -> None:
    client = office.browser("anne")
    sent = hidden(client, "/fordeling/plan?region=&share=0")
    office.store.append(draft(Assigned(office="øst"), "eva", "r1"))
    answer = client.post("/fordeling/plan", data=sent)
    assert answer.status_code == 409 and "Noe er endret" in answer.text and "Del ut 2 rapporter" in answer.text
    assert len(given(office)) == 1


def test_one_office_can_be_given_out_alone(office: Site) -> None:
    client = office.browser("anne")
    client.post("/fordeling/plan", data=hidden(client, "/fordeling/plan?region=vest&share=0"))
    assert given(office) == [("r3", "vest", "", False, True)]


@pytest.mark.parametrize(("share", "status"), [("0", 200), ("100", 200), ("12,5 %", 200), ("101", 422), ("-1", 422),
                                               ("nan", 422), ("inf", 422), ("", 422), ("ti", 422)])  # fmt: skip
def test_a_share_is_a_percentage(office: Site, share: str, status: int) -> None:
    assert office.browser("anne").get("/fordeling/plan", params={"share": share}).status_code == status


def test_reports_are_given_to_a_person_and_seen_under_mitt_and_taken_back(office: Site) -> None:
    client, filters = office.browser("anne"), "/fordeling?region=%C3%B8st"
    answer = send(client, "/fordeling/gi", filters, to="ola", blind="1", **{"r:r1": "1", "r:r2": "1"})
    assert answer.headers["location"] == "/fordeling?region=%C3%B8st&side=1&delt=2"
    assert given(office) == [("r1", "øst", "ola", True, True), ("r2", "øst", "ola", True, True)]
    assert office.browser("ola").get("/mitt").text.count("Kodes blindt") == 2
    assert send(client, "/fordeling/ta", whom="ola", **{"r:r1": "1"}).headers["location"].endswith("tatt=1")
    assert given(office)[2:] == [("r1", "øst", "ola", True, False)]
    assert office.browser("ola").get("/mitt").text.count("Kodes blindt") == 1


def test_the_same_form_sent_twice_gives_once(office: Site) -> None:
    client = office.browser("anne")
    sent = {**hidden(client, "/fordeling"), "to": "ola", "r:r1": "1"}
    first, second = (client.post("/fordeling/gi", data=sent) for _ in range(2))
    assert (first.status_code, second.status_code, len(given(office))) == (303, 303, 1)
    assert second.headers["location"].endswith("delt=0")


def test_all_or_none_are_given_where_somebody_cannot_code_one_of_them_blind(office: Site) -> None:
    office.store.append(draft(code("planlegging"), "ola", "r2"))
    answer = send(office.browser("anne"), "/fordeling/gi", to="ola", blind="1", **{"r:r1": "1", "r:r2": "1"})
    assert answer.status_code == 422 and "Ola har sett forslag" in answer.text and ": r2. Ingenting" in answer.text
    assert 'name="r:r1" value="1" checked' in answer.text and given(office) == []


@pytest.mark.parametrize(
    ("path", "sent", "status", "said"),
    [
        ("/fordeling/gi", {"to": "ola"}, 422, "Velg minst én rapport"),
        ("/fordeling/gi", {"r:r1": "1"}, 422, "Velg hvem rapportene skal gis til"),
        ("/fordeling/gi", {"r:r1": "1", "to": "gone"}, 422, "Gone er ikke aktiv"),
        ("/fordeling/gi", {"r:r1": "1", "to": "ingen"}, 404, "ingen person"),
        ("/fordeling/gi", {"r:r9": "1", "to": "ola"}, 404, "ingen rapport"),
        ("/fordeling/ta", {"r:r9": "1", "whom": "*"}, 404, "ingen rapport"),
        ("/fordeling/ta", {"r:r1": "1", "whom": "ingen"}, 404, "ingen person"),
        ("/fordeling/ta", {"r:r1": "1"}, 422, "tas tilbake fra"),
        ("/fordeling/ta", {"whom": "*"}, 422, "Velg minst én rapport"),
        ("/fordeling/ta", {"whom": "*", "r:r1": "1", "request": "x"}, 422, "forstod ikke"),
        ("/fordeling/plan", {"share": "x"}, 422, "forstod ikke"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_stored(
    office: Site, path: str, sent: dict[str, str], status: int, said: str
) -> None:
    add_person(office.store, Person("gone", "Gone", "øst"), "anne")
    deactivate_person(office.store, "gone", "anne")
    answer = send(office.browser("anne"), path, **sent)
    assert answer.status_code == status and said in answer.text
    assert given(office) == []


@pytest.mark.parametrize(
    ("query", "shown"),
    [("", "r1 r2 r3 r4"), ("region=vest", "r3"), ("given=nobody", "r4"), ("given=office", "r2 r3"), ("given=person", "r1 r2"),
     ("given=blind", "r1"), ("given=stuck", "r1"), ("person=kari", "r2"), ("state=coded", "r2"), ("state=uncoded", "r3 r4"),
     ("state=blind_pending", "r1"), ("q=r3", "r3"), ("q=finnes+ikke", ""), ("person=kari&given=nobody", "")],
)  # fmt: skip
def test_the_list_is_filtered_by_office_person_state_and_who_has_it(office: Site, query: str, shown: str) -> None:
    add_person(office.store, Person("gone", "Gone", "øst"), "anne")
    deactivate_person(office.store, "gone", "anne")
    for report, body in (("r1", Assigned(to="gone", blind=True)), ("r2", Assigned(to="kari")), ("r2", Assigned(office="øst")),
                         ("r3", Assigned(office="vest"))):  # fmt: skip
        office.store.append(draft(body, "anne", report))
    office.store.append(draft(code("planlegging"), "kari", "r2"))
    text = office.browser("anne").get(f"/fordeling?{query}").text
    assert re.findall(r'name="r:(\w+)"', text) == shown.split()


def test_a_long_list_is_cut_into_pages(make_site: MakeSite) -> None:
    site = make_site(reports={f"r{at:02d}": "tekst" for at in range(51)})
    client = site.browser("anne")
    for page, shown in (("1", 50), ("2", 1), ("3", 1), ("x", 50)):
        assert len(re.findall(r'name="r:', client.get(f"/fordeling?side={page}").text)) == shown
