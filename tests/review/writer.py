"""Clients of a store in processes of their own, which write down each answer they were given."""

from __future__ import annotations

import os
from itertools import count
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import TextIO
from uuid import uuid4

from pipeline.review.bodies import Coded
from pipeline.review.events import Draft
from pipeline.review.recording import Conflict
from pipeline.review.store import Store, open_store


def write(url: str, log: Path, actor: str) -> None:
    """Code «r1» as fast as it goes until killed, each time on the version seen last."""
    store, version = open_store(url), 0
    with log.open("a", encoding="ascii") as file:
        for number in count():
            version = save(store, file, actor, number, version)


def race(url: str, log: Path, actor: str, barrier: Barrier, rounds: int) -> None:
    """Code «r1» once a round, all clients at once and on the same version."""
    with open_store(url) as store, log.open("a", encoding="ascii") as file:
        for number in range(rounds):
            barrier.wait(60)
            version = store.version("r1")
            barrier.wait(60)
            save(store, file, actor, number, version)


def save(store: Store, file: TextIO, actor: str, number: int, version: int) -> int:
    """Code «r1» on a version, and give the newest version. The log's line is «id seq version», or «id conflict»."""
    identifier = uuid4()
    body = Coded(themes=(f"t{number}",), basis="corrected", comment="x" * 2000)
    try:
        saved = store.append(Draft(identifier, actor, body, "r1", version))
        newest, answer = saved.version or 0, f"{saved.seq} {saved.version}"
    except Conflict as conflict:
        newest, answer = conflict.version, "conflict"
    file.write(f"{identifier} {answer}\n")
    file.flush()
    os.fsync(file.fileno())
    return newest
