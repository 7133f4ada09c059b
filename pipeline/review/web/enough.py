"""«Er det nok?»: where the reviewing stands against its goal, in words."""

from __future__ import annotations

from pipeline.norwegian import percent, percent_span
from pipeline.review.stopping import Stopping
from pipeline.words import Words


def in_words(t: Words, found: Stopping) -> str:
    """What was looked at, how much of it was wrong, and what more would buy."""
    blind = bool(found.blind.looked)
    decides = found.blind if blind else found.open
    if not decides.looked:
        return t("enough.none_seen", left=found.left) if found.left else t("enough.nothing_sure")
    share = decides.error
    seen = t("enough.seen_blind" if blind else "enough.seen_open", looked=decides.looked, wrong=decides.wrong)
    lines = [seen, t("enough.share", share=percent(share.value, 1), interval=percent_span(share.low, share.high, 1))]
    lines += [] if blind else [t("enough.only_blind")]
    lines.append(t("enough.reached", goal=percent(found.goal, 1)) if found.enough else _not_yet(t, found))
    lines.append(_rest(t, found))
    return " ".join(lines)


def _not_yet(t: Words, found: Stopping) -> str:
    goal = percent(found.goal, 1)
    if found.further is None:
        return t("enough.out_of_reach", goal=goal)
    if found.further > found.left:
        return t("enough.too_few_left", goal=goal, further=found.further, left=found.left)
    return t("enough.further", goal=goal, further=found.further)


def _rest(t: Words, found: Stopping) -> str:
    """What looking at all the others would buy."""
    if not found.left:
        return t("enough.all_seen")
    share = (found.blind if found.blind.looked else found.open).error
    return t("enough.rest", left=found.left, likely=round(found.left * share.value), most=round(found.left * share.high))
