"""`temakart train`, `evaluate` and `suggest`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.context import print_json, progress, shared, working
from pipeline.errors import Fault, TemakartError

if TYPE_CHECKING:
    from pipeline.classify.suggesting import Suggested, Suggester
    from pipeline.project import Project

AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


def train(
    context: typer.Context,
    anew: Annotated[bool, typer.Option("--anew", help="Also where a model was put in use by decision.")] = False,
    json: AsJson = False,
) -> None:
    """Fit the model on the coded reports, the codebook and the texts of the whole portfolio.

    Without any coded report the codebook alone decides, and every suggestion says so. A model that was promoted or rolled
    back to stays in use until something that a model learns from has changed.

    Example: temakart train
    """
    from pipeline.classify.training import train_project

    options = shared(context)
    with working("Training"):
        outcome = train_project(options.project(), anew)
    if json:
        print_json(outcome.card)
    else:
        typer.echo(outcome.sentence())
    options.finish(outcome.faults)


def evaluate(context: typer.Context, json: AsJson = False) -> None:
    """Measure the model on the coded reports by repeated, nested cross-validation, with intervals.

    Prints the figures in short; models/current/evaluation.html shows all of them with figures and passages.

    Example: temakart evaluate
    """
    from pipeline.cli.figures import print_evaluation
    from pipeline.evaluate.report import evaluate_project

    options = shared(context)
    with progress("Cross-validation") as advance:
        outcome = evaluate_project(options.project(), advance)
    if json:
        print_json(outcome.metrics)
    else:
        print_evaluation(outcome)
    options.finish(outcome.faults)


def suggest(
    context: typer.Context,
    paths: Annotated[list[Path] | None, typer.Argument(help="Any report files; else all reports without a code.")] = None,
    jobs: Annotated[int, typer.Option(min=0, help="Worker processes; 0 is one for each core.")] = 0,
    json: AsJson = False,
) -> None:
    """Suggest themes and recipient, each with a probability and the passage it rests on.

    Without PATHs, writes annotations/suggestions.csv for every report that has no code in force; with PATHs,
    prints the suggestions for those files.

    Example: temakart suggest rapport.pdf
    """
    options = shared(context)
    if paths:
        options.finish(_suggest_files(options.project(), paths, json))
        return
    from pipeline.classify.training import suggest_project
    from pipeline.parallel import processors

    with progress("Suggesting") as advance:
        outcome = suggest_project(options.project(), advance, jobs or processors())
    if json:
        print_json({"reports": outcome.reports, "file": outcome.file})
    else:
        typer.echo(outcome.sentence())
    options.finish(outcome.faults)


def _suggest_files(project: Project, paths: list[Path], json: bool) -> list[Fault]:
    """Print the suggestions for each file; a file that cannot be read costs no other."""
    from pipeline.classify.training import load_suggester

    suggester = load_suggester(project)
    faults = []
    for path in paths:
        try:
            _suggest_file(path, suggester, json)
        except TemakartError as error:
            if len(paths) == 1:
                raise
            faults.append(Fault(path.name, None, str(error)))
    return faults


def _suggest_file(path: Path, suggester: Suggester, json: bool) -> None:
    from pipeline.classify.suggesting import Ready
    from pipeline.cli.card import print_suggestions
    from pipeline.portfolio import read_one
    from pipeline.register import Report

    with working(f"Reading {path.name}"):
        document = read_one(path, suggester.params.extract)
        found = suggester.suggest([Ready(Report(path.name, path.name), document)])[0]
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
