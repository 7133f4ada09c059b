"""The files at the end of an extraction: the same bytes after a kill, nothing done twice."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from pipeline.grouping import refresh as module
from pipeline.portfolio import Extraction, extract_project
from pipeline.project import Project
from tests.conftest import MakeProject

from .conftest import misread, text_of

FILES = ("groups.csv", "boilerplate.csv", ".shared")
GOAL = "Programmet har tre mål for alle kommunene som deltar i arbeidet."
TEXTS = {"a": text_of("a"), "b": misread(text_of("a")), "c": text_of("c"), "d": text_of("d"), "e": text_of("e")}
REPORTS = {name: f"{GOAL} {text}" for name, text in TEXTS.items()}


def extract(project: Project) -> Extraction:
    return extract_project(project, jobs=1, progress=lambda done, total: None)


def written(project: Project) -> dict[str, bytes]:
    return {name: (project.text / name).read_bytes() for name in FILES}


@pytest.fixture
def project(make_project: MakeProject) -> Project:
    made = make_project(REPORTS)
    made.params_file.write_text("extract: {ocr: 'off'}\n", encoding="utf-8")
    return made


@dataclass
class Count:
    """Stands in for `find_shared` and counts how often it is asked."""

    real: Any
    times: int = 0
    killed: list[str] = field(default_factory=list)

    def __call__(self, *told: Any) -> Any:
        self.times += 1
        return self.real(*told)


def test_groups_and_boilerplate_stand_beside_the_texts(project: Project) -> None:
    outcome = extract(project)
    assert outcome.open_groups == 1 and "temakart register groups" in outcome.sentence()
    assert project.groups.read_text(encoding="utf-8").splitlines()[1].startswith("a,a,1,same_text,0.")
    assert f"{GOAL},4,a;b;c;d;e" in project.boilerplate.read_text(encoding="utf-8").splitlines()


def test_a_second_run_looks_for_nothing(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    extract(project)
    count = Count(module.find_shared)
    monkeypatch.setattr(module, "find_shared", count)
    before = written(project)
    assert extract(project).open_groups == 1
    assert (count.times, written(project)) == (0, before)
    project.boilerplate.write_text("passage,reports,report_ids\n", encoding="utf-8")
    extract(project)
    assert (count.times, written(project)) == (1, before)


@pytest.mark.parametrize("step", ["save_proposals", "find_shared", "save_shared", "write_json"])
def test_killed_anywhere_the_next_run_writes_the_same_bytes(
    project: Project, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    extract(project)
    undisturbed = written(project)
    (project.raw / "e.txt").write_text(REPORTS["a"], encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(module, step, _killed)
        with pytest.raises(KeyboardInterrupt):
            extract(project)
    (project.raw / "e.txt").write_text(REPORTS["e"], encoding="utf-8")
    extract(project)
    assert written(project) == undisturbed


def _killed(*told: object) -> None:
    raise KeyboardInterrupt


def test_the_registers_word_is_part_of_what_is_up_to_date(project: Project) -> None:
    extract(project)
    rows = [f"{name},{name}.txt,{name if name == 'b' else ''}" for name in REPORTS]
    project.register.write_text("\n".join(["report_id,file,group", *rows]), encoding="utf-8")
    assert extract(project).open_groups == 0
    assert f"{GOAL},5,a;b;c;d;e" in project.boilerplate.read_text(encoding="utf-8").splitlines()


def test_a_folder_of_files_outside_a_project_gets_none(project: Project, tmp_path: Path) -> None:
    from pipeline.portfolio import extract_paths

    extract_paths([project.raw], tmp_path / "ut", jobs=1, progress=lambda done, total: None)
    assert not [name for name in FILES if (tmp_path / "ut" / name).exists()]
