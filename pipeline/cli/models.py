"""`temakart models`: the model in use."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.cli.context import print_json, shared

app = typer.Typer(no_args_is_help=True, help="The trained model: what it was made from and how good it is.")


@app.command("list")
def list_models(
    context: typer.Context, json: Annotated[bool, typer.Option("--json", help="Print the card as JSON.")] = False
) -> None:
    """Show the model in use: its id, codebook, codes and figures.

    Example: temakart models list
    """
    from pipeline.classify.store import load_card

    card = load_card(shared(context).project().model)
    if json:
        print_json(card)
        return
    trained = len(card["training_ids"])
    typer.echo(f"{card['id']}  champion  codebook {card['codebook']['version']}  {trained} coded reports of {card['reports']}")
