"""The store of the review room: events that are added and never changed, in SQLite or PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import Connection, Engine, func, select

from pipeline.errors import MissingError, StoreError
from pipeline.project import Project
from pipeline.review.engine import database_url, make_engine, reading, sqlite_file, writing
from pipeline.review.events import Draft, Event, Saved
from pipeline.review.migrations import migrate
from pipeline.review.recording import by_id, fetch, last_seq, newest_version, record
from pipeline.review.schema import EVENTS


def utc_now() -> datetime:
    """The time of the machine the store is written from."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Touched:
    """Reports with events after some `seq`, and the newest `seq` there is. «» stands for events of no one report."""

    reports: tuple[str, ...]
    last_seq: int


class Store:
    """An open store. It may be shared by threads; processes open it for themselves."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime] = utc_now) -> None:
        self.engine = engine
        self.clock = clock

    def append(self, draft: Draft) -> Saved:
        """Write one event in one transaction. It is on the disk when this returns.

        Raises Conflict, with what happened since, when somebody decided after `draft.based_on`; StoreError otherwise.
        """
        return self.append_all([draft])[0]

    def append_all(self, drafts: Sequence[Draft]) -> tuple[Saved, ...]:
        """Write several events in one transaction: all of them, or none. Raises as `append`."""
        with self.writing() as connection:
            return tuple(record(connection, draft, self.clock()) for draft in drafts)

    def event(self, identifier: UUID) -> Event | None:
        """The event with that id, if there is one."""
        with self.reading() as connection:
            return by_id(connection, identifier)

    def events(self, *, reports: Sequence[str] | None = None, kinds: Sequence[str] = (), after: int = 0) -> list[Event]:
        """Events with `seq` above `after`, oldest first; of some reports or kinds only, where these are given."""
        query = select(EVENTS).where(EVENTS.c.seq > after)
        if reports is not None:
            query = query.where(EVENTS.c.report_id.in_(reports))
        if kinds:
            query = query.where(EVENTS.c.kind.in_(kinds))
        with self.reading() as connection:
            return fetch(connection, query)

    def touched(self, after: int) -> Touched:
        """Which reports have events with `seq` above `after`."""
        with self.reading() as connection:
            newest = last_seq(connection)
            if newest == after:
                return Touched((), newest)
            found = select(EVENTS.c.report_id).where(EVENTS.c.seq > after).distinct()
            return Touched(tuple(sorted(connection.execute(found).scalars())), newest)

    def version(self, report_id: str, stream: str = "") -> int:
        """The newest version of a report in a stream, 0 before its first decision: what to base the next one on."""
        with self.reading() as connection:
            return newest_version(connection, report_id, stream)

    def count(self) -> int:
        """How many events there are."""
        with self.reading() as connection:
            return int(connection.execute(select(func.count()).select_from(EVENTS)).scalar_one())

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction that writes; everything in it happens, or nothing."""
        with writing(self.engine) as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One transaction that reads."""
        with reading(self.engine) as connection:
            yield connection

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the database's connections back."""
        self.engine.dispose()


def open_store(url: str, clock: Callable[[], datetime] = utc_now) -> Store:
    """Open the store at a SQLAlchemy URL; makes it when it is not there, and migrates an older one.

    Raises StoreError when that cannot be done or the store is newer than this program.
    """
    engine = make_engine(url)
    file = sqlite_file(engine)
    if file:
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"The folder {file.parent} for the review store cannot be made ({error.strerror}).") from error
    try:
        migrate(engine)
    except BaseException:
        engine.dispose()
        raise
    return Store(engine, clock)


def open_project_store(project: Project) -> Store:
    """The project's store, made when it is not there. Raises StoreError."""
    return open_store(database_url(project))


def has_store(project: Project) -> bool:
    """Whether the project has a store: its SQLite file, or any other database by setting."""
    file = sqlite_file(make_engine(database_url(project)))
    return file is None or file.is_file()


def existing_store(project: Project) -> Store:
    """The project's store; raises MissingError when nothing has been reviewed yet."""
    if not has_store(project):
        raise MissingError("There is no review store yet. `temakart review people add` makes one.")
    return open_project_store(project)
