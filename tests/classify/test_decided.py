"""A model put in use by decision stays until something it could learn from has changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.classify.decided import NAME, Decided, decision_in_force, origin_of
from pipeline.classify.store import load_card, load_model
from pipeline.classify.training import train_project
from pipeline.files import write_atomic
from pipeline.project import Project
from tests.conftest import write_labels

Extracted = Callable[..., Project]


@pytest.fixture
def project(extracted: Extracted) -> Project:
    return extracted(reports=6, coded=3)


@pytest.fixture
def decided(project: Project) -> str:
    """A model trained on fewer codes, in use by decision though there are more; returns its id."""
    now = project.labels.read_bytes()
    write_labels(project, [("r00", "fiske", "lag")])
    identifier = str(train_project(project).card["id"])
    for file in list(project.model.iterdir()):
        write_atomic(project.history / identifier / file.name, file.read_bytes())
    project.labels.write_bytes(now)
    made = Decided(identifier, "0123", "ana", "Bedre på fisk", origin_of(project))
    write_atomic(project.model / NAME, made.as_json())
    return identifier


def test_it_stays_when_nothing_has_changed_and_the_sentence_says_why(project: Project, decided: str) -> None:
    outcome = train_project(project)
    assert outcome.card["id"] == load_card(project.model)["id"] == decided
    assert "ana put" in outcome.sentence() and "Bedre på fisk" in outcome.sentence() and "--anew" in outcome.sentence()


def test_it_is_put_back_where_its_files_were_taken_away(project: Project, decided: str) -> None:
    for name in ("model.skops", "card.json", "held_out.csv"):
        (project.model / name).unlink()
    assert train_project(project).card["id"] == decided
    assert load_model(project.model) and (project.model / "held_out.csv").is_file()


def test_asked_to_train_anew_it_gives_way(project: Project, decided: str) -> None:
    outcome = train_project(project, anew=True)
    assert outcome.card["id"] != decided and decision_in_force(project) is None
    assert outcome.sentence().startswith("ana put")


def _codes(project: Project) -> None:
    write_labels(project, [("r04", "skole", "by")])


def _parameters(project: Project) -> None:
    with project.params_file.open("a", encoding="utf-8") as file:
        file.write("themes: {regularisation: 0.6}\n")


def _texts(project: Project) -> None:
    project.document("r05").unlink()


@pytest.mark.parametrize(
    ("change", "told"), [(_codes, "the codes"), (_parameters, "the parameters"), (_texts, "the texts of the reports")]
)
def test_it_gives_way_when_something_has_changed_and_the_sentence_names_it(
    project: Project, decided: str, change: Callable[[Project], None], told: str
) -> None:
    change(project)
    outcome = train_project(project)
    assert outcome.card["id"] == load_card(project.model)["id"] != decided
    assert told in outcome.sentence() and decided in outcome.sentence()
    assert not (project.model / NAME).exists()


@pytest.mark.parametrize("change", ["review: {goal_error: 0.2}", "evaluate: {repeats: 1}", "suggest: {sure_error: 0.1}"])
def test_parameters_that_no_model_learns_from_change_nothing(project: Project, decided: str, change: str) -> None:
    with project.params_file.open("a", encoding="utf-8") as file:
        file.write(change + "\n")
    assert train_project(project).card["id"] == decided


@pytest.mark.parametrize("content", ["", "[]", '{"model": 1}', '{"model": "ffff", "replaced": "", "actor": "", "reason": ""}'])
def test_a_note_that_is_damaged_or_of_another_model_counts_for_nothing(project: Project, decided: str, content: str) -> None:
    Path(project.model / NAME).write_text(content, encoding="utf-8")
    assert decision_in_force(project) is None
    assert train_project(project).card["id"] != decided
