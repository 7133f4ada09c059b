from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from pipeline.classify.inputs import load_inputs
from pipeline.documents import load_document, save_document
from pipeline.errors import MissingError
from pipeline.language.boilerplate import NOTHING_SHARED
from pipeline.project import Project
from tests.conftest import MakeProject


def test_a_project_without_extracted_reports_is_told_what_to_run(make_project: MakeProject) -> None:
    with pytest.raises(MissingError, match="temakart extract"):
        load_inputs(make_project())


def test_a_damaged_document_is_a_fault_and_costs_no_other(extracted: Callable[..., Project]) -> None:
    project = extracted(reports=3)
    project.document("r01").write_text('{"schema": 1', encoding="utf-8")
    inputs = load_inputs(project)
    assert sorted(inputs.documents) == ["r00", "r02"]
    assert [fault.file for fault in inputs.faults if fault.file.endswith(".json")] == ["r01.json"]


def test_labels_of_unknown_reports_themes_and_recipients_are_faults(extracted: Callable[..., Project]) -> None:
    project = extracted(reports=3, coded=1)
    with project.labels.open("a", encoding="utf-8") as file:
        file.write("r09,fiske,lag,ola,2026-02-01,blind,1\nr01,fiske;romfart,konge,ola,2026-02-01,blind,1\n")
    inputs = load_inputs(project)
    assert {report: (code.themes, code.recipient) for report, code in inputs.codes.items()} == {
        "r00": (("fiske",), "lag"),
        "r01": (("fiske",), ""),
    }
    told = " ".join(str(fault) for fault in inputs.faults)
    assert all(f"«{name}»" in told for name in ("r09", "romfart", "konge"))


def test_the_registers_title_counts_as_a_passage(extracted: Callable[..., Project]) -> None:
    inputs = load_inputs(extracted(reports=2, columns={"r00": {"title": "Fangst i havn"}}))
    titled, untitled = map(inputs.prepared, inputs.counted(NOTHING_SHARED))
    assert (titled.passages[0].text, titled.passages[0].role) == ("Fangst i havn", "title")
    assert len(titled.passages) == len(untitled.passages) + 1


def test_a_sentence_that_many_reports_share_is_not_counted(extracted: Callable[..., Project]) -> None:
    project = extracted(reports=4)
    for report_id in ("r00", "r01", "r02"):
        path = project.document(report_id)
        document = load_document(path)
        first = replace(document.pages[0], text=f"Alle skal bo godt og trygt i egen bolig. {document.pages[0].text}")
        save_document(replace(document, pages=(first, *document.pages[1:])), path)
    inputs = load_inputs(project)
    counted = {word for report in inputs.counted(inputs.shared()) for words in report.words for word in words}
    assert "bolig" not in counted and "fisk" in counted
    assert any("bolig" in words for report in inputs.counted(NOTHING_SHARED) for words in report.words)
