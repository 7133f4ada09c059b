"""`temakart extract`: reports to Documents."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.context import print_json, progress, shared
from pipeline.errors import EXIT_PARTIAL


def extract(
    context: typer.Context,
    paths: Annotated[list[Path] | None, typer.Argument(help="Files and folders; else the project's reports.")] = None,
    out: Annotated[Path | None, typer.Option(help="Where the Documents, or the page of --inspect, go.")] = None,
    jobs: Annotated[int, typer.Option(help="Worker processes; 0 is one for each core.")] = 0,
    inspect: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write an HTML page that shows what was read of FILE, and nothing else.")
    ] = None,
    scheduler: Annotated[str | None, typer.Option(metavar="ADDR", help="A Dask scheduler, e.g. tcp://10.0.0.5:8786.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the outcome as JSON.")] = False,
) -> None:
    """Read the text of reports: PDF, scanned or not, DOCX and TXT.

    Only what changed is read again. Files that cannot be read are listed with the reason in failures.csv.

    Example: temakart extract, or temakart extract ~/rapporter --out /tmp/tekst,
    or temakart extract --inspect rapport.pdf
    """
    if inspect:
        from pipeline.portfolio import inspect_report

        typer.echo(f"Written: {inspect_report(inspect, out, shared(context).project_if_any())}")
        return
    from pipeline.portfolio import extract_paths, extract_project

    options = shared(context)
    with progress("Reading reports") as advance:
        if paths:
            result = extract_paths(paths, out or Path("text"), jobs=jobs, progress=advance, scheduler=scheduler)
        else:
            result = extract_project(options.project(), out=out, jobs=jobs, progress=advance, scheduler=scheduler)
    if json:
        print_json(result.as_json())
    else:
        typer.echo(result.sentence())
    for fault in result.faults:
        typer.echo(str(fault), err=True)
    for failure in result.failures[:20]:
        typer.echo(f"{failure.file}: {failure.detail} [{failure.reason}]", err=True)
    if result.incomplete and not options.keep_going:
        raise typer.Exit(EXIT_PARTIAL)
