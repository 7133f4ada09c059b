"""Who codes what: reports to offices by region, and a share of them to two people who code them blind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from uuid import UUID, uuid4, uuid5

import numpy as np

from pipeline.register import Report
from pipeline.review.board import Board, board
from pipeline.review.bodies import Assigned
from pipeline.review.events import Draft, body_json
from pipeline.review.people import Person, people
from pipeline.review.states import ReportState
from pipeline.review.store import Store

CODERS = 2


@dataclass(frozen=True, slots=True)
class Given:
    """One report given to an office, or, with `to`, to a person; with `active` false taken back."""

    report_id: str
    office: str
    to: str = ""
    blind: bool = False
    active: bool = True


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
    save_given(store, planned.given, actor)
    return planned


def save_given(store: Store, given: Iterable[Given], actor: str, request: UUID | None = None) -> None:
    """Store what is given and taken back as events, all or none; the same `request` again stores nothing twice."""
    request = request or uuid4()
    drafts = []
    for one in given:
        body = Assigned(to=one.to, office=one.office, blind=one.blind, active=one.active)
        drafts.append(Draft(uuid5(request, f"{one.report_id}\0{body_json(body)}"), actor, body, one.report_id))
    store.append_all(drafts)


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
        coders = [person.id for person in active if person.works_in(office)]
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
    wanted = ceil(share * len(states)) - sum(is_double(state) for state in states.values())
    random = np.random.default_rng([seed, *office.encode()])
    given: list[Given] = []
    for report_id in random.permutation(sorted(states)).tolist():
        if wanted <= 0:
            break
        state = states[report_id]
        able = sorted((person for person in coders if _may(state, person)), key=lambda person: (load[person], person))
        if is_double(state) or len(able) < CODERS:
            continue
        wanted -= 1
        for person in able[:CODERS]:
            load[person] += 1
            given.append(Given(report_id, office, person, blind=True))
    return sorted(given, key=lambda one: (one.report_id, one.to))


def is_double(state: ReportState) -> bool:
    """Whether two people are asked to code the report blind."""
    return sum(one.blind and bool(one.to) for one in state.assignments) >= CODERS


def _may(state: ReportState, person: str) -> bool:
    return state.may_code_blind(person) and state.own(person) is None


@dataclass(frozen=True, slots=True)
class Handing:
    """What is given to one person; `unable` are reports that the person can no longer code blind."""

    given: tuple[Given, ...]
    unable: tuple[str, ...] = ()


def hand(found: Board, reports: Iterable[Report], person: Person, *, blind: bool) -> Handing:
    """Some reports to one person. What the person has already is not given again, and what is to be coded blind stays so."""
    given, unable = [], []
    for report in reports:
        state = found.get(report.report_id)
        has = [one for one in state.assignments if one.to == person.id]
        if any(one.blind or not blind for one in has):
            continue
        if blind and not _may(state, person.id):
            unable.append(report.report_id)
        given.append(Given(report.report_id, has[0].office if has else report.region, person.id, blind))
    return Handing(tuple(given), tuple(unable))


def take_back(found: Board, report_ids: Iterable[str], whom: str | None) -> tuple[Given, ...]:
    """Some reports from one person, from their offices where `whom` is empty, from everybody where it is None."""
    return tuple(
        Given(report_id, one.office, one.to, one.blind, active=False)
        for report_id in report_ids
        for one in found.get(report_id).assignments
        if whom in (None, one.to)
    )


@dataclass(frozen=True, slots=True)
class OfficeShare:
    """How an office's reports are given out: to the office or somebody, to two people to be coded blind, and that done.

    `people` are the active people of the office.
    """

    office: str
    reports: int
    given: int
    double: int
    double_done: int
    people: int


def by_office(found: Board, reports: Iterable[Report], persons: Iterable[Person]) -> tuple[OfficeShare, ...]:
    """The offices that reports name, sorted; reports without one stand last, under «»."""
    offices: dict[str, list[ReportState]] = defaultdict(list)
    for report in reports:
        offices[report.region].append(found.get(report.report_id))
    active = [person for person in persons if person.active]
    return tuple(_share(office, offices[office], active) for office in sorted(offices, key=lambda name: (not name, name)))


def _share(office: str, states: Sequence[ReportState], active: Iterable[Person]) -> OfficeShare:
    double = [state for state in states if is_double(state)]
    return OfficeShare(
        office,
        len(states),
        sum(bool(state.assignments) for state in states),
        len(double),
        sum(not state.blind_waiting for state in double),
        sum(person.works_in(office) for person in active),
    )
