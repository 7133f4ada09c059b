"""The command tree and what happens when a command fails."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from pipeline import __version__
from pipeline.cli.context import Context
from pipeline.errors import EXIT_DONE, EXIT_FAILED, EXIT_USAGE, TemakartError

# Typer carries a Click of its own and exports only some of its exceptions.
WRONG_USAGE: Any = next(base for base in typer.BadParameter.__mro__ if base.__name__ == "ClickException")
app = typer.Typer(
    name="temakart",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="From project reports to a knowledge matrix. Everything at once: `temakart run`. All commands take --help.",
)
COMMANDS: dict[str, tuple[str, ...]] = {
    "pipeline.cli.projects": ("init", "doctor", "run", "stamp"),
    "pipeline.cli.extraction": ("extract",),
    "pipeline.cli.training": ("train", "evaluate", "suggest"),
    "pipeline.cli.publishing": ("matrix",),
}


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"temakart {__version__}")
        raise typer.Exit


@app.callback()
def common(
    context: typer.Context,
    project: Annotated[
        Path | None, typer.Option(help="The project's folder; else TEMAKART_PROJECT, else the current folder.")
    ] = None,
    keep_going: Annotated[
        bool, typer.Option("--keep-going", help="Exit with 0 although some input was left out; for pipelines.")
    ] = False,
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = False,
) -> None:
    """Options that stand before every command."""
    context.obj = Context(project, keep_going)


def _register() -> None:
    for module, names in COMMANDS.items():
        loaded = importlib.import_module(module)
        for name in names:
            command: Callable[..., Any] = getattr(loaded, name)
            app.command(name, no_args_is_help=False)(command)
    for module in ("analyst", "simulation"):  # give `review` their further commands
        importlib.import_module(f"pipeline.cli.{module}")
    for name in ("audit", "labels", "models", "register", "review"):
        app.add_typer(importlib.import_module(f"pipeline.cli.{name}").app, name=name)


_register()


def run(arguments: Sequence[str]) -> int:
    """Run one command line; returns the exit code."""
    try:
        code = app(list(arguments), standalone_mode=False)
        return code if isinstance(code, int) else EXIT_DONE
    except typer.Abort:
        typer.echo("Stopped. Run the same command again to go on where it was.", err=True)
        return 130
    except WRONG_USAGE as error:
        hint = "" if type(error).__name__ == "NoArgsIsHelpError" else " See `temakart --help`."
        typer.echo(f"{error.format_message()}{hint}", err=True)
        return EXIT_USAGE
    except TemakartError as error:
        typer.echo(str(error), err=True)
        return error.exit_code
    except OSError as error:
        typer.echo(
            f"{error.filename or 'A file'}: {error.strerror or error}. Check that it exists and may be read and written.",
            err=True,
        )
        return EXIT_FAILED
