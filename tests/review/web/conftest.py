"""The app on a small project, and people who are logged in to it."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from pipeline.project import Project, ReviewParams
from pipeline.review.bodies import Role
from pipeline.review.codings import open_review
from pipeline.review.people import Person, add_person
from pipeline.review.store import Store
from pipeline.review.web.app import create_app
from pipeline.review.web.settings import Settings
from pipeline.suggestions import Suggestion, save_suggestions
from tests.conftest import MakeProject

PASSWORD = "en lang setning"
LOCAL = Settings("127.0.0.1", 0, "local", ("testserver",), ReviewParams())


@dataclass
class Site:
    """An app with its project and store."""

    project: Project
    store: Store
    settings: Settings

    def browser(self, person: str = "", **options: Any) -> TestClient:
        """A browser of its own; logged in as that person where one is given."""
        app = create_app(self.project, self.store, self.settings)
        client = TestClient(app, raise_server_exceptions=False, follow_redirects=False, **options)
        if person:
            answer = client.post("/inn", data={"csrf": csrf(client, "/inn"), "person": person, "password": self._password()})
            assert answer.status_code == 303
        return client

    def _password(self) -> str:
        return PASSWORD if self.settings.mode == "accounts" else ""


def csrf(client: TestClient, path: str = "/") -> str:
    """The token that forms of a page carry."""
    found = re.search(r'name="csrf" (?:value|content)="([0-9a-f]{64})"', client.get(path).text)
    assert found
    return found[1]


def opened(client: TestClient, report_id: str = "r1") -> dict[str, Any]:
    """What the page's script begins with."""
    found = re.search(r'data-context="([^"]*)"', client.get(f"/rapport/{report_id}").text)
    assert found
    context: dict[str, Any] = json.loads(html.unescape(found[1]))
    return context


def body(context: dict[str, Any], **changed: Any) -> dict[str, Any]:
    """A form with nothing decided."""
    return {
        "event": str(uuid4()), "based_on": context["version"], "shown": context["shown"], "codebook": context["codebook"],
        "decisions": {}, "recipient": None, "comment": "", "reason": "", **changed,
    }  # fmt: skip


def send(client: TestClient, sent: Any, report_id: str = "r1") -> Any:
    return client.post(f"/lagre/{report_id}", json=sent, headers={"x-csrf-token": csrf(client)})


def suggestion(report_id: str, label: str, probability: float, **more: Any) -> Suggestion:
    """A suggestion of a theme, or of a recipient with `axis`."""
    values = {
        "axis": "theme", "suggested": probability >= 0.5, "confidence": "review", "evidence_page": 1,
        "evidence": f"Belegg for {label}", "reason": "", "model": "m1", **more,
    }  # fmt: skip
    return Suggestion(report_id=report_id, label=label, probability=probability, **values)


def suggestions_for(report_id: str) -> list[Suggestion]:
    """One sure theme, one near its threshold, one unlikely, and a recipient."""
    return [
        suggestion(report_id, "planlegging", 0.9),
        suggestion(report_id, "opplaering", 0.45),
        suggestion(report_id, "brukermedvirkning", 0.05, evidence_page=None, evidence=""),
        suggestion(
            report_id, "kommune", 0.8, axis="recipient", reason="Hamar kommune er søker.", reason_nn="Hamar kommune er søkjar."
        ),
        suggestion(report_id, "andre", 0.2, axis="recipient", evidence_page=None, evidence=""),
    ]


MakeSite = Callable[..., Site]


@pytest.fixture
def make_site(make_project: MakeProject) -> Iterator[MakeSite]:
    """`make_site(settings, people=(("kari", "reviewer"), …), …)`; the rest is for `make_project`."""
    opened: list[Store] = []

    def make(
        settings: Settings = LOCAL,
        people: tuple[tuple[str, Role], ...] = (("kari", "reviewer"), ("ola", "reviewer"), ("anne", "analyst")),
        **options: Any,
    ) -> Site:
        project = make_project(**{"labels": (), **options})
        reports = [path.stem for path in sorted(Path(project.raw).glob("*.txt"))]
        save_suggestions(project.suggestions, [one for report in reports for one in suggestions_for(report)])
        store = open_review(project)
        opened.append(store)
        for identifier, role in people:
            password = PASSWORD if settings.mode == "accounts" else None
            add_person(store, Person(identifier, identifier.title(), "øst", role), "test", password)
        return Site(project, store, settings)

    yield make
    for store in opened:
        store.close()


@pytest.fixture
def site(make_site: MakeSite) -> Site:
    """The app on this computer only, with two reviewers and an analyst."""
    return make_site()


@pytest.fixture
def address(site: Site) -> Iterator[str]:
    """The app of `site`, served by the command itself; a module with a `site` of its own is served that."""
    from .playing import serving

    with serving(site.project.root) as found:
        yield found
