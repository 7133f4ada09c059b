"""The board: whole or bit by bit it is the same, and it says how far the portfolio is."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from pipeline.review.board import Board, LiveBoard, Progress, board, progress
from pipeline.review.bodies import Assigned, AuditDrawn, Body, Flagged, NotCodable, Retrained, Shown
from pipeline.review.engine import sqlite_url
from pipeline.review.store import Store, open_store

from .conftest import code, draft

PEOPLE = ("kari", "ola", "ana")
BODIES: st.SearchStrategy[Body] = st.one_of(
    st.builds(
        lambda themes, basis: code(*sorted(themes), basis=basis),
        st.sets(st.sampled_from(["planlegging", "opplaering"])),
        st.sampled_from(["blind", "corrected", "adjudicated", "imported"]),
    ),
    st.just(NotCodable(reason="tom", basis="corrected")),
    st.just(Shown()),
    st.just(Flagged(reason="delt")),
    st.builds(Assigned, to=st.sampled_from(PEOPLE), blind=st.booleans(), active=st.booleans()),
    st.just(AuditDrawn(design="a", probability=0.5)),
)
SAID = st.lists(st.tuples(st.sampled_from(["r1", "r2", "r3"]), st.sampled_from(PEOPLE), BODIES, st.booleans()), max_size=10)


@given(SAID)
def test_bit_by_bit_is_the_same_as_all_at_once(said: list[tuple[str, str, Body, bool]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(sqlite_url(Path(folder) / "reviews.db"))
        live = LiveBoard(store)
        for report_id, actor, body, look in said:
            store.append(draft(body, actor, report_id))
            if look:
                live.now()
        assert live.now() == board(store.events())
        store.close()


def test_the_board_sees_what_others_have_saved(store: Store) -> None:
    live = LiveBoard(store)
    assert live.now() == Board({}, 0)
    store.append(draft(code("opplaering")))
    before = live.now()
    assert before.get("r1").standing == "coded"
    store.append(draft(NotCodable(reason="tom", basis="corrected")))
    store.append(draft(Retrained(model="m2", succeeded=True), "ana", report_id=""))
    assert live.now().get("r1").standing == "not_codable"
    assert (live.now().last_seq, list(live.now().states)) == (3, ["r1"])
    assert before.get("r1").standing == "coded"


def test_a_board_that_is_up_to_date_is_not_made_again(store: Store) -> None:
    store.append(draft(code()))
    live = LiveBoard(store)
    assert live.now() is live.now()


def test_progress_counts_every_report_of_the_portfolio_by_group(store: Store) -> None:
    store.append_all([
        draft(code("opplaering", "planlegging"), report_id="r1"),
        draft(code("opplaering"), report_id="r2"),
        draft(NotCodable(reason="tom", basis="corrected"), report_id="r3"),
        draft(code("opplaering"), report_id="gone"),
    ])  # fmt: skip
    found = progress(board(store.events()), {"r3": "øst", "r1": "øst", "r2": "vest", "r4": "øst"})
    assert list(found.items()) == [
        ("vest", Progress(1, {"coded": 1}, {"opplaering": 1})),
        ("øst", Progress(3, {"coded": 1, "not_codable": 1, "uncoded": 1}, {"opplaering": 1, "planlegging": 1})),
    ]
