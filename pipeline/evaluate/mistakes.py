"""Where the model errs: the reports with most wrong answers, and the passages behind them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from pipeline.classify.evidence import best_evidence, passage_weights
from pipeline.classify.suggesting import shorten
from pipeline.evaluate.crossval import Repeat
from pipeline.evaluate.metrics import Judged
from pipeline.language.prepare import Prepared

WORST, CHARACTERS = 10, 400
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Quote:
    """The passage that speaks most for a theme, with its page; no page and no text when none does."""

    page: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Mistake:
    """A theme that was suggested and is not coded (`false`), or is coded and was not suggested (`missed`)."""

    theme: str
    kind: Literal["false", "missed"]
    probability: float
    quote: Quote


@dataclass(frozen=True, slots=True)
class Erring:
    """A report and all that was wrong with its held-out answers."""

    report_id: str
    mistakes: tuple[Mistake, ...]


def quotes(repeat: Repeat, prepared: Sequence[Prepared], pairs: Iterable[Pair]) -> dict[Pair, Quote]:
    """The best passage for some reports and themes, as the model sees it that was not told the report's codes.

    `prepared` are the coded reports in the order of the answers; pairs are rows and columns of the answers.
    """
    wanted: dict[int, list[int]] = {}
    for row, theme in sorted(set(pairs)):
        wanted.setdefault(row, []).append(theme)
    models = {int(row): fold.model for fold in repeat.folds for row in fold.held_out}
    found = {}
    for row, themes in wanted.items():
        weights = passage_weights(models[row], prepared[row])
        for theme in themes:
            best = best_evidence(prepared[row], weights, theme, 1)
            found[row, theme] = Quote(best[0].passage.page, shorten(best[0].passage.text, CHARACTERS)) if best else Quote()
    return found


def worst_reports(judged: Judged) -> list[int]:
    """The rows with most wrong answers, ties by how improbable the codes were; none without a wrong answer."""
    wrong = (judged.said != (judged.coded == 1)).sum(axis=1)
    unlikely = np.abs(judged.probabilities - judged.coded).sum(axis=1)
    order = np.lexsort((np.arange(len(wrong)), -unlikely, -wrong))
    return [int(row) for row in order[:WORST] if wrong[row]]


def wrong_pairs(judged: Judged, rows: Iterable[int]) -> list[Pair]:
    """The wrong answers of some reports."""
    return [(row, int(theme)) for row in rows for theme in np.flatnonzero(judged.said[row] != (judged.coded[row] == 1))]


def erring_reports(
    judged: Judged, themes: Sequence[str], ids: Sequence[str], found: Mapping[Pair, Quote]
) -> tuple[Erring, ...]:
    """The worst reports with the passages `found` for them, the least plausible mistake first."""
    return tuple(
        Erring(ids[row], tuple(_mistake(judged, themes, pair, found[pair]) for pair in _ranked(judged, row)))
        for row in worst_reports(judged)
    )


def _ranked(judged: Judged, row: int) -> list[Pair]:
    return sorted(wrong_pairs(judged, [row]), key=lambda pair: -abs(judged.probabilities[pair] - judged.coded[pair]))


def _mistake(judged: Judged, themes: Sequence[str], pair: Pair, quote: Quote) -> Mistake:
    kind: Literal["false", "missed"] = "false" if judged.said[pair] else "missed"
    return Mistake(themes[pair[1]], kind, float(judged.probabilities[pair]), quote)
