"""audit.csv and the store hold the same sample, whatever was lost of either."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from time import sleep

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.audit import Candidate, Drawn, draw_sample, load_audit, save_audit
from pipeline.errors import FaultyFileError, StoreError
from pipeline.project import Project
from pipeline.review.audit_file import alone, join_sample
from pipeline.review.board import board
from pipeline.review.bodies import AuditDrawn
from pipeline.review.store import Store, open_store

from .conftest import clock, draft

SAMPLE = draw_sample([Candidate(f"r{at}", "ØV"[at % 2]) for at in range(9)], (), 6, "office", 1)


def rows(project: Project) -> list[str]:
    return [one.report_id for one in load_audit(project.audit)]


def drawn(store: Store) -> list[str]:
    return [event.report_id for event in store.events(kinds=("audit_drawn",))]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def test_a_row_of_the_file_is_awaited_in_the_queue_and_is_read_once(store: Store, project: Project) -> None:
    save_audit(project.audit, SAMPLE)
    for _ in range(2):
        join_sample(store, project)
        assert drawn(store) == [one.report_id for one in SAMPLE]
    state = board(store.events()).get(SAMPLE[0].report_id)
    assert state.standing == "blind_pending" and state.blind_waiting == ("",)
    assert [(one.order, one.probability) for one in state.draws] == [(1, pytest.approx(SAMPLE[0].probability))]


def test_a_file_that_is_lost_is_written_again_byte_by_byte(store: Store, project: Project) -> None:
    save_audit(project.audit, SAMPLE)
    join_sample(store, project)
    whole = project.audit.read_bytes()
    project.audit.unlink()
    join_sample(store, project)
    assert project.audit.read_bytes() == whole


@given(st.sets(st.sampled_from(SAMPLE)), st.sets(st.sampled_from(SAMPLE)))
def test_whatever_each_has_lost_both_hold_all_that_either_holds(in_file: set[Drawn], in_store: set[Drawn]) -> None:
    with TemporaryDirectory() as folder, open_store(f"sqlite:///{folder}/reviews.db", clock()) as store:
        project = Project(Path(folder))
        for part in (in_store, in_file):
            project.audit.unlink(missing_ok=True)
            save_audit(project.audit, sorted(part, key=lambda one: one.order))
            join_sample(store, project)
        assert set(drawn(store)) == set(rows(project)) == {one.report_id for one in in_file | in_store}
        assert [one.order for one in load_audit(project.audit)] == sorted(one.order for one in in_file | in_store)


def test_a_kill_between_the_file_and_the_events_loses_no_draw(
    store: Store, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_audit(project.audit, SAMPLE)
    with monkeypatch.context() as patched:
        patched.setattr(Store, "append_all", lambda *_arguments: (_ for _ in ()).throw(StoreError("killed")))
        with pytest.raises(StoreError, match="killed"):
            join_sample(store, project)
    assert drawn(store) == []
    join_sample(store, project)
    assert drawn(store) == rows(project)


def test_an_event_of_an_older_temakart_asks_for_blind_coding_and_makes_no_row(store: Store, project: Project) -> None:
    store.append(draft(AuditDrawn(design="2026-1", probability=0.2), "anne", "r1"))
    join_sample(store, project)
    assert not project.audit.exists() and board(store.events()).get("r1").standing == "blind_pending"


def test_a_file_changed_by_hand_is_refused_and_says_how_it_comes_back(store: Store, project: Project) -> None:
    save_audit(project.audit, SAMPLE)
    project.audit.write_text(project.audit.read_text("utf-8").replace(",office", ",lucky"), encoding="utf-8")
    with pytest.raises(FaultyFileError, match="delete it and run `temakart labels export`"):
        join_sample(store, project)


def test_only_one_at_a_time_has_the_sample(project: Project) -> None:
    inside: list[int] = []
    most: list[int] = []

    def enter(at: int) -> None:
        with alone(project):
            inside.append(at)
            sleep(0.001)
            most.append(len(inside))
            inside.remove(at)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(enter, range(40)))
    assert max(most) == 1
