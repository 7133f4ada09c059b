"""Every notebook runs on a small project, and is committed with its outputs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from pipeline.classify.training import suggest_project, train_project
from pipeline.portfolio import extract_project
from tests.conftest import LABELS, MakeProject

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def test_there_are_three_with_outputs_and_no_faults() -> None:
    assert [path.stem for path in NOTEBOOKS] == ["corpus", "errors", "matrix"]
    for path in NOTEBOOKS:
        cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
        assert all(cell.outputs and all(out.output_type != "error" for out in cell.outputs) for cell in cells), path.name


@pytest.mark.slow
def test_they_run_on_another_project(make_project: MakeProject, tmp_path: Path) -> None:
    project = make_project(labels=[*LABELS, ("r4", "planlegging;opplaering", "kommune")])
    extract_project(project, jobs=1, progress=lambda done, total: None)
    train_project(project)
    suggest_project(project, lambda done, total: None)
    script = ROOT / "scripts" / "notebooks.py"
    subprocess.run([sys.executable, script, project.root, tmp_path], check=True, capture_output=True, cwd=ROOT)
    for path in NOTEBOOKS:
        assert nbformat.read(tmp_path / path.name, as_version=4).cells[1].outputs is not None
    corpus = nbformat.read(tmp_path / "corpus.ipynb", as_version=4).cells[1].outputs[0].text
    assert corpus.startswith("4 reports, 4 read, 3 coded.")
