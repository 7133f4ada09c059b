"""The whole portfolio as the queue sees it, kept in memory and brought up to date by what has happened since."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from threading import Lock
from types import MappingProxyType

from pipeline.review.events import Event
from pipeline.review.states import ReportState, Standing, report_state
from pipeline.review.store import Store


@dataclass(frozen=True, slots=True)
class Board:
    """The state of every report that something has happened to, as of the event `last_seq`."""

    states: Mapping[str, ReportState]
    last_seq: int

    def get(self, report_id: str) -> ReportState:
        """The state of a report; «uncoded» where nothing has happened to it."""
        return self.states.get(report_id) or report_state(report_id, ())


def board(events: Iterable[Event], last_seq: int = 0) -> Board:
    """The board from events in their order; `last_seq` is that of the newest event where it is not among them."""
    grouped: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        last_seq = max(last_seq, event.seq)
        if event.report_id:
            grouped[event.report_id].append(event)
    states = {report_id: report_state(report_id, grouped[report_id]) for report_id in sorted(grouped)}
    return Board(MappingProxyType(states), last_seq)


class LiveBoard:
    """A board that reads only what is new. Threads may share it; each gets a board that does not change under it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = Lock()
        self._board = Board({}, 0)

    def now(self) -> Board:
        """The board with every event that was saved before the call. Raises StoreError when it cannot be read."""
        with self._lock:
            touched = self._store.touched(self._board.last_seq)
            if touched.last_seq != self._board.last_seq:
                whole = self._board.last_seq == 0
                news = board(self._store.events(reports=None if whole else touched.reports), touched.last_seq)
                states = MappingProxyType({**self._board.states, **news.states})
                self._board = Board(states, touched.last_seq)
            return self._board


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one group of reports is: how many there are, by standing, and how often each theme is in force."""

    reports: int
    standings: Mapping[Standing, int]
    themes: Mapping[str, int]


def progress(found: Board, groups: Mapping[str, str]) -> dict[str, Progress]:
    """Progress by group, for instance by office; `groups` gives the group of every report of the portfolio.

    Groups are sorted by name.
    """
    members: dict[str, list[ReportState]] = defaultdict(list)
    for report_id, group in groups.items():
        members[group].append(found.get(report_id))
    return {group: _progress(members[group]) for group in sorted(members)}


def _progress(states: Iterable[ReportState]) -> Progress:
    listed = list(states)
    themes = Counter(theme for state in listed if state.in_force for theme in state.in_force.themes)
    return Progress(len(listed), Counter(state.standing for state in listed), dict(sorted(themes.items())))
