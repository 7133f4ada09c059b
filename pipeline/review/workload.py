"""Who has coded how much, in which office and when."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from pipeline.review.board import Board
from pipeline.review.people import Person
from pipeline.review.recording import timestamp
from pipeline.review.states import DONE, Decision

DAYS = 28


@dataclass(frozen=True, slots=True)
class OfficeWork:
    """One office's reports, how many of them are done, and how many codings there were this week."""

    office: str
    reports: int
    done: int
    week: int


@dataclass(frozen=True, slots=True)
class PersonWork:
    """What one person has coded, this week and in all; `person` is None for coders the store does not know."""

    person: Person | None
    week: int
    total: int


@dataclass(frozen=True, slots=True)
class Workload:
    """Offices sorted with «» last, active people and those who have coded sorted by name, and codings of the last `DAYS` days.

    A report counts once for each person who has coded it, on the day of the newest coding that stands. Weeks and days count
    the people of the store, since what was read from a file says nothing of the work here. The week begins on Monday, and
    days are those of the machine's time zone.
    """

    offices: tuple[OfficeWork, ...]
    people: tuple[PersonWork, ...]
    days: tuple[tuple[date, int], ...]


def workload(found: Board, offices: Mapping[str, str], people: Iterable[Person], now: datetime) -> Workload:
    """The work on a portfolio; `offices` gives the office of each of its reports."""
    today = now.astimezone().date()
    days = [today - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
    begun = [_begins(day) for day in days]
    week = _begins(today - timedelta(days=today.weekday()))
    known = {person.id: person for person in people}
    codings = _codings(found, offices)
    here = [one for one in codings if one.coder in known]
    recent = [one for one in here if _when(one) >= week]
    counts = Counter(bisect_right(begun, _when(one)) for one in here if _when(one) >= begun[0])
    return Workload(
        _offices(found, offices, Counter(offices[one.report_id] for one in recent)),
        _people(codings, known, Counter(one.coder for one in recent)),
        tuple((day, counts[at]) for at, day in enumerate(days, 1)),
    )


def _begins(day: date) -> str:
    """When a day begins, as the store writes times."""
    return timestamp(datetime.combine(day, time()).astimezone())


def _when(one: Decision) -> str:
    """When it was coded; a day alone is its noon, which lies in that day wherever the machine stands."""
    return f"{one.coded_at}T12" if len(one.coded_at) == len("2026-06-01") else one.coded_at


def _codings(found: Board, offices: Mapping[str, str]) -> list[Decision]:
    newest: dict[tuple[str, str], Decision] = {}
    for report_id in offices:
        for one in found.get(report_id).decisions:
            known = newest.get((report_id, one.coder))
            if known is None or (known.coded_at, known.seq) < (one.coded_at, one.seq):
                newest[report_id, one.coder] = one
    return list(newest.values())


def _offices(found: Board, offices: Mapping[str, str], week: Mapping[str, int]) -> tuple[OfficeWork, ...]:
    standings: dict[str, list[str]] = defaultdict(list)
    for report_id, office in offices.items():
        standings[office].append(found.get(report_id).standing)
    return tuple(
        OfficeWork(office, len(standings[office]), sum(one in DONE for one in standings[office]), week.get(office, 0))
        for office in sorted(standings, key=lambda name: (not name, name))
    )


def _people(codings: Iterable[Decision], known: Mapping[str, Person], week: Mapping[str, int]) -> tuple[PersonWork, ...]:
    total: Counter[str] = Counter(one.coder if one.coder in known else "" for one in codings)
    shown = [person for person in known.values() if person.active or total[person.id]]
    shown.sort(key=lambda person: (person.name.casefold(), person.id))
    rows = [PersonWork(person, week.get(person.id, 0), total[person.id]) for person in shown]
    return tuple([*rows, PersonWork(None, 0, total[""])] if total[""] else rows)
