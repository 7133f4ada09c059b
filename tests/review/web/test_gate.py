"""Who gets in where, and what is refused at the gate."""

from __future__ import annotations

import dataclasses

import pytest
from starlette.routing import Route

from pipeline.project import ReviewParams
from pipeline.review.sessions import end_session
from pipeline.review.web.app import ROUTES, create_app
from pipeline.review.web.gate import SESSION

from .conftest import LOCAL, MakeSite, Site, csrf

ACCESS = {
    ("GET", "/inn"): "anyone",
    ("POST", "/inn"): "anyone",
    ("POST", "/malform"): "anyone",
    ("POST", "/ut"): "reviewer",
    ("GET", "/"): "reviewer",
    ("GET", "/neste"): "reviewer",
    ("GET", "/mitt"): "reviewer",
    ("GET", "/rapport/{report_id:path}"): "reviewer",
    ("GET", "/side/{number:int}/{report_id:path}"): "reviewer",
    ("GET", "/steder/{report_id:path}"): "reviewer",
    ("GET", "/sok/{report_id:path}"): "reviewer",
    ("GET", "/historikk/{report_id:path}"): "reviewer",
    ("POST", "/lagre/{report_id:path}"): "reviewer",
    ("POST", "/trekk/{report_id:path}"): "reviewer",
    ("POST", "/gjenopprett/{report_id:path}"): "reviewer",
    ("GET", "/enighet"): "analyst",
    ("GET", "/enighet/{report_id:path}"): "analyst",
    ("POST", "/enighet/{report_id:path}"): "analyst",
    ("GET", "/utvalg"): "analyst",
    ("POST", "/utvalg"): "analyst",
    ("GET", "/utvalg/plan"): "analyst",
    ("POST", "/mitt/passord"): "reviewer",
    ("GET", "/oversikt"): "analyst",
    ("GET", "/fordeling"): "analyst",
    ("POST", "/fordeling/gi"): "analyst",
    ("POST", "/fordeling/ta"): "analyst",
    ("GET", "/fordeling/plan"): "analyst",
    ("POST", "/fordeling/plan"): "analyst",
    ("GET", "/personer"): "analyst",
    ("POST", "/personer"): "analyst",
    ("GET", "/person/{person_id}"): "analyst",
    ("POST", "/person/{person_id}"): "analyst",
    ("POST", "/person/{person_id}/passord"): "analyst",
    ("POST", "/person/{person_id}/aktiv"): "analyst",
    ("GET", "/modell"): "analyst",
    ("GET", "/modell/fremdrift"): "analyst",
    ("POST", "/modell/laer"): "analyst",
    ("GET", "/modell/tilbake"): "analyst",
    ("POST", "/modell/tilbake"): "analyst",
    ("GET", "/modell/ta-i-bruk/{model}"): "analyst",
    ("POST", "/modell/ta-i-bruk/{model}"): "analyst",
    ("GET", "/matrise"): "reviewer",
    ("GET", "/matrise/tilstand"): "reviewer",
}
PLACES = {"{report_id:path}": "r1", "{number:int}": "1", "{person_id}": "kari", "{model}": "m1"}
RANK = {"": 0, "kari": 1, "anne": 2}
NEEDED = {"anyone": 0, "reviewer": 1, "analyst": 2}


def routes() -> list[tuple[str, str, str]]:
    """Method, path and who may, of every route."""
    found = []
    for route in ROUTES:
        for method in sorted((route.methods or set()) - {"HEAD"}):
            found.append((method, route.path, route.endpoint.who))  # type: ignore[attr-defined]
    return found


def test_the_table_names_every_route_and_who_may_use_it() -> None:
    assert {(method, path): who for method, path, who in routes()} == ACCESS


def test_the_app_has_no_route_beside_the_gate_but_the_static_files(site: Site) -> None:
    app = create_app(site.project, site.store, site.settings)
    assert {route.path for route in app.routes if not (isinstance(route, Route) and hasattr(route.endpoint, "who"))} == {
        "/static"
    }


