from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from pipeline.classify.training import load_suggester, suggest_project, train_project
from pipeline.documents import load_document, save_document
from pipeline.errors import MissingError, ModelError
from pipeline.language.masking import MASK
from pipeline.project import Project
from pipeline.suggestions import load_suggestions
from tests.language.test_masking import ANNA

from .conftest import TRADES


def ignore(done: int, total: int) -> None:
    """Nobody watches the progress."""


def test_training_again_on_the_same_input_writes_the_same_bytes(extracted: Callable[..., Project]) -> None:
    project = extracted()
    files = [project.model / "model.skops", project.model / "card.json"]
    first = train_project(project).card["id"], *(path.read_bytes() for path in files)
    assert (train_project(project).card["id"], *(path.read_bytes() for path in files)) == first


def test_another_code_makes_another_model(extracted: Callable[..., Project]) -> None:
    project = extracted()
    first = train_project(project).card
    project.labels.write_text(project.labels.read_text(encoding="utf-8").replace("r00,fiske", "r00,skog"), encoding="utf-8")
    second = train_project(project).card
    assert first["id"] != second["id"] and first["codes_sha256"] != second["codes_sha256"]
    assert first["texts_sha256"] == second["texts_sha256"]


def test_the_card_says_what_made_the_model(extracted: Callable[..., Project]) -> None:
    card = train_project(extracted(reports=9, coded=7)).card
    assert card["training_ids"] == [f"r{at:02d}" for at in range(7)] and card["reports"] == 9
    assert card["examples"] == {"fiske": 3, "skog": 2, "skole": 2}
    assert card["too_few_examples"] == ["skog", "skole"]


def test_without_codes_the_codebook_alone_suggests_and_it_is_said(extracted: Callable[..., Project]) -> None:
    project = extracted(reports=6, coded=0)
    assert "No report is coded: the codebook alone suggests." in train_project(project).sentence()
    assert "the codebook alone suggested" in suggest_project(project, ignore).sentence()
    themes = [row for row in load_suggestions(project.suggestions) if row.axis == "theme"]
    assert {row.confidence for row in themes} == {"too_few_examples"}
    best = {report: max((row for row in themes if row.report_id == report), key=lambda row: row.probability).label
            for report in {row.report_id for row in themes}}  # fmt: skip
    assert best == {f"r{at:02d}": list(TRADES)[at % 3] for at in range(6)}


def test_suggestions_hold_one_row_per_uncoded_report_and_label(extracted: Callable[..., Project]) -> None:
    project = extracted(reports=12, coded=8)
    identifier = train_project(project).card["id"]
    suggest_project(project, ignore)
    rows = load_suggestions(project.suggestions)
    uncoded = [f"r{at:02d}" for at in range(8, 12)]
    labels = [*(("theme", name) for name in TRADES), ("recipient", "lag"), ("recipient", "by")]
    assert [(row.report_id, row.axis, row.label) for row in rows] == [
        (report, *label) for report in uncoded for label in labels
    ]
    assert {row.model for row in rows} == {identifier}


def test_identity_numbers_are_taken_out_of_evidence_and_counted(extracted: Callable[..., Project]) -> None:
    project = extracted(reports=9, coded=6)
    path = project.document("r08")
    document = load_document(path)
    pages = tuple(replace(page, text=f"{page.text} {ANNA[:6]}\n{ANNA[6:]}.") for page in document.pages)
    save_document(replace(document, pages=pages), path)
    train_project(project)
    outcome = suggest_project(project, ignore)
    masked = {row.evidence for row in load_suggestions(project.suggestions) if MASK in row.evidence}
    assert masked and outcome.masked == len(masked)
    assert f"Identity numbers were taken out of {len(masked)} passages" in outcome.sentence()
    assert ANNA[6:] not in project.suggestions.read_text(encoding="utf-8")


def test_suggesting_twice_writes_the_same_bytes(extracted: Callable[..., Project]) -> None:
    project = extracted()
    train_project(project)
    written = []
    for _ in range(2):
        suggest_project(project, ignore)
        written.append(project.suggestions.read_bytes())
    assert written[0] == written[1]


def test_a_model_for_another_codebook_is_refused(extracted: Callable[..., Project]) -> None:
    project = extracted()
    train_project(project)
    project.codebook.write_text(project.codebook.read_text(encoding="utf-8").replace("garn", "krok"), encoding="utf-8")
    with pytest.raises(ModelError, match="has changed since the model was trained"):
        load_suggester(project)


def test_suggesting_before_training_is_told_what_to_run(extracted: Callable[..., Project]) -> None:
    with pytest.raises(MissingError, match="temakart train"):
        suggest_project(extracted(), ignore)
