"""«Nok?» as a picture and sentences: the error of what is marked sure, as an interval against the goal."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.review.stopping import Stopping
from pipeline.review.web.words import Words

LEAST_SCALE = 0.1


@dataclass(frozen=True, slots=True)
class Enough:
    """Sentences, and places in per cent of the figure's width; no figure where nothing was looked at."""

    reached: bool
    sentences: tuple[str, ...]
    figure: tuple[float, float, float, float] | None = None
    scale: str = ""
    goal: str = ""


def enough(t: Words, found: Stopping) -> Enough:
    """The stopping rule in words and as a figure: value, low, high and goal on a scale from 0."""
    decides = found.blind if found.blind.looked else found.open
    if not decides.looked:
        return Enough(False, (t("enough.none", left=found.left),))
    share = decides.error
    most = max(LEAST_SCALE, 1.15 * share.high, 1.5 * found.goal)
    places = [round(100 * value / most, 2) for value in (share.value, share.low, share.high, found.goal)]
    return Enough(
        found.enough, _sentences(t, found), (places[0], places[1], places[2], places[3]), percent(most), percent(found.goal)
    )


def _sentences(t: Words, found: Stopping) -> tuple[str, ...]:
    blind = bool(found.blind.looked)
    decides = found.blind if blind else found.open
    share = decides.error
    looked = t(
        "enough.looked", n=decides.looked, how=t("enough.blind" if blind else "enough.open"), wrong=decides.wrong,
        share=percent(share.value), low=percent(share.low), high=percent(share.high),
    )  # fmt: skip
    told = [looked, _verdict(t, found), _rest(t, found)]
    return tuple(told if blind else [*told, t("enough.only_blind_counts")])


def _verdict(t: Words, found: Stopping) -> str:
    goal = percent(found.goal)
    if found.enough:
        return t("enough.reached", goal=goal)
    if found.further is None:
        return t("enough.out_of_reach", goal=goal)
    key = "enough.too_few_left" if found.further > found.left else "enough.further"
    return t(key, goal=goal, n=found.further, left=found.left)


def _rest(t: Words, found: Stopping) -> str:
    share = (found.blind if found.blind.looked else found.open).error
    if not found.left:
        return t("enough.all_seen")
    return t("enough.rest", left=found.left, likely=round(found.left * share.value), most=round(found.left * share.high))


def percent(share: float) -> str:
    """A share as people write it here."""
    return f"{100 * share:.1f}".replace(".", ",") + "\u00a0%"
