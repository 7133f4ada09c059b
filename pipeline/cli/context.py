"""What every command shares: the project, progress bars, and telling what was left out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from pipeline.errors import EXIT_PARTIAL, Fault

if TYPE_CHECKING:
    from pipeline.project import Project

MOST_FAULTS = 20


@dataclass(frozen=True, slots=True)
class Context:
    """The options that stand before the command."""

    folder: Path | None
    keep_going: bool

    def project(self) -> Project:
        """The project; raises UsageError when the folder is none."""
        from pipeline.project import find_project

        return find_project(self.folder)

    def project_if_any(self) -> Project | None:
        """The project, or None where the current folder is none and no other was named."""
        from pipeline.project import Project, named_project

        return self.project() if named_project(self.folder) or Project(Path.cwd()).codebook.is_file() else None

    def finish(self, faults: Sequence[Fault]) -> None:
        """List what was left out and end with the exit code that says so."""
        tell_faults(faults)
        if faults and not self.keep_going:
            raise typer.Exit(EXIT_PARTIAL)


def shared(context: typer.Context) -> Context:
    """The options that stand before the command."""
    found = context.obj
    assert isinstance(found, Context)
    return found


def tell_faults(faults: Sequence[Fault]) -> None:
    """Print faults as sentences on standard error, the first twenty in full."""
    for fault in faults[:MOST_FAULTS]:
        typer.echo(str(fault), err=True)
    if len(faults) > MOST_FAULTS:
        typer.echo(f"… and {len(faults) - MOST_FAULTS} more of the same kind.", err=True)


def print_json(value: Any) -> None:
    """Print a result for a program."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=1))


@contextmanager
def working(title: str) -> Iterator[None]:
    """A sign of life on a terminal for work that has no steps to count."""
    from rich.console import Console

    console = Console(stderr=True)
    if not console.is_terminal:
        yield
        return
    with console.status(title):
        yield


@contextmanager
def progress(title: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal, nothing elsewhere; the value is called with (done, total)."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(title, total=None)

        def advance(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield advance
