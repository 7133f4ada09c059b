"""«Modell»: learning from new codes, what that changed, going back, and reviewing meanwhile."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from time import sleep

import pytest

from pipeline.classify.training import suggest_project, train_project
from pipeline.errors import ModelError
from pipeline.project import Project
from pipeline.review.bodies import Assigned, Coded
from pipeline.review.champion import champion_id
from pipeline.review.codings import open_review
from pipeline.review.people import Person, add_person
from pipeline.review.retraining import Challenge, retrain
from pipeline.review.running import Running, one_retraining
from pipeline.suggestions import load_suggestions
from tests.classify.conftest import TRADES, WORD_LIST
from tests.review.conftest import code, draft

from .conftest import LOCAL, Site, csrf
from .test_saving import body, opened, send

SETTINGS = "evaluate: {repeats: 1, folds: 3, bootstrap: 100, curve_repeats: 1, next_reports: 2}\n"
Extracted = Callable[..., Project]


@pytest.fixture
def trained(extracted: Extracted, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A site with fifteen reports, ten of them coded, and a model trained on those."""
    monkeypatch.delenv("TEMAKART_DATABASE", raising=False)
    project = extracted(reports=15, coded=10)
    project.params_file.write_text(WORD_LIST + SETTINGS, encoding="utf-8")
    train_project(project)
    suggest_project(project, lambda done, total: None)
    with open_review(project) as store:
        add_person(store, Person("kari", "Kari", "øst", "reviewer"), "test")
        add_person(store, Person("anne", "Anne", "øst", "analyst"), "test")
        yield Site(project, store, LOCAL)


def decide(site: Site, at: int, *trades: str) -> None:
    """One more report coded, with its own trade where none is given."""
    site.store.append(draft(code(*(trades or (list(TRADES)[at % 3],)), recipient="lag"), report_id=f"r{at:02d}"))


def learn(site: Site) -> Challenge:
    """Two new codes, and a retraining in this process."""
    decide(site, 10)
    decide(site, 11, "skole", "fiske")
    return retrain(site.project, site.store, "anne")


def test_it_tells_how_much_is_new_since_the_model_was_made(trained: Site) -> None:
    client = trained.browser("anne")
    assert "Ingenting er kodet eller endret" in client.get("/modell").text
    decide(trained, 10)
    decide(trained, 0, "skog")
    text = client.get("/modell").text
    assert "én ny rapport kodet og ingen koder endret" in text and champion_id(trained.project) in text
    learn(trained)
    decide(trained, 11, "skog")
    assert "er ingen nye rapporter kodet og én kode endret" in client.get("/modell").text


def test_a_finished_retraining_tells_what_changed_and_the_queue_has_the_new_suggestions(trained: Site) -> None:
    client, old = trained.browser("anne"), champion_id(trained.project)
    client.get("/")
    outcome = learn(trained)
    text = client.get("/modell").text
    assert "tatt i bruk. Køen har fått nye forslag" in text and outcome.challenger in text and old in text
    assert "Endring i F1" in text and "(95\u00a0%-intervall" in text
    for flip in outcome.flips:
        assert f'href="/rapport/{flip.report_id}"' in text
    offered = opened(client, "r12")["offered"]
    now = [row for row in load_suggestions(trained.project.suggestions) if row.report_id == "r12" and row.axis == "theme"]
    assert offered == {row.label: row.suggested for row in now} and {row.model for row in now} == {outcome.challenger}


def test_who_had_the_report_open_saves_what_they_were_shown(trained: Site) -> None:
    client, old = trained.browser("kari"), champion_id(trained.project)
    context = opened(client, "r12")
    learn(trained)
    assert send(client, body(context), "r12").status_code == 200
    shown = [event for event in trained.store.events(reports=["r12"], kinds=("shown",)) if event.actor == "kari"]
    saved = trained.store.events(reports=["r12"], kinds=("coded",))[0].body
    assert [event.body.model for event in shown] == [old] and isinstance(saved, Coded)  # type: ignore[union-attr]
    assert {fact.label: fact.suggested for fact in saved.facts if fact.axis == "theme"} == context["offered"]


def test_reviewing_goes_on_while_it_runs_and_everybody_sees_how_far_it_is(trained: Site) -> None:
    reviewer, analyst = trained.browser("kari"), trained.browser("anne")
    with one_retraining(trained.project, "anne") as notice:
        notice.at("comparing")(3, 6)
        assert send(reviewer, body(opened(reviewer, "r12")), "r12").status_code == 200
        told = analyst.get("/modell/fremdrift").json()
        assert (told["state"], told["text"], told["counted"]) == ("running", "Prøver den mot modellen i bruk", "3 av 6")
        assert told["share"] == pytest.approx((2 + 0.5) / 4, abs=0.001)
        text = analyst.get("/modell").text
        assert "Du kan gå fra siden" in text and 'action="/modell/laer"' not in text
        answer = analyst.post("/modell/laer", data={"csrf": csrf(analyst, "/modell")})
        assert answer.headers["location"] == "/modell"
        assert json.loads(notice.file.read_text(encoding="utf-8"))["step"] == "comparing"