@pytest.mark.parametrize("person", ["", "kari", "anne"])
def test_each_route_lets_in_those_it_is_for_and_nobody_else(site: Site, person: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.review.web.model.start_retraining", lambda *_: None)
    monkeypatch.setattr("pipeline.review.web.livematrix.LiveMatrix._make", lambda *_: None)
    for method, path, who in routes():
        client = site.browser(person)
        token = csrf(client, "/mitt" if person else "/inn")
        for gap, value in PLACES.items():
            path = path.replace(gap, value)
        answer = client.request(method, path, headers={"x-csrf-token": token}, json={} if method == "POST" else None)
        let_in = RANK[person] >= NEEDED[who]
        turned_away = answer.status_code in (401, 403) or "/inn?til=" in answer.headers.get("location", "")
        assert turned_away != let_in, (method, path, answer.status_code)


def test_a_request_may_be_so_large_and_no_larger(make_site: MakeSite) -> None:
    site = make_site(dataclasses.replace(LOCAL, params=ReviewParams(max_request_kb=32)))
    client = site.browser()
    token = csrf(client, "/inn")
    head = f"csrf={token}&form=nn&x="
    for size, status in ((32 * 1024, 303), (32 * 1024 + 1, 413)):
        body = head + "x" * (size - len(head))
        answer = client.post("/malform", content=body, headers={"content-type": "application/x-www-form-urlencoded"})
        assert answer.status_code == status


def test_a_form_may_have_so_many_fields_and_no_more(site: Site) -> None:
    client = site.browser()
    head = f"csrf={csrf(client, '/inn')}&form=nn"
    for more, status in ((498, 303), (499, 400)):
        answer = client.post(
            "/malform", content=head + "&a=1" * more, headers={"content-type": "application/x-www-form-urlencoded"}
        )
        assert answer.status_code == status


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [("application/json", b"{", 400), ("application/json", b"[" * 100_000, 400), ("text/plain", b"x", 415),
     ("application/x-www-form-urlencoded", b"\xff", 400)],
)  # fmt: skip
def test_a_body_that_cannot_be_read_is_refused_with_a_sentence(site: Site, kind: str, body: bytes, status: int) -> None:
    answer = site.browser().post("/inn", content=body, headers={"content-type": kind})
    assert answer.status_code == status
    assert "Last siden på nytt" in answer.text


def test_a_post_without_the_pages_token_or_from_another_site_is_refused(site: Site) -> None:
    client = site.browser("kari")
    token = csrf(client)
    assert client.post("/ut", data={"csrf": ""}).status_code == 403
    assert client.post("/ut", data={"csrf": "0" * 64}).status_code == 403
    assert client.post("/ut", data={"csrf": token}, headers={"origin": "https://evil.example"}).status_code == 403
    assert client.post("/ut", data={"csrf": token}, headers={"origin": "http://testserver"}).status_code == 303


def test_anothers_token_is_refused(site: Site) -> None:
    assert site.browser("kari").post("/ut", data={"csrf": csrf(site.browser("ola"))}).status_code == 403


def test_a_session_that_was_ended_lets_nobody_in(site: Site) -> None:
    client = site.browser("kari")
    assert client.get("/").status_code == 200
    end_session(site.store, client.cookies[SESSION])
    assert client.get("/").headers["location"] == "/inn?til=%2F"


def test_another_host_name_is_refused(site: Site) -> None:
    assert site.browser().get("/inn", headers={"host": "evil.example"}).status_code == 400


def test_every_answer_carries_the_security_headers(site: Site) -> None:
    client = site.browser()
    for path in ("/inn", "/", "/finnes-ikke", "/static/app.css", "/static/../app.py"):
        headers = client.get(path).headers
        assert "default-src 'self'" in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
    assert client.get("/inn").headers["cache-control"] == "no-store"


@pytest.mark.parametrize("https", [True, False])
def test_cookies_are_out_of_reach_of_scripts_and_secure_behind_tls(make_site: MakeSite, https: bool) -> None:
    site = make_site(dataclasses.replace(LOCAL, params=ReviewParams(https=https)))
    answer = site.browser().get("/inn")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=lax" in cookie
    assert ("secure" in cookie) == https == ("strict-transport-security" in answer.headers)


@pytest.mark.parametrize("path", ["/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/static//etc/passwd"])
def test_only_static_files_are_served(site: Site, path: str) -> None:
    assert site.browser().get(path).status_code == 404
