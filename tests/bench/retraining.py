"""How long «learn from new codes» takes on a portfolio as large as the real one, step by step.

    python -m tests.bench.retraining [--project DIR] [--reports 730] [--pages 30] [--new 10] [--jobs 1] [--keep FOLDER]

The reports are made as in speed.py. A model is trained without the codes of the last `--new` coded reports and suggests for
the rest; then all codes are there, and what is timed is the retraining from its start until the queue has the new
suggestions. CPU seconds of the process itself: with more than one job those of the workers are not in them, so compare the
clock there. Nothing is asserted.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from pathlib import Path

from pipeline.classify.training import suggest_project, train_project
from pipeline.project import Project, find_project
from pipeline.review.codings import open_review
from pipeline.review.retraining import retrain
from pipeline.review.running import Running
from pipeline.tables import read_table, write_csv
from tests.bench.speed import portfolio


class Clock:
    """Seconds spent in each step, on the clock and of the processor."""

    def __init__(self) -> None:
        self.spent: dict[str, tuple[float, float]] = {}
        self._at, self._since = "", (time.perf_counter(), time.process_time())

    def told(self, state: Running) -> None:
        """The step that was, until now, is done when another begins."""
        now = time.perf_counter(), time.process_time()
        before = self.spent.get(self._at, (0.0, 0.0))
        self.spent[self._at] = before[0] + now[0] - self._since[0], before[1] + now[1] - self._since[1]
        self._at, self._since = state.step or state.state, now


def with_champion(project: Project, new: int) -> None:
    """A model trained without the codes of the last `new` coded reports, and its suggestions; then all codes are back."""
    whole = project.labels.read_bytes()
    table = read_table(project.labels)
    coded = sorted({row.get("report_id") for row in table.rows})
    kept = [row.cells for row in table.rows if row.get("report_id") in coded[: len(coded) - new]]
    write_csv(project.labels, table.columns, kept)
    train_project(project)
    suggest_project(project, lambda done, total: None)
    project.labels.write_bytes(whole)


def measure(project: Project, jobs: int) -> None:
    """Retrain and print the table."""
    clock = Clock()
    with open_review(project) as store:
        outcome = retrain(project, store, "bench", jobs, clock.told)
    clock.told(Running("done"))
    for step, (wall, cpu) in clock.spent.items():
        print(f"{step or 'start':12s} {wall:8.2f} s  CPU {cpu:8.2f} s", flush=True)
    wall, cpu = (sum(one[at] for one in clock.spent.values()) for at in (0, 1))
    print(f"{'in all':12s} {wall:8.2f} s  CPU {cpu:8.2f} s  ({outcome.verdict}, {len(outcome.flips)} suggestions change)")


def main() -> None:
    """Make the portfolio, a champion, and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--project", type=Path, default=Path())
    parser.add_argument("--reports", type=int, default=730)
    parser.add_argument("--pages", type=int, default=30)
    parser.add_argument("--new", type=int, default=10)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="make the portfolio and its champion here and leave them")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        made_in = arguments.keep or Path(folder) / "portfolio"
        project = Project(made_in)
        if not made_in.exists():
            portfolio(find_project(arguments.project), made_in, arguments.reports, arguments.pages)
            with_champion(project, arguments.new)
        print(f"{arguments.reports} made reports, {arguments.jobs} jobs, {os.cpu_count()} processors")
        measure(project, arguments.jobs)


if __name__ == "__main__":
    main()
