"""Patterns and breaks in what people have coded: themes that go together, recipients that stand out, changes over the years."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np
import numpy.typing as npt

from pipeline.matrix.count import year_of
from pipeline.matrix.norwegian import number
from pipeline.matrix.values import Column, Entry, Matrix, Row

LEVEL = 0.05
FEWEST = 5
PatternKind = Literal["together", "recipient", "year"]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence in both forms of Norwegian."""

    nb: str
    nn: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """One pattern in words, with its p-value corrected for all comparisons made."""

    kind: PatternKind
    said: Said
    p: float

    @property
    def sentence(self) -> str:
        """The pattern in bokmål."""
        return self.said.nb


@dataclass(frozen=True, slots=True)
class Patterns:
    """What was found among `coded` reports by `tests` comparisons, the clearest first."""

    found: tuple[Pattern, ...]
    tests: int
    coded: int

    def paragraphs(self) -> tuple[str, ...]:
        """How to read the list, then its sentences."""
        return (self.about(), *(pattern.sentence for pattern in self.found))

    def about(self) -> str:
        """How to read the list, in bokmål."""
        if not self.tests:
            return "For få rapporter er kodet til å lete etter mønster."
        none = "" if self.found else " Ingen tydelige mønster ble funnet."
        return (
            f"Mønstrene gjelder de {number(self.coded)} kodede rapportene, ikke hele porteføljen. {number(self.tests)} "
            f"sammenligninger er gjort, og grensen er skjerpet tilsvarende (Benjamini–Hochberg, 5\u00a0%).{none}"
        )


NO_PATTERNS = Patterns((), 0, 0)


def find_patterns(matrix: Matrix) -> Patterns:
    """Compare every two themes, every theme with every recipient, and every theme's years, among the coded reports.

    Fisher's exact test for counts, Mann & Whitney's for years; corrected together (Benjamini & Hochberg 1995).
    """
    from scipy.stats import false_discovery_control

    entries = matrix.with_status("coded")
    tested = list(_comparisons(matrix, entries))
    corrected = false_discovery_control([p for _, _, p in tested]) if tested else []
    found = [Pattern(kind, said, float(p)) for (kind, said, _), p in zip(tested, corrected, strict=True) if p <= LEVEL]
    ordered = sorted(found, key=lambda pattern: (pattern.p, pattern.sentence))
    return Patterns(tuple(ordered), len(tested), len(entries))


def _comparisons(matrix: Matrix, entries: Sequence[Entry]) -> Iterator[tuple[PatternKind, Said, float]]:
    themes = [(row, _carrying(row, entries)) for row in matrix.themes]
    themes = [(row, has) for row, has in themes if _comparable(has)]
    for (first, one), (second, other) in combinations(themes, 2):
        yield "together", *_together(first, one, second, other)
    settled = np.array([bool(entry.recipient_id) for entry in entries], dtype=np.bool_)
    for column in matrix.columns_of("recipient"):
        own = np.array([entry.recipient_id == column.key for entry in entries], dtype=np.bool_)[settled]
        for row, has in themes if column.key and _comparable(own) else ():
            if _comparable(has[settled]):
                yield "recipient", *_by_recipient(row, has[settled], column, own)
    years = np.array([year_of(entry.report) or 0 for entry in entries])
    for row, has in themes:
        dated = has[years > 0]
        if _comparable(dated):
            yield "year", *_over_years(row, dated, years[years > 0])


def _carrying(row: Row, entries: Sequence[Entry]) -> Bools:
    return np.array([any(mark.label == row.key for mark in entry.themes) for entry in entries], dtype=np.bool_)


def _comparable(has: Bools) -> bool:
    return FEWEST <= int(has.sum()) <= len(has) - FEWEST


def _fisher(has: Bools, among: Bools) -> float:
    from scipy.stats import fisher_exact

    table = [[int((has & among).sum()), int((~has & among).sum())], [int((has & ~among).sum()), int((~has & ~among).sum())]]
    return float(fisher_exact(table).pvalue)


def _shares(has: Bools, among: Bools) -> tuple[str, str, bool]:
    """«12 av 15» among and not among, and whether it is more among them."""
    inside, outside = int((has & among).sum()), int((has & ~among).sum())
    here, there = int(among.sum()), int((~among).sum())
    return f"{inside} av {here}", f"{outside} av {there}", inside * there > outside * here


def _together(first: Row, one: Bools, second: Row, other: Bools) -> tuple[Said, float]:
    inside, outside, often = _shares(other, one)
    nb = (
        f"«{first.label}» og «{second.label}» går {'ofte' if often else 'sjelden'} sammen: {inside} rapporter med det første "
        f"temaet har også det andre, mot {outside} uten."
    )
    nn = (
        f"«{first.label}» og «{second.label}» går {'ofte' if often else 'sjeldan'} saman: {inside} rapportar med det første "
        f"temaet har òg det andre, mot {outside} utan."
    )
    return Said(nb, nn), _fisher(other, one)


def _by_recipient(row: Row, has: Bools, column: Column, own: Bools) -> tuple[Said, float]:
    inside, outside, more = _shares(has, own)
    nb = (
        f"«{row.label}» er {'vanligere' if more else 'sjeldnere'} når mottakeren er «{column.label}» enn ellers: {inside} "
        f"rapporter mot {outside}."
    )
    nn = (
        f"«{row.label}» er {'vanlegare' if more else 'sjeldnare'} når mottakaren er «{column.label}» enn elles: {inside} "
        f"rapportar mot {outside}."
    )
    return Said(nb, nn), _fisher(has, own)


def _over_years(row: Row, has: Bools, years: npt.NDArray[np.int64]) -> tuple[Said, float]:
    from scipy.stats import mannwhitneyu

    later, (those, rest) = years[has].mean() > years[~has].mean(), (int(np.median(years[which])) for which in (has, ~has))
    nb = (
        f"«{row.label}» er vanligere i {'nyere' if later else 'eldre'} rapporter: Halvparten av rapportene med temaet er fra "
        f"{those} eller før, av dem uten fra {rest} eller før."
    )
    nn = (
        f"«{row.label}» er vanlegare i {'nyare' if later else 'eldre'} rapportar: Halvparten av rapportane med temaet er frå "
        f"{those} eller før, av dei utan frå {rest} eller før."
    )
    return Said(nb, nn), float(mannwhitneyu(years[has], years[~has]).pvalue)
