"""A client that saves as fast as it can until it is killed, and writes down each answer it was given."""

from __future__ import annotations

import os
from itertools import count
from pathlib import Path
from uuid import uuid4

from pipeline.review.bodies import Coded
from pipeline.review.events import Draft
from pipeline.review.recording import Conflict
from pipeline.review.store import open_store


def write(url: str, log: Path, actor: str, most: int | None) -> None:
    """Code «r1» again and again, each time on the version seen last.

    Each line of the log is «id seq version» of a saved event, or «id conflict».
    """
    store = open_store(url)
    version = 0
    with log.open("a", encoding="ascii") as file:
        for number in count():
            if number == most:
                break
            identifier = uuid4()
            body = Coded(themes=(f"t{number}",), basis="corrected", comment="x" * 2000)
            try:
                saved = store.append(Draft(identifier, actor, body, "r1", version))
                version = saved.version or 0
                file.write(f"{identifier} {saved.seq} {saved.version}\n")
            except Conflict as conflict:
                version = conflict.version
                file.write(f"{identifier} conflict\n")
            file.flush()
            os.fsync(file.fileno())
    store.close()
