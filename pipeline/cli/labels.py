"""`temakart labels`: codes in and out of annotations/labels.csv."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.context import print_json, shared

app = typer.Typer(no_args_is_help=True, help="Codes: import them from CSV or a workbook, or export those in force.")


@app.command("import")
def import_labels(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A CSV or XLSX file with report_id, themes and recipient.")],
    json: Annotated[bool, typer.Option("--json", help="Print the outcome as JSON.")] = False,
) -> None:
    """Add the codings of a file to labels.csv. Rows that stand there already are not doubled, and none is removed.

    Example: temakart labels import koder.xlsx
    """
    from pipeline.labelling import add_labels

    options = shared(context)
    outcome = add_labels(options.project(), file)
    if json:
        print_json({"added": outcome.added, "known": outcome.known})
    else:
        typer.echo(f"{outcome.added} codings added, {outcome.known} were there already.")
    options.finish(outcome.faults)


@app.command("export")
def export_labels(
    context: typer.Context,
    out: Annotated[Path, typer.Option(help="The CSV file to write.")] = Path("labels.csv"),
) -> None:
    """Write the code in force for each report, sorted, as CSV.

    Example: temakart labels export --out koder.csv
    """
    from pipeline.labelling import export_in_force

    options = shared(context)
    outcome = export_in_force(options.project(), out)
    typer.echo(f"{outcome.added} codes in force written to {out}.")
    options.finish(outcome.faults)
