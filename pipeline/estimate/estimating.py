"""Estimates for rows (themes and sets of themes) and groups of reports: one number, one interval, one basis each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from pipeline.estimate.estimate import Basis, Estimate, adding_up
from pipeline.estimate.interval import Sample, bounded, likely, weighed
from pipeline.estimate.portfolio import UNKNOWN, Bools, Floats, Ints, Portfolio
from pipeline.estimate.recalibration import Audit, Prior, Recalibration, log_odds, recalibrate

MODEL_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class Settings:
    """How estimates are made: simulated portfolios, spread between groups on the log-odds scale, and the prior."""

    draws: int = 2000
    spread: float = 1.0
    prior: Prior = field(default_factory=Prior)
    fewest_audited: int = 20
    seed: int = 2016


@dataclass(frozen=True, slots=True, eq=False)
class Grouping:
    """A partition of the reports: the group of each, shape (reports,); UNKNOWN where it has to be guessed from `chances`.

    `chances` (reports, groups) holds what the model believes, for recipients; None where the register says it all.
    """

    names: tuple[str, ...]
    group: Ints
    chances: Floats | None = None


class Estimator:
    """Estimates over one portfolio. The same portfolio and settings give the same numbers, whatever is asked first."""

    def __init__(self, portfolio: Portfolio, settings: Settings) -> None:
        self.portfolio = portfolio
        self.settings = settings
        self.basis: Basis = "audit" if portfolio.audited.sum() >= settings.fewest_audited else "model"
        self._rows: dict[tuple[int, ...], _Row] = {}
        self._estimates: dict[tuple[int, ...], Estimate] = {}
        self._groupings: dict[Grouping, Ints] = {}

    def row(self, themes: Sequence[int]) -> Estimate:
        """How many reports carry at least one of the themes."""
        return _kept(self._estimates, tuple(themes), self._estimate)

    def _estimate(self, themes: tuple[int, ...]) -> Estimate:
        row, everything = self._row(themes), np.ones(len(self.portfolio.ids), dtype=np.bool_)
        return self._known_members(row, everything, row.recalibration, self._random("row", themes))

    def codes(self, themes: Sequence[int]) -> Ints:
        """Whether each report carries the row in each likely portfolio, shape (draws, reports)."""
        row, random = self._row(themes), self._random("codes", themes)
        everything = np.ones(len(self.portfolio.ids), dtype=np.bool_)
        return self._carried(row, everything, row.recalibration, random).astype(np.int64)

    def cells(self, themes: Sequence[int], grouping: Grouping) -> tuple[Estimate, ...]:
        """The row within each group; the numbers add up to the row's."""
        row, random = self._row(themes), self._random("cells", [*themes, len(grouping.names)])
        members = None if grouping.chances is None else self._members(grouping)
        cells = [self._cell(row, at, grouping, members, random) for at in range(len(grouping.names))]
        return adding_up(cells, self.row(themes).range.value)

    def groups(self, grouping: Grouping) -> tuple[Estimate, ...]:
        """How many reports are in each group; certain where the register says it all."""
        members, size = self._members(grouping), len(self.portfolio.ids)
        everything = np.ones(size, dtype=np.bool_)
        found = []
        for at in range(len(grouping.names)):
            sample = self._sample_alone(grouping.group == at, everything, grouping.group != UNKNOWN)
            found.append(self._bounded((members == at).sum(axis=1), None if grouping.chances is None else sample, size))
        return adding_up(found, size)

    def _row(self, themes: Sequence[int]) -> _Row:
        return _kept(self._rows, tuple(themes), self._recalibrated)

    def _recalibrated(self, themes: tuple[int, ...]) -> _Row:
        probability, coded = self.portfolio.carrying(themes)
        scores = log_odds(probability)
        judged = self._judged()
        weight = self.portfolio.weight if self.basis == "audit" else np.full(len(scores), MODEL_WEIGHT)
        audit = Audit(scores[judged], coded[judged], weight[judged])
        recalibration = recalibrate(audit, self.settings.prior, self.settings.draws, self._random("audit", themes))
        return _Row(scores, coded, judged, weight, recalibration)

    def _judged(self) -> Bools:
        """The coded reports that the model is corrected by."""
        known = self.portfolio.known & self.portfolio.read
        return known & self.portfolio.audited if self.basis == "audit" else known

    def _cell(self, row: _Row, at: int, grouping: Grouping, members: Ints | None, random: np.random.Generator) -> Estimate:
        there = grouping.group == at
        recalibration = row.recalibration.within(row.audit(row.judged & there), self.settings.spread, random)
        if members is None:
            return self._known_members(row, there, recalibration, random)
        inside = members == at
        totals = (self._carried(row, inside.any(axis=0), recalibration, random) & inside).sum(axis=1)
        everything = np.ones(len(there), dtype=np.bool_)
        sample = self._sample_alone((row.coded == 1) & there, everything, grouping.group != UNKNOWN)
        return self._bounded(totals, sample, int(np.ceil(np.quantile(inside.sum(axis=1), 0.975))))

    def _known_members(self, row: _Row, which: Bools, recalibration: Recalibration, random: np.random.Generator) -> Estimate:
        """How many of some reports carry the row, bounded by what the random sample of them says alone."""
        pending = which & ~self.portfolio.known
        totals = recalibration.totals(row.scores[pending & self.portfolio.read], random) + row.found(which & ~pending)
        if unread := int((pending & ~self.portfolio.read).sum()):
            totals = totals + random.binomial(unread, self._unread(row, recalibration, random))
        return self._bounded(totals, self._sample_alone(row.coded == 1, which), int(which.sum()))

    def _bounded(self, totals: Ints, sample: Sample | None, size: int) -> Estimate:
        """The likely totals as an estimate, within what the random sample says alone where there is one."""
        if sample is None:
            return Estimate(likely(totals), totals, self.basis, size)
        range_ = bounded(likely(totals), sample)
        return Estimate(range_, totals, self.basis, max(size, range_.high), sample.exact)

    def _carried(self, row: _Row, which: Bools, recalibration: Recalibration, random: np.random.Generator) -> Bools:
        """Whether each report carries the row in each likely portfolio, shape (draws, reports); False outside `which`."""
        carried = np.zeros((self.settings.draws, len(which)), dtype=np.bool_)
        carried[:, which & (row.coded == 1)] = True
        pending = which & ~self.portfolio.known
        chance = recalibration.probabilities(np.nan_to_num(row.scores[pending]))
        unread = ~self.portfolio.read[pending]
        if unread.any():
            chance[:, unread] = self._unread(row, recalibration, random)[:, None]
        carried[:, pending] = random.random(chance.shape) < chance
        return carried

    def _unread(self, row: _Row, recalibration: Recalibration, random: np.random.Generator) -> Floats:
        """The share among reports that could not be read: as among the others, give or take as much as a group may differ."""
        share = recalibration.probabilities(row.scores[self.portfolio.read]).mean(axis=1)
        away = self.settings.spread * random.standard_normal(len(share))
        return np.asarray(1 / (1 + (1 / np.clip(share, 1e-6, 1 - 1e-6) - 1) * np.exp(-away)))

    def _members(self, grouping: Grouping) -> Ints:
        """The group of each report in each likely portfolio, shape (draws, reports); the same for every row."""
        return _kept(self._groupings, grouping, self._drawn_members)

    def _drawn_members(self, grouping: Grouping) -> Ints:
        random = self._random("groups", [len(grouping.names)])
        draws, reports = self.settings.draws, len(self.portfolio.ids)
        members = np.broadcast_to(grouping.group, (draws, reports))
        if grouping.chances is None:
            return members
        members = members.copy()
        guessed = np.flatnonzero(grouping.group == UNKNOWN)
        chances = self._trusted(grouping, random)[:, guessed]
        below = random.random((draws, len(guessed), 1)) > np.cumsum(chances, axis=2)
        members[:, guessed] = np.minimum(below.sum(axis=2), len(grouping.names) - 1)
        return members

    def _trusted(self, grouping: Grouping, random: np.random.Generator) -> Floats:
        """What is believed of the groups when the audit has said how often the likeliest is right."""
        assert grouping.chances is not None
        chances = _filled(grouping.chances)
        best = chances.max(axis=1)
        judged = self._judged() & (grouping.group != UNKNOWN)
        right = (chances.argmax(axis=1) == grouping.group).astype(np.int64)
        scores = log_odds(best)
        audit = Audit(scores[judged], right[judged], np.ones(int(judged.sum())))
        trust = recalibrate(audit, self.settings.prior, self.settings.draws, random).probabilities(scores)
        others = chances / np.maximum(1 - best, 1e-9)[:, None]
        shared = (1 - trust)[:, :, None] * others[None]
        top = chances.argmax(axis=1)
        shared[:, np.arange(len(top)), top] = trust
        return np.asarray(shared / shared.sum(axis=2, keepdims=True))

    def _sample_alone(self, hits: Bools, which: Bools, settled: Bools | None = None) -> Sample | None:
        """What the random sample alone says of how many of some reports are hits; `hits` is asked of coded reports only.

        The sample is drawn among reports that could be read; the others may all be hits or none, and so may coded reports
        that are not `settled`: those whose group was left open.
        """
        if self.basis == "model":
            return None
        told = which & self.portfolio.known & (True if settled is None else settled)
        judged = told & self._judged()
        open_ = which & ~told & (self.portfolio.known | ~self.portfolio.read)
        frame = int((which & ~open_ & ~(told & ~judged)).sum())
        alone = weighed(hits[judged].astype(np.int64), self.portfolio.weight[judged], frame)
        return alone.plus(int(hits[told & ~judged].sum()), int(open_.sum()))

    def _random(self, purpose: str, key: Sequence[int]) -> np.random.Generator:
        """A stream of its own for each question, so that no number depends on what was asked before."""
        return np.random.default_rng([self.settings.seed, *purpose.encode(), *key])


@dataclass(frozen=True, slots=True)
class _Row:
    scores: Floats
    coded: Ints
    judged: Bools
    weight: Floats
    recalibration: Recalibration

    def found(self, which: Bools) -> int:
        """How many of some coded reports carry the row."""
        return int((self.coded[which] == 1).sum())

    def audit(self, which: Bools) -> Audit:
        """Some of the judged reports."""
        return Audit(self.scores[which], self.coded[which], self.weight[which])


Key = TypeVar("Key")
Value = TypeVar("Value")


def _kept(found: dict[Key, Value], key: Key, make: Callable[[Key], Value]) -> Value:
    """What was made of the key before, else what is made of it now."""
    if key not in found:
        found[key] = make(key)
    return found[key]


def _filled(chances: Floats) -> Floats:
    """Beliefs that sum to 1; a report that nothing is known of is like the others."""
    common = np.nanmean(chances, axis=0)
    filled = np.where(np.isnan(chances), common, chances)
    return np.asarray(filled / np.maximum(filled.sum(axis=1, keepdims=True), 1e-9))
