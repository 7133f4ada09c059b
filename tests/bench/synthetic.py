"""Whether the intervals hold where the model is good, bad, miscalibrated or worse than none, in made-up portfolios.

    python tests/bench/synthetic.py [--audits N] [--audit N,N] [--seed N]

Each portfolio has a label of some prevalence and a model of one kind; ten random audits are drawn from each portfolio.
Nothing here comes from a public set, so that what is learnt here may change the method.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logit

sys.path.insert(0, str(Path(__file__).parents[2]))
from pipeline.estimate.estimating import Estimator, Settings
from pipeline.estimate.interval import exact
from pipeline.estimate.portfolio import UNKNOWN, Portfolio

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Model = Callable[[Bools, float, np.random.Generator], Floats]
PREVALENCES = (0.005, 0.02, 0.05, 0.15, 0.4)
SIZES = (200, 730, 2000)
AUDITS_PER_PORTFOLIO = 10


def normal(distance: float, scale: float = 1.0, shift: float = 0.0) -> Model:
    """Log-odds of two normal groups so many deviations apart, scaled and shifted away from calibration."""

    def scores(carries: Bools, prevalence: float, random: np.random.Generator) -> Floats:
        seen = random.standard_normal(len(carries)) + distance * carries
        return scale * (logit(prevalence) + distance * seen - distance**2 / 2) + shift

    return scores


def missing(share: float) -> Model:
    """A good model that is blind to a share of those that carry the label."""

    def scores(carries: Bools, prevalence: float, random: np.random.Generator) -> Floats:
        return normal(3.0)(carries & (random.random(len(carries)) >= share), prevalence, random)

    return scores


def bent(carries: Bools, prevalence: float, random: np.random.Generator) -> Floats:
    """Those that carry the label are spread three times as wide: the true log-odds are no straight line."""
    return logit(prevalence) + np.where(
        carries, 3 * random.standard_normal(len(carries)) + 2, random.standard_normal(len(carries))
    )


MODELS: dict[str, Model] = {
    "good": normal(2.5),
    "weak": normal(0.8),
    "useless": normal(0.0),
    "overconfident": normal(1.5, 3.0),
    "too modest": normal(2.5, 0.3),
    "says too much": normal(2.0, 1.0, 2.0),
    "says too little": normal(2.0, 1.0, -2.0),
    "anti-informative": normal(1.5, -1.0),
    "blind to a fifth": missing(0.2),
    "bent": bent,
}


def portfolio(scores: Floats, carries: Bools, audit: npt.NDArray[np.int64]) -> Portfolio:
    """One theme; only the audit is coded."""
    reports = len(scores)
    coded = np.full((reports, 1), UNKNOWN, dtype=np.int64)
    coded[audit, 0] = carries[audit]
    drawn = np.isin(np.arange(reports), audit)
    unknown = np.full(reports, UNKNOWN)
    none = np.zeros((reports, 0))
    return Portfolio(tuple(map(str, range(reports))), expit(scores)[:, None], none, coded, unknown, drawn, np.ones(reports))


def looks(model: Model, prevalence: float, reports: int, size: int, audits: int, seed: int) -> Iterator[tuple[bool, int, int]]:
    """For each audit whether the interval holds the truth, its width and that of the exact interval."""
    for number in range(audits):
        random = np.random.default_rng([seed, reports, size, int(1000 * prevalence), number // AUDITS_PER_PORTFOLIO])
        carries = random.permutation(reports) < max(round(prevalence * reports), 1)
        scores = model(carries, prevalence, random)
        audit = np.random.default_rng([seed, number]).choice(reports, size, replace=False)
        range_ = Estimator(portfolio(scores, carries, audit), Settings(draws=500, seed=number)).row([0]).range
        alone = exact(int(carries[audit].sum()), size, reports)
        yield range_.low <= carries.sum() <= range_.high, range_.width, alone.width


def main() -> None:
    """Print coverage for each kind of model and prevalence, and width against the exact interval."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--audits", type=int, default=100)
    parser.add_argument("--audit", type=lambda text: [int(size) for size in text.split(",")], default=[20, 84])
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    for size in arguments.audit:
        heads = [f"{100 * prevalence:g} %" for prevalence in PREVALENCES]
        print(f"audit of {size} of {', '.join(map(str, SIZES))}, {arguments.audits} each; coverage where the label's share is")
        print(f"{'model':18s}", *(f"{head:>7s}" for head in heads), f"{'all':>7s} {'lowest':>7s} {'/exact':>7s} {'widest':>7s}")
        for name, model in MODELS.items():
            told = [
                [list(looks(model, share, reports, size, arguments.audits, arguments.seed)) for reports in SIZES]
                for share in PREVALENCES
            ]
            held = np.array([[[one[0] for one in some] for some in row] for row in told])
            widths, alone = (np.array([one[at] for row in told for some in row for one in some]) for at in (1, 2))
            rest = f"{held.mean():7.3f} {held.mean(axis=2).min():7.3f} {widths.mean() / alone.mean():7.3f}"
            print(f"{name:18s}", *(f"{one:7.3f}" for one in held.mean(axis=(1, 2))), rest, f"{(widths / alone).max():7.3f}")


if __name__ == "__main__":
    main()
