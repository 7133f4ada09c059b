"""Cells of a random audit: they add up, hold their numbers and are never wider than the sample alone gives."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit

from pipeline.estimate.estimating import Estimator, Grouping, Settings
from pipeline.estimate.interval import exact
from pipeline.estimate.portfolio import UNKNOWN, Portfolio

REPORTS, AUDITED = 120, 30
group_of = np.arange(REPORTS) % 3
REGIONS = Grouping(("a", "b", "c"), group_of)
QUICK = Settings(draws=200)


def audited(shift: float, seed: int, unread: int = 0) -> Portfolio:
    """One theme; the model's log-odds are off by `shift`; thirty reports drawn and coded."""
    random = np.random.default_rng(seed)
    scores = random.normal(-1, 2, REPORTS)
    coded = np.full((REPORTS, 1), UNKNOWN)
    drawn = np.isin(np.arange(REPORTS), random.choice(REPORTS - unread, AUDITED, replace=False))
    coded[drawn, 0] = random.random(AUDITED) < expit(scores[drawn])
    themes = expit(scores + shift)[:, None]
    themes[REPORTS - unread :] = np.nan
    ids, none = tuple(map(str, range(REPORTS))), np.zeros((REPORTS, 0))
    return Portfolio(ids, themes, none, coded, np.full(REPORTS, UNKNOWN), drawn, np.ones(REPORTS))


@settings(max_examples=25)
@given(st.floats(-4, 4), st.integers(0, 1000))
def test_no_interval_is_wider_than_the_exact_one_of_the_sample_alone(shift: float, seed: int) -> None:
    portfolio = audited(shift, seed)
    row = Estimator(portfolio, QUICK).row([0]).range
    assert row.width <= exact(int((portfolio.coded == 1).sum()), AUDITED, REPORTS).width
    assert row.low <= row.value <= row.high


@settings(max_examples=25)
@given(st.floats(-4, 4), st.integers(0, 1000))
def test_cells_add_up_and_lie_within_what_is_possible(shift: float, seed: int) -> None:
    portfolio = audited(shift, seed)
    estimator = Estimator(portfolio, QUICK)
    cells = estimator.cells([0], REGIONS)
    assert sum(cell.range.value for cell in cells) == pytest.approx(estimator.row([0]).range.value)
    for at, cell in enumerate(cells):
        found = portfolio.coded[at == group_of, 0]
        assert (found == 1).sum() <= cell.range.low <= cell.range.value <= cell.range.high
        assert cell.range.high <= (at == group_of).sum() - (found == 0).sum()


def test_a_group_unlike_the_others_is_not_told_to_be_like_them() -> None:
    """The model says «never» of all reports, and the audit agrees everywhere but in the first group."""
    portfolio = audited(0.0, 1)
    coded = np.where(portfolio.coded == UNKNOWN, UNKNOWN, (group_of == 0)[:, None].astype(np.int64))
    believing = Portfolio(
        portfolio.ids,
        np.full((REPORTS, 1), 0.002),
        portfolio.recipients,
        coded,
        portfolio.recipient,
        portfolio.audited,
        portfolio.weight,
    )
    first, *others = (cell.range for cell in Estimator(believing, QUICK).cells([0], REGIONS))
    assert first.high == REPORTS // 3
    assert all(other.low == 0 for other in others)


def test_reports_that_could_not_be_read_may_all_carry_the_theme_or_none() -> None:
    read, unread = (Estimator(audited(0, 3, number), QUICK).row([0]).range for number in (0, 60))
    assert unread.width > read.width


def guessing(portfolio: Portfolio, told: float = 0.95, wrong: int = 0) -> Grouping:
    """The regions, known of coded reports only; the model is `told` sure of each guess and errs in every `wrong`th."""
    guess = np.where(np.arange(REPORTS) % wrong == 0, 2, group_of) if wrong else group_of
    chances = np.where(guess[:, None] == np.arange(3), told, (1 - told) / 2)
    return Grouping(REGIONS.names, np.where(portfolio.audited, group_of, UNKNOWN), chances)


@settings(max_examples=15)
@given(st.floats(-4, 4), st.integers(0, 1000), st.sampled_from([0, 3, 5]))
def test_guessed_groups_are_no_less_sure_than_the_sample_alone_and_add_up(shift: float, seed: int, wrong: int) -> None:
    portfolio = audited(shift, seed)
    estimator = Estimator(portfolio, QUICK)
    cells, groups = (ask(guessing(portfolio, wrong=wrong)) for ask in (lambda g: estimator.cells([0], g), estimator.groups))
    assert sum(cell.range.value for cell in cells) == pytest.approx(estimator.row([0]).range.value)
    assert sum(group.range.value for group in groups) == pytest.approx(REPORTS)
    for at, cell in enumerate(cells):
        found = int((portfolio.coded[at == group_of, 0] == 1).sum())
        alone = exact(found, AUDITED, REPORTS)
        assert found <= cell.range.low <= cell.range.value + 1e-6 and cell.range.value - 1e-6 <= cell.range.high <= cell.size
        assert cell.range.width <= alone.width


def test_a_group_that_is_never_guessed_is_not_certain_to_be_empty() -> None:
    """A model sure that no report is of the last group, and an audit that found none, leave room for some."""
    portfolio = audited(0.0, 1)
    first = Grouping(("a", "b"), np.where(portfolio.audited, 0, UNKNOWN), np.tile([1.0, 0.0], (REPORTS, 1)))
    none = Estimator(portfolio, QUICK).groups(first)[1]
    assert none.range.low == 0 and none.range.high >= 3


def test_an_audit_of_unequal_chances_bounds_the_interval_too() -> None:
    """The model says «always» of reports of which a third carry the theme: without a bound it would be half believed."""
    portfolio = audited(6.0, 3)
    weight = np.where(portfolio.audited, np.where(np.arange(REPORTS) % 2, 1.4, 0.6), 1.0)
    weight[portfolio.audited] /= weight[portfolio.audited].mean()
    row = Estimator(replace(portfolio, weight=weight), QUICK).row([0])
    assert row.widest is not None
    assert row.widest.low <= row.range.low <= row.range.high <= row.widest.high
