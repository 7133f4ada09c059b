"""How far coders agree: Krippendorff's alpha with intervals, Cohen's kappa for each pair, and where they differ.

Krippendorff (2011) «Computing Krippendorff's alpha-reliability», by coincidences; Cohen (1960) for kappa; the MASI distance
of Passonneau (2006) for a report's themes taken as one set.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from pipeline.codebook import Codebook
from pipeline.evaluate.metrics import NAN, Floats, Interval, resamples
from pipeline.labels import Basis, Coding

FEW = 20
INDEPENDENT: tuple[Basis, ...] = ("blind", "corrected", "imported")
Distance = Callable[[Hashable, Hashable], float]
Ratings = Sequence[Mapping[str, Hashable]]
Readable = frozenset[str]


@dataclass(frozen=True, slots=True)
class Agreed:
    """Alpha of one question over the reports that at least two coders answered; NaN where nobody could have differed."""

    alpha: Interval
    reports: int
    few: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """Cohen's kappa of two coders: for each theme, their mean where defined, and for the recipient."""

    first: str
    second: str
    reports: int
    themes: Mapping[str, float]
    mean: float
    recipient: float


@dataclass(frozen=True, slots=True)
class Difference:
    """One report and question on which coders differ: each coder's answer («ja», «nei» or a recipient)."""

    report_id: str
    question: str
    answers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the codings of some kind say of agreement. `themes_as_set` uses the MASI distance."""

    reports: int
    coders: tuple[str, ...]
    themes: Mapping[str, Agreed]
    mean_of_themes: Interval
    themes_as_set: Agreed
    recipient: Agreed
    pairs: tuple[Pair, ...]
    differences: tuple[Difference, ...]


def agreement(codings: Sequence[Coding], codebook: Codebook, bases: Sequence[Basis], draws: int, seed: int) -> Agreement:
    """Agreement among codings with one of `bases`; each coder counts with the newest of a report.

    Only blind codings are made without sight of suggestions or of each other; of the others agreement is flattered.
    """
    told = by_report(codings, bases)
    shared = {report_id: each for report_id, each in told.items() if len(each) > 1}
    rows = resamples(len(shared), draws, seed) if shared else np.zeros((0, 0), dtype=np.int64)
    units = list(shared.values())
    answers = {theme: [_theme(each, theme) for each in units] for theme in codebook.theme_ids}
    drawn = {theme: alphas(ratings, nominal, rows) for theme, ratings in answers.items()}
    return Agreement(
        reports=len(shared),
        coders=tuple(sorted({coder for each in units for coder in each})),
        themes={theme: _agreed(found) for theme, found in drawn.items()},
        mean_of_themes=_mean(list(drawn.values())),
        themes_as_set=_agreed(alphas([_sets(each) for each in units], masi, rows)),
        recipient=_agreed(alphas([_recipients(each) for each in units], nominal, rows)),
        pairs=tuple(_pairs(shared, codebook)),
        differences=tuple(_differences(shared, codebook)),
    )


def by_report(codings: Sequence[Coding], bases: Sequence[Basis]) -> dict[str, dict[str, Coding]]:
    """The newest coding of each coder for each report, sorted; rows without a coder's name cannot be told apart."""
    newest: dict[str, dict[str, Coding]] = {}
    for coding in (each for each in codings if each.basis in bases and each.coder):
        known = newest.setdefault(coding.report_id, {})
        if coding.coder not in known or coding.coded_at >= known[coding.coder].coded_at:
            known[coding.coder] = coding
    return {report_id: dict(sorted(newest[report_id].items())) for report_id in sorted(newest)}


def _theme(each: Mapping[str, Coding], theme: str) -> dict[str, Hashable]:
    return {coder: theme in coding.themes for coder, coding in each.items()}


def _sets(each: Mapping[str, Coding]) -> dict[str, Hashable]:
    return {coder: frozenset(coding.themes) for coder, coding in each.items()}


def _recipients(each: Mapping[str, Coding]) -> dict[str, Hashable]:
    return {coder: coding.recipient for coder, coding in each.items() if coding.recipient}


def nominal(one: Hashable, other: Hashable) -> float:
    """0 for the same answer, else 1."""
    return float(one != other)


def masi(one: Hashable, other: Hashable) -> float:
    """1 − Jaccard · monotonicity (1 equal, 2/3 one within the other, 1/3 overlapping, 0 apart; Passonneau 2006)."""
    assert isinstance(one, frozenset) and isinstance(other, frozenset)
    if one == other:
        return 0.0
    both = len(one & other)
    monotonicity = 2 / 3 if one <= other or other <= one else 1 / 3 if both else 0.0
    return 1 - both / len(one | other) * monotonicity


@dataclass(frozen=True, slots=True)
class Alphas:
    """Alpha on all units and on each resample of them; `units` were answered by at least two coders."""

    value: float
    drawn: Floats
    units: int


