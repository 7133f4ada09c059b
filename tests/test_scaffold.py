from __future__ import annotations

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from pipeline.codebook import load_codebook
from pipeline.errors import UsageError
from pipeline.project import Params, find_project
from pipeline.scaffold import make_project, mend_flow


def test_a_new_project_is_ready_to_edit(tmp_path: Path) -> None:
    project = find_project(make_project(tmp_path / "ny"))
    assert load_codebook(project.codebook).themes
    assert project.params == Params()
    assert project.raw.is_dir()
    assert not project.register.exists() and not project.labels.exists()


def test_its_flow_has_the_stages_of_the_contract(tmp_path: Path) -> None:
    root = make_project(tmp_path / "ny")
    flow = YAML(typ="safe").load((root / "dvc.yaml").read_text(encoding="utf-8"))
    stages = [stage for stage in flow["stages"] if stage != "stamp"]
    assert stages == ["extract", "train", "evaluate", "suggest", "matrix"]


def test_what_is_generated_is_ignored_by_git(tmp_path: Path) -> None:
    lines = (make_project(tmp_path / "ny") / ".gitignore").read_text(encoding="utf-8").split()
    assert {"corpus/text", "annotations/suggestions.csv", "models", "matrix"} <= {line.strip("/") for line in lines}


def test_hidden_files_that_a_copy_lacks_are_made_again_and_others_left_alone(tmp_path: Path) -> None:
    root = make_project(tmp_path / "ny")
    (root / ".dvcignore").unlink()
    (root / ".dvc" / "config").write_text("[core]\n    no_scm = False\n", encoding="utf-8")
    mend_flow(root)
    assert (root / ".dvcignore").is_file()
    assert "no_scm = False" in (root / ".dvc" / "config").read_text(encoding="utf-8")


def test_an_empty_folder_is_used(tmp_path: Path) -> None:
    assert make_project(tmp_path) == tmp_path.resolve()


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "viktig.txt").write_text("behold", encoding="utf-8")
    with pytest.raises(UsageError, match="not empty"):
        make_project(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["viktig.txt"]


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "fil").touch()
    with pytest.raises(UsageError):
        make_project(tmp_path / "fil")
