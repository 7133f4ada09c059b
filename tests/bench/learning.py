"""What more coded documents buy, what the learning curve said they would, and whether a chosen list beats a random one.

    python tests/bench/learning.py FOLDER/NAME [--splits N] [--more N]

Half of the documents that a split does not train on are the test set, the same for all; the others may be coded next. The
list is the model's own (`next_to_code`), taken whole or in parts of ten with a new fit after each.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from quality import PARAMS, Data, load

from pipeline.classify.thresholds import decide
from pipeline.evaluate.crossval import cross_validate
from pipeline.evaluate.curve import MORE, Curve, learning_curve
from pipeline.evaluate.metrics import METRICS, Judged
from pipeline.evaluate.nextup import next_to_code
from pipeline.evaluate.refit import Refit
from pipeline.language.vectors import shipped_vectors
from pipeline.parallel import one_thread

DRAWS, PART = 3, 10
Choose = Callable[[Refit, Data, list[int], list[int], int], list[int]]


def figures(refit: Refit, data: Data, train: Sequence[int], test: Sequence[int]) -> dict[str, float]:
    """The metrics on the test documents after training on some."""
    rows = sorted(train)
    model = refit.fit(data.coded[rows], rows)
    found = refit.probabilities(model, test)
    judged = Judged(data.coded[list(test)], found, decide(found, model.thresholds.suggest))
    return {name: metric(judged) for name, metric in METRICS.items()}


def chosen(refit: Refit, data: Data, train: list[int], pool: list[int], many: int) -> list[int]:
    """The first `many` of the model's list, of the documents that may be coded."""
    rows = sorted(train)
    model = refit.fit(data.coded[rows], rows)
    barred = sorted(set(range(len(data.ids))) - set(pool))
    return [one.row for one in next_to_code(refit, model, barred, many)]


def in_parts(refit: Refit, data: Data, train: list[int], pool: list[int], many: int) -> list[int]:
    """As `chosen`, asked again after every ten."""
    added: list[int] = []
    while len(added) < many:
        left = [row for row in pool if row not in added]
        added += chosen(refit, data, [*train, *added], left, min(PART, many - len(added)))
    return added


def gains(refit: Refit, data: Data, train: list[int], number: int, more: int) -> dict[str, dict[str, float]]:
    """The metrics of one split: before, with random documents, and with the list's."""
    random = np.random.default_rng(number)
    rest = random.permutation(sorted(set(range(len(data.ids))) - set(train)))
    test, pool = sorted(rest[: len(rest) // 2].tolist()), sorted(rest[len(rest) // 2 :].tolist())
    drawn = [figures(refit, data, [*train, *random.permutation(pool)[:more].tolist()], test) for _ in range(DRAWS)]
    return {
        "before": figures(refit, data, train, test),
        "random": {name: float(np.mean([one[name] for one in drawn])) for name in METRICS},
        "list": figures(refit, data, [*train, *chosen(refit, data, train, pool, more)], test),
        "list, in parts": figures(refit, data, [*train, *in_parts(refit, data, train, pool, more)], test),
    }


def foretold(refit: Refit, data: Data, train: list[int]) -> Curve:
    """The learning curve as `temakart evaluate` draws it, from the split's coded documents alone."""
    rows, silent = sorted(train), lambda done, total: None
    repeats = cross_validate(refit, data.coded[rows], rows, PARAMS.evaluate, PARAMS.suggest.sure_error, silent)
    curve = learning_curve(refit, data.coded[rows], rows, repeats, PARAMS.evaluate, silent)
    assert curve is not None, "a split needs enough documents for a curve"
    return curve


def main() -> None:
    """Print means over the splits."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--splits", type=int, default=10)
    parser.add_argument("--more", type=int, default=MORE)
    arguments = parser.parse_args()
    data = load(arguments.data)
    refit = Refit.of(data.codebook, data.counts, shipped_vectors(), PARAMS.themes, PARAMS.seed)
    index = {identifier: row for row, identifier in enumerate(data.ids)}
    splits = json.loads(Path(f"{arguments.data}_splits.json").read_text(encoding="utf-8"))[: arguments.splits]
    trains = [[index[identifier] for identifier in split] for split in splits]
    with one_thread():
        found = [gains(refit, data, train, number, arguments.more) for number, train in enumerate(trains)]
        curves = [foretold(refit, data, train) for train in trains]
    print(f"{arguments.data.name}, {len(splits)} splits of {len(splits[0])} coded, {arguments.more} more")
    tell_choices(found)
    tell_curves(found, curves)


def tell_choices(found: Sequence[dict[str, dict[str, float]]]) -> None:
    """Each way of choosing against the random one, split by split."""
    for way in found[0]:
        means = {name: np.mean([one[way][name] for one in found]) for name in METRICS}
        ahead = {name: sum(one[way][name] > one["random"][name] for one in found) for name in METRICS}
        shown = ", ".join(f"{name} {means[name]:.3f} (ahead of random on {ahead[name]})" for name in METRICS)
        print(f"{way:15s} {shown}")


def tell_curves(found: Sequence[dict[str, dict[str, float]]], curves: Sequence[Curve]) -> None:
    """What the curves foretold of `MORE` random documents against what they bought."""
    for name in METRICS:
        bought = [one["random"][name] - one["before"][name] for one in found]
        told = [curve.gains[name].gain for curve in curves]
        inside = sum(gain.low <= value <= gain.high for gain, value in zip(told, bought, strict=True))
        middle = np.mean([gain.value for gain in told])
        print(f"{name}: foretold {middle:+.3f}, bought {np.mean(bought):+.3f}; within the interval on {inside} of {len(told)}")


if __name__ == "__main__":
    main()