def alphas(ratings: Ratings, distance: Distance, rows: np.ndarray[tuple[int, int], np.dtype[np.int64]]) -> Alphas:
    """Krippendorff's alpha of answers by coder, one mapping a unit; a coder who is missing did not answer.

    `rows` are resamples of the units, shape (draws, units). NaN where all answers are the same.
    """
    values = sorted({answer for unit in ratings for answer in unit.values()}, key=_ordered)
    apart = np.array([[distance(one, other) for other in values] for one in values]).reshape(len(values), len(values))
    counts = _pairable(ratings, values)
    answers = np.maximum(counts.sum(axis=1), 2)
    disagreed = np.asarray(np.einsum("uv,vw,uw->u", counts, apart, counts) / (answers - 1))
    times = np.array([np.bincount(row, minlength=len(ratings)) for row in rows], dtype=np.float64)
    drawn = _alpha(times.reshape(len(rows), len(ratings)), counts, disagreed, apart)
    whole = _alpha(np.ones((1, len(ratings))), counts, disagreed, apart)
    return Alphas(float(whole[0]), drawn, int(counts.any(axis=1).sum()))


def _pairable(ratings: Ratings, values: Sequence[Hashable]) -> Floats:
    """How often each unit got each answer, nothing for units that fewer than two coders answered."""
    index = {value: at for at, value in enumerate(values)}
    counts = np.zeros((len(ratings), len(values)))
    for row, unit in enumerate(ratings):
        for answer in unit.values():
            counts[row, index[answer]] += 1
    return np.where(counts.sum(axis=1, keepdims=True) > 1, counts, 0)


def _alpha(times: Floats, counts: Floats, disagreed: Floats, apart: Floats) -> Floats:
    """1 − observed / expected disagreement, for units taken so many times each, shape (draws,)."""
    totals = times @ counts
    pairable = totals.sum(axis=1)
    expected = np.einsum("dv,vw,dw->d", totals, apart, totals) / np.maximum(pairable - 1, 1)
    return np.asarray(1 - np.divide(times @ disagreed, expected, out=np.full(len(times), NAN), where=expected > 0))


def _ordered(answer: Hashable) -> tuple[str, ...]:
    return tuple(sorted(answer)) if isinstance(answer, frozenset) else (str(answer),)


def _agreed(found: Alphas) -> Agreed:
    return Agreed(Interval.of(found.value, found.drawn), found.units, found.units < FEW)


def _mean(found: Sequence[Alphas]) -> Interval:
    known = [each for each in found if not np.isnan(each.value)]
    if not known:
        return Interval(NAN, NAN, NAN)
    drawn = np.stack([each.drawn for each in known])
    defined = (~np.isnan(drawn)).sum(axis=0)
    means = np.divide(np.nansum(drawn, axis=0), defined, out=np.full(drawn.shape[1], NAN), where=defined > 0)
    return Interval.of(float(np.mean([each.value for each in known])), means)


def kappa(first: Sequence[Hashable], second: Sequence[Hashable]) -> float:
    """Cohen's kappa of two coders' answers to the same units; NaN without units or where chance explains all."""
    if not first:
        return NAN
    observed = float(np.mean([one == other for one, other in zip(first, second, strict=True)]))
    chance = sum(_share(first, value) * _share(second, value) for value in sorted(set(first) | set(second), key=str))
    return (observed - chance) / (1 - chance) if chance < 1 else NAN


def _share(answers: Sequence[Hashable], value: Hashable) -> float:
    return sum(answer == value for answer in answers) / len(answers)


def _pairs(shared: Mapping[str, Mapping[str, Coding]], codebook: Codebook) -> list[Pair]:
    coders = sorted({coder for each in shared.values() for coder in each})
    found = []
    for first, second in combinations(coders, 2):
        both = [(each[first], each[second]) for each in shared.values() if first in each and second in each]
        if both:
            found.append(_pair(first, second, both, codebook))
    return found


def _pair(first: str, second: str, both: Sequence[tuple[Coding, Coding]], codebook: Codebook) -> Pair:
    themes = {
        theme: kappa([theme in one.themes for one, _ in both], [theme in other.themes for _, other in both])
        for theme in codebook.theme_ids
    }
    known = [value for value in themes.values() if not np.isnan(value)]
    told = [(one.recipient, other.recipient) for one, other in both if one.recipient and other.recipient]
    recipient = kappa([one for one, _ in told], [other for _, other in told])
    return Pair(first, second, len(both), themes, float(np.mean(known)) if known else NAN, recipient)


def _differences(shared: Mapping[str, Mapping[str, Coding]], codebook: Codebook) -> list[Difference]:
    found = []
    for report_id, each in shared.items():
        for theme in codebook.theme_ids:
            answers = {coder: "ja" if theme in coding.themes else "nei" for coder, coding in each.items()}
            found += [Difference(report_id, theme, answers)] if len(set(answers.values())) > 1 else []
        recipients = {coder: coding.recipient for coder, coding in each.items() if coding.recipient}
        found += [Difference(report_id, "recipient", recipients)] if len(set(recipients.values())) > 1 else []
    return found
