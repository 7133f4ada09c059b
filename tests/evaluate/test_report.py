from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from pipeline.evaluate.report import Evaluation, evaluate_project
from pipeline.project import Project
from tests.classify.conftest import TRADES, WORD_LIST


def evaluate(project: Project) -> Evaluation:
    project.params_file.write_text(WORD_LIST + "evaluate: {repeats: 1, folds: 3, bootstrap: 100}\n", encoding="utf-8")
    return evaluate_project(project, lambda done, total: None)


def test_fewer_than_ten_coded_reports_are_not_measured(extracted: Callable[..., Project]) -> None:
    found = evaluate(extracted(reports=12, coded=9))
    assert found.metrics["reports"] == 9 and "overall" not in found.metrics
    assert found.table().startswith("9 reports are coded")


def test_coded_reports_that_could_not_be_read_do_not_count(extracted: Callable[..., Project]) -> None:
    project = extracted(reports=12, coded=12)
    for report_id in ("r00", "r01", "r02"):
        project.document(report_id).unlink()
    assert evaluate(project).metrics["reports"] == 9


def test_the_figures_stand_in_metrics_json_and_in_the_table(extracted: Callable[..., Project]) -> None:
    project = extracted(reports=14, coded=12)
    found = evaluate(project)
    written = json.loads((project.model / "metrics.json").read_text(encoding="utf-8"))
    assert written == found.metrics
    assert list(written["themes"]) == list(TRADES) and {row["coded"] for row in written["themes"].values()} == {4}
    for row in (*written["themes"].values(), {"f1": written["overall"]["macro_f1"]}):
        assert 0 <= row["f1"]["low"] <= row["f1"]["value"] <= row["f1"]["high"] <= 1
    assert all(name in found.table() for name in (*TRADES, *written["overall"]))


def test_clear_texts_are_coded_well(extracted: Callable[..., Project]) -> None:
    assert evaluate(extracted(reports=12, coded=12)).metrics["overall"]["macro_f1"]["value"] > 0.8


def test_recipients_are_counted_against_the_rules(extracted: Callable[..., Project]) -> None:
    columns = {"r00": {"grantee": "Idrettslaget laget"}, "r01": {"grantee": "Nes kommune"}, "r02": {"grantee": "Nes kommune"}}
    found = evaluate(extracted(reports=12, coded=10, columns=columns))
    assert found.metrics["recipient"] == {"coded": 10, "right": 2}


@pytest.mark.parametrize("notice", [True, False])
def test_figures_scored_on_demonstration_texts_say_so(notice: bool, extracted: Callable[..., Project]) -> None:
    project = extracted(reports=12, coded=10)
    if notice:
        (project.root / "corpus" / "NOTICE.txt").write_text("Demonstrasjon.", encoding="utf-8")
    assert ("demonstration texts" in evaluate(project).table()) == notice


def test_measuring_twice_writes_the_same_bytes(extracted: Callable[..., Project]) -> None:
    project = extracted(reports=12, coded=10)
    written = []
    for _ in range(2):
        evaluate(project)
        written.append((project.model / "metrics.json").read_bytes())
    assert written[0] == written[1]
