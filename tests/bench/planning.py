"""Whether so many coded reports as the planner asks for make every theme known as well as it says."""

from __future__ import annotations

import numpy as np
from rich.progress import track

from pipeline.estimate.estimating import Estimator, Settings
from pipeline.estimate.planning import plan
from tests.bench.portfolios import WAYS, Fitted, Rows, fit, portfolio, simple
from tests.bench.quality import PARAMS, Data

AUDITS_PER_PLAN = 40


def check_plans(data: Data, within: float, draws: int) -> None:
    """Plan from 57 coded reports and no audit, draw that many, and see how often every interval is as narrow as planned.

    Prints for each way of choosing the 57: reports planned (least and most), the share of audits after which every theme's
    interval is within the promise, and the share of themes for which it is.
    """
    reports, themes = data.coded.shape
    plans = -(-draws // AUDITS_PER_PLAN)
    print(f"{reports} documents, every theme within ± {100 * within:g} points, {plans} plans x {AUDITS_PER_PLAN} audits a way")
    print(f"{'coded':20s} {'planned':>9s} {'all themes':>11s} {'each theme':>11s} {'held truth':>11s}")
    for way, choose in WAYS.items():
        planned, whole, each, held = [], [], [], []
        for number in track(range(plans), description=way):
            fitted = fit(data, choose(data, np.random.default_rng([PARAMS.seed, number])))
            nothing = np.zeros(0, dtype=np.int64)
            rows = [[theme] for theme in range(themes)]
            found = plan(portfolio(data, fitted, simple(nothing)), rows, within, Settings(seed=number))
            planned.append(found.more)
            for draw in range(min(AUDITS_PER_PLAN, draws)):
                widths, right = _audit(data, fitted, found.more, draw)
                whole.append(bool((widths <= 2 * within * reports).all()))
                each.append(float((widths <= 2 * within * reports).mean()))
                held.append(right)
        span = f"{min(planned)}-{max(planned)}"
        print(f"{way:20s} {span:>9s} {np.mean(whole):11.3f} {np.mean(each):11.3f} {np.mean(held):11.3f}")


def _audit(data: Data, fitted: Fitted, size: int, draw: int) -> tuple[Rows, float]:
    """The width of every theme's interval after an audit of `size`, and the share that hold the truth."""
    random = np.random.default_rng([PARAMS.seed, size, draw])
    rest = np.setdiff1d(np.arange(len(data.ids)), fitted.coded)
    audit = np.sort(random.choice(rest, size, replace=False))
    estimator = Estimator(portfolio(data, fitted, simple(audit)), Settings(draws=1000, seed=draw))
    ranges = [estimator.row([theme]).range for theme in range(data.coded.shape[1])]
    truths = data.coded.sum(axis=0)
    right = [range_.low <= truth <= range_.high for range_, truth in zip(ranges, truths, strict=True)]
    return np.array([range_.width for range_ in ranges]), float(np.mean(right))
