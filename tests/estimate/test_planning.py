"""A narrower interval needs more reports, and the plan's width is what an audit of that size gives."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit

from pipeline.estimate.estimating import Estimator, Settings
from pipeline.estimate.planning import plan
from pipeline.estimate.portfolio import UNKNOWN, Portfolio

SETTINGS = Settings(draws=300, fewest_audited=10)


def portfolio(reports: int = 200, coded: int = 20, unread: int = 0) -> Portfolio:
    """One theme that the model knows something of; the first reports are coded."""
    random = np.random.default_rng(3)
    scores = random.normal(-0.5, 1.5, reports)
    codes = np.full((reports, 1), UNKNOWN)
    codes[:coded, 0] = random.random(coded) < expit(scores[:coded])
    themes = expit(scores)[:, None]
    themes[reports - unread :] = np.nan
    nobody = np.zeros(reports, dtype=np.bool_)
    ids = tuple(str(at) for at in range(reports))
    return Portfolio(ids, themes, np.zeros((reports, 0)), codes, np.full(reports, UNKNOWN), nobody, np.ones(reports))


def test_a_narrower_interval_needs_more_reports() -> None:
    sizes = [plan(portfolio(), [[0]], within, SETTINGS).more for within in (0.12, 0.08, 0.05)]
    assert sizes == sorted(sizes) and sizes[0] < sizes[-1]
    assert all(plan(portfolio(), [[0]], within, SETTINGS).reached for within in (0.12, 0.05))


def test_fewer_than_an_audit_are_never_planned() -> None:
    assert plan(portfolio(), [[0]], 0.5, SETTINGS).more == 10


def test_what_cannot_be_read_cannot_be_planned_away() -> None:
    found = plan(portfolio(unread=120), [[0]], 0.02, SETTINGS)
    assert (found.reached, found.more) == (False, 60)


@pytest.mark.parametrize("unread", [0, 40])
def test_estimates_stay_between_what_is_coded_and_what_can_be(unread: int) -> None:
    estimate = Estimator(portfolio(unread=unread), SETTINGS).row([0])
    coded = int((portfolio().coded == 1).sum())
    assert coded <= estimate.range.low <= estimate.range.value <= estimate.range.high <= 200 - (20 - coded)


def test_unread_reports_make_the_interval_wider() -> None:
    read, unread = (Estimator(portfolio(unread=number), SETTINGS).row([0]).range.width for number in (0, 100))
    assert unread > read
