"""Every route met with what a browser would never send: schemathesis makes the requests from the app's own description."""

from __future__ import annotations

import re
import shutil
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings

from pipeline.review.bodies import AuditDrawn
from pipeline.review.web.app import ROUTES
from tests.review.conftest import code, draft

from .conftest import Site, csrf
from .openapi import description
from .test_saving import opened

EXAMPLES = 20
OPERATIONS = sorted({(method, route.path) for route in ROUTES for method in (route.methods or set()) - {"HEAD"}})
pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def nothing_is_trained(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work that a request starts in a process of its own ends at once, so that none outlives the test."""
    monkeypatch.setattr("pipeline.review.running.sys", SimpleNamespace(executable=shutil.which("true")))


def operation(site: Site, method: str, path: str) -> Any:
    """The strategy for requests to one route, with values that the app knows among them."""
    saved = draft(code("planlegging"), "kari")
    site.store.append(saved)
    site.store.append(draft(AuditDrawn(design="d", probability=0.5), "anne", "r2"))
    shown = opened(site.browser("kari"), "r3")["shown"]
    values = {
        "": ["r1", "kari", "planlegging", "kommune", "1", "-1", "99999999999", "/", "nn", "2026-11-23", "\x00", "x" * 300],
        "report_id": ["r1", "r2", "r3"],
        "shown": [str(shown)],
        "codebook": ["prøve-1"],
        "event": [str(saved.id), str(uuid4())],
        "withdraws": [str(saved.id)],
        "person": ["kari", "anne"],
        "version": ["1"],
    }
    routes = [route for route in ROUTES if route.path == path and method in (route.methods or set())]
    schema = schemathesis.openapi.from_dict(description(routes, values))
    return next(one.ok() for one in schema.get_all_operations()).as_strategy()


@pytest.mark.parametrize("person", ["", "kari", "anne"])
@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_no_request_breaks_the_server(site: Site, method: str, path: str, person: str) -> None:
    client = site.browser(person)
    token, cookies = csrf(client, "/mitt" if person else "/inn"), dict(client.cookies)

    @seed(2016)
    @settings(max_examples=EXAMPLES, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(operation(site, method, path))
    def holds(case: Any) -> None:
        headers = {"x-csrf-token": token}
        answer = case.call(
            app=client.app, base_url="http://testserver", headers=headers, cookies=cookies, allow_redirects=False
        )
        assert answer.status_code < 500, (answer.status_code, case.as_curl_command())
        assert answer.headers["x-content-type-options"] == ["nosniff"]

    holds()


def test_the_description_names_every_route_with_what_it_reads() -> None:
    paths = description(ROUTES, {"": ["x"]})["paths"]
    assert {(method.upper(), path) for path, found in paths.items() for method in found} == {
        (method, re.sub(r":\w+\}", "}", path)) for method, path in OPERATIONS
    }
    for path, found in paths.items():
        for one in found.values():
            in_path = {parameter["name"] for parameter in one["parameters"] if parameter["in"] == "path"}
            assert in_path == set(re.findall(r"\{(\w+)\}", path))
    assert "q" in {one["name"] for one in paths["/"]["get"]["parameters"]}
    bodies = paths["/lagre/{report_id}"]["post"]["requestBody"]["content"]
    assert {"event", "shown", "decisions"} <= set(bodies["application/json"]["schema"]["anyOf"][0]["properties"])
    fields = paths["/inn"]["post"]["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"]["properties"]
    assert {"person", "password", "name"} <= set(fields)
