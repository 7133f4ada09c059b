"""`temakart models`: the model in use, those beside it, and going from one to another."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.cli.context import print_json, shared, working

app = typer.Typer(no_args_is_help=True, help="Trained models: which there are, which is in use, and going back.")


Actor = Annotated[str, typer.Option(help="Who decided; else the user at the terminal.")]
Reason = Annotated[str, typer.Option(help="Why; kept with the decision.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the champion's card and the list as JSON.")]


@app.command("list")
def list_models(context: typer.Context, json: AsJson = False) -> None:
    """Show the model in use (champion) and those that can take its place: id, codebook and codes.

    Example: temakart models list
    """
    from dataclasses import asdict

    from pipeline.classify.store import load_card
    from pipeline.review.champion import kept_models

    project = shared(context).project()
    card, found = load_card(project.model), kept_models(project)
    if json:
        print_json({**card, "models": [asdict(model) for model in found]})
        return
    for model in found:
        place = "champion" if model.champion else "kept"
        typer.echo(f"{model.id}  {place}  codebook {model.codebook}  {model.coded} coded reports of {model.reports}")


@app.command()
def promote(
    context: typer.Context,
    model: Annotated[str, typer.Argument(metavar="ID")],
    reason: Reason,
    actor: Actor = "",
) -> None:
    """Put a model of models/history in use by decision, and write its suggestions.

    Example: temakart models promote 3f0c9a1b2c4d --reason "Flere eksempler på bolig, sett over 20 forslag"
    """
    from pipeline.cli.review import terminal_user
    from pipeline.parallel import processors
    from pipeline.review.codings import open_review
    from pipeline.review.switching import put_in_use

    project = shared(context).project()
    with working("Suggesting"), open_review(project) as store:
        done = put_in_use(project, store, model, actor or terminal_user(), reason, processors())
    typer.echo(f"{model} is in use" + (f" instead of {done.before}." if done.before else "."))
    typer.echo(done.suggested)


@app.command()
def rollback(context: typer.Context, reason: Reason = "", actor: Actor = "") -> None:
    """Put back the model that the one in use took the place of, and write its suggestions.

    Example: temakart models rollback --reason "For mange nye forslag på planlegging"
    """
    from pipeline.cli.review import terminal_user
    from pipeline.parallel import processors
    from pipeline.review.codings import open_review
    from pipeline.review.switching import go_back

    project = shared(context).project()
    with working("Suggesting"), open_review(project) as store:
        done = go_back(project, store, actor or terminal_user(), reason, processors())
    typer.echo(f"{done.now} is in use again instead of {done.before}.")
    typer.echo(done.suggested)
