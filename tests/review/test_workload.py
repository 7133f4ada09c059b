from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from pipeline.review.board import board
from pipeline.review.people import Person
from pipeline.review.store import Store
from pipeline.review.workload import DAYS, OfficeWork, PersonWork, workload

from .conftest import code, draft

NOW = datetime(2026, 6, 3, 12, tzinfo=UTC)  # a Wednesday
KARI, OLA = Person("kari", "Kari"), Person("ola", "Ola")


def test_a_week_begins_on_monday_and_a_day_at_midnight_of_this_machine(store: Store) -> None:
    """Reports coded at the last moment before a day and at its first; the time zone is the machine's own."""
    monday = datetime(2026, 6, 1).astimezone()
    oldest = monday.date() + timedelta(days=3 - DAYS)
    moments = [monday, monday - timedelta(seconds=1), NOW, datetime(oldest.year, oldest.month, oldest.day).astimezone()]
    moments.append(moments[-1] - timedelta(seconds=1))
    reports = [f"r{at}" for at in range(len(moments))]
    for report, moment in zip(reports, moments, strict=True):
        at = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        store.append(draft(code("plan", coder="kari", coded_at=at), report_id=report))
    found = workload(board(store.events()), dict.fromkeys(reports, "øst"), [KARI, OLA], NOW)
    assert found.offices == (OfficeWork("øst", 5, 5, 2),)
    assert found.people == (PersonWork(KARI, 2, 5), PersonWork(OLA, 0, 0))
    assert {day: n for day, n in found.days if n} == {oldest: 1, date(2026, 5, 31): 1, date(2026, 6, 1): 1, date(2026, 6, 3): 1}
    assert len(found.days) == DAYS and found.days[-1][0] == date(2026, 6, 3)


def test_a_day_alone_is_on_that_day(store: Store) -> None:
    store.append(draft(code("plan", coder="kari", coded_at="2026-06-02")))
    found = workload(board(store.events()), {"r1": ""}, [KARI], NOW)
    assert [day for day, n in found.days if n] == [date(2026, 6, 2)]


def test_a_report_counts_once_for_each_who_has_coded_it_with_the_newest_that_stands(store: Store) -> None:
    store.append_all([draft(code("plan"), who, "r1") for who in ("kari", "kari", "ola")])
    store.append(draft(code("plan"), "kari", "gone"))
    found = workload(board(store.events()), {"r1": "øst"}, [KARI, OLA], datetime(2026, 6, 1, 20, tzinfo=UTC))
    assert [one.total for one in found.people] == [1, 1] and sum(n for _, n in found.days) == 2


def test_coders_the_store_does_not_know_count_in_all_and_not_in_the_week(store: Store) -> None:
    store.append(draft(code("plan", coder="fil", coded_at="2026-06-02")))
    found = workload(board(store.events()), {"r1": "øst"}, [KARI], NOW)
    assert found.people == (PersonWork(KARI, 0, 0), PersonWork(None, 0, 1))
    assert found.offices == (OfficeWork("øst", 1, 1, 0),) and not any(n for _, n in found.days)
