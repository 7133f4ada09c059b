"""Agreement is the same from the store and from labels.csv, and differing reports are listed with what they differ on."""

from __future__ import annotations

import pytest

from pipeline.codebook import Codebook
from pipeline.project import Project
from pipeline.review.agreeing import Coder, Dispute, coders, disputes, project_agreement
from pipeline.review.board import board
from pipeline.review.bodies import NotCodable
from pipeline.review.codings import open_review, write_labels
from pipeline.review.store import Store
from tests.classify.conftest import make_codebook
from tests.conftest import MakeProject

from .conftest import code, draft

CODEBOOK: Codebook = make_codebook()


@pytest.fixture
def project(make_project: MakeProject) -> Project:
    return make_project()


def test_the_store_answers_as_labels_csv_does_when_it_is_written(project: Project) -> None:
    with open_review(project) as store:
        for who, theme in (("kari", "planlegging"), ("ola", "opplaering")):
            for report_id in ("r1", "r2", "r3"):
                store.append(draft(code(theme if report_id == "r1" else "planlegging", basis="blind"), who, report_id))
        store.append(draft(code("utgaatt", basis="blind"), "ola", "r4"))
        store.append(draft(NotCodable(reason="tom", basis="corrected"), "siri", "r3"))
        from_store = project_agreement(project)
        write_labels(store, project)
    project.reviews.unlink()
    assert from_store.as_json() == project_agreement(project).as_json()
    assert (from_store.blind.reports, from_store.blind.differences[0].report_id) == (2, "r1")


def test_differing_reports_are_listed_with_the_most_questions_first(store: Store) -> None:
    store.append_all([
        draft(code("fiske", recipient="lag", basis="blind"), "kari", "a"),
        draft(code("fiske", recipient="by", basis="blind"), "ola", "a"),
        draft(code("fiske", "skog", recipient="lag", basis="blind"), "ola", "b"),
        draft(code("skole", recipient="lag", basis="blind"), "kari", "b"),
        draft(NotCodable(reason="tom", basis="blind"), "kari", "c"),
        draft(code("fiske", recipient="lag", basis="blind"), "ola", "c"),
        draft(code("fiske", recipient="lag", basis="blind"), "ola", "enige"),
        draft(code("fiske", recipient="lag", basis="blind"), "kari", "enige"),
        draft(code("fiske", recipient="lag"), "ola", "ikke blindt"),
        draft(code("skog", recipient="lag"), "kari", "ikke blindt"),
        draft(code("fiske", recipient="lag", basis="adjudicated"), "anne", "a"),
    ])  # fmt: skip
    pair = ("kari", "ola")
    assert disputes(board(store.events()).states.values(), CODEBOOK) == (
        Dispute("b", pair, ("fiske", "skog", "skole"), recipient=False, codable=False, settled=False),
        Dispute("a", pair, (), recipient=True, codable=False, settled=True),
        Dispute("c", pair, (), recipient=False, codable=True, settled=False),
    )


def test_a_report_that_is_decided_not_codable_is_settled(store: Store) -> None:
    store.append(draft(code("fiske", basis="blind"), "kari"))
    store.append(draft(code("skog", basis="blind"), "ola"))
    store.append(draft(NotCodable(reason="tom", basis="adjudicated"), "anne"))
    (found,) = disputes(board(store.events()).states.values(), CODEBOOK)
    assert found.settled


def test_coders_are_counted_by_how_they_coded(store: Store) -> None:
    store.append(draft(code("fiske", basis="blind"), "kari", "a"))
    store.append(draft(code("fiske", basis="blind"), "ola", "a"))
    store.append(draft(code("fiske", basis="blind"), "kari", "b"))
    store.append(draft(code("fiske"), "ola", "c"))
    store.append(draft(code("fiske", basis="adjudicated"), "anne", "a"))
    assert coders(board(store.events()).states.values()) == (Coder("kari", 2, 1, 0), Coder("ola", 1, 1, 1))
