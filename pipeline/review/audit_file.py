"""The audit sample as annotations/audit.csv, which the matrix reads, and as events, which the queue reads: the same rows.

A draw writes the file and then the events. Whatever only one of them holds, because of a kill in between, a backup or a
file from another computer, comes into the other when the store is opened.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import cast
from uuid import uuid5

from pipeline.audit import Design, Drawn, load_audit, save_audit
from pipeline.files import writing
from pipeline.project import Project
from pipeline.review.bodies import AuditDrawn
from pipeline.review.events import IMPORT, NAMESPACE, Draft, canonical
from pipeline.review.store import Store


def join_sample(store: Store, project: Project) -> None:
    """Let audit.csv and the store hold the same sample; run when the store is opened for work.

    Raises FaultyFileError when the file was changed by hand.
    """
    with alone(project):
        share_rows(store, project, IMPORT)


def share_rows(store: Store, project: Project, actor: str) -> None:
    """Bring to each of file and store what only the other holds, new events as `actor`; only within `alone`."""
    rows, held = load_audit(project.audit), _held(store)
    known, listed = {one.report_id for one in held}, {one.report_id for one in rows}
    store.append_all([_draft(one, actor) for one in rows if one.report_id not in known])
    lost = [one for one in held if one.report_id not in listed]
    if lost:
        save_audit(project.audit, sorted((*rows, *lost), key=lambda one: (one.order, one.report_id)))


@contextmanager
def alone(project: Project) -> Iterator[None]:
    """One at a time reads the sample and writes it again: two draws at once would each forget the other's."""
    lock = project.state / "audit.lock"
    with writing(lock):
        lock.parent.mkdir(parents=True, exist_ok=True)
        held = lock.open("a")
    with held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _held(store: Store) -> Sequence[Drawn]:
    """The rows that the store holds, each report once."""
    found: dict[str, Drawn] = {}
    for event in store.events(kinds=("audit_drawn",)):
        body = event.body
        if isinstance(body, AuditDrawn) and body.order:
            sizes = body.order, body.draw, body.stratum, body.probability, body.frame
            found.setdefault(event.report_id, Drawn(event.report_id, *sizes, cast(Design, body.design)))
    return tuple(found.values())


def _draft(one: Drawn, actor: str) -> Draft:
    row = asdict(one)
    body = AuditDrawn.model_validate({name: value for name, value in row.items() if name != "report_id"})
    return Draft(uuid5(NAMESPACE, canonical(["audit_drawn", row])), actor, body, one.report_id)
