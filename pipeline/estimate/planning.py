"""How many more reports to code at random until every row's interval is as narrow as is asked for.

Portfolios that are likely by what is believed now are audited in simulation, with the same estimator that will be used.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.estimate.estimating import Estimator, Settings
from pipeline.estimate.portfolio import Ints, Portfolio

SIMULATIONS = 10
HELD = 0.8
DRAWS = 400


@dataclass(frozen=True, slots=True)
class Plan:
    """How many more reports to draw and code; `width` is the widest row's interval then, in reports, 8 times of 10.

    `reached` says whether that is as narrow as was asked for; it is not when even coding all that are left would not do.
    """

    more: int
    width: int
    reached: bool


def plan(portfolio: Portfolio, rows: Sequence[Sequence[int]], within: float, settings: Settings) -> Plan:
    """The smallest audit after which every row is known within ± `within` (a share of the portfolio), 8 times of 10.

    `rows` are the sets of themes to know. Found by bisection, from the fewest reports that count as an audit; each size is
    judged on the same likely portfolios.
    """
    quick = replace(settings, draws=min(settings.draws, DRAWS))
    left = int((portfolio.read & ~portfolio.known).sum())
    wanted = 2 * within * len(portfolio.ids)
    truths = _likely_codes(portfolio, rows, quick)
    low, high = min(left, max(0, settings.fewest_audited - int(portfolio.audited.sum()))), left
    widths = {size: _width(portfolio, rows, truths, size, quick) for size in (low, high)}
    if widths[low] <= wanted or widths[high] > wanted:
        more = low if widths[low] <= wanted else high
        return Plan(more, widths[more], widths[more] <= wanted)
    while high - low > 1:
        middle = (low + high) // 2
        widths[middle] = _width(portfolio, rows, truths, middle, quick)
        low, high = (low, middle) if widths[middle] <= wanted else (middle, high)
    return Plan(high, widths[high], True)


def _likely_codes(portfolio: Portfolio, rows: Sequence[Sequence[int]], settings: Settings) -> list[Ints]:
    """For each row its code on every report in some likely portfolios, shape (simulations, reports)."""
    estimator = Estimator(portfolio, settings)
    return [estimator.codes(row)[:SIMULATIONS] for row in rows]


def _width(portfolio: Portfolio, rows: Sequence[Sequence[int]], truths: Sequence[Ints], size: int, settings: Settings) -> int:
    """The width that the widest row stays within in 8 simulations of 10."""
    widest = []
    for simulation in range(SIMULATIONS):
        random = np.random.default_rng([settings.seed, simulation])
        pending = np.flatnonzero(portfolio.read & ~portfolio.known)
        drawn = random.permutation(pending)[:size]
        each = [
            Estimator(_coded(portfolio, row, truth[simulation], drawn), settings).row(row).range.width
            for row, truth in zip(rows, truths, strict=True)
        ]
        widest.append(max(each, default=0))
    return int(np.quantile(widest, HELD, method="inverted_cdf"))


def _coded(portfolio: Portfolio, row: Sequence[int], truth: Ints, drawn: Ints) -> Portfolio:
    """The portfolio when the drawn reports have been coded: `truth` says who carries the row, and that is all it is asked."""
    coded, audited = portfolio.coded.copy(), portfolio.audited.copy()
    coded[drawn] = 0
    for theme in row:
        coded[drawn, theme] = truth[drawn]
    audited[drawn] = True
    return replace(portfolio, coded=coded, audited=audited)
