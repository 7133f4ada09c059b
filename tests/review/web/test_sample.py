"""The audit sample in the room: planned, drawn, coded blind in its order, and found by the matrix."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from pipeline.audit import load_audit
from pipeline.cli.app import run
from pipeline.matrix.auditing import Decided, Planned, plan_audit
from pipeline.project import Project
from pipeline.review.bodies import Shown, ShownSuggestion
from pipeline.review.sampling import PlanTask
from pipeline.review.web.plans import Plans
from pipeline.tables import read_table
from tests.review.conftest import code, draft

from .conftest import MakeSite, Site, body, csrf, opened, send

NAMES = [f"r{at:02d}" for at in range(14)]
PLANNED = Planned(0.05, 3, True, ("r4",), ("r1", "r2"))


def draw(client: TestClient, number: int, before: int = 0, design: str = "simple") -> Any:
    form = {"csrf": csrf(client, "/utvalg"), "antall": number, "fordeling": design, "for": before}
    return client.post("/utvalg", data=form)


def test_a_sample_is_drawn_coded_blind_in_its_order_and_found_by_the_matrix(make_site: MakeSite) -> None:
    site = make_site(reports=dict.fromkeys(NAMES, "Tekst om boligplan"))
    site.project.params_file.write_text("estimate: {fewest_audited: 10}\n", encoding="utf-8")
    assert draw(site.browser("anne"), 11).status_code == 303
    wanted = [one.report_id for one in load_audit(site.project.audit)]
    client, met = site.browser("kari"), []
    for _ in wanted:
        following = next(name for name in re.findall(r'/rapport/(r\d\d)"', client.get("/?state=blind").text) if name not in met)
        context = opened(client, following)
        assert context["stream"] == "blind:kari" and context["offered"] == {}
        sent = body(context, decisions={"planlegging": len(met) % 2 == 0}, recipient="kommune")
        assert send(client, sent, following).status_code == 200
        met.append(following)
    assert met == wanted
    root = ["--project", str(site.project.root)]
    assert run([*root, "labels", "export"]) == 0
    assert {row.get("basis") for row in read_table(site.project.labels).rows} == {"blind"}
    assert run([*root, "matrix"]) == 0
    rows = read_table(site.project.matrix / "kunnskapsmatrise.csv").rows
    assert {row.get("basis") for row in rows if row.get("basis")} == {"audit"}
    assert "11 av 11 teller med" in site.browser("anne").get("/utvalg").text


def test_a_draw_of_the_command_line_is_in_the_queue_when_the_room_opens(make_site: MakeSite) -> None:
    site = make_site()
    assert run(["--project", str(site.project.root), "audit", "draw", "2"]) == 0
    assert site.browser("kari").get("/?state=blind").text.count('<span class="state blind">') >= 2


def test_what_would_be_drawn_is_shown_and_drawn_only_when_it_is_confirmed(site: Site) -> None:
    client = site.browser("anne")
    shown = client.get("/utvalg?antall=2&fordeling=simple").text
    assert "Disse 2 blir trukket" in shown and not site.project.audit.exists()
    named = re.findall(r'<td class="number">\d</td><th scope="row">(r\d)</th>', shown)
    assert draw(client, 2).headers["location"] == "/utvalg?trukket=2"
    assert [one.report_id for one in load_audit(site.project.audit)] == named
    assert "2 rapporter er trukket" in client.get("/utvalg?trukket=2").text


def test_a_confirmation_after_somebody_elses_draw_draws_nothing(site: Site) -> None:
    client = site.browser("anne")
    assert draw(client, 1).status_code == 303
    answer = draw(client, 2, before=0)
    assert answer.status_code == 409 and "i mellomtiden" in answer.text
    assert len(load_audit(site.project.audit)) == 1


@pytest.mark.parametrize(("number", "before", "status"), [("5", "0", 422), ("x", "0", 422), ("1", "x", 422), ("-1", "0", 422)])
def test_a_draw_that_cannot_be_is_refused(site: Site, number: str, before: str, status: int) -> None:
    client = site.browser("anne")
    form = {"csrf": csrf(client, "/utvalg"), "antall": number, "fordeling": "simple", "for": before}
    assert client.post("/utvalg", data=form).status_code == status
    assert not site.project.audit.exists()


def test_without_suggestions_nobody_knows_what_can_be_drawn(site: Site) -> None:
    site.project.suggestions.unlink()
    text = site.browser("anne").get("/utvalg?poeng=5&antall=1").text
    assert "ingen forslag ennå" in text and "Trekk disse" not in text


def test_the_list_tells_who_has_coded_and_who_can_no_longer(site: Site) -> None:
    client = site.browser("anne")
    draw(client, 4)
    site.store.append(draft(code("planlegging", basis="blind"), "kari", "r1"))
    seen = ShownSuggestion(axis="theme", label="planlegging", probability=0.9, suggested=True, confidence="sure")
    site.store.append_all([draft(Shown(model="m1", suggestions=(seen,)), who, "r2") for who in ("kari", "ola", "anne")])
    text = client.get("/utvalg").text
    assert "1 av 4 teller med" in text and "Alle har sett forslagene" in text and "1 kan ingen lenger kode blindt" in text
    assert "Kod blindt, og i denne rekkefølgen." in text


def test_the_page_answers_while_a_plan_is_made_and_shows_it_then(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    answers: list[Any] = ["working", "working", PLANNED, PLANNED]
    monkeypatch.setattr(Plans, "ask", lambda *_arguments: answers.pop(0))
    client = site.browser("anne")
    assert "sample.js" in client.get("/utvalg?poeng=5").text
    assert client.get("/utvalg/plan?poeng=5").json() == {"ready": False}
    assert client.get("/utvalg/plan?poeng=5").json() == {"ready": True}
    text = client.get("/utvalg?poeng=5").text
    assert "kod 3 til." in text and "1 av dem er trukket og venter på koding; 2 må trekkes." in text
    assert client.get("/utvalg/plan?poeng=4").status_code == 422


@pytest.mark.parametrize(
    ("plan", "said"),
    [(Planned(0.05, 0, True, (), ()), "alt målt"), (Planned(0.05, 9, False, (), ()), "stort nok"), ("failed", "lot seg ikke"),
     (Planned(0.05, 2, True, ("r1", "r2"), ()), "alt trukket"), (Planned(0.05, 2, True, (), ("r1", "r2")), "må trekkes først")],
)  # fmt: skip
def test_each_outcome_of_a_plan_is_a_sentence(site: Site, monkeypatch: pytest.MonkeyPatch, plan: Any, said: str) -> None:
    monkeypatch.setattr(Plans, "ask", lambda *_arguments: plan)
    assert said in site.browser("anne").get("/utvalg?poeng=5").text


def waited(plans: Plans, basis: str, task: PlanTask) -> Any:
    for _ in range(600):
        found = plans.ask(basis, task)
        if found != "working":
            return found
        time.sleep(0.1)
    raise AssertionError("no plan after a minute")


def test_a_plan_is_made_in_another_process_once_and_kept(make_site: MakeSite, tmp_path: Path) -> None:
    site, plans = make_site(), Plans()
    task = PlanTask(site.project, 0.1, Decided(()))
    assert plans.ask("a", task) == "working"
    assert waited(plans, "a", task) == plan_audit(site.project, 0.1, Decided(()))
    assert waited(plans, "b", PlanTask(Project(tmp_path / "finnes-ikke"), 0.1, Decided(()))) == "failed"
    assert plans.ask("a", task) != "working"
