"""The analyst's commands: retraining, going back, assignment and stopping."""

from __future__ import annotations

import json

import pytest

from pipeline.project import Project
from tests.cli.conftest import Temakart
from tests.conftest import MakeProject, write_labels


@pytest.fixture
def project(make_project: MakeProject, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.delenv("TEMAKART_DATABASE", raising=False)
    # Other processes of the test run are not to go before this one for good.
    monkeypatch.setattr("pipeline.review.running.give_way", lambda: None)
    return make_project(columns={"r1": {"region": "øst"}, "r3": {"region": "øst"}})


def test_a_model_is_retrained_promoted_and_rolled_back(project: Project, temakart: Temakart) -> None:
    temakart(project, "extract")
    first = json.loads(temakart(project, "review", "retrain", "--json").out)
    assert first["verdict"] == "first" and project.suggestions.is_file()
    write_labels(
        project, [("r1", "planlegging", "kommune"), ("r2", "opplaering", "andre"), ("r3", "brukermedvirkning", "andre")]
    )
    told = temakart(project, "review", "retrain", "--actor", "ana")
    assert (told.code, "cannot be compared" in told.out) == (0, True)
    second = told.out.split()[1].rstrip(".")
    listed = json.loads(temakart(project, "models", "list", "--json").out)
    assert [(one["id"], one["champion"]) for one in listed["models"]] == [(first["challenger"], True), (second, False)]
    assert temakart(project, "models", "promote", second).code == 2
    told = temakart(project, "models", "promote", second, "--reason", "Sett over forslagene")
    assert told.out.startswith(f"{second} is in use instead of {first['challenger']}.\nSuggestions for 1 reports")
    told = temakart(project, "models", "rollback")
    assert told.out.startswith(f"{first['challenger']} is in use again instead of {second}.")
    assert temakart(project, "models", "list").out.startswith(f"{first['challenger']}  champion")


def test_reports_are_assigned_and_enough_is_answered(project: Project, temakart: Temakart) -> None:
    for name in ("kari", "ola"):
        temakart(project, "review", "people", "add", name, "--name", name, "--office", "øst")
    told = temakart(project, "review", "assign", "--double", "0.5")
    assert told.out == "2 reports given to offices, 1 to two people each to be coded blind.\n"
    assert json.loads(temakart(project, "review", "assign", "--double", "0.5", "--json").out)["given"] == []
    assert temakart(project, "review", "enough").out.startswith("Modellen har ikke merket noe som «sikker»")
    assert json.loads(temakart(project, "review", "enough", "--json").out)["enough"] is False
