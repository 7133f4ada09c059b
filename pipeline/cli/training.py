"""`temakart train`, `evaluate` and `suggest`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.context import print_json, progress, shared

if TYPE_CHECKING:
    from pipeline.classify.suggesting import Suggested, Suggester

AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


def train(context: typer.Context, json: AsJson = False) -> None:
    """Fit the model on the coded reports, the codebook and the texts of the whole portfolio.

    Without any coded report the codebook alone decides, and every suggestion says so.

    Example: temakart train
    """
    from pipeline.classify.training import train_project

    options = shared(context)
    outcome = train_project(options.project())
    if json:
        print_json(outcome.card)
    else:
        typer.echo(outcome.sentence())
    options.finish(outcome.faults)


def evaluate(context: typer.Context, json: AsJson = False) -> None:
    """Measure the model on the coded reports by repeated, nested cross-validation, with intervals.

    Example: temakart evaluate
    """
    from pipeline.evaluate.report import evaluate_project

    options = shared(context)
    with progress("Cross-validation") as advance:
        outcome = evaluate_project(options.project(), advance)
    if json:
        print_json(outcome.metrics)
    else:
        typer.echo(outcome.table())
    options.finish(outcome.faults)


def suggest(
    context: typer.Context,
    paths: Annotated[list[Path] | None, typer.Argument(help="Any report files; else all reports without a code.")] = None,
    json: AsJson = False,
) -> None:
    """Suggest themes and recipient, each with a probability and the passage it rests on.

    Without PATHs, writes annotations/suggestions.csv for every report that has no code in force; with PATHs,
    prints the suggestions for those files.

    Example: temakart suggest rapport.pdf
    """
    options = shared(context)
    if paths:
        _suggest_files(options.project, paths, json)
        return
    from pipeline.classify.training import suggest_project

    with progress("Suggesting") as advance:
        outcome = suggest_project(options.project(), advance)
    if json:
        print_json({"reports": outcome.reports, "file": outcome.file})
    else:
        typer.echo(outcome.sentence())
    options.finish(outcome.faults)


def _suggest_files(find: object, paths: list[Path], json: bool) -> None:
    from pipeline.classify.training import load_suggester
    from pipeline.cli.card import print_suggestions
    from pipeline.portfolio import read_one
    from pipeline.register import Report

    assert callable(find)
    suggester: Suggester = load_suggester(find())
    for path in paths:
        document = read_one(path, path.name, suggester.params.extract)
        found: Suggested = suggester.suggest([(Report(path.name, path.name), document)])[0]
        if json:
            print_json(suggestions_as_json(found))
        else:
            print_suggestions(found, document, suggester)


def suggestions_as_json(found: Suggested) -> dict[str, object]:
    """One report's suggestions for a program."""
    return {
        "report_id": found.report_id,
        "suggestions": [
            {name: getattr(row, name) for name in row.__dataclass_fields__ if name != "report_id"} for row in found.suggestions
        ],
    }
