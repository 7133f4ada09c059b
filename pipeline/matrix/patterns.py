"""Patterns and breaks in what people have coded: themes that go together, recipients that stand out, changes over the years."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Literal

import numpy as np
import numpy.typing as npt

from pipeline.matrix.count import year_of
from pipeline.matrix.values import Column, Entry, Matrix, Row
from pipeline.matrix.words import BOKMAL, Names
from pipeline.words import Words

LEVEL = 0.05
FEWEST = 5
PatternKind = Literal["together", "recipient", "year"]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Pattern:
    """One pattern: a theme, what it was compared with (none for years), and its p-value corrected for all comparisons.

    `here` and `there` are the share, or the middle year, with and without; `more` is which way they differ.
    """

    kind: PatternKind
    theme: Row
    other: Row | Column | None
    here: str
    there: str
    more: bool
    p: float

    def said(self, t: Words = BOKMAL) -> str:
        """The pattern as a sentence."""
        second = self.other.label if self.other else ""
        way = "more" if self.more else "less"
        return t(f"pattern.{self.kind}_{way}", first=self.theme.label, second=second, here=self.here, there=self.there)

    def named(self, names: Names) -> Pattern:
        """The pattern with other names."""
        other = self.other
        if isinstance(other, Row):
            other = names.row(other.kind, other.key)
        elif other:
            other = names.column(other.kind, other.key)
        return replace(self, theme=names.row(self.theme.kind, self.theme.key), other=other)


@dataclass(frozen=True, slots=True)
class Patterns:
    """What was found among `coded` reports by `tests` comparisons, the clearest first."""

    found: tuple[Pattern, ...]
    tests: int
    coded: int

    def paragraphs(self, t: Words = BOKMAL) -> tuple[str, ...]:
        """How to read the list, then its sentences."""
        return (self.about(t), *(pattern.said(t) for pattern in self.found))

    def about(self, t: Words = BOKMAL) -> str:
        """How to read the list."""
        if not self.tests:
            return t("pattern.too_few")
        about = t("pattern.about", coded=self.coded, tests=self.tests)
        return about if self.found else f"{about} {t('pattern.none')}"


NO_PATTERNS = Patterns((), 0, 0)


def find_patterns(matrix: Matrix) -> Patterns:
    """Compare every two themes, every theme with every recipient, and every theme's years, among the coded reports.

    Fisher's exact test for counts, Mann & Whitney's for years; corrected together (Benjamini & Hochberg 1995).
    """
    from scipy.stats import false_discovery_control

    entries = matrix.with_status("coded")
    tested = sorted(_comparisons(matrix, entries), key=lambda pattern: pattern.p)
    corrected = false_discovery_control([pattern.p for pattern in tested]) if tested else []
    found = (replace(pattern, p=float(p)) for pattern, p in zip(tested, corrected, strict=True) if p <= LEVEL)
    return Patterns(tuple(found), len(tested), len(entries))


def _comparisons(matrix: Matrix, entries: Sequence[Entry]) -> Iterator[Pattern]:
    themes = [(row, _carrying(row, entries)) for row in matrix.themes]
    themes = [(row, has) for row, has in themes if _comparable(has)]
    for (first, one), (second, other) in combinations(themes, 2):
        yield _compared("together", first, other, second, one)
    settled = np.array([bool(entry.recipient_id) for entry in entries], dtype=np.bool_)
    for column in matrix.columns_of("recipient"):
        own = np.array([entry.recipient_id == column.key for entry in entries], dtype=np.bool_)[settled]
        for row, has in themes if column.key and _comparable(own) else ():
            if _comparable(has[settled]):
                yield _compared("recipient", row, has[settled], column, own)
    years = np.array([year_of(entry.report) or 0 for entry in entries])
    for row, has in themes:
        dated = has[years > 0]
        if _comparable(dated):
            yield _over_years(row, dated, years[years > 0])


def _carrying(row: Row, entries: Sequence[Entry]) -> Bools:
    return np.array([any(mark.label == row.key for mark in entry.themes) for entry in entries], dtype=np.bool_)


def _comparable(has: Bools) -> bool:
    return FEWEST <= int(has.sum()) <= len(has) - FEWEST


def _compared(kind: PatternKind, theme: Row, has: Bools, other: Row | Column, among: Bools) -> Pattern:
    """How many have it among some reports and among the rest: «12 av 15» and «3 av 30»."""
    from scipy.stats import fisher_exact

    inside, outside = int((has & among).sum()), int((has & ~among).sum())
    here, there = int(among.sum()), int((~among).sum())
    p = float(fisher_exact([[inside, here - inside], [outside, there - outside]]).pvalue)
    more = inside * there > outside * here
    return Pattern(kind, theme, other, f"{inside} av {here}", f"{outside} av {there}", more, p)


def _over_years(theme: Row, has: Bools, years: npt.NDArray[np.int64]) -> Pattern:
    from scipy.stats import mannwhitneyu

    those, rest = (str(int(np.median(years[which]))) for which in (has, ~has))
    later = bool(years[has].mean() > years[~has].mean())
    return Pattern("year", theme, None, those, rest, later, float(mannwhitneyu(years[has], years[~has]).pvalue))
