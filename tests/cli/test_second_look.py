"""Codes to look at again: `labels suspects` and `labels agreement`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.project import Project
from pipeline.tables import read_table, write_csv
from tests.classify.conftest import TRADES, extracted
from tests.cli.conftest import Temakart
from tests.conftest import MakeProject, write_labels

__all__ = ["extracted"]
COLUMNS = ("report_id", "themes", "recipient", "coder", "coded_at", "basis", "codebook_version")


@pytest.fixture
def doubtful(extracted: Callable[..., Project]) -> Project:
    """Twelve coded reports, one of them with another's code."""
    project = extracted(reports=12, coded=0)
    names = list(TRADES)
    write_labels(project, [(f"r{at:02d}", names[(at + (at == 6)) % 3], "lag") for at in range(12)])
    return project


def test_suspects_are_printed_with_passage_and_page(doubtful: Project, temakart: Temakart) -> None:
    told = temakart(doubtful, "labels", "suspects")
    assert told.code == 0
    assert "r06" in told.out and "p. " in told.out


def test_suspects_are_written_as_csv_and_json(doubtful: Project, temakart: Temakart, tmp_path: Path) -> None:
    out = tmp_path / "sjekk.csv"
    listed = json.loads(temakart(doubtful, "labels", "suspects", "--json").out)
    assert temakart(doubtful, "labels", "suspects", "--out", out).code == 0
    rows = read_table(out).rows
    assert [(row.get("report_id"), row.get("theme")) for row in rows] == [(one["report_id"], one["theme"]) for one in listed]
    assert {row.get("coded") for row in rows} <= {"yes", "no"} and rows[0].get("passage") == listed[0]["quote"]["text"]
    assert temakart(doubtful, "labels", "suspects", "--out", tmp_path / "sjekk.pdf").code == 2


def test_too_few_codes_for_suspects_are_told(make_project: MakeProject, temakart: Temakart) -> None:
    project = make_project()
    temakart(project, "extract")
    told = temakart(project, "labels", "suspects")
    assert told.code == 2 and "at least 10" in told.err


def code_twice(project: Project, basis: str) -> None:
    rows = [
        dict(zip(COLUMNS, (f"r{at}", theme, "kommune", coder, "2026-01-01", basis, "1"), strict=True))
        for at in (1, 2, 3, 4)
        for coder, theme in (("kari", "planlegging"), ("ola", "planlegging" if at > 1 else "opplaering"))
    ]
    write_csv(project.labels, COLUMNS, rows)


def test_agreement_tells_blind_codings_and_all_apart(make_project: MakeProject, temakart: Temakart) -> None:
    project = make_project(labels=[])
    code_twice(project, "corrected")
    told = temakart(project, "labels", "agreement")
    assert told.code == 0
    assert "Blind codings: 0 reports" in told.out and "All codings: 4 reports" in told.out
    assert "kari and ola: 4 reports" in told.out and "differ on 2 questions" in told.out
    found = json.loads(temakart(project, "labels", "agreement", "--json").out)
    assert found["blind"]["reports"] == 0 and found["all"]["themes"]["planlegging"]["few"]
    assert found["all"]["differences"][0] == {
        "report_id": "r1",
        "question": "planlegging",
        "answers": {"kari": "ja", "ola": "nei"},
    }


def test_evaluate_prints_its_figures_within_a_hundred_columns(doubtful: Project, temakart: Temakart) -> None:
    told = temakart(doubtful, "evaluate")
    assert told.code == 0
    assert max(map(len, told.out.splitlines())) <= 100
    for word in (*TRADES, "micro-F1", "Sure", "Recipient", "Too few coded reports for a curve", "Errs most", "r06"):
        assert word in told.out
    metrics = json.loads(temakart(doubtful, "evaluate", "--json").out)
    assert metrics["reports"] == 12 and (doubtful.model / "evaluation.html").is_file()
