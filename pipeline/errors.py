"""Every error a user can meet: a sentence saying what is wrong, where, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

EXIT_DONE, EXIT_FAILED, EXIT_USAGE, EXIT_PARTIAL = 0, 1, 2, 3


class TemakartError(Exception):
    """The base of all errors that the command line and the web app show as a sentence."""

    exit_code = EXIT_FAILED


class UsageError(TemakartError):
    """The command was asked for something that does not exist or does not fit together."""

    exit_code = EXIT_USAGE


class MissingError(TemakartError):
    """A file that the step needs is not there yet."""


class ModelError(TemakartError):
    """The saved model cannot be used: changed, foreign or made by other library versions."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with one place in a file; processing goes on without it."""

    file: str
    row: int | None
    what: str

    def __str__(self) -> str:
        place = f"{self.file}, line {self.row}" if self.row else self.file
        return f"{place}: {self.what}"


class FaultyFileError(TemakartError):
    """A file that cannot be used; lists every fault found in it at once."""

    def __init__(self, title: str, faults: Sequence[Fault]) -> None:
        self.faults = list(faults)
        super().__init__("\n".join([title, *(f"  - {fault}" for fault in self.faults)]))


class StoreError(TemakartError):
    """The review store cannot be opened, read or written, or refuses what it was asked to keep."""
