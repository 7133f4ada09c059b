"""`temakart init`, `doctor` and `run`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.context import print_json, shared
from pipeline.errors import EXIT_PARTIAL


def init(folder: Annotated[Path, typer.Argument(help="The folder to make.", metavar="DIR")]) -> None:
    """Make a new, empty project with a codebook to edit.

    Example: temakart init ~/boligprosjekter
    """
    from pipeline.scaffold import make_project

    made = make_project(folder)
    typer.echo(
        f"Made a project in {made}.\n"
        "1. Describe your themes in annotations/codebook.yaml.\n"
        "2. Put the reports (PDF, DOCX or TXT) in corpus/raw/.\n"
        f"3. Run: temakart --project {made} run"
    )


def doctor(json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False) -> None:
    """Say what is installed and what is missing: OCR, Norwegian language data, nynorsk translation, disk.

    Example: temakart doctor
    """
    from pipeline.doctor import examine

    findings = examine()
    if json:
        print_json([{"name": found.name, "ok": found.ok, "says": found.says, "mend": found.mend} for found in findings])
        return
    for found in findings:
        typer.echo(f"{'ok     ' if found.ok else 'MISSING'}  {found.name}: {found.says}")
        if not found.ok:
            typer.echo(f"         {found.mend}")


def run(context: typer.Context) -> None:
    """Do everything that is out of date: extract, train, evaluate, suggest, matrix.

    Example: temakart run
    """
    from pipeline.rerun import run_project

    options = shared(context)
    outcome = run_project(options.project())
    typer.echo(outcome.sentence())
    if outcome.left_out and not options.keep_going:
        raise typer.Exit(EXIT_PARTIAL)


def stamp(context: typer.Context) -> None:
    """Write what `dvc repro` must know of the program and of optional files; a stage of dvc.yaml.

    Example: temakart stamp
    """
    from pipeline.rerun import write_stamps

    write_stamps(shared(context).project())
