"""How quickly the board answers: a portfolio in review, and one more save each time it is asked.

python tests/bench/board.py [--url URL] [--reports 730] [--reviewers 20]
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path
from uuid import uuid4

from pipeline.review.board import LiveBoard, board
from pipeline.review.bodies import Body, Coded, Shown, ShownSuggestion
from pipeline.review.engine import sqlite_url
from pipeline.review.events import Draft
from pipeline.review.store import Store, open_store

LABELS = tuple(f"t{number}" for number in range(14))
ASKED = 500


def main() -> None:
    """Fill a store, ask the board again and again, print the times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="", help="an empty store; else SQLite in a temporary folder")
    parser.add_argument("--reports", type=int, default=730)
    parser.add_argument("--reviewers", type=int, default=20)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, open_store(options.url or sqlite_url(Path(folder) / "reviews.db")) as store:
        for number in range(options.reports):
            store.append_all([draft for person in range(options.reviewers) for draft in visit(number, person)])
        measure(store, options.reports)


def visit(report: int, person: int) -> list[Draft]:
    """A reviewer opens a report; one in four codes it."""
    drafts = [draft(report, person, seen())]
    return [*drafts, draft(report, person, coded(report))] if person % 4 == 0 else drafts


def draft(report: int, person: int, body: Body) -> Draft:
    """An event on top of what stands."""
    return Draft(uuid4(), f"p{person}", body, f"r{report:03d}")


def seen() -> Shown:
    """All suggestions of a report."""
    rows = [
        ShownSuggestion(axis="theme", label=label, probability=0.5, suggested=True, confidence="review") for label in LABELS
    ]
    return Shown(model="m", suggestions=tuple(rows))


def coded(report: int) -> Coded:
    """One theme of a report."""
    return Coded(themes=(LABELS[report % 14],), basis="corrected")


def measure(store: Store, reports: int) -> None:
    """Times in milliseconds of the first board, of a board after each save, and of saving."""
    live = LiveBoard(store)
    started = time.process_time()
    live.now()
    first = time.process_time() - started
    saves, boards, processor = [], [], []
    for number in range(ASKED):
        started = time.perf_counter()
        store.append(draft(number * 7 % reports, number % 20, coded(number)))
        saved, before = time.perf_counter(), time.process_time()
        live.now()
        processor.append(time.process_time() - before)
        saves.append(saved - started)
        boards.append(time.perf_counter() - saved)
    assert live.now() == board(store.events())
    print(f"{store.count()} events of {reports} reports; first board {first * 1000:.0f} ms of processor time")
    for name, times in (("save", saves), ("board after a save", boards), ("the same, processor time", processor)):
        middle, high = statistics.median(times), statistics.quantiles(times, n=20)[-1]
        print(f"{name}: median {middle * 1000:.2f} ms, 95th percentile {high * 1000:.2f} ms")


if __name__ == "__main__":
    main()
