"""The figures of a cross-validation: overall, for each theme and each language, and of what was marked sure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.evaluate.crossval import Repeat
from pipeline.evaluate.metrics import (
    METRICS,
    Bin,
    Bools,
    Interval,
    Judged,
    Share,
    average_precisions,
    averaged,
    calibration_error,
    exact_share,
    f1_by_theme,
    over_repeats,
    reliability,
    with_interval,
)
from pipeline.project import EvaluateParams

BINS, THEME_BINS, LEAST_REPORTS = 10, 4, 5


@dataclass(frozen=True, slots=True)
class ThemeFigures:
    """One theme; counts of suggestions are means over the repeats.

    `stated` is the mean probability, `observed` the share coded; `few` warns of fewer codes than `themes.min_positives`.
    """

    coded: int
    suggested: float
    false: float
    missed: float
    f1: Interval
    average_precision: Interval
    stated: float
    observed: float
    bins: tuple[Bin, ...]
    few: bool


@dataclass(frozen=True, slots=True)
class SureFigures:
    """What is marked sure, counted as means over the repeats, and how much of it is wrong.

    `suggestions` are the suggested themes marked sure among all suggested ones, `left_out` the themes surely left out
    among all that are not suggested.
    """

    error_allowed: float
    suggestions: Share
    wrong: Share
    left_out: Share
    left_out_wrong: Share


@dataclass(frozen=True, slots=True)
class LanguageFigures:
    """At least `LEAST_REPORTS` reports in one language; the macro average runs over the themes coded among them."""

    reports: int
    figures: Mapping[str, Interval]


@dataclass(frozen=True, slots=True)
class Quality:
    """All figures of the themes."""

    overall: Mapping[str, Interval]
    calibration_error: float
    stated: float
    observed: float
    bins: tuple[Bin, ...]
    themes: Mapping[str, ThemeFigures]
    sure: SureFigures
    languages: Mapping[str, LanguageFigures]


def measure_quality(
    repeats: Sequence[Repeat],
    themes: Sequence[str],
    languages: Sequence[str],
    least: int,
    error_allowed: float,
    params: EvaluateParams,
    seed: int,
) -> Quality:
    """The figures of held-out answers; `languages` names that of each coded report, `least` is `themes.min_positives`."""
    judged, draws = [repeat.judged for repeat in repeats], params.bootstrap
    middle = averaged(judged)
    return Quality(
        overall={name: with_interval(metric, judged, draws, seed) for name, metric in METRICS.items()},
        calibration_error=over_repeats(calibration_error, judged),
        stated=float(middle.probabilities.mean()),
        observed=float(middle.coded.mean()),
        bins=reliability(middle, BINS),
        themes={name: _theme([one.theme(at) for one in judged], least, draws, seed) for at, name in enumerate(themes)},
        sure=_sure(repeats, error_allowed),
        languages={name: _language(judged, languages, name, draws, seed) for name in _told_of(languages)},
    )


def _theme(judged: Sequence[Judged], least: int, draws: int, seed: int) -> ThemeFigures:
    coded, middle = int(judged[0].coded.sum()), averaged(judged)
    return ThemeFigures(
        coded=coded,
        suggested=over_repeats(lambda one: float(one.said.sum()), judged),
        false=over_repeats(lambda one: float((one.said & (one.coded == 0)).sum()), judged),
        missed=over_repeats(lambda one: float((~one.said & (one.coded == 1)).sum()), judged),
        f1=with_interval(lambda one: float(f1_by_theme(one)[0]), judged, draws, seed),
        average_precision=with_interval(lambda one: average_precisions(one)[0], judged, draws, seed),
        stated=float(middle.probabilities.mean()),
        observed=float(middle.coded.mean()),
        bins=reliability(middle, THEME_BINS),
        few=coded < least,
    )


def _sure(repeats: Sequence[Repeat], error_allowed: float) -> SureFigures:
    """Counts are means over the repeats, so that the exact intervals do not take a repeat for more reports."""

    def share(part: Sequence[Bools], whole: Sequence[Bools]) -> Share:
        return exact_share(float(np.mean([one.sum() for one in part])), float(np.mean([one.sum() for one in whole])))

    said = [repeat.judged.said for repeat in repeats]
    sure, left = [repeat.sure for repeat in repeats], [repeat.left for repeat in repeats]
    coded = repeats[0].judged.coded == 1
    return SureFigures(
        error_allowed=error_allowed,
        suggestions=share(sure, said),
        wrong=share([one & ~coded for one in sure], sure),
        left_out=share(left, [~one for one in said]),
        left_out_wrong=share([one & coded for one in left], left),
    )


def _told_of(languages: Sequence[str]) -> list[str]:
    """The languages of so many reports that figures of them say something."""
    return sorted(name for name in set(languages) if languages.count(name) >= LEAST_REPORTS)


def _language(judged: Sequence[Judged], languages: Sequence[str], name: str, draws: int, seed: int) -> LanguageFigures:
    rows = np.flatnonzero(np.array(languages) == name)
    some = [one.rows(rows) for one in judged]
    return LanguageFigures(len(rows), {key: with_interval(metric, some, draws, seed) for key, metric in METRICS.items()})
