"""What a folder of Documents remembers of earlier runs: a journal that a kill can only shorten."""

from __future__ import annotations

import fcntl
import json
import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

from pipeline.extract.failures import REASONS, Reason
from pipeline.files import write_atomic, writing
from pipeline.tables import write_csv

JOURNAL, LOCK = ".state.jsonl", ".lock"
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Failure:
    """A report that could not be read."""

    report_id: str
    file: str
    reason: Reason
    detail: str


@dataclass(frozen=True, slots=True)
class Entry:
    """The outcome for one report: the hash of its Document's file, or why there is none."""

    report_id: str
    key: str
    sha256: str = ""
    failure: Failure | None = None


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Only one run at a time works on a folder; another says so and waits here. Raises DiskError."""
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / LOCK).open("a")
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _LOG.warning("Another run is writing to %s. Waiting until it is done.", folder)
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def load_entries(folder: Path) -> dict[str, Entry]:
    """The newest entry of each report; a line that a kill cut short is passed over."""
    entries: dict[str, Entry] = {}
    journal = folder / JOURNAL
    if not journal.is_file():
        return entries
    # Not splitlines: a file's name may hold other line ends, which JSON leaves as they are.
    for line in journal.read_text(encoding="utf-8", errors="replace").split("\n"):
        entry = _entry(line)
        if entry:
            entries[entry.report_id] = entry
    return entries


def _entry(line: str) -> Entry | None:
    try:
        value: Any = json.loads(line)
        raw = value["failure"]
        failure = None
        if raw is not None:
            if raw["reason"] not in REASONS:
                return None
            failure = Failure(raw["report_id"], raw["file"], cast(Reason, raw["reason"]), raw["detail"])
        return Entry(value["report_id"], value["key"], value["sha256"], failure)
    except (ValueError, KeyError, TypeError):
        return None


def append_entry(folder: Path, entry: Entry) -> None:
    """Add an outcome, so that a kill right after it costs nothing. Raises DiskError.

    It is not forced to the disk: an outcome that a power cut takes away is only found again.
    """
    with writing(folder / JOURNAL), (folder / JOURNAL).open("a", encoding="utf-8") as file:
        if file.tell() and not _ends_line(folder / JOURNAL):
            file.write("\n")
        file.write(_line(entry))


def _ends_line(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


def _line(entry: Entry) -> str:
    return json.dumps(asdict(entry), ensure_ascii=False, sort_keys=True) + "\n"


def save_entries(folder: Path, entries: Mapping[str, Entry]) -> None:
    """Write the journal and failures.csv anew, sorted, where they differ from what stands there."""
    ordered = [entries[name] for name in sorted(entries)]
    _write_changed(folder / JOURNAL, "".join(_line(entry) for entry in ordered))
    rows = [asdict(entry.failure) for entry in ordered if entry.failure]
    write_csv(folder / "failures.csv", ("report_id", "file", "reason", "detail"), rows)


def _write_changed(path: Path, text: str) -> None:
    if not path.is_file() or path.read_bytes() != text.encode("utf-8"):
        write_atomic(path, text)
