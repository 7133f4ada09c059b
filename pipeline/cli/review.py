"""`temakart review`: the web app, people, backups and the codebook of the review room."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.context import print_json, shared

app = typer.Typer(invoke_without_command=True, help="The review room in a browser; its people, backups and changed codebooks.")
people_app = typer.Typer(no_args_is_help=True, help="Who may review, in which office and role.")
app.add_typer(people_app, name="people")

PersonId = Annotated[str, typer.Argument(metavar="ID", help="Letters a–z, digits, dot, underscore and hyphen.")]
FromInput = Annotated[bool, typer.Option("--stdin", help="Read the password from standard input.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the outcome as JSON.")]


@app.callback()
def review(
    context: typer.Context,
    host: Annotated[
        str, typer.Option(help="The address to serve on; any but this computer's own asks for passwords.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 takes any that is free.")] = 8010,
    show: Annotated[bool, typer.Option("--open", help="Open the browser.")] = False,
) -> None:
    """Start the review room in a browser, until it is stopped with Ctrl-C.

    Example: temakart review --open
    """
    if context.invoked_subcommand is not None:
        return
    from pipeline.review.web.app import serve

    def ready(address: str) -> None:
        typer.echo(f"The review room is open at {address} (stop it with Ctrl-C).")
        if show:
            typer.launch(address)

    serve(shared(context).project(), host, port, ready)


@people_app.command("add")
def add(
    context: typer.Context,
    identifier: PersonId,
    name: Annotated[str, typer.Option(help="The name colleagues know.")],
    office: Annotated[str, typer.Option(help="The office, as the register's region names it.")] = "",
    analyst: Annotated[bool, typer.Option("--analyst", help="An analyst; else a reviewer.")] = False,
    password: Annotated[bool, typer.Option("--password", help="Ask for a password; one can be set later too.")] = False,
    stdin: FromInput = False,
) -> None:
    """Let a person review. There is no default password: without one, nobody logs in as this person.

    Example: temakart review people add kari --name "Kari Nordmann" --office øst --password
    """
    from pipeline.review.codings import open_review
    from pipeline.review.people import Person, add_person

    secret = _password(stdin) if password or stdin else None
    person = Person(identifier, name, office, "analyst" if analyst else "reviewer")
    with open_review(shared(context).project()) as store:
        made = add_person(store, person, terminal_user(), secret)
    typer.echo(f"{made.name} ({made.id}) is a {made.role}" + ("." if made.has_password else ", without a password."))


@people_app.command("list")
def list_people(context: typer.Context, json: AsJson = False) -> None:
    """List everybody, also who is no longer active.

    Example: temakart review people list
    """
    from dataclasses import asdict

    from pipeline.review.people import people
    from pipeline.review.store import existing_store

    with existing_store(shared(context).project()) as store:
        found = people(store)
    if json:
        print_json([asdict(person) for person in found])
        return
    for person in found:
        state = "" if person.active else "  not active"
        secret = "" if person.has_password else "  no password"
        typer.echo(f"{person.id}  {person.name}  {person.office or '–'}  {person.role}{state}{secret}")


@people_app.command("deactivate")
def deactivate(context: typer.Context, identifier: PersonId) -> None:
    """Let a person in no more. What the person has coded stays.

    Example: temakart review people deactivate kari
    """
    from pipeline.review.people import deactivate_person
    from pipeline.review.store import existing_store

    with existing_store(shared(context).project()) as store:
        gone = deactivate_person(store, identifier, terminal_user())
    typer.echo(f"{gone.name} ({gone.id}) can no longer log in.")


@people_app.command("password")
def password(context: typer.Context, identifier: PersonId, stdin: FromInput = False) -> None:
    """Give a person a new password and end their sessions.

    Example: temakart review people password kari
    """
    from pipeline.review.people import set_password
    from pipeline.review.store import existing_store

    secret = _password(stdin)
    with existing_store(shared(context).project()) as store:
        person = set_password(store, identifier, secret, terminal_user())
    typer.echo(f"{person.name} ({person.id}) has a new password.")


@app.command()
def backup(context: typer.Context, file: Annotated[Path, typer.Argument(help="The file to make.")]) -> None:
    """Write the whole store, passwords too, to one new file, while people go on working.

    Example: temakart review backup ~/sikkerhetskopi/2026-11-23.db
    """
    from pipeline.review.backup import back_up
    from pipeline.review.store import existing_store

    with existing_store(shared(context).project()) as store:
        count = back_up(store, file)
    typer.echo(f"{count} events are in {file}.")


@app.command()
def restore(context: typer.Context, file: Annotated[Path, typer.Argument(help="A file made by `review backup`.")]) -> None:
    """Put a backup into the project's store, which must be new or empty.

    Example: temakart review restore ~/sikkerhetskopi/2026-11-23.db
    """
    from pipeline.review.backup import restore
    from pipeline.review.engine import database_url

    typer.echo(f"{restore(file, database_url(shared(context).project()))} events are restored.")


@app.command("export")
def export_store(context: typer.Context, file: Annotated[Path, typer.Argument(help="The .jsonl file to write.")]) -> None:
    """Write all events as JSON, one a line. Passwords are not in it.

    Example: temakart review export hendelser.jsonl
    """
    from pipeline.review.backup import export_events
    from pipeline.review.store import existing_store

    with existing_store(shared(context).project()) as store:
        count = export_events(store, file)
    typer.echo(f"{count} events are in {file}.")


@app.command()
def rebuild(context: typer.Context, file: Annotated[Path, typer.Argument(help="A file made by `review export`.")]) -> None:
    """Make the project's store, which must be new or empty, from exported events. People then need new passwords.

    Example: temakart review rebuild hendelser.jsonl
    """
    from pipeline.review.backup import rebuild
    from pipeline.review.engine import database_url

    typer.echo(f"{rebuild(file, database_url(shared(context).project()))} events are back.")


@app.command()
def codebook(
    context: typer.Context,
    rule: Annotated[Path, typer.Argument(metavar="MAP.yaml", help="What was renamed, merged, split, removed and added.")],
    json: AsJson = False,
) -> None:
    """Map the codes of an older codebook by a written rule, and list the reports to look at again.

    Change annotations/codebook.yaml first. docs/review.md shows a rule.

    Example: temakart review codebook endringer-2026.yaml
    """
    from pipeline.review.recoding import recode_project

    outcome = recode_project(shared(context).project(), rule, terminal_user())
    if json:
        print_json({"mapped": outcome.mapped, "look_again": outcome.look_again})
        return
    typer.echo(f"{outcome.mapped} codings mapped; {len(outcome.look_again)} reports to look at again.")
    for report_id, reasons in outcome.look_again.items():
        typer.echo(f"{report_id}: {' '.join(reasons)}")


def terminal_user() -> str:
    """Who is at the terminal, for the record."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "terminal"


def _password(from_input: bool) -> str:
    if from_input:
        return sys.stdin.readline().rstrip("\r\n")
    entered: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    return entered
