from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline import files
from pipeline.classify.store import load_card, load_model
from pipeline.classify.training import train_project
from pipeline.errors import ModelError, StoreError, UsageError
from pipeline.files import mend_folder, replace_folder
from pipeline.project import Project
from pipeline.review.bodies import ModelPromoted, ModelRolledBack
from pipeline.review.champion import champion_id, keep_champion, kept_models, promote, roll_back
from pipeline.review.store import Store
from tests.conftest import write_labels

Extracted = Callable[..., Project]


def two_models(project: Project) -> tuple[str, str]:
    """The first model in the history, the second in use."""
    train_project(project)
    first = keep_champion(project)
    write_labels(project, [("r00", "skole", "lag"), ("r01", "skole", "by"), ("r02", "skole", "lag")])
    train_project(project)
    return first, champion_id(project)


@pytest.fixture
def project(extracted: Extracted) -> Project:
    return extracted(reports=6, coded=3)


def test_a_promoted_model_is_in_use_and_the_one_before_is_kept(project: Project, store: Store) -> None:
    first, second = two_models(project)
    assert first != second
    assert promote(project, store, first, "ana", "Bedre på fisk") == second
    assert champion_id(project) == first and load_model(project.model)
    assert [(model.id, model.champion) for model in kept_models(project)] == [(first, True), (second, False)]
    (event,) = store.events(kinds=("model_promoted",))
    assert (event.actor, event.body) == ("ana", ModelPromoted(model=first, replaced=second, reason="Bedre på fisk"))


def test_rolling_back_puts_back_the_one_before_and_goes_no_further(project: Project, store: Store) -> None:
    first, second = two_models(project)
    before = (project.model / "model.skops").read_bytes()
    promote(project, store, first, "ana", "prøve")
    assert roll_back(project, store, "ana") == (second, first)
    assert (project.model / "model.skops").read_bytes() == before
    assert store.events(kinds=("model_rolled_back",))[0].body == ModelRolledBack(model=second, replaced=first)
    with pytest.raises(UsageError, match="no earlier model"):
        roll_back(project, store, "ana")


@pytest.mark.parametrize(
    ("model", "reason"), [("", "prøve"), ("..", "prøve"), ("0123", "prøve"), ("first", "  "), ("second", "x")]
)
def test_what_cannot_be_promoted_is_refused_and_changes_nothing(
    project: Project, store: Store, model: str, reason: str
) -> None:
    names = dict(zip(("first", "second"), two_models(project), strict=True))
    with pytest.raises(UsageError):
        promote(project, store, names.get(model, model), "ana", reason)
    assert champion_id(project) == names["second"] and not store.count()


def test_a_changed_model_or_one_for_another_codebook_is_refused(project: Project, store: Store) -> None:
    first, second = two_models(project)
    file = project.history / first / "model.skops"
    raw = file.read_bytes()
    file.write_bytes(raw[:-1])
    with pytest.raises(ModelError, match="changed since"):
        promote(project, store, first, "ana", "prøve")
    file.write_bytes(raw)
    project.codebook.write_text(project.codebook.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    with pytest.raises(ModelError, match="another codebook"):
        promote(project, store, first, "ana", "prøve")
    assert champion_id(project) == second and not store.count()


def test_no_event_is_kept_of_a_switch_that_failed(project: Project, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = two_models(project)

    def full(*_: object) -> None:
        raise StoreError("Disken er full.")

    monkeypatch.setattr("pipeline.review.champion.replace_folder", full)
    with pytest.raises(StoreError):
        promote(project, store, first, "ana", "prøve")
    assert champion_id(project) == second and not store.count()


@pytest.mark.parametrize("exchange", [True, False])
def test_a_folder_takes_the_place_of_another_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exchange: bool) -> None:
    if not exchange:
        monkeypatch.setattr(files, "_exchanged", lambda one, other: False)
    old, new = tmp_path / "current", tmp_path / "new"
    for folder, text in ((old, "gammel"), (new, "ny")):
        folder.mkdir()
        (folder / f"{text}.txt").write_text(text, encoding="utf-8")
    replace_folder(old, new)
    assert [path.relative_to(tmp_path).as_posix() for path in sorted(tmp_path.rglob("*"))] == ["current", "current/ny.txt"]


def test_a_kill_between_two_renames_is_mended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_exchanged", lambda one, other: False)
    old = tmp_path / "current"
    old.mkdir()
    with pytest.raises(files.DiskError):
        replace_folder(old, tmp_path / "missing")
    assert not old.exists()
    mend_folder(old)
    assert old.is_dir() and len(list(tmp_path.iterdir())) == 1


def test_keeping_the_champion_leaves_what_was_measured_of_it(project: Project) -> None:
    train_project(project)
    folder = project.history / champion_id(project)
    folder.mkdir(parents=True)
    (folder / "metrics.json").write_text("{}", encoding="utf-8")
    (project.model / "metrics.json").write_text('{"note": ""}', encoding="utf-8")
    keep_champion(project)
    assert json.loads((folder / "metrics.json").read_text(encoding="utf-8")) == {}
    assert load_card(folder) == load_card(project.model)
