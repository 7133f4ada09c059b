"""`temakart register`: what the register says, and what is proposed for it."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.cli.context import print_json, shared

app = typer.Typer(no_args_is_help=True, help="The register: which reports seem to be one and are counted once.")


@app.callback()
def register() -> None:
    """The register: which reports seem to be one and are counted once."""


@app.command("groups")
def groups(
    context: typer.Context,
    write: Annotated[bool, typer.Option("--write", help="Fill the empty cells of the register's column `group`.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print the groups as JSON.")] = False,
) -> None:
    """List the reports that are counted once together: the same report twice, or reports of one project.

    They are found by `temakart extract`. The report marked * is counted, unless another of its group is coded.

    Example: temakart register groups --write
    """
    from pipeline.grouping.listing import list_groups

    found = list_groups(shared(context).project(), write=write)
    if json:
        print_json(found.as_json())
    else:
        typer.echo(found.sentence())
