"""Writing so that a kill leaves the old file or the new one, hashing, and names that are no text."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipeline.errors import DiskError

HALF_WRITTEN = re.compile(r"\.[0-9a-f]{16}\.\d+\.tmp")
_BYTE = re.compile(rb"\\x([89a-f][0-9a-f])")


def write_atomic(path: Path, data: str | bytes) -> None:
    """Write beside, fsync, rename: a reader sees the old file or the new one, never half.

    Raises DiskError when the system does not let us; what a kill leaves beside has a name like HALF_WRITTEN.
    """
    raw = data.encode("utf-8") if isinstance(data, str) else data
    beside = path.with_name(f".{sha256_bytes(os.fsencode(path.name))[:16]}.{os.getpid()}.tmp")
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with beside.open("wb") as file:
                file.write(raw)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turns the system's refusal to write into a DiskError with a sentence."""
    try:
        yield
    except OSError as error:
        why = error.strerror or str(error)
        what = f"{path} cannot be written ({why}). Make room on the disk, or check that the folder may be written to; "
        raise DiskError(f"{what}then run the same command again.") from error


def spelled(name: str) -> str:
    """The name of a file as text that can be stored: a byte that is no UTF-8 is written like «\\xe5»."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def named(spelling: str) -> str:
    """The name of the file that `spelled` wrote."""
    return os.fsdecode(_BYTE.sub(lambda match: bytes.fromhex(match[1].decode()), os.fsencode(spelling)))


def write_json(path: Path, value: Any, *, indent: int | None = 1) -> str:
    """Write `value` as JSON with a fixed layout, so that equal values give equal bytes; returns their SHA-256."""
    data = (json.dumps(value, ensure_ascii=False, indent=indent) + "\n").encode("utf-8")
    write_atomic(path, data)
    return sha256_bytes(data)


def sha256_bytes(data: bytes) -> str:
    """The SHA-256 of `data` as 64 hex digits."""
    return hashlib.sha256(data).hexdigest()


def sha256_file(path: Path) -> str:
    """The SHA-256 of a file's content, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def sha256_json(value: Any) -> str:
    """The SHA-256 of a JSON-able value, independent of key order."""
    return sha256_bytes(json.dumps(value, sort_keys=True, ensure_ascii=False).encode("utf-8"))
