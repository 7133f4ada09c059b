"""Drawing by what people have decided in the store, and where each drawn report stands."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from pipeline.audit import Drawn, audited, load_audit
from pipeline.codebook import load_codebook
from pipeline.errors import UsageError
from pipeline.matrix.auditing import Decided, plan_audit, preview_audit
from pipeline.project import Project
from pipeline.review.board import board
from pipeline.review.bodies import AuditDrawn, Body, NotCodable, Shown, ShownSuggestion
from pipeline.review.codings import open_review
from pipeline.review.sampling import (
    Item,
    PlanTask,
    SampleChanged,
    decided,
    draw_into,
    draw_sample_of,
    items,
    plan_sample_of,
    plan_task,
)
from pipeline.review.store import Store
from pipeline.suggestions import Suggestion, save_suggestions
from tests.conftest import MakeProject

from .conftest import code, draft

NAMES = [f"r{at:02d}" for at in range(12)]
SEEN = Shown(model="m1", suggestions=(ShownSuggestion(
    axis="theme", label="planlegging", probability=0.5, suggested=True, confidence="review"),))  # fmt: skip


@pytest.fixture
def project(make_project: MakeProject) -> Project:
    made = make_project(reports=dict.fromkeys(NAMES, "Tekst"), labels=())
    rows = [
        Suggestion(name, "theme", theme, 0.2 + at / 20, False, "review", 1, "", "", "m1")
        for at, name in enumerate(NAMES)
        for theme in ("planlegging", "opplaering", "brukermedvirkning")
    ]
    save_suggestions(made.suggestions, rows)
    return made


@pytest.fixture
def review(project: Project) -> Iterator[Store]:
    with open_review(project) as opened:
        yield opened


def now(project: Project, store: Store) -> Decided:
    return decided(list(board(store.events()).states.values()), load_codebook(project.codebook), NAMES)


def test_what_is_decided_in_the_store_is_not_drawn_also_before_it_is_exported(project: Project, review: Store) -> None:
    review.append(draft(code("planlegging"), report_id="r01"))
    review.append(draft(NotCodable(reason="tom", basis="corrected"), report_id="r02"))
    outcome = draw_into(review, project, now(project, review), 10, "simple", "anne")
    assert sorted(one.report_id for one in outcome.new) == [name for name in NAMES if name not in ("r01", "r02")]
    assert [event.actor for event in review.events(kinds=("audit_drawn",))] == ["anne"] * 10
    with pytest.raises(UsageError, match="0 reports are left to draw"):
        draw_into(review, project, now(project, review), 1, "simple", "anne")


def test_a_preview_names_those_that_are_drawn_and_writes_nothing(project: Project, review: Store) -> None:
    shown = preview_audit(project, 4, "simple", now(project, review)).new
    assert not project.audit.exists()
    assert draw_into(review, project, now(project, review), 4, "simple", "anne", before=0).new == shown


def test_a_draw_after_somebody_elses_is_refused(project: Project, review: Store) -> None:
    draw_into(review, project, now(project, review), 2, "simple", "anne")
    with pytest.raises(SampleChanged):
        draw_into(review, project, now(project, review), 2, "simple", "berit", before=0)
    assert len(load_audit(project.audit)) == 2


def test_two_who_draw_at_once_get_different_reports_and_neither_draw_is_lost(project: Project, review: Store) -> None:
    known = now(project, review)
    with ThreadPoolExecutor(2) as threads:
        both = list(threads.map(lambda who: draw_into(review, project, known, 4, "simple", who), ("anne", "berit")))
    names = {one.report_id for outcome in both for one in outcome.new}
    assert len(names) == 8 == len(load_audit(project.audit)) == len(review.events(kinds=("audit_drawn",)))


def test_without_a_store_the_file_alone_is_written_and_the_room_finds_it(project: Project) -> None:
    assert len(draw_sample_of(project, 3, "simple", "anne").new) == 3
    assert not project.reviews.exists()
    with open_review(project) as store:
        assert {event.report_id for event in store.events()} == {one.report_id for one in load_audit(project.audit)}
    draw_sample_of(project, 2, "simple", "anne")
    with open_review(project) as store:
        assert [event.actor for event in store.events()] == ["import"] * 3 + ["anne"] * 2


def test_a_plan_beside_the_reviewing_is_that_of_the_command(
    project: Project, review: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.review.sampling.give_way", lambda: None)
    review.append(draft(code("planlegging"), report_id="r01"))
    found = plan_task(PlanTask(project, 0.1, now(project, review)), lambda _pages, _ocr: None)
    assert found == plan_sample_of(project, 0.1)
    assert "r01" not in found.reports and "r01" in plan_audit(project, 0.1).reports


def item(*events: tuple[Body, str], people: tuple[str, ...] = ("kari", "ola"), store: Store) -> Item:
    """Where a drawn report stands after some events."""
    drawn = Drawn("r1", 1, 1, "", 0.5, 2, "simple")
    store.append_all([draft(body, actor) for body, actor in events])
    (found,) = items((drawn,), board(store.events()).states, people)
    codings = [one for state in board(store.events()).states.values() for one in state.decisions if one.codable]
    assert found.counts == bool(audited([drawn], codings)), "the page and the matrix must count alike"  # type: ignore[arg-type]
    return found


@pytest.mark.parametrize(
    ("events", "state", "counts"),
    [
        ((), "waiting", False),
        (((code("planlegging", basis="blind"), "kari"),), "coded", True),
        (((code("planlegging", basis="blind"), "kari"), (code(basis="blind"), "ola")), "disagreement", True),
        (((code("planlegging", basis="blind"), "kari"), (code(), "ola")), "not_blind", False),
        (((code(), "ola"),), "waiting", False),
        (((SEEN, "ola"), (SEEN, "kari")), "nobody", False),
        (((NotCodable(reason="tom", basis="blind"), "kari"),), "not_codable", False),
        (
            ((code("planlegging", basis="blind"), "kari"), (code(basis="blind"), "ola"), (code(basis="adjudicated"), "anne")),
            "coded",
            True,
        ),
    ],
)
def test_each_state_of_the_sample(store: Store, events: tuple[tuple[Body, str], ...], state: str, counts: bool) -> None:
    found = item((AuditDrawn(design="simple", probability=0.5, order=1), "anne"), *events, store=store)
    assert (found.state, found.counts) == (state, counts)


def test_the_sample_stands_in_its_order(store: Store) -> None:
    sample = tuple(Drawn(f"r{at}", at, 1, "", 0.5, 4, "simple") for at in (2, 1))
    assert [one.drawn.report_id for one in items(sample, board(store.events()).states, ())] == ["r1", "r2"]
