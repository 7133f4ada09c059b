from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from time import sleep

import pytest

from pipeline.errors import UsageError
from pipeline.project import Project
from pipeline.review.running import STOPPED, Running, one_retraining, retraining_state, start_retraining
from tests.classify.conftest import WORD_LIST

Extracted = Callable[..., Project]


def ended(project: Project) -> Running:
    """The state once the process in the background is done."""
    for _ in range(1200):
        found = retraining_state(project)
        if found.state in ("done", "failed"):
            return found
        sleep(0.1)
    return retraining_state(project)


@pytest.fixture
def project(extracted: Extracted, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.delenv("TEMAKART_DATABASE", raising=False)
    made = extracted(reports=4, coded=2)
    made.params_file.write_text(WORD_LIST, encoding="utf-8")
    return made


@pytest.mark.slow
def test_a_retraining_in_the_background_leaves_a_model_and_says_so(project: Project) -> None:
    start_retraining(project, "ana")
    found = ended(project)
    assert (found.state, found.actor) == ("done", "ana")
    assert (project.history / found.model / "model.skops").is_file() and project.suggestions.is_file()


@pytest.mark.slow
def test_one_that_fails_before_it_begins_is_told_as_well(project: Project) -> None:
    project.params_file.write_text("review: {goal_eror: 1}\n", encoding="utf-8")
    start_retraining(project, "ana")
    found = ended(project)
    assert found.state == "failed" and "goal_eror" in found.message


def test_none_is_started_while_one_runs(project: Project) -> None:
    with one_retraining(project, "kari"), pytest.raises(UsageError, match="running already"):
        start_retraining(project, "ana")


@pytest.mark.parametrize("error", [ValueError("Uventet."), KeyboardInterrupt()])
def test_whatever_ends_a_retraining_is_written_down_and_raised_on(project: Project, error: BaseException) -> None:
    with pytest.raises(type(error)), one_retraining(project, "kari"):
        raise error
    assert retraining_state(project) == Running("failed", message=str(error) or "KeyboardInterrupt", actor="kari")


def test_one_that_is_being_started_runs_while_the_process_that_starts_it_lives(project: Project) -> None:
    project.state.mkdir(exist_ok=True)
    for pid, state in ((os.getpid(), "running"), (_gone(), "failed")):
        told = {"state": "running", "actor": "ana", "pid": pid}
        (project.state / "retraining.json").write_text(json.dumps(told), encoding="utf-8")
        assert (retraining_state(project).state, retraining_state(project).actor) == (state, "ana")
    assert retraining_state(project).outcome == STOPPED


def test_none_is_started_while_another_is_being_started(project: Project) -> None:
    project.state.mkdir(exist_ok=True)
    (project.state / "retraining.json").write_text(json.dumps({"state": "running", "pid": os.getpid()}), encoding="utf-8")
    with pytest.raises(UsageError, match="running already"):
        start_retraining(project, "ana")


def _gone() -> int:
    """The id of a process that has ended."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    return ended.pid
