"""`temakart matrix`: the knowledge matrix."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.context import Context, print_json, shared, working
from pipeline.errors import EXIT_FAILED


def matrix(
    context: typer.Context,
    verify: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Publish nothing: say whether FILE is what these data give.")
    ] = None,
    compare: Annotated[
        tuple[Path, Path] | None,
        typer.Option(metavar="A B", help="Publish nothing: say what changed from edition A to B, folders or CSV files."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Count codes and suggestions, estimate the portfolio, and publish: workbook, web page, figures, CSV and method.

    Example: temakart matrix, temakart matrix --verify matrix/kunnskapsmatrise.xlsx, or
    temakart matrix --compare matrix-2025 matrix
    """
    options = shared(context)
    if verify:
        _verify(options, verify, json)
    elif compare:
        _compare(*compare, json)
    else:
        _publish(options, json)


def _publish(options: Context, json: bool) -> None:
    from pipeline.matrix.load import load_edition
    from pipeline.matrix.publish import write_edition

    project = options.project()
    with working("Publishing the matrix"):
        edition = load_edition(project)
        written = write_edition(edition, project.matrix)
    names = [path.relative_to(project.root).as_posix() for path in written]
    if json:
        print_json({"files": names})
    else:
        typer.echo("Published " + ", ".join(names) + ".")
    options.finish(edition.sources.faults)


def _verify(options: Context, file: Path, json: bool) -> None:
    from pipeline.matrix.verify import verify

    with working("Making the matrix again"):
        outcome = verify(options.project(), file)
    if json:
        print_json({"file": outcome.file, "same": outcome.same, "differs": list(outcome.differs)})
    else:
        typer.echo(outcome.sentence())
    if not outcome.same:
        raise typer.Exit(EXIT_FAILED)


def _compare(before: Path, after: Path, json: bool) -> None:
    from pipeline.matrix.verify import compare

    outcome = compare(before, after)
    if json:
        print_json(outcome.as_json())
    else:
        typer.echo(outcome.sentence())
