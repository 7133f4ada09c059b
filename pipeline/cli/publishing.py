"""`temakart matrix`: the knowledge matrix."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.cli.context import print_json, shared, working


def matrix(
    context: typer.Context,
    json: Annotated[bool, typer.Option("--json", help="Print the names of the files written as JSON.")] = False,
) -> None:
    """Count codes and suggestions and publish the matrix: workbook, web page, figure, CSV and method.

    Example: temakart matrix
    """
    from pipeline.matrix.load import project_faults
    from pipeline.matrix.publish import publish

    options = shared(context)
    project = options.project()
    with working("Publishing the matrix"):
        written = publish(project)
    names = [path.relative_to(project.root).as_posix() for path in written]
    if json:
        print_json({"files": names})
    else:
        typer.echo("Published " + ", ".join(names) + ".")
    options.finish(project_faults(project))
