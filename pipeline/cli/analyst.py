"""`temakart review retrain`, `assign` and `enough`: the analyst's work in the review room."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.context import print_json, shared, working
from pipeline.cli.review import AsJson, app, terminal_user

if TYPE_CHECKING:
    from pipeline.review.retraining import Challenge


@app.command()
def retrain(
    context: typer.Context,
    actor: Annotated[str, typer.Option(help="Who asked for it; else the user at the terminal.")] = "",
    json: AsJson = False,
) -> None:
    """Train a model on what is coded now; it takes over unless it is worse than the one in use beyond uncertainty.

    Reviewing goes on meanwhile. `temakart models rollback` undoes it.

    Example: temakart review retrain
    """
    from pipeline.evaluate.results import plain
    from pipeline.parallel import processors
    from pipeline.review.codings import open_review
    from pipeline.review.retraining import retrain
    from pipeline.review.running import give_way

    give_way()
    project = shared(context).project()
    with working("Retraining"), open_review(project) as store:
        outcome = retrain(project, store, actor or terminal_user(), processors())
    if json:
        print_json(plain(outcome))
        return
    typer.echo(outcome.sentence())
    _print_challenge(outcome)


@app.command()
def assign(
    context: typer.Context,
    double: Annotated[
        float | None, typer.Option(min=0, max=1, help="Share coded blind by two; else review.double_share.")
    ] = None,
    json: AsJson = False,
) -> None:
    """Give each report to the office of its region, and a share of each office's to two people to be coded blind.

    What was given before stays, so it can be run again when reports or people have come.

    Example: temakart review assign --double 0.1
    """
    from pipeline.evaluate.results import plain
    from pipeline.register import load_register
    from pipeline.review.assigning import assign
    from pipeline.review.codings import open_review

    options = shared(context)
    project = options.project()
    register, params = load_register(project), project.params
    share = params.review.double_share if double is None else double
    with open_review(project) as store:
        outcome = assign(store, register.reports, share, params.seed, terminal_user())
    if json:
        print_json(plain(outcome))
    else:
        typer.echo(outcome.sentence())
    options.finish(register.faults)


@app.command()
def enough(context: typer.Context, json: AsJson = False) -> None:
    """Say in Norwegian whether enough is reviewed: the error of what is marked sure, and what more would buy.

    Example: temakart review enough
    """
    from pipeline.evaluate.results import plain
    from pipeline.review.board import board
    from pipeline.review.codings import open_review
    from pipeline.review.stopping import stopping
    from pipeline.review.web.enough import in_words
    from pipeline.review.web.words import words
    from pipeline.suggestions import by_report, load_suggestions

    project = shared(context).project()
    with open_review(project) as store:
        suggestions = by_report(load_suggestions(project.suggestions))
        found = stopping(board(store.events()), suggestions, project.params.review.goal_error)
    if json:
        print_json(plain(found))
    else:
        typer.echo(in_words(words("nb"), found))


def _print_challenge(outcome: Challenge) -> None:
    """Which themes gained or lost, and which suggestions change, the first twenty."""
    for theme, change in (outcome.comparison.themes if outcome.comparison else {}).items():
        if change.change.low > 0 or change.change.high < 0:
            typer.echo(f"{theme}: F1 {change.before:.2f} → {change.now:.2f}")
    for flip in outcome.flips[:20]:
        sign = "+" if flip.now else "−"
        typer.echo(f"{sign} {flip.report_id}: {flip.label}  {flip.before_probability:.2f} → {flip.now_probability:.2f}")
    if len(outcome.flips) > 20:
        typer.echo(f"… and {len(outcome.flips) - 20} more; all with --json.")
