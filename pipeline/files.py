"""Writing so that a kill leaves the old file or folder or the new one, hashing, and names that are no text."""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipeline.errors import DiskError

HALF_WRITTEN = re.compile(r"\.[0-9a-f]{16}\.\d+\.tmp")
AT_FDCWD, RENAME_EXCHANGE = -100, 2  # of linux/fcntl.h and linux/fs.h
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


def replace_folder(folder: Path, made: Path) -> None:
    """Put `made` in the place of `folder`, which may be missing, and delete what was there.

    Both lie in one folder. On Linux they change places in one act of the file system. Elsewhere there is a moment without
    `folder`; a kill then leaves the old one beside, where `mend_folder` finds it. Raises DiskError.
    """
    with writing(folder):
        if not folder.exists():
            made.rename(folder)
        elif _exchanged(folder, made):
            shutil.rmtree(made)
        else:
            folder.rename(_aside(folder))
            made.rename(folder)
            shutil.rmtree(_aside(folder))


def mend_folder(folder: Path) -> None:
    """Put back what a kill in the middle of `replace_folder` left beside. Raises DiskError."""
    aside = _aside(folder)
    if aside.is_dir():
        with writing(folder):
            if folder.exists():
                shutil.rmtree(aside)
            else:
                aside.rename(folder)


def _aside(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.old")


def _exchanged(one: Path, other: Path) -> bool:
    """Whether the system let two paths change places (renameat2 with RENAME_EXCHANGE)."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return False
    return bool(rename(AT_FDCWD, os.fsencode(one.absolute()), AT_FDCWD, os.fsencode(other.absolute()), RENAME_EXCHANGE) == 0)


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
