"""Writing so that a kill leaves the old file or the new one, and hashing."""

from __future__ import annotations

import hashlib
import json
import os
from importlib import resources
from pathlib import Path
from typing import Any

FOUNDATIONS = ("*.py", "data/*.*")


def write_atomic(path: Path, data: str | bytes) -> None:
    """Write beside, fsync, rename: a reader sees the old file or the new one, never half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    raw = data.encode("utf-8") if isinstance(data, str) else data
    try:
        with beside.open("wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def write_json(path: Path, value: Any, *, indent: int | None = 1) -> None:
    """Write `value` as JSON with a fixed layout, so that equal values give equal bytes."""
    write_atomic(path, json.dumps(value, ensure_ascii=False, indent=indent) + "\n")


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


def sha256_code(rooms: tuple[str, ...]) -> str:
    """The hash of the program's own files in some rooms and of what all rooms stand on, data included."""
    with resources.as_file(resources.files("pipeline")) as root:
        patterns = (*FOUNDATIONS, *(f"{room}/**/*" for room in rooms))
        found = (file for pattern in patterns for file in root.glob(pattern))
        files = sorted(file for file in found if file.is_file() and "__pycache__" not in file.parts)
        return sha256_bytes("".join(sha256_file(file) for file in files).encode("ascii"))
