"""Whether the matrix's intervals hold: estimates from few codes and a random audit beside the truth of a public set.

    python tests/bench/matrix.py FOLDER/NAME [--draws N] [--audit N,N] [--out FILE] [--figure FILE] [--plan POINTS]

57 coded documents are drawn at random, for breadth and by active learning; the model learns from them; an audit sample is
drawn at random from the rest and coded; every theme and every group is estimated and compared with the whole set's codes.
Exact intervals of the audit sample alone (hypergeometric), Clopper-Pearson's and the naive count stand beside.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
from rich.progress import track

sys.path.insert(0, str(Path(__file__).parents[2]))
from pipeline.classify.themes import fit_themes
from pipeline.classify.thresholds import decide
from pipeline.estimate.estimating import Estimator, Grouping, Settings
from pipeline.estimate.interval import Range, clopper_pearson, exact
from pipeline.estimate.portfolio import UNKNOWN, Portfolio
from pipeline.files import write_json
from pipeline.language.vectors import shipped_vectors
from pipeline.parallel import one_thread
from tests.bench.quality import PARAMS, Data, load

CODED = 57
AUDITS_PER_MODEL = 25
GROUPED_EVERY = 5
Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]
Choose = Callable[[Data, np.random.Generator], Rows]


@dataclass(frozen=True, slots=True)
class Fitted:
    """A model's coded documents, its probabilities for all documents and what it suggests."""

    coded: Rows
    probabilities: Floats
    said: npt.NDArray[np.bool_]


def fit(data: Data, coded: Rows) -> Fitted:
    """The theme model from some coded documents; theirs are held-out probabilities."""
    with one_thread():
        model = fit_themes(
            data.codebook,
            data.counts,
            data.coded[coded],
            coded.tolist(),
            shipped_vectors(),
            PARAMS.themes,
            PARAMS.seed,
            data.space,
        )
        probabilities = model.probabilities(data.counts)
    probabilities[coded] = model.thresholds.held_out
    return Fitted(coded, probabilities, decide(probabilities, model.thresholds.suggest))


def at_random(data: Data, random: np.random.Generator) -> Rows:
    """Every document is as likely as any other."""
    return np.sort(random.permutation(len(data.ids))[:CODED])


