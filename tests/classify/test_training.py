from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256

import numpy as np
import pytest

from pipeline.classify.training import load_suggester, suggest_project, train_project
from pipeline.code import code_sha256
from pipeline.documents import load_document, save_document
from pipeline.errors import MissingError, ModelError
from pipeline.language.masking import MASK
from pipeline.language.vectors import save_vectors
from pipeline.project import Project
from pipeline.suggestions import load_suggestions
from tests.language.test_masking import ANNA

from .conftest import TRADES, make_vectors


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


def test_the_card_says_which_code_made_the_model(extracted: Callable[..., Project], monkeypatch: pytest.MonkeyPatch) -> None:
    project = extracted()
    first = train_project(project).card["code_sha256"]
    assert train_project(project).card["code_sha256"] == first == code_sha256(["language", "classify"])
    monkeypatch.setattr("pipeline.classify.training.ROOMS", ("language",))
    assert train_project(project).card["code_sha256"] != first


@pytest.mark.slow
def test_two_workers_write_the_same_bytes_as_one(extracted: Callable[..., Project], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.parallel.FEWEST_PAGES", 1)
    project = extracted(reports=32, coded=8)
    train_project(project)
    told: list[tuple[int, int]] = []
    suggest_project(project, ignore, jobs=1)
    alone = project.suggestions.read_bytes()
    suggest_project(project, lambda done, total: told.append((done, total)), jobs=2)
    assert project.suggestions.read_bytes() == alone
    assert told == [(20, 24), (24, 24)]


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


def with_vectors(project: Project, turn: int) -> Project:
    """The project with a file of vectors of its own, every word's those of the word `turn` places on."""
    vectors = make_vectors()
    save_vectors(project.root / "own" / "v.npz", list(vectors.rows), np.roll(vectors.matrix, turn, axis=0))
    settings = 'language: {translate_nynorsk: "off", vectors: own/v.npz}'
    project.params_file.write_text(settings, encoding="utf-8")
    return project


def test_vectors_of_ones_own_make_another_model_and_their_hash_stands_on_the_card(extracted: Callable[..., Project]) -> None:
    project = extracted()
    shipped = train_project(project).card
    card = train_project(with_vectors(project, 5)).card
    assert card["vectors_sha256"] == sha256((project.root / "own" / "v.npz").read_bytes()).hexdigest()
    assert card["id"] != shipped["id"] and card["vectors_sha256"] != shipped["vectors_sha256"]
    assert suggest_project(project, ignore).reports == 4


def test_a_model_trained_with_other_vectors_is_refused(extracted: Callable[..., Project]) -> None:
    project = with_vectors(extracted(), 5)
    train_project(project)
    with_vectors(project, 3)
    with pytest.raises(ModelError, match="other word vectors"):
        load_suggester(project)


def test_vectors_that_are_named_but_missing_stop_training_and_suggesting(extracted: Callable[..., Project]) -> None:
    project = with_vectors(extracted(), 5)
    train_project(project)
    (project.root / "own" / "v.npz").unlink()
    for step in (train_project, load_suggester):
        with pytest.raises(MissingError, match="no word vectors at"):
            step(project)


def test_damaged_vectors_stop_training(extracted: Callable[..., Project]) -> None:
    project = with_vectors(extracted(), 5)
    (project.root / "own" / "v.npz").write_bytes(b"damaged")
    with pytest.raises(ModelError, match=r"v\.npz is damaged"):
        train_project(project)
