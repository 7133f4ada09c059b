from __future__ import annotations

from pipeline.classify.training import train_project
from pipeline.evaluate.looking import describe_corpus, find_mistakes
from pipeline.held_out import HeldOut, save_held_out
from pipeline.portfolio import extract_project
from pipeline.project import Project
from tests.conftest import MakeProject


def read(make_project: MakeProject) -> Project:
    project = make_project(columns={"r1": {"kind": "plan"}, "r2": {"kind": "plan"}})
    (project.raw / "r3.txt").write_bytes(b"")
    extract_project(project, jobs=1, progress=lambda done, total: None)
    return project


def test_the_corpus_is_told_with_what_could_not_be_read(make_project: MakeProject) -> None:
    told = describe_corpus(read(make_project)).splitlines()
    assert told[0] == "4 reports, 3 read, 2 coded."
    assert "Languages: nb 2, nn 1." in told
    assert "Kinds: not stated 2, plan 2." in told
    assert "Could not be read: empty 1." in told


def test_mistakes_are_what_the_model_was_surest_of_first(make_project: MakeProject) -> None:
    project = read(make_project)
    train_project(project)
    rows = [("r1", "planlegging", 0.4), ("r1", "opplaering", 0.9), ("r2", "opplaering", 0.95), ("r2", "planlegging", 0.1)]
    save_held_out(project.held_out, [HeldOut(report, "theme", theme, chance) for report, theme, chance in rows])
    found = find_mistakes(project)
    assert [(one.report_id, one.theme, one.coded) for one in found] == [
        ("r1", "Opplæring", False),
        ("r1", "Planlegging og strategi", True),
    ]
    assert "coded, not seen, probability 0.40" in str(found[1]) and "p. 1:" in str(found[1])