def for_breadth(data: Data, random: np.random.Generator) -> Rows:
    """Each next document is the least like those chosen, among a random half."""
    topics = np.asarray(data.space.views(data.counts).topics)
    chosen = [int(random.integers(len(topics)))]
    while len(chosen) < CODED:
        half = np.setdiff1d(random.permutation(len(topics))[: len(topics) // 2], chosen)
        near = (topics[half] @ topics[chosen].T).max(axis=1)
        chosen.append(int(half[np.argmin(near)]))
    return np.sort(chosen)


def by_uncertainty(data: Data, random: np.random.Generator) -> Rows:
    """17 at random, then ten at a time among the forty that the model is least certain of."""
    chosen = random.permutation(len(data.ids))[:17]
    while len(chosen) < CODED:
        doubt = np.abs(fit(data, np.sort(chosen)).probabilities - 0.5).min(axis=1)
        doubt[chosen] = np.inf
        chosen = np.append(chosen, random.permutation(np.argsort(doubt, kind="stable")[:40])[:10])
    return np.sort(chosen)


WAYS: dict[str, Choose] = {"at random": at_random, "for breadth": for_breadth, "by active learning": by_uncertainty}


@dataclass(slots=True)
class Tally:
    """Whether intervals held and how wide they were, by theme or by theme and group."""

    held: dict[tuple[int, ...], list[bool]] = field(default_factory=dict)
    widths: dict[str, list[float]] = field(default_factory=dict)
    errors: dict[str, list[float]] = field(default_factory=dict)
    too_wide: int = 0

    def add(self, key: tuple[int, ...], ours: Range, truth: int, peers: dict[str, float]) -> None:
        """One estimate beside the truth and the widths of others."""
        self.held.setdefault(key, []).append(ours.low <= truth <= ours.high)
        self.widths.setdefault("temakart", []).append(ours.width)
        self.errors.setdefault("temakart", []).append(ours.value - truth)
        for name, width in peers.items():
            self.widths.setdefault(name, []).append(width)
        self.too_wide += ours.width > 1.03 * min(peers.values())

    def row(self) -> dict[str, float]:
        """Coverage, the worst theme's or group's, width against the exact intervals, root mean squared errors."""
        each = [float(np.mean(held)) for held in self.held.values()]
        widths = {name: float(np.mean(values)) for name, values in self.widths.items()}
        found = sum(len(held) for held in self.held.values())
        return {
            "estimates": found,
            "coverage": float(np.mean([one for held in self.held.values() for one in held])),
            "lowest": min(each),
            "against_exact": widths["temakart"] / widths["exact"],
            "against_clopper_pearson": widths["temakart"] / widths["clopper-pearson"],
            "wider": self.too_wide / found,
            **{f"rmse_{name}": float(np.sqrt(np.mean(np.square(values)))) for name, values in self.errors.items()},
        }


def groupings(path: Path, data: Data) -> list[Grouping]:
    """Language, length and chance: groups that the model knows nothing of."""
    with gzip.open(f"{path}.jsonl.gz", "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    languages = sorted({row["language"] for row in rows})
    language = np.array([languages.index(row["language"]) for row in rows])
    length = np.array([len(row["text"]) for row in rows])
    thirds = np.digitize(length, np.quantile(length, [1 / 3, 2 / 3]))
    seven = np.random.default_rng(PARAMS.seed).integers(0, 7, len(rows))
    return [
        Grouping(tuple(languages), language),
        Grouping(("short", "middle", "long"), thirds),
        Grouping(tuple("abcdefg"), seven),
    ]


def portfolio(data: Data, fitted: Fitted, audit: Rows) -> Portfolio:
    """What is known when the audit has been coded."""
    coded = np.full(data.coded.shape, UNKNOWN, dtype=np.int64)
    known = np.union1d(fitted.coded, audit)
    coded[known] = data.coded[known]
    reports = len(data.ids)
    none = np.zeros((reports, 0))
    return Portfolio(
        tuple(data.ids),
        fitted.probabilities,
        none,
        coded,
        np.full(reports, UNKNOWN),
        np.isin(np.arange(reports), audit),
        np.ones(reports),
    )


def judge(data: Data, fitted: Fitted, audit: Rows, seed: int, whole: Tally) -> Estimator:
    """Every theme of one audited portfolio."""
    estimator = Estimator(portfolio(data, fitted, audit), Settings(draws=1000, seed=seed))
    rest = np.setdiff1d(np.arange(len(data.ids)), fitted.coded)
    for theme in range(data.coded.shape[1]):
        truth, found = int(data.coded[:, theme].sum()), int(data.coded[audit, theme].sum())
        low, high = clopper_pearson(found, len(audit))
        peers = {"exact": exact(found, len(audit), len(rest)).width, "clopper-pearson": (high - low) * len(rest)}
        whole.add((theme,), estimator.row([theme]).range, truth, peers)
        naive = data.coded[fitted.coded, theme].sum() + fitted.said[rest, theme].sum() - truth
        whole.errors.setdefault("naive", []).append(float(naive))
    return estimator


def judge_groups(data: Data, estimator: Estimator, fitted: Fitted, audit: Rows, parts: list[Grouping], cells: Tally) -> None:
    """Every theme within every group."""
    for number, grouping in enumerate(parts):
        for theme in range(data.coded.shape[1]):
            for at, cell in enumerate(estimator.cells([theme], grouping)):
                inside = np.flatnonzero(grouping.group == at)
                drawn = np.intersect1d(inside, audit)
                frame = len(np.setdiff1d(inside, fitted.coded))
                found = int(data.coded[drawn, theme].sum())
                low, high = clopper_pearson(found, len(drawn))
                width = exact(found, len(drawn), frame).width if len(drawn) else frame
                peers = {"exact": float(width), "clopper-pearson": (high - low) * frame}
                cells.add((number, at, theme), cell.range, int(data.coded[inside, theme].sum()), peers)


def audits(data: Data, fitted: list[Fitted], size: int, draws: int) -> Iterator[tuple[int, Fitted, Rows]]:
    """The models in turn, each with a new random audit sample of what it was not trained on."""
    for draw in range(draws):
        model = fitted[draw % len(fitted)]
        random = np.random.default_rng([PARAMS.seed, size, draw])
        rest = np.setdiff1d(np.arange(len(data.ids)), model.coded)
        yield draw, model, np.sort(random.choice(rest, size, replace=False))


def measure(data: Data, fitted: list[Fitted], size: int, draws: int, parts: list[Grouping]) -> list[dict[str, float]]:
    """Coverage and width over the draws: for themes, and for themes within groups on every fifth draw."""
    whole, cells = Tally(), Tally()
    for draw, model, audit in track(list(audits(data, fitted, size, draws)), description=f"audit of {size}"):
        estimator = judge(data, model, audit, draw, whole)
        if draw % GROUPED_EVERY == 0:
            judge_groups(data, estimator, model, audit, parts, cells)
    return [whole.row(), cells.row()]


def main() -> None:
    """Print the table and write the rows."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--audit", type=lambda text: [int(size) for size in text.split(",")], default=[84])
    parser.add_argument("--out", type=Path)
    parser.add_argument("--figure", type=Path, help="coverage against sample size as FIGURE.svg and FIGURE.png")
    parser.add_argument("--plan", type=float, help="check the planner's promise for ± so many points instead")
    arguments = parser.parse_args()
    data = load(arguments.data)
    if arguments.plan:
        from tests.bench.planning import check_plans

        check_plans(data, arguments.plan / 100, arguments.draws)
        return
    parts = groupings(arguments.data, data)
    models = -(-arguments.draws // AUDITS_PER_MODEL)
    print(f"{arguments.data.name}: {len(data.ids)} documents, {CODED} coded, {models} models a way, {arguments.draws} audits")
    heads = ("coverage", "lowest", "/exact", "/C-P", "wider", "RMSE", "naive")
    print(f"{'coded':20s} {'audit':>5s} {'what':8s}", *(f"{head:>8s}" for head in heads))
    rows = []
    for way, choose in WAYS.items():
        fitted = [fit(data, choose(data, np.random.default_rng([PARAMS.seed, number]))) for number in range(models)]
        for size in arguments.audit:
            for what, row in zip(("themes", "groups"), measure(data, fitted, size, arguments.draws, parts), strict=True):
                rows.append({"way": way, "audit": size, "what": what, **row})
                keys = (
                    "coverage",
                    "lowest",
                    "against_exact",
                    "against_clopper_pearson",
                    "wider",
                    "rmse_temakart",
                    "rmse_naive",
                )
                print(f"{way:20s} {size:5d} {what:8s}", *(f"{row.get(key, float('nan')):8.3f}" for key in keys))
    if arguments.out:
        write_json(arguments.out, rows)
    if arguments.figure:
        from tests.bench.coverage import draw_coverage

        draw_coverage(rows, arguments.figure)


if __name__ == "__main__":
    main()