def test_the_button_starts_it_for_who_pressed(trained: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[str] = []
    monkeypatch.setattr("pipeline.review.web.model.start_retraining", lambda project, actor: started.append(actor))
    client = trained.browser("anne")
    assert client.post("/modell/laer", data={"csrf": csrf(client, "/modell")}).status_code == 303
    assert started == ["anne"]


@pytest.mark.parametrize(
    ("state", "told", "not_told"),
    [
        (Running("failed", message="Codebook <b>broken</b>."), "Codebook &lt;b&gt;broken&lt;/b&gt;.", "avbrutt"),
        (Running("running", "training"), "avbrutt før det var ferdig", "Codebook"),
        (Running("running", "training", pid=os.getpid()), "Du kan gå fra siden", "avbrutt"),
        (Running("done", model="m", outcome="worse"), "er ikke tatt i bruk", "avbrutt"),
        (Running("done", model="m", outcome="rolled back"), "er i bruk igjen", "avbrutt"),
    ],
)
def test_how_it_ended_is_told_also_by_a_server_that_has_just_started(
    trained: Site, state: Running, told: str, not_told: str
) -> None:
    with one_retraining(trained.project, "anne") as notice:
        notice.write(state)
    text = trained.browser("anne").get("/modell").text
    assert told in text and not_told not in text


def test_a_failure_is_told_with_what_to_do(trained: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ModelError("Disken er full.")

    monkeypatch.setattr("pipeline.review.retraining.train_into", fail)
    with pytest.raises(ModelError):
        learn(trained)
    text = trained.browser("anne").get("/modell").text
    assert "Det gikk ikke" in text and "Ingen koder er gått tapt" in text and "Disken er full." in text
    assert 'action="/modell/laer"' in text


def test_an_analyst_who_is_to_code_a_report_blind_does_not_see_its_suggestions_change(trained: Site) -> None:
    outcome = learn(trained)
    path = trained.project.history / outcome.challenger / "challenge.json"
    written = json.loads(path.read_text(encoding="utf-8"))
    flip = {"axis": "theme", "label": "skog", "now": True, "before_probability": 0.3, "now_probability": 0.7}
    written["flips"] = [{**flip, "report_id": "r12"}, {**flip, "report_id": "r13"}]
    path.write_text(json.dumps(written), encoding="utf-8")
    trained.store.append(draft(Assigned(to="anne", blind=True), "kari", "r12"))
    text = trained.browser("anne").get("/modell").text
    assert 'href="/rapport/r13"' in text and 'href="/rapport/r12"' not in text
    assert "1 forslag vises ikke" in text


def test_before_another_model_is_put_in_use_the_page_says_what_changes(trained: Site) -> None:
    old = champion_id(trained.project)
    before = {(row.report_id, row.label): row.suggested for row in load_suggestions(trained.project.suggestions)}
    learn(trained)
    now = {(row.report_id, row.label): row.suggested for row in load_suggestions(trained.project.suggestions)}
    differ = sum(before[key] != suggested for key, suggested in now.items())
    client = trained.browser("anne")
    for path in ("/modell/tilbake", f"/modell/ta-i-bruk/{old}"):
        text = client.get(path).text
        assert f"{differ} forslag skifter" in text and old in text, path
    assert client.get("/modell/ta-i-bruk/ukjent").status_code == 404


def test_a_promotion_needs_a_reason_and_both_ways_name_who_decided(trained: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[tuple[object, ...]] = []
    monkeypatch.setattr("pipeline.review.web.model.start_putting_in_use", lambda _, *told: started.append(told))
    monkeypatch.setattr("pipeline.review.web.model.start_going_back", lambda _, *told: started.append(told))
    old = champion_id(trained.project)
    learn(trained)
    client = trained.browser("anne")
    token = csrf(client, "/modell")
    refused = client.post(f"/modell/ta-i-bruk/{old}", data={"csrf": token, "reason": "  "})
    assert refused.status_code == 422 and "Skriv hvorfor" in refused.text and not started
    client.post(f"/modell/ta-i-bruk/{old}", data={"csrf": token, "reason": "Bedre på\n fisk"})
    client.post("/modell/tilbake", data={"csrf": token, "reason": ""})
    assert started == [(old, "anne", "Bedre på fisk"), ("anne", "")]
    assert client.post("/modell/ta-i-bruk/ukjent", data={"csrf": token, "reason": "x"}).status_code == 404


@pytest.mark.slow
def test_from_the_button_to_a_new_model_and_back_with_saves_all_the_while(trained: Site) -> None:
    reviewer, analyst = trained.browser("kari"), trained.browser("anne")
    old = champion_id(trained.project)
    decide(trained, 10)
    token = csrf(analyst, "/modell")
    analyst.post("/modell/laer", data={"csrf": token})
    saved = 0
    while analyst.get("/modell/fremdrift").json()["state"] == "running":
        assert send(reviewer, body(opened(reviewer, "r12")), "r12").status_code == 200
        saved += 1
        sleep(0.2)
    assert saved > 2 and "Ferdig" in analyst.get("/modell").text
    new = champion_id(trained.project)
    assert new != old
    analyst.post("/modell/tilbake", data={"csrf": token, "reason": "For mange forslag"})
    while analyst.get("/modell/fremdrift").json()["state"] == "running":
        sleep(0.2)
    assert champion_id(trained.project) == old and "er i bruk igjen" in analyst.get("/modell").text
    assert {row.model for row in load_suggestions(trained.project.suggestions)} == {old}
    (event,) = trained.store.events(kinds=("model_rolled_back",))
    assert (event.actor, event.body.reason) == ("anne", "For mange forslag")  # type: ignore[union-attr]
