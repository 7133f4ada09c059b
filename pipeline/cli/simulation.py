"""`temakart review simulate`: how much work reviewing with suggestions saves."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.context import Context, print_json, progress, shared, working
from pipeline.cli.review import AsJson, app

if TYPE_CHECKING:
    from pipeline.review.worksaved import Plan


@app.command()
def simulate(
    context: typer.Context,
    data: Annotated[
        Path | None,
        typer.Argument(metavar="[FOLDER/NAME]", help="A coded set in three files; else the project's own coded reports."),
    ] = None,
    start: Annotated[int | None, typer.Option(min=1, help="Coded reports to begin from.")] = None,
    batch: Annotated[int, typer.Option(min=1, help="Train anew after so many.")] = 25,
    repeats: Annotated[int, typer.Option(min=1, help="Playings of each order, from different starts.")] = 10,
    out: Annotated[Path | None, typer.Option(help="A JSON file to write.")] = None,
    figure: Annotated[Path | None, typer.Option(help="An SVG file to draw.")] = None,
    json: AsJson = False,
) -> None:
    """Play coded reports again as if they were reviewed one by one, and count what has to be read and changed.

    A coded set is NAME.jsonl.gz, NAME_codebook.yaml and NAME_splits.json in one folder.

    Example: temakart review simulate --repeats 5 --figure arbeid.svg
    """
    from pipeline.evaluate.results import plain
    from pipeline.files import write_atomic, write_json
    from pipeline.review.workfigure import draw_work
    from pipeline.review.worksaved import simulate

    with working("Reading"):
        plan = _plan(shared(context), data, start, batch, repeats)
    with progress("Playing") as advance:
        found = simulate(plan, advance)
    if out:
        write_json(out, plain(found))
    if figure:
        write_atomic(figure, draw_work(found))
    if json:
        print_json(plain(found))
        return
    from pipeline.cli.workfigures import print_work

    print_work(found)


def _plan(options: Context, data: Path | None, start: int | None, batch: int, repeats: int) -> Plan:
    from pipeline.review.worksaved import plan_of_project, plan_of_set

    if data is None:
        from pipeline.classify.inputs import load_inputs
        from pipeline.evaluate.report import Bench

        return plan_of_project(Bench.of(load_inputs(options.project())), start, batch, repeats)
    from pipeline.classify.inputs import translations
    from pipeline.evaluate.codedset import load_coded_set
    from pipeline.language.memory import FORGETFUL
    from pipeline.project import Params

    project = options.project_if_any()
    params, memory = (project.params, translations(project)) if project else (Params(), FORGETFUL)
    return plan_of_set(load_coded_set(data), params, memory, start, batch, repeats)
