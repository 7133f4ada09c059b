"""What was dear to work out, kept for the next run: texts under keys, in a file that may be deleted at any time."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from pipeline.files import sha256_bytes

AT_ONCE = 500
WAIT_SECONDS = 60
TABLE = "CREATE TABLE IF NOT EXISTS kept (key TEXT PRIMARY KEY, value BLOB, checked TEXT) WITHOUT ROWID"


@dataclass(frozen=True, slots=True)
class Memory:
    """Texts under keys in an SQLite file; without a path nothing is kept.

    Several processes may use it at once. What is damaged counts as not there, and where the file cannot be read or written,
    nothing is kept: the answer is worked out again.
    """

    path: Path | None = None

    def recall(self, keys: Sequence[str]) -> dict[str, bytes]:
        """What is kept under some of the keys."""
        if self.path is None or not self.path.is_file():
            return {}
        try:
            with closing(sqlite3.connect(self.path, timeout=WAIT_SECONDS)) as file:
                rows = [row for some in _batches(keys) for row in _select(file, some)]
        except sqlite3.OperationalError:
            return {}
        except sqlite3.DatabaseError:
            self.path.unlink(missing_ok=True)
            return {}
        return {key: value for key, value, check in rows if isinstance(value, bytes) and check == _check(key, value)}

    def keep(self, found: Mapping[str, bytes], only: Collection[str] | None = None) -> None:
        """Keep values for the next run; where `only` is given, what is kept under other keys is forgotten."""
        if self.path is None or not found:
            return
        rows = [(key, value, _check(key, value)) for key, value in sorted(found.items())]
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self.path, timeout=WAIT_SECONDS)) as file, file:
                file.execute(TABLE)
                if only is not None:
                    old = {key for (key,) in file.execute("SELECT key FROM kept")} - set(only)
                    file.executemany("DELETE FROM kept WHERE key = ?", [(key,) for key in sorted(old)])
                file.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?, ?)", rows)
        except (sqlite3.DatabaseError, OSError):
            # A full or read-only disk costs the next run time and this one nothing.
            return


FORGETFUL = Memory()


def _select(file: sqlite3.Connection, keys: Sequence[str]) -> Iterable[tuple[str, bytes, str]]:
    asked = ",".join("?" * len(keys))
    found: list[tuple[str, bytes, str]] = file.execute(f"SELECT * FROM kept WHERE key IN ({asked})", list(keys)).fetchall()
    return found


def _batches(keys: Sequence[str]) -> Iterable[Sequence[str]]:
    return (keys[at : at + AT_ONCE] for at in range(0, len(keys), AT_ONCE))


def _check(key: str, value: bytes) -> str:
    return sha256_bytes(key.encode("ascii") + bytes(value))[:16]
