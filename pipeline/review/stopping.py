"""Is it enough? How many suggestions marked sure people have looked at, how many were wrong, and what more would buy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.evaluate.metrics import Share, exact_share
from pipeline.review.board import Board
from pipeline.review.states import Decision, sure_themes
from pipeline.suggestions import Suggestion

MOST = 100_000  # further suggestions to think of; a goal that takes more is not within reach


@dataclass(frozen=True, slots=True)
class Looked:
    """Suggestions of themes marked sure that somebody has looked at, with the share that was wrong (exact 95 % interval)."""

    error: Share

    @property
    def wrong(self) -> int:
        """How many were wrong."""
        return int(self.error.count)

    @property
    def looked(self) -> int:
        """How many were looked at."""
        return int(self.error.of)


@dataclass(frozen=True, slots=True)
class Stopping:
    """Whether to stop: `open` is with suggestions in sight, `blind` without, `left` how many are not looked at yet.

    `enough` is whether the whole interval of the error is within the goal; `further` is how many more would have to be
    looked at and be right to reach it, None where that is out of reach.
    """

    open: Looked
    blind: Looked
    left: int
    goal: float
    enough: bool
    further: int | None


def stopping(found: Board, suggestions: Mapping[str, Sequence[Suggestion]], goal: float) -> Stopping:
    """Where the reviewing stands against the goal: at most the share `goal` of what is marked sure may be wrong.

    `suggestions` are those of the model in use, by report; where somebody was shown others, those count. The blind codings
    decide where there are any, since who sees a suggestion tends to agree with it.
    """
    in_sight: list[bool] = []
    unseen: list[bool] = []
    left = 0
    for report_id in sorted({*found.states, *suggestions}):
        state = found.get(report_id)
        themes = sure_themes(suggestions.get(report_id, ())) if state.sure is None else state.sure
        blind, force = state.blind(), state.in_force
        if blind:
            unseen += _wrong(themes, blind[0])
        if force and force.basis != "blind":
            in_sight += _wrong(themes, force)
        left += 0 if blind or force else len(themes)
    seen, hidden = _looked(in_sight), _looked(unseen)
    decides = hidden if hidden.looked else seen
    enough = decides.looked > 0 and decides.error.high <= goal
    return Stopping(seen, hidden, left, goal, enough, 0 if enough else _further(decides, goal))


def _wrong(themes: frozenset[str], said: Decision) -> list[bool]:
    """For each theme whether the person says otherwise; nothing where the report cannot be coded."""
    return [theme not in said.themes for theme in sorted(themes)] if said.codable else []


def _looked(wrong: list[bool]) -> Looked:
    return Looked(exact_share(sum(wrong), len(wrong)))


def _further(found: Looked, goal: float) -> int | None:
    """How many more, all of them right, bring the interval within the goal: its end only falls as they grow."""
    low, high = 0, MOST
    if exact_share(found.wrong, found.looked + high).high > goal:
        return None
    while low < high:
        middle = (low + high) // 2
        within = found.looked + middle > 0 and exact_share(found.wrong, found.looked + middle).high <= goal
        low, high = (low, middle) if within else (middle + 1, high)
    return low
