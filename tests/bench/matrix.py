"""Whether the matrix's intervals hold: estimates from few codes and a random audit beside the truth of a public set.

    python tests/bench/matrix.py FOLDER/NAME [--draws N] [--audit N,N] [--design D] [--out FILE] [--figure FILE] [--plan POINTS]

57 coded documents are drawn at random, for breadth and by active learning, each way by N / 25 models (`--per-model`); of each
model 25 audit samples of each size are drawn at random from the rest and coded; every theme, and every theme within groups
that are known and groups that have to be guessed, is estimated and compared with the whole set's codes. Exact intervals of
the audit sample alone (hypergeometric), Clopper-Pearson's, the naive count, and ppi_py and QuaPy where they are installed
(`pip install temakart[bench]`) stand beside. `--design office` and `probability` draw with unequal chances; `--audit 0` shows
the ranges of a portfolio without an audit. With `--out`, what is done is kept after every model, and the same command goes on
from there.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import numpy as np
from rich.progress import track

sys.path.insert(0, str(Path(__file__).parents[2]))
from pipeline.audit import Design
from pipeline.estimate.estimating import Estimator, Grouping, Settings
from pipeline.estimate.interval import Range
from pipeline.files import write_json
from tests.bench.matrix_peers import Stretch, Task, installed, ppi, quapy, sample_alone
from tests.bench.portfolios import CODED, WAYS, Bools, Fitted, Rows, draw_audit, fit, groupings, guessed, portfolio
from tests.bench.quality import PARAMS, Data, load
from tests.bench.tally import OURS, Tally, summary

GROUPED_EVERY = 13
QUAPY_EVERY = 20
KINDS = ("themes", "groups", "guessed")
DRAWS = 1000
ALL = "all ways"


@dataclass(frozen=True, slots=True)
class Bench:
    """A public set, its groups, the sizes of audits, and which peers can be asked."""

    data: Data
    parts: list[Grouping]
    sizes: list[int]
    peers: dict[str, bool]
    design: Design = "simple"

    def measure(self, way: str, number: int, fitted: Fitted, audits: int) -> Iterable[Tally]:
        """The audits of one model: themes in all of them, themes within groups in two of 25."""
        for size in self.sizes:
            themes, groups, guesses = (Tally(way, number, size, what) for what in KINDS)
            for at in range(audits if size else 1):
                audit = draw_audit(self.data, fitted, size, (number, at), self.design)
                estimator = Estimator(portfolio(self.data, fitted, audit), Settings(draws=DRAWS, seed=number * 1000 + at))
                slow = self.peers["quapy"] and number % QUAPY_EVERY == 0 and at == 0
                self.judge(estimator, fitted, audit.rows, themes, slow)
                if at % GROUPED_EVERY == 0:
                    self.judge_groups(estimator, fitted, audit.rows, groups)
                    self.judge_guessed(estimator, fitted, audit.rows, guesses)
            yield from (themes, groups, guesses)

    def judge(self, estimator: Estimator, fitted: Fitted, audit: Rows, tally: Tally, slow: bool) -> None:
        """Every theme in the whole set."""
        everything = np.ones(len(self.data.ids), dtype=np.bool_)
        suggested = fitted.said[np.setdiff1d(np.arange(len(self.data.ids)), fitted.coded)].sum(axis=0)
        for theme, task in enumerate(self.tasks(fitted, audit, everything)):
            truth = int(self.data.coded[:, theme].sum())
            told = {OURS: _stretch(estimator.row([theme]).range), **sample_alone(task)}
            told |= ppi(task) if self.peers["ppi_py"] and len(audit) else {}
            told |= quapy(task) if slow else {}
            tally.add(str(theme), truth, told)
            tally.add_naive(float(task.known + suggested[theme] - truth))

    def judge_groups(self, estimator: Estimator, fitted: Fitted, audit: Rows, tally: Tally) -> None:
        """Every theme within every group."""
        for number, grouping in enumerate(self.parts):
            insides = [grouping.group == at for at in range(len(grouping.names))]
            tasks = [self.tasks(fitted, audit, inside) for inside in insides]
            for theme in range(self.data.coded.shape[1]):
                for at, cell in enumerate(estimator.cells([theme], grouping)):
                    told = {OURS: _stretch(cell.range), **sample_alone(tasks[at][theme])}
                    tally.add(f"{theme} in {number}:{at}", int(self.data.coded[insides[at], theme].sum()), told)

    def judge_guessed(self, estimator: Estimator, fitted: Fitted, audit: Rows, tally: Tally) -> None:
        """Every theme within groups that only coded documents are known to be of: by text the lengths, by rule the lots."""
        everything = np.ones(len(self.data.ids), dtype=np.bool_)
        for number, grouping in enumerate(self.parts[1:], 1):
            guess = guessed(self.data, grouping, fitted, audit, by_rule=number == 2)
            for theme in range(self.data.coded.shape[1]):
                for at, cell in enumerate(estimator.cells([theme], guess)):
                    hits = (self.data.coded[:, theme] == 1) & (grouping.group == at)
                    task = self.task(fitted, audit, everything, theme, hits)
                    told = {OURS: _stretch(cell.range), **sample_alone(task)}
                    tally.add(f"{theme} in {number}:{at}", int(hits.sum()), told)

    def tasks(self, fitted: Fitted, audit: Rows, inside: Bools) -> list[Task]:
        """What any tool is told of each theme among some documents."""
        themes = range(self.data.coded.shape[1])
        return [self.task(fitted, audit, inside, theme, self.data.coded[:, theme] == 1) for theme in themes]

    def task(self, fitted: Fitted, audit: Rows, inside: Bools, theme: int, hits: Bools) -> Task:
        """What any tool is told of one theme; `hits` is what it is asked for."""
        drawn, coded = (np.isin(np.arange(len(inside)), rows) & inside for rows in (audit, fitted.coded))
        told, answers = fitted.probabilities[:, theme], hits.astype(np.int64)
        return Task(told[drawn], answers[drawn], told[inside & ~drawn & ~coded], int(answers[coded].sum()))


def _stretch(range_: Range) -> Stretch:
    return Stretch(range_.value, range_.low, range_.high)


def measured(bench: Bench, models: int, audits: int, out: Path | None) -> list[Tally]:
    """All tallies, those of an earlier run with the same file taken from it."""
    kept = json.loads(out.read_text(encoding="utf-8"))["tallies"] if out and out.exists() else []
    tallies = [Tally(**one) for one in kept]
    done = {(one.way, one.model) for one in tallies}
    left = [(number, way) for number in range(models) for way in WAYS if (way, number) not in done]
    for number, way in track(left, description="models"):
        coded = WAYS[way](bench.data, np.random.default_rng([PARAMS.seed, number]))
        tallies += bench.measure(way, number, fit(bench.data, coded), audits)
        if out:
            write_json(out, {"tallies": [one.as_json() for one in tallies]})
    return tallies


def table(tallies: Sequence[Tally], sizes: Sequence[int]) -> list[dict[str, Any]]:
    """A row for each way, size and kind of number, and for each size and kind one over all ways."""
    keys = [(what, way, size) for what in KINDS for way in (*WAYS, ALL) for size in sizes]
    found = [
        [one for one in tallies if one.what == what and one.size == size and way in (one.way, ALL)] for what, way, size in keys
    ]
    return [{**summary(some), "way": key[1]} for key, some in zip(keys, found, strict=True) if some]


def print_table(rows: Sequence[dict[str, Any]]) -> None:
    """Ours first, then the other tools on the same audits."""
    keys = ("coverage", "error", "lowest", "by_chance", "against_exact", "widest", "too_wide", "rmse", "rmse_naive")
    heads = ("coverage", "± s.e.", "lowest", "chance", "/exact", "widest", ">1.03", "RMSE", "naive")
    print(f"{'what':7s} {'coded':19s} {'audit':>5s}", *(f"{head:>8s}" for head in heads), "  lowest at (looks)")
    for row in rows:
        figures = " ".join(f"{row[key]:8.3f}" for key in keys)
        print(f"{row['what']:7s} {row['way']:19s} {row['audit']:5d} {figures}   {row['lowest_place']} ({row['looks']})")
    print(f"\n{'tool':16s} {'what':7s} {'coded':19s} {'audit':>5s} {'coverage':>9s} {'/exact':>8s} {'RMSE':>8s} {'asked':>7s}")
    for row in rows:
        for name, one in row["peers"].items():
            figures = f"{one['coverage']:9.3f} {one['against_exact']:8.3f} {one['rmse']:8.2f} {one['asked']:7d}"
            print(f"{name:16s} {row['what']:7s} {row['way']:19s} {row['audit']:5d} {figures}")


def parsed() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--per-model", type=int, default=25, help="audits drawn of each fitted model")
    parser.add_argument("--audit", type=lambda text: [int(size) for size in text.split(",")], default=[84])
    parser.add_argument("--design", choices=get_args(Design), default="simple", help="how the audit is drawn")
    parser.add_argument("--out", type=Path, help="tallies and table as JSON; an unfinished run goes on from it")
    parser.add_argument("--figure", type=Path, help="coverage against sample size as FIGURE.svg and FIGURE.png")
    parser.add_argument("--plan", type=float, help="check the planner's promise for ± so many points instead")
    return parser.parse_args()


def main() -> None:
    """Print the table, keep it and draw it."""
    arguments = parsed()
    data, models = load(arguments.data), -(-arguments.draws // arguments.per_model)
    if arguments.plan:
        from tests.bench.planning import check_plans

        check_plans(data, arguments.plan / 100, arguments.draws)
        return
    bench = Bench(data, groupings(arguments.data, data), arguments.audit, installed(), arguments.design)
    for name in (name for name, here in bench.peers.items() if not here):
        print(f"{name} is not installed: its rows are left out (pip install temakart[bench])")
    print(
        f"{arguments.data.name}: {len(data.ids)} documents, {CODED} coded, {models} models x {arguments.per_model} audits a way"
    )
    tallies = measured(bench, models, min(arguments.per_model, arguments.draws), arguments.out)
    rows = table(tallies, arguments.audit)
    print_table(rows)
    if arguments.out:
        write_json(arguments.out, {"rows": rows, "tallies": [one.as_json() for one in tallies]})
    if arguments.figure:
        from tests.bench.matrix_figure import draw_coverage

        draw_coverage(rows, arguments.figure)


if __name__ == "__main__":
    main()
