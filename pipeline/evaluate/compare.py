"""Is the model better than the one before? Both answer for the same held-out reports, in the same folds.

When only the program has changed, the answers of then are compared; they lie in the same folds. Otherwise the earlier
recipe (its codes, codebook and parameters) is fitted again inside today's folds. Codes in force today are the truth for both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from pipeline.classify.thresholds import decide
from pipeline.evaluate.crossval import Progress, Repeat
from pipeline.evaluate.history import Past, Recipe
from pipeline.evaluate.metrics import METRICS, Interval, Judged, Metric, f1_by_theme, over_repeats, resamples
from pipeline.evaluate.refit import Refit

DECIDES = "micro_f1"
Verdict = Literal["better", "worse", "no difference"]


@dataclass(frozen=True, slots=True)
class Change:
    """A figure before and now, and the difference with a paired 95 % interval."""

    before: float
    now: float
    change: Interval


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two models on the same reports. `refitted` is false where answers of then were used; `themes` are changes in F1."""

    previous: str
    reports: int
    refitted: bool
    verdict: Verdict
    overall: Mapping[str, Change]
    themes: Mapping[str, Change]


def compare(
    past: Past, recipe: Recipe, refit: Refit, ids: Sequence[str], repeats: Sequence[Repeat], draws: int, progress: Progress
) -> Comparison | None:
    """The model of `recipe` beside an earlier one; None when the codebooks share no theme.

    `ids` are the reports of the portfolio in the order of its texts; the answers in `repeats` are those of `recipe.codes`.
    """
    shared = [theme for theme in recipe.codebook.theme_ids if theme in past.recipe.codebook.theme_ids]
    if not shared:
        return None
    now = [_columns(repeat.judged, recipe.codebook.theme_ids, shared) for repeat in repeats]
    same = past.recipe == recipe
    answers = past.answers if same else _refitted(past, recipe, refit, ids, repeats, progress)
    before = [
        Judged(one.coded, found.probabilities, found.said)
        for one, found in zip(now, (_columns(each, past.recipe.codebook.theme_ids, shared) for each in answers), strict=True)
    ]
    rows = resamples(len(now[0].coded), draws, recipe.seed)
    overall = {name: paired(metric, before, now, rows) for name, metric in METRICS.items()}
    themes = {
        theme: paired(_f1, [one.theme(at) for one in before], [one.theme(at) for one in now], rows)
        for at, theme in enumerate(shared)
    }
    return Comparison(past.id, len(now[0].coded), not same, verdict_of(overall[DECIDES]), overall, themes)


def paired(
    metric: Metric, before: Sequence[Judged], now: Sequence[Judged], rows: np.ndarray[tuple[int, int], np.dtype[np.int64]]
) -> Change:
    """The change of a metric, drawn on the same resampled reports for both (paired bootstrap; Koehn 2004)."""
    drawn = [
        over_repeats(metric, [one.rows(which) for one in now]) - over_repeats(metric, [one.rows(which) for one in before])
        for which in rows
    ]
    was, is_now = over_repeats(metric, before), over_repeats(metric, now)
    return Change(was, is_now, Interval.of(is_now - was, drawn))


def verdict_of(change: Change) -> Verdict:
    """Better or worse only where the whole interval says so."""
    if change.change.low > 0:
        return "better"
    return "worse" if change.change.high < 0 else "no difference"


def _f1(judged: Judged) -> float:
    return float(f1_by_theme(judged)[0])


def _columns(judged: Judged, themes: Sequence[str], wanted: Sequence[str]) -> Judged:
    at = [list(themes).index(theme) for theme in wanted]
    return Judged(judged.coded[:, at], judged.probabilities[:, at], judged.said[:, at])


def _refitted(
    past: Past, recipe: Recipe, refit: Refit, ids: Sequence[str], repeats: Sequence[Repeat], progress: Progress
) -> list[Judged]:
    """The earlier recipe's answers in today's folds: what it had been told of a held-out report is kept from it."""
    old = past.recipe
    row_of = {report_id: row for row, report_id in enumerate(ids)}
    again = refit.with_recipe(old.codebook, old.themes, old.seed)
    coded = list(recipe.codes)
    total, found = sum(len(repeat.folds) for repeat in repeats), []
    done = 0
    for number, repeat in enumerate(repeats):
        judged = _empty(len(coded), len(old.codebook.themes))
        for fold in repeat.folds:
            held_out = {coded[row] for row in fold.held_out}
            told = [name for name in old.codes if name in row_of and name not in held_out]
            model = again.fit(old.matrix(told), [row_of[name] for name in told], number)
            answers = again.probabilities(model, [row_of[coded[row]] for row in fold.held_out])
            judged.probabilities[fold.held_out] = answers
            judged.said[fold.held_out] = decide(answers, model.thresholds.suggest)
            done += 1
            progress(done, total)
        found.append(judged)
    return found


def _empty(reports: int, themes: int) -> Judged:
    shape = (reports, themes)
    return Judged(np.zeros(shape, dtype=np.int8), np.zeros(shape), np.zeros(shape, dtype=bool))
