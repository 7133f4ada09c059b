"""Which report teaches the model most when it is coded next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from pipeline.suggestions import Suggestion


def usefulness(suggestions: Mapping[str, Sequence[Suggestion]]) -> dict[str, float]:
    """By report: how near its themes are to their thresholds, a rare theme counting more.

    A theme counts 1 at its threshold and 0 where the model is certain, divided by the square root of the number of
    reports it is expected in. The threshold lies between the least probable that is suggested and the most probable
    that is not.
    """
    by_theme: dict[str, list[Suggestion]] = defaultdict(list)
    for found in suggestions.values():
        for one in found:
            if one.axis == "theme":
                by_theme[one.label].append(one)
    useful = dict.fromkeys(suggestions, 0.0)
    for found in by_theme.values():
        threshold = _threshold(found)
        weight = max(sum(one.probability for one in found), 1.0) ** -0.5
        for one in found:
            useful[one.report_id] += weight * _nearness(one.probability, threshold)
    return useful


def _threshold(found: Sequence[Suggestion]) -> float:
    least = min((one.probability for one in found if one.suggested), default=1.0)
    most = max((one.probability for one in found if not one.suggested), default=0.0)
    return min(max((least + most) / 2, 0.05), 0.95)


def _nearness(probability: float, threshold: float) -> float:
    if probability < threshold:
        return probability / threshold
    return (1 - probability) / (1 - threshold)
