"""Several processes at once, killed processes, a full disk and a store that may only be read."""

from __future__ import annotations

import multiprocessing
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
from sqlalchemy import make_url

from pipeline.errors import StoreError
from pipeline.review.events import Event
from pipeline.review.store import open_store

from .conftest import code, draft
from .writer import race, write

# Clients are forked from a process that has imported everything, so that they save and do not import when they are killed.
CLIENTS = multiprocessing.get_context("forkserver")
CLIENTS.set_forkserver_preload([write.__module__])


@dataclass(frozen=True, slots=True)
class Told:
    """What one client was told: the answers by event id, and the ids it was refused."""

    saved: dict[str, tuple[int, int]]
    refused: set[str]


def start(client: Callable[..., None], url: str, log: Path, *more: object) -> BaseProcess:
    process = CLIENTS.Process(target=client, args=(url, log, log.stem, *more))
    process.start()
    return process


def end(clients: Sequence[BaseProcess]) -> list[int | None]:
    for client in clients:
        client.join(120)
    return [client.exitcode for client in clients]


def told(log: Path) -> Told:
    text = log.read_text(encoding="ascii") if log.is_file() else ""
    lines = [line.split() for line in text.split("\n")[:-1]]  # a line not yet ended is no answer yet
    saved = {parts[0]: (int(parts[1]), int(parts[2])) for parts in lines if len(parts) == 3}
    return Told(saved, {parts[0] for parts in lines if parts[1] == "conflict"})


def saving(logs: Sequence[Path]) -> bool:
    """Whether every client has had an answer, and one has saved. That each has saved is for chance: one may win for long."""
    answers = [told(log) for log in logs]
    return all(each.saved or each.refused for each in answers) and any(each.saved for each in answers)


def stored(url: str) -> list[Event]:
    """All events, every one of which must be whole: parsing refuses half an event."""
    store = open_store(url)
    events = store.events()
    store.close()
    return events


def check(url: str, logs: list[Path], killed: int) -> None:
    """Every acknowledged save is there, once; beside these at most one save for each kill, in flight when it came."""
    events = stored(url)
    answers = [told(log) for log in logs]
    acknowledged = {identifier: answer for each in answers for identifier, answer in each.saved.items()}
    held = {str(event.id): (event.seq, event.version) for event in events}
    assert {identifier: held.get(identifier) for identifier in acknowledged} == acknowledged
    assert not held.keys() & {identifier for each in answers for identifier in each.refused}
    assert len(held) - len(acknowledged) <= killed
    assert [event.seq for event in events] == [event.version for event in events] == list(range(1, len(events) + 1))


def test_of_two_processes_exactly_one_wins_each_version(url: str, tmp_path: Path) -> None:
    logs, barrier = [tmp_path / "a.log", tmp_path / "b.log"], CLIENTS.Barrier(2)
    open_store(url).close()
    assert end([start(race, url, log, barrier, 25) for log in logs]) == [0, 0]
    check(url, logs, 0)
    answers = [told(log) for log in logs]
    assert sorted(version for each in answers for _, version in each.saved.values()) == list(range(1, 26))
    assert sum(len(each.refused) for each in answers) == 25


@pytest.mark.slow
def test_killed_fifty_times_every_acknowledged_save_is_there(url: str, tmp_path: Path) -> None:
    moments, logs = random.Random(2016), []
    for number in range(25):
        pair = [tmp_path / f"{number}{name}.log" for name in "ab"]
        clients = [start(write, url, log) for log in pair]
        logs += pair
        # Killed in the midst of saving: not before the first answers, and then at any moment.
        while not saving(pair):
            time.sleep(0.01)
        time.sleep(moments.uniform(0, 0.1))
        for client in clients:
            client.kill()
        assert end(clients) == [-9, -9]
    check(url, logs, 50)


def test_a_full_disk_is_told_and_leaves_nothing_half(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/reviews.db")
    store.append(draft(code("opplaering")))
    before = store.events()
    with store.reading() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 30")
    with pytest.raises(StoreError, match="The disk is full"):
        store.append_all([draft(code("planlegging", comment="x" * 9000)) for _ in range(20)])
    assert store.events() == before
    assert store.append(draft(code("planlegging"))).version == 2


def test_a_store_that_may_only_be_read_is_told_and_can_be_read(url: str) -> None:
    store = open_store(url)
    store.append(draft(code("opplaering")))
    store.close()
    readonly = open_store(read_only(url))
    with pytest.raises(StoreError, match="It may only be read"):
        readonly.append(draft(code("planlegging")))
    assert len(readonly.events()) == 1
    readonly.close()


def read_only(url: str) -> str:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return f"sqlite:///file:{parsed.database}?mode=ro&uri=true"
    return url.replace("options=", "options=-cdefault_transaction_read_only%3Don%20")


def test_a_file_that_is_no_store_is_told_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "reviews.db"
    path.write_bytes(b"Dette er et brev og ingen database. " * 100)
    with pytest.raises(StoreError, match="damaged, or no review store"):
        open_store(f"sqlite:///{path}")
    assert path.read_bytes().startswith(b"Dette er et brev")


@pytest.mark.parametrize("url", ["mysql://a/b", "tull", "sqlite://", "sqlite:////proc/finnes/ikke/reviews.db"])
def test_a_place_that_cannot_hold_a_store_is_told(url: str) -> None:
    with pytest.raises(StoreError):
        open_store(url)


def test_a_database_that_does_not_answer_is_told_without_the_password() -> None:
    with pytest.raises(StoreError, match="does not answer") as caught:
        open_store("postgresql://kari:hemmelig@127.0.0.1:1/temakart")
    assert "hemmelig" not in str(caught.value)
