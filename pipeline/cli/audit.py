"""`temakart audit`: the random sample that estimates rest on."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from pipeline.cli.context import print_json, shared, working

app = typer.Typer(no_args_is_help=True, help="The audit sample: reports drawn at random, to be coded blind.")
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


class Design(StrEnum):
    """How reports are drawn."""

    simple = "simple"
    office = "office"
    probability = "probability"


@app.command("draw")
def draw(
    context: typer.Context,
    number: Annotated[int, typer.Argument(min=1, help="How many more reports to draw.")],
    design: Annotated[
        Design, typer.Option(help="All alike, spread over the regions, or more of those the model is in doubt of.")
    ] = Design.simple,
    json: AsJson = False,
) -> None:
    """Draw reports at random among those that can be read and nobody has coded, into annotations/audit.csv and the queue.

    The sample only ever grows. A report counts as audited when its code was made blind.

    Example: temakart audit draw 40
    """
    from pipeline.cli.review import terminal_user
    from pipeline.review.sampling import draw_sample_of

    outcome = draw_sample_of(shared(context).project(), number, design.value, terminal_user())
    if json:
        print_json(outcome.as_json())
    else:
        typer.echo(outcome.sentence())


@app.command("plan")
def plan(
    context: typer.Context,
    within: Annotated[float, typer.Option(min=0.5, max=50, help="Percentage points to either side.")] = 5,
    json: AsJson = False,
) -> None:
    """Say how many more reports to draw and code until every theme is known well enough, and which.

    Audits of portfolios that are likely by now are simulated; the plan holds in eight of ten.

    Example: temakart audit plan --within 5
    """
    from pipeline.review.sampling import plan_sample_of

    with working("Planning"):
        outcome = plan_sample_of(shared(context).project(), within / 100)
    if json:
        print_json(outcome.as_json())
    else:
        typer.echo(outcome.sentence())
