"""Stamps: what makes a stage out of date that DVC cannot see."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline import code
from pipeline.project import Project
from pipeline.rerun import ROOMS, write_stamps
from tests.conftest import MakeProject


def stamps(project: Project) -> dict[str, str]:
    """The stamp of each stage, written anew."""
    write_stamps(project)
    return {stage: (project.state / "stamps" / stage).read_text(encoding="utf-8") for stage in ROOMS}


def test_codes_that_come_or_go_touch_training_but_not_extraction(make_project: MakeProject) -> None:
    project = make_project()
    before = stamps(project)
    project.labels.unlink()
    after = stamps(project)
    assert {stage for stage in ROOMS if before[stage] != after[stage]} == {"train", "evaluate", "suggest", "matrix"}


def test_other_vectors_touch_training_and_its_measuring(make_project: MakeProject) -> None:
    project = make_project()
    project.params_file.write_text("language: {vectors: v.npz}", encoding="utf-8")
    before = stamps(project)
    (project.root / "v.npz").write_bytes(b"another")
    after = stamps(project)
    assert {stage for stage in ROOMS if before[stage] != after[stage]} == {"train", "evaluate"}


def test_a_change_in_what_every_room_stands_on_touches_every_stage(
    make_project: MakeProject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "program"
    (program / "data").mkdir(parents=True)
    (program / "data" / "municipalities.csv").write_text("0101,Halden", encoding="utf-8")
    monkeypatch.setattr(code.resources, "files", lambda name: program)
    project = make_project()
    before = stamps(project)
    (program / "data" / "municipalities.csv").write_text("0101,Halden,Østfold", encoding="utf-8")
    after = stamps(project)
    assert all(before[stage] != after[stage] for stage in ROOMS)


def test_nothing_changed_writes_nothing(make_project: MakeProject) -> None:
    project = make_project()
    stamps(project)
    written = {path: path.stat().st_mtime_ns for path in (project.state / "stamps").iterdir()}
    stamps(project)
    assert written == {path: path.stat().st_mtime_ns for path in written}
