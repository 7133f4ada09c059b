"""Verifying, comparing, drawing and planning on the command line."""

from __future__ import annotations

import json
import shutil

import pytest

from pipeline.audit import load_audit
from tests.cli.conftest import Temakart
from tests.conftest import MakeProject


@pytest.mark.slow
def test_the_audit_and_the_editions(make_project: MakeProject, temakart: Temakart) -> None:
    project = make_project()
    assert "Run `temakart run`" in temakart(project, "audit", "draw", "1").err
    for command in ("extract", "train", "suggest", "matrix"):
        assert temakart(project, command).code == 0, command
    old = shutil.copytree(project.matrix, project.root.parent / "old")
    assert temakart(project, "matrix", "--verify", old / "kunnskapsmatrise.xlsx").code == 0
    drawn = json.loads(temakart(project, "audit", "draw", "1", "--json").out)
    assert [one.report_id for one in load_audit(project.audit)] == drawn["drawn"]
    assert temakart(project, "audit", "draw", "9").code == 2
    changed = temakart(project, "matrix", "--verify", old / "kunnskapsmatrise.csv")
    assert changed.code == 1 and "the audit sample differ" in changed.out
    temakart(project, "matrix")
    compared = json.loads(temakart(project, "matrix", "--compare", old, project.matrix, "--json").out)
    assert compared["reasons"] == ["audit"]


def test_a_plan_names_the_reports(make_project: MakeProject, temakart: Temakart) -> None:
    project = make_project()
    for command in ("extract", "train", "suggest"):
        temakart(project, command)
    plan = json.loads(temakart(project, "audit", "plan", "--within", "10", "--json").out)
    assert plan["more"] == len(plan["drawn"]) + len(plan["to_draw"]) == 2
