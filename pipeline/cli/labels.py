"""`temakart labels`: codes in and out of annotations/labels.csv and of the review store."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.context import print_json, progress, shared
from pipeline.errors import UsageError

app = typer.Typer(no_args_is_help=True, help="Codes: in and out, where coders differ, and which look wrong.")


class Format(StrEnum):
    """What codes are written as."""

    csv = "csv"
    labelstudio = "labelstudio"


@app.command("import")
def import_labels(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="CSV or XLSX with report_id, themes and recipient; or Label Studio's JSON.")],
    json: Annotated[bool, typer.Option("--json", help="Print the outcome as JSON.")] = False,
) -> None:
    """Add the codings of a file. Those that are there already are not doubled, and none is removed.

    A table is added to labels.csv, and to the review store where there is one. Label Studio's JSON is added to the
    review store, and labels.csv is written from it.

    Example: temakart labels import koder.xlsx
    """
    from pipeline.review.exchange import import_file

    options = shared(context)
    outcome = import_file(options.project(), file)
    if json:
        print_json({"added": outcome.added, "known": outcome.known})
    else:
        typer.echo(f"{outcome.added} codings added, {outcome.known} were there already.")
    options.finish(outcome.faults)


@app.command("export")
def export_labels(
    context: typer.Context,
    out: Annotated[Path | None, typer.Option(help="The file to write; without it, annotations/labels.csv.")] = None,
    format: Annotated[Format, typer.Option(help="csv, or tasks for Label Studio with the set-up beside them.")] = Format.csv,
) -> None:
    """Write what reviewers have decided to labels.csv, or the code in force for each report to another file.

    Example: temakart labels export, or temakart labels export --out koder.csv,
    or temakart labels export --format labelstudio --out oppgaver.json
    """
    from pipeline.review.exchange import export_in_force, export_labels, export_tasks

    options = shared(context)
    project = options.project()
    if format is Format.labelstudio:
        if out is None:
            raise UsageError("Name the file to write: --out FILE.json.")
        typer.echo(f"{export_tasks(project, out)} tasks written to {out}, the set-up to {out.with_suffix('.xml')}.")
        return
    outcome = export_in_force(project, out) if out else export_labels(project)
    typer.echo(f"{outcome.known} {'codes in force' if out else 'codings'} written to {out or 'annotations/labels.csv'}.")
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

    Only blind codings say how far people agree; the others were made with suggestions in sight. The codings are those of
    the review store where there is one, else those of labels.csv.

    Example: temakart labels agreement
    """
    from pipeline.review.agreeing import project_agreement

    options = shared(context)
    outcome = project_agreement(options.project())
    if json:
        print_json(outcome.as_json())
    else:
        from pipeline.cli.figures import print_agreement

        print_agreement({"blind": outcome.blind, "all": outcome.all})
    options.finish(outcome.faults)
