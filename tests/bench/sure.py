"""Does the promise of «sure» hold? Drawn again and again: a model of some coded documents, and the truth on all others.

    python tests/bench/sure.py FOLDER/NAME [--train N] [--draws N] [--error E]

Prints how many suggestions would be called sure, how many of those are wrong, and in how many draws more than `--error` are.
The last is counted on the documents left over, so that it is broken by their chance too.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from quality import PARAMS, Data, load

from pipeline.classify.themes import fit_themes
from pipeline.classify.thresholds import decide
from pipeline.language.vectors import shipped_vectors
from pipeline.parallel import one_thread


def draw(data: Data, train: int, error: float, seed: int) -> tuple[int, int, int]:
    """One draw: how many themes are suggested, how many of them are sure, and how many of those are wrong."""
    order = np.random.default_rng(seed).permutation(len(data.ids))
    told, rest = sorted(order[:train].tolist()), sorted(order[train:].tolist())
    vectors = shipped_vectors()
    model = fit_themes(data.codebook, data.counts, data.coded[told], told, vectors, PARAMS.themes, PARAMS.seed, data.space)
    probabilities = model.probabilities([data.counts[row] for row in rest])
    said = decide(probabilities, model.thresholds.suggest)
    sure = said & (probabilities >= model.thresholds.sure_from(error))
    return int(said.sum()), int(sure.sum()), int((sure & (data.coded[rest] == 0)).sum())


def main() -> None:
    """Draw and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--train", type=int, default=57)
    parser.add_argument("--draws", type=int, default=40)
    parser.add_argument("--error", type=float, default=PARAMS.suggest.sure_error)
    arguments = parser.parse_args()
    data = load(arguments.data)
    with one_thread():
        found = [draw(data, arguments.train, arguments.error, seed) for seed in range(arguments.draws)]
    said, sure, wrong = np.array(found).T
    broken = (wrong > arguments.error * sure).sum()
    print(f"{arguments.data.name}: {len(found)} draws of {arguments.train} coded, at most {arguments.error:.0%} may be wrong")
    print(f"sure: {sure.sum() / said.sum():.1%} of the suggestions, some in {(sure > 0).sum()} of {len(found)} draws")
    print(f"wrong among the sure: {wrong.sum() / max(sure.sum(), 1):.1%}; more than promised in {broken} of {len(found)} draws")


if __name__ == "__main__":
    main()
