"""Is it enough? How many suggestions marked sure people have looked at, how many were wrong, and what more would buy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.evaluate.metrics import Share, exact_share
from pipeline.review.board import board
from pipeline.review.bodies import Shown
from pipeline.review.events import Event
from pipeline.review.states import Decision
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


def stopping(events: Iterable[Event], suggestions: Iterable[Suggestion], goal: float) -> Stopping:
    """Where the reviewing stands against the goal: at most the share `goal` of what is marked sure may be wrong.

    The blind codings decide where there are any, since who sees a suggestion tends to agree with it.
    """
    told = sorted(events, key=lambda event: event.seq)
    sure = _sure(told, suggestions)
    states = board(told).states
    in_sight: list[bool] = []
    unseen: list[bool] = []
    left = 0
    for report_id, themes in sure.items():
        state = states.get(report_id)
        blind = state.blind() if state else ()
        force = state.in_force if state else None
        if blind:
            unseen += _wrong(themes, blind[0])
        if force and force.basis != "blind":
            in_sight += _wrong(themes, force)
        left += 0 if blind or force else len(themes)
    seen, hidden = _looked(in_sight), _looked(unseen)
    decides = hidden if hidden.looked else seen
    enough = decides.looked > 0 and decides.error.high <= goal
    return Stopping(seen, hidden, left, goal, enough, 0 if enough else _further(decides, goal))


def in_words(found: Stopping) -> str:
    """The same in Norwegian, for the analyst."""
    decides, how = (found.blind, "blindt") if found.blind.looked else (found.open, "med forslaget synlig")
    if not decides.looked:
        return f"Ingen av de {found.left} forslagene som er merket «sikker», er sett på ennå."
    share = decides.error
    lines = [
        f"{decides.looked} forslag merket «sikker» er sett på {how}; {decides.wrong} av dem var feil: {_percent(share.value)} "
        f"(95 % intervall {_percent(share.low)}–{_percent(share.high)})."
    ]
    if not found.blind.looked:
        lines.append("Den som ser et forslag, sier seg lett enig; bare blind koding gir et tall å stole på.")
    if found.enough:
        lines.append(f"Nok: målet er høyst {_percent(found.goal)} feil, og hele intervallet ligger under.")
    else:
        lines.append(_not_yet(found))
    lines.append(_rest(found, share))
    return " ".join(lines)


def _sure(events: Iterable[Event], suggestions: Iterable[Suggestion]) -> dict[str, frozenset[str]]:
    """The themes marked sure of each report: as last shown, else as the model in use says."""
    found: dict[str, set[str]] = {}
    for one in suggestions:
        themes = found.setdefault(one.report_id, set())
        if one.axis == "theme" and one.suggested and one.confidence == "sure":
            themes.add(one.label)
    for event in events:
        if isinstance(event.body, Shown) and event.body.suggestions:
            rows = event.body.suggestions
            found[event.report_id] = {
                one.label for one in rows if one.axis == "theme" and one.suggested and one.confidence == "sure"
            }
    return {report_id: frozenset(found[report_id]) for report_id in sorted(found) if found[report_id]}


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


def _not_yet(found: Stopping) -> str:
    goal = f"Målet, høyst {_percent(found.goal)} feil, er ikke nådd"
    if found.further is None:
        return f"{goal} og kan ikke nås ved å se på flere."
    if found.further > found.left:
        return f"{goal}: det trengs {found.further} til uten feil, og det er bare {found.left} igjen. Se på alle."
    return f"{goal}: det trengs minst {found.further} til, om ingen av dem er feil."


def _rest(found: Stopping, share: Share) -> str:
    """What looking at all the others would buy."""
    if not found.left:
        return "Alle er sett på."
    likely, most = round(found.left * share.value), round(found.left * share.high)
    return f"{found.left} er ikke sett på; å se på alle ville rette om lag {likely} feil, neppe flere enn {most}."


def _percent(share: float) -> str:
    return f"{100 * share:.1f}".replace(".", ",") + " %"
