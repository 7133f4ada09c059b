"""`temakart labels`: codes in and out of annotations/labels.csv."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.context import print_json, progress, shared

app = typer.Typer(no_args_is_help=True, help="Codes: in, out, where coders differ, and which look wrong.")


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


@app.command("suspects")
def list_suspects(
    context: typer.Context,
    out: Annotated[Path | None, typer.Option(help="A CSV file to write the list to.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the list as JSON.")] = False,
) -> None:
    """List codes that look wrong, for a second look: the model, not told of them, is confident of the opposite.

    Example: temakart labels suspects --out sjekk.csv
    """
    from pipeline.evaluate.second_look import find_suspects, save_suspects

    options = shared(context)
    with progress("Cross-validation") as advance:
        outcome = find_suspects(options.project(), advance)
    if out:
        save_suspects(out, outcome.suspects)
    if json:
        print_json(outcome.as_json())
    elif out:
        typer.echo(f"{len(outcome.suspects)} codes for a second look written to {out}.")
    else:
        from pipeline.cli.figures import print_suspects

        print_suspects(outcome.suspects)
    options.finish(outcome.faults)


@app.command("agreement")
def show_agreement(
    context: typer.Context,
    json: Annotated[bool, typer.Option("--json", help="Print the figures and every difference as JSON.")] = False,
) -> None:
    """Show how far coders agree: Krippendorff's alpha with intervals, Cohen's kappa for each pair, and where they differ.

    Only blind codings say how far people agree; the others were made with suggestions in sight.

    Example: temakart labels agreement
    """
    from pipeline.evaluate.second_look import project_agreement

    options = shared(context)
    outcome = project_agreement(options.project())
    if json:
        print_json(outcome.as_json())
    else:
        from pipeline.cli.figures import print_agreement

        print_agreement({"blind": outcome.blind, "all": outcome.all})
    options.finish(outcome.faults)
