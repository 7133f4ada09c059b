"""Who codes what: reports to offices by region, and a share of them to two people who code them blind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from uuid import uuid4

import numpy as np

from pipeline.register import Report
from pipeline.review.board import Board, board
from pipeline.review.bodies import Assigned
from pipeline.review.events import Draft
from pipeline.review.people import Person, people
from pipeline.review.states import ReportState
from pipeline.review.store import Store

CODERS = 2


@dataclass(frozen=True, slots=True)
class Given:
    """One report given to an office, or, with `to`, to a person to be coded blind."""

    report_id: str
    office: str
    to: str = ""

    @property
    def blind(self) -> bool:
        """Whether it is to be coded blind."""
        return bool(self.to)


@dataclass(frozen=True, slots=True)
class Assignments:
    """What is new; `nobody` are offices without two active people, where nothing is double coded."""

    given: tuple[Given, ...]
    nobody: tuple[str, ...]

    def sentence(self) -> str:
        """The outcome for a person."""
        double = {one.report_id for one in self.given if one.blind}
        offices = sum(not one.blind for one in self.given)
        told = f"{offices} reports given to offices, {len(double)} to two people each to be coded blind."
        few = f" Nobody to double code in: {', '.join(self.nobody)}. It takes two active people." if self.nobody else ""
        return told + few


def assign(store: Store, reports: Iterable[Report], share: float, seed: int, actor: str) -> Assignments:
    """Give reports to the offices of their regions and `share` of each office's to two people, as events, all or none.

    What was given before stays and counts, so a second run gives nothing new. Raises StoreError.
    """
    planned = plan(reports, people(store), board(store.events()), share, seed)
    bodies = [(one.report_id, Assigned(to=one.to, office=one.office, blind=one.blind)) for one in planned.given]
    store.append_all([Draft(uuid4(), actor, body, report_id) for report_id, body in bodies])
    return planned


def plan(reports: Iterable[Report], persons: Iterable[Person], found: Board, share: float, seed: int) -> Assignments:
    """What `assign` would give: the same reports, people, board and seed give the same plan."""
    offices: dict[str, list[str]] = {}
    for report in reports:
        if report.region:
            offices.setdefault(report.region, []).append(report.report_id)
    active = sorted((person for person in persons if person.active), key=lambda person: person.id)
    given: list[Given] = []
    nobody: list[str] = []
    for office in sorted(offices):
        ids = sorted(offices[office])
        states = {report_id: found.get(report_id) for report_id in ids}
        given += [Given(name, office) for name in ids if not any(one.office and not one.to for one in states[name].assignments)]
        coders = [person.id for person in active if person.office.casefold() == office.casefold()]
        if len(coders) < CODERS:
            nobody += [office] if share > 0 else []
        else:
            given += _double(office, states, coders, share, seed)
    return Assignments(tuple(given), tuple(nobody))


def _double(office: str, states: Mapping[str, ReportState], coders: Sequence[str], share: float, seed: int) -> list[Given]:
    """Reports drawn at random, each to the two people who have fewest and may still code it blind."""
    load = dict.fromkeys(coders, 0)
    for state in states.values():
        for one in state.assignments:
            if one.blind and one.to in load:
                load[one.to] += 1
    wanted = ceil(share * len(states)) - sum(_is_double(state) for state in states.values())
    random = np.random.default_rng([seed, *office.encode()])
    given: list[Given] = []
    for report_id in random.permutation(sorted(states)).tolist():
        if wanted <= 0:
            break
        state = states[report_id]
        able = sorted((person for person in coders if _may(state, person)), key=lambda person: (load[person], person))
        if _is_double(state) or len(able) < CODERS:
            continue
        wanted -= 1
        for person in able[:CODERS]:
            load[person] += 1
            given.append(Given(report_id, office, person))
    return sorted(given, key=lambda one: (one.report_id, one.to))


def _is_double(state: ReportState) -> bool:
    return sum(one.blind and bool(one.to) for one in state.assignments) >= CODERS


def _may(state: ReportState, person: str) -> bool:
    return state.may_code_blind(person) and state.own(person) is None
