from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace

import pytest

from pipeline.classify.training import suggest_project, train_project
from pipeline.errors import ModelError, UsageError
from pipeline.evaluate.report import evaluate_project
from pipeline.project import Project
from pipeline.review.bodies import Retrained
from pipeline.review.champion import champion_id, roll_back
from pipeline.review.retraining import flips, retrain
from pipeline.review.running import Running, one_retraining, retraining_state
from pipeline.review.store import Store
from pipeline.suggestions import Suggestion, load_suggestions
from tests.classify.conftest import TRADES, WORD_LIST

from .conftest import code, draft

SETTINGS = "evaluate: {repeats: 1, folds: 3, bootstrap: 100, curve_repeats: 1, next_reports: 2}\n"
Extracted = Callable[..., Project]


@pytest.fixture
def project(extracted: Extracted) -> Project:
    made = extracted(reports=15, coded=10)
    made.params_file.write_text(WORD_LIST + SETTINGS, encoding="utf-8")
    train_project(made)
    suggest_project(made, lambda done, total: None)
    return made


def decide(store: Store, at: int) -> None:
    """One more report coded with its own trade."""
    store.append(draft(code(list(TRADES)[at % 3], recipient="lag"), report_id=f"r{at:02d}"))


def test_new_codes_give_a_model_that_takes_over_and_can_be_taken_back(project: Project, store: Store) -> None:
    old, suggested = champion_id(project), project.suggestions.read_bytes()
    for at in (10, 11):
        decide(store, at)
    outcome = retrain(project, store, "ana")
    assert outcome.champion == old and outcome.verdict in ("no difference", "better")
    assert champion_id(project) == outcome.challenger != old
    files = {file.name for file in project.model.iterdir()}
    assert files == {
        "model.skops", "card.json", "weights.csv", "held_out.csv", "metrics.json", "evaluation.html", "decided.json"
    }  # fmt: skip
    assert outcome.comparison is not None and outcome.comparison.reports == 12
    rows = load_suggestions(project.suggestions)
    assert {row.model for row in rows} == {outcome.challenger} and {row.report_id for row in rows} == {"r12", "r13", "r14"}
    assert retraining_state(project) == Running(
        "done", message=outcome.sentence(), model=outcome.challenger, actor="ana", outcome=outcome.verdict
    )
    assert [event.body.kind for event in store.events(after=12)] == ["retrained", "model_promoted"]
    assert roll_back(project, store, "ana") == (old, outcome.challenger)
    assert project.suggestions.read_bytes() != suggested


def test_a_model_retrained_here_is_the_one_that_training_gives_and_is_measured_alike(project: Project, store: Store) -> None:
    for at in (10, 11):
        decide(store, at)
    outcome = retrain(project, store, "ana")
    suggested = project.suggestions.read_bytes()
    metrics = json.loads((project.model / "metrics.json").read_text(encoding="utf-8"))
    assert metrics["model"] == outcome.challenger and metrics["comparison"]["previous"] == outcome.champion
    assert train_project(project, anew=True).card["id"] == outcome.challenger
    suggest_project(project, lambda done, total: None)
    assert project.suggestions.read_bytes() == suggested
    evaluate_project(project, lambda done, total: None)
    again = json.loads((project.model / "metrics.json").read_text(encoding="utf-8"))
    assert {name for name in metrics if metrics[name] != again[name]} <= {"curve", "comparison"}


def test_what_is_told_of_a_retraining_goes_through_the_steps_in_order(project: Project, store: Store) -> None:
    decide(store, 10)
    seen: list[Running] = []
    retrain(project, store, "ana", told=seen.append)
    steps = list(dict.fromkeys(state.step for state in seen))
    assert steps == ["codes", "training", "comparing", "suggesting", ""]
    assert all(state.done <= state.total for state in seen)


def test_without_news_nothing_is_measured_and_the_model_stays(project: Project, store: Store) -> None:
    old = champion_id(project)
    outcome = retrain(project, store, "ana")
    assert (outcome.verdict, outcome.challenger, outcome.comparison) == ("nothing new", old, None)
    assert not store.events(kinds=("model_promoted",))


def test_a_worse_model_stays_beside(project: Project, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    change = SimpleNamespace(before=0.9, now=0.4, change=SimpleNamespace(value=-0.5, low=-0.6, high=-0.2))
    worse = SimpleNamespace(verdict="worse", overall={"micro_f1": change}, themes={})
    monkeypatch.setattr("pipeline.review.retraining.compare", lambda *_: worse)
    monkeypatch.setattr("pipeline.review.retraining.measure", lambda *_: None)
    monkeypatch.setattr("pipeline.review.retraining.told_of", lambda *_: SimpleNamespace(metrics={}, measured=None))
    old, suggested = champion_id(project), project.suggestions.read_bytes()
    monkeypatch.setattr("pipeline.review.retraining.plain", lambda outcome: {})
    decide(store, 10)
    outcome = retrain(project, store, "ana")
    assert champion_id(project) == old and project.suggestions.read_bytes() == suggested
    assert (project.history / outcome.challenger / "model.skops").is_file()
    assert f"models promote {outcome.challenger}" in outcome.sentence()
    body = store.events(kinds=("retrained",))[0].body
    assert isinstance(body, Retrained) and body.figures["high"] == -0.2


def test_what_fails_is_told_in_the_state_and_in_an_event(
    project: Project, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ModelError("Det gikk ikke.")

    old = champion_id(project)
    monkeypatch.setattr("pipeline.classify.training.train_model", fail)
    with pytest.raises(ModelError):
        retrain(project, store, "ana")
    assert (retraining_state(project).state, retraining_state(project).message) == ("failed", "Det gikk ikke.")
    body = store.events(kinds=("retrained",))[0].body
    assert isinstance(body, Retrained) and (body.succeeded, body.message) == (False, "Det gikk ikke.")
    assert champion_id(project) == old


def test_only_one_runs_at_a_time(project: Project, store: Store) -> None:
    with one_retraining(project, "kari") as notice:
        notice.at("training")(1, 2)
        assert retraining_state(project) == Running("running", "training", 1, 2, actor="kari")
        with pytest.raises(UsageError, match="running already"):
            retrain(project, store, "ana")
        assert retraining_state(project).state == "running"


def test_a_killed_retraining_is_told_as_failed(extracted: Extracted) -> None:
    project = extracted(reports=3, coded=1)
    assert retraining_state(project).state == "none"
    project.state.mkdir(exist_ok=True)
    told = {"state": "running", "step": "comparing", "done": 3, "total": 9}
    (project.state / "retraining.json").write_text(json.dumps(told), encoding="utf-8")
    assert (retraining_state(project).state, retraining_state(project).step) == ("failed", "comparing")


def test_flips_are_labels_of_the_same_report_that_changed_sides() -> None:
    row = Suggestion("r1", "theme", "fisk", 0.6, True, "review", 1, "", "", "m1")
    before = [row, replace(row, report_id="r2"), replace(row, report_id="r3", suggested=False, probability=0.2)]
    now = [replace(one, suggested=False, probability=0.4) for one in before] + [replace(row, report_id="r4")]
    (flip,) = [one for one in flips(before, now) if one.report_id == "r1"]
    assert (flip.now, flip.before_probability, flip.now_probability) == (False, 0.6, 0.4)
    assert [one.report_id for one in flips(before, now)] == ["r1", "r2"]
