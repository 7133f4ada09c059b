"""The analyst's people page, and everybody's own password."""

from __future__ import annotations

import dataclasses
import html
import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from pipeline.project import ReviewParams
from pipeline.review.bodies import PersonChanged
from pipeline.review.people import Person, add_person, find_person, people, set_password
from pipeline.review.web.gate import SESSION
from pipeline.review.web.settings import Settings

from .conftest import LOCAL, PASSWORD, MakeSite, Site
from .test_settings import PROXY

ACCOUNTS = Settings("192.0.2.7", 0, "accounts", ("testserver",), ReviewParams(login_failures=3))
NEW = "enda en lang setning"


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes that cost little: what is tested is not how slow they are."""
    from argon2 import PasswordHasher

    monkeypatch.setattr("pipeline.review.passwords._HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))


def fields(client: TestClient, page: str, path: str) -> dict[str, str]:
    """The hidden fields of the form that goes to `path`."""
    body = client.get(page).text
    form = body[body.index(f'action="{path}"') :]
    return dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', form[: form.index("</form>")]))


def send(client: TestClient, page: str, path: str = "", **entered: str) -> Any:
    return client.post(path or page, data={**fields(client, page, path or page), **entered})


def changes(site: Site, person: str) -> list[tuple[str, str, bool]]:
    events = site.store.events(kinds=("person_changed",))
    found = [(event.actor, event.body) for event in events if isinstance(event.body, PersonChanged)]
    return [(actor, body.role, body.active) for actor, body in found if body.person == person]


def test_a_person_is_added_once_however_often_the_form_is_sent(site: Site) -> None:
    client = site.browser("anne")
    sent = {**fields(client, "/personer", "/personer"), "name": " Åse Dahl ", "office": "vest", "role": "reviewer", "id": ""}
    assert client.post("/personer", data=sent).headers["location"] == "/personer?gjort=added&hvem=ase.dahl"
    assert client.post("/personer", data=sent).status_code == 303
    assert find_person(site.store, "ase.dahl") == Person("ase.dahl", "Åse Dahl", "vest")
    assert changes(site, "ase.dahl") == [("anne", "reviewer", True)] and len(people(site.store)) == 4
    told = client.get("/personer?gjort=added&hvem=ase.dahl").text
    assert "Åse Dahl er lagt til med brukernavnet ase.dahl." in told
    assert client.get("/personer?gjort=finnes-ikke&hvem=ingen").status_code == 200


def test_a_form_with_faults_tells_them_beside_the_fields_and_keeps_all_but_the_passwords(site: Site) -> None:
    client = site.browser("anne")
    answer = send(client, "/personer", name="", id="å", office="x" * 101, role="analyst", password="kort passo", again="annet")
    assert answer.status_code == 422 and len(people(site.store)) == 3
    faults = dict(re.findall(r'<p class="fault" id="(\w+)-fault">([^<]*)</p>', answer.text))
    assert faults.keys() == {"name", "id", "office", "again"}
    for name in faults:
        assert re.search(rf'<input id="{name}"[^>]*aria-describedby="[^"]*{name}-fault" aria-invalid="true"', answer.text)
    assert 'value="å"' in answer.text and "x" * 101 in answer.text and 'value="analyst" checked' in answer.text
    assert "kort passo" not in answer.text and "annet" not in answer.text


@pytest.mark.parametrize(
    ("password", "again", "status"),
    [("", "", 303), ("x" * 9, "x" * 9, 422), ("x" * 10, "x" * 10, 303), ("x" * 200, "x" * 200, 303),
     ("x" * 201, "x" * 201, 422), (NEW, "", 422), ("", NEW, 422)],
)  # fmt: skip
def test_a_password_is_entered_twice_within_the_rules_that_are_told_before(
    site: Site, password: str, again: str, status: int
) -> None:
    client = site.browser("anne")
    assert "Fra 10 til 200 tegn" in client.get("/personer").text
    assert send(client, "/personer", name="Eva", password=password, again=again).status_code == status
    found = find_person(site.store, "eva")
    assert (found is not None) == (status == 303) and (found is None or found.has_password == bool(password))


def test_with_accounts_a_password_is_required_and_behind_a_proxy_none_is_asked_for(make_site: MakeSite) -> None:
    site = make_site(ACCOUNTS)
    assert send(site.browser("anne"), "/personer", name="Eva").status_code == 422
    proxied = Site(site.project, site.store, dataclasses.replace(LOCAL, mode="proxy", params=PROXY))
    client = proxied.browser(client=("192.0.2.1", 1), headers={"x-user": "anne"})
    for page in ("/personer", "/person/kari", "/mitt"):
        assert 'type="password"' not in client.get(page).text
    assert send(client, "/personer", name="Eva").status_code == 303
    sent = {**fields(client, "/personer", "/personer"), "password": NEW, "again": NEW}
    assert [client.post(path, data=sent).status_code for path in ("/person/kari/passord", "/mitt/passord")] == [422, 422]


def test_an_id_that_somebody_has_is_refused(site: Site) -> None:
    answer = send(site.browser("anne"), "/personer", name="En annen", id="kari")
    assert answer.status_code == 409 and "«kari» er i bruk" in html.unescape(answer.text)
    assert changes(site, "kari") == [("test", "reviewer", True)]


def test_name_office_and_role_are_changed_and_what_is_so_already_is_no_event(site: Site) -> None:
    client = site.browser("anne")
    for _ in range(2):
        answer = send(client, "/person/kari", name="Kari Dahl", office="vest", role="analyst")
        assert answer.headers["location"] == "/personer?gjort=changed&hvem=kari"
    assert find_person(site.store, "kari") == Person("kari", "Kari Dahl", "vest", "analyst")
    assert changes(site, "kari")[1:] == [("anne", "analyst", True)]


def test_who_is_deactivated_is_out_at_once_and_in_again_when_activated(site: Site) -> None:
    client, kari = site.browser("anne"), site.browser("kari")
    assert kari.get("/").status_code == 200
    assert send(client, "/person/kari", "/person/kari/aktiv").headers["location"].endswith("gjort=deactivated&hvem=kari")
    assert kari.get("/").status_code == 303 and "Ikke aktiv" in client.get("/personer").text
    assert send(client, "/person/kari", "/person/kari/aktiv").status_code == 303
    assert [active for _, _, active in changes(site, "kari")] == [True, False, True]


@pytest.mark.parametrize(("path", "sent"), [("/person/anne", {"name": "Anne", "role": "reviewer"}), ("/person/anne/aktiv", {})])
def test_the_last_analyst_is_kept_and_the_page_says_why(site: Site, path: str, sent: dict[str, str]) -> None:
    client = site.browser("anne")
    answer = send(client, "/person/anne", path, **sent)
    assert answer.status_code == 409 and "den siste aktive analytikeren" in answer.text
    add_person(site.store, Person("eva", "Eva", role="analyst"), "anne")
    assert send(client, "/person/anne", path, **sent).headers["location"] == "/"
    assert client.get("/personer").status_code in (303, 403)


def test_an_office_that_no_report_has_is_marked(make_site: MakeSite) -> None:
    site = make_site(columns={"r1": {"region": "Øst"}})
    add_person(site.store, Person("eva", "Eva", "vest"), "anne")
    text = site.browser("anne").get("/personer").text
    assert text.count("ingen rapporter") == 1 and "ingen rapporter" in text[text.index("vest") : text.index("vest") + 120]


@pytest.mark.parametrize("path", ["/person/ingen", "/person/ingen/passord", "/person/ingen/aktiv"])
def test_a_person_that_is_not_there_is_not_found(site: Site, path: str) -> None:
    client = site.browser("anne")
    sent = {**fields(client, "/personer", "/personer"), "active": "0", "name": "x"}
    for answer in [client.post(path, data=sent), *([client.get(path)] if path == "/person/ingen" else [])]:
        assert answer.status_code == 404 and "ingen person" in answer.text


def test_an_analyst_gives_a_new_password_and_ends_the_sessions(make_site: MakeSite) -> None:
    site = make_site(ACCOUNTS)
    client, kari = site.browser("anne"), site.browser("kari")
    assert send(client, "/person/kari", "/person/kari/passord", password=NEW, again="x").status_code == 422
    assert kari.get("/").status_code == 200
    assert send(client, "/person/kari", "/person/kari/passord", password=NEW, again=NEW).status_code == 303
    assert kari.get("/").status_code == 303
    assert len(changes(site, "kari")) == 2


def test_an_own_password_takes_the_old_one_and_other_sessions_end(make_site: MakeSite) -> None:
    site = make_site(ACCOUNTS)
    here, there = site.browser("kari"), site.browser("kari")
    entered = {"password": NEW, "again": NEW}
    assert "Det gamle passordet er feil" in send(here, "/mitt", "/mitt/passord", old="galt passord", **entered).text
    assert there.get("/").status_code == 200
    sent = {**fields(here, "/mitt", "/mitt/passord"), "old": PASSWORD, **entered}
    for _ in range(2):
        assert here.post("/mitt/passord", data=sent).headers["location"] == "/mitt?passord=nytt"
    assert here.get("/mitt?passord=nytt").status_code == 200 and there.get("/").status_code == 303
    assert len(changes(site, "kari")) == 2


def test_guessing_the_old_password_ends(make_site: MakeSite) -> None:
    site = make_site(ACCOUNTS)
    client = site.browser("kari")
    said = [send(client, "/mitt", "/mitt/passord", old="galt", password=NEW, again=NEW).text for _ in range(4)]
    assert "For mange forsøk" not in said[2] and "For mange forsøk" in said[3]
    text = send(client, "/mitt", "/mitt/passord", old=PASSWORD, password=NEW, again=NEW).text
    assert "For mange forsøk" in text and len(changes(site, "kari")) == 1


def test_who_has_no_password_sets_one_without_an_old(site: Site) -> None:
    client = site.browser("kari")
    assert send(client, "/mitt", "/mitt/passord", password=NEW, again=NEW).status_code == 303
    assert client.cookies[SESSION] and client.get("/").status_code == 200
    set_password(site.store, "ola", NEW, "anne")
    assert 'name="old"' in client.get("/mitt").text and [one.has_password for one in people(site.store)] == [False, True, True]
