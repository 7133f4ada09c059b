"""The hash of the program itself, so that a result can say which code made it."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources

from pipeline.files import sha256_bytes, sha256_file

FOUNDATIONS = ("*.py", "data/*.*")


def code_sha256(rooms: Sequence[str]) -> str:
    """The hash of the program's own files in some rooms and of what all rooms stand on, data included."""
    with resources.as_file(resources.files("pipeline")) as root:
        patterns = (*FOUNDATIONS, *(f"{room}/**/*" for room in rooms))
        found = (file for pattern in patterns for file in root.glob(pattern))
        files = sorted(file for file in found if file.is_file() and "__pycache__" not in file.parts)
        return sha256_bytes("".join(sha256_file(file) for file in files).encode("ascii"))
