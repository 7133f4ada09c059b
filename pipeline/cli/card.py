"""One report's suggestions on a terminal, for a person: bars, states, passages and pages."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pipeline.classify.suggesting import Suggested, Suggester, shorten
from pipeline.documents import Document
from pipeline.suggestions import Suggestion

BAR = 20
STATES = {"sure": "sikker", "review": "bør leses", "too_few_examples": "for få eksempler"}
LANGUAGES = {"nb": "bokmål", "nn": "nynorsk", "en": "engelsk", "und": "ukjent språk"}


def print_suggestions(found: Suggested, document: Document, suggester: Suggester) -> None:
    """Print themes with bars, the recipient with its reason, and the passages with page numbers."""
    console = Console(highlight=False)
    model = suggester.model.themes
    pages = f"{len(document.pages)} side{'r' if len(document.pages) != 1 else ''}"
    console.print(f"\n[bold]{escape(found.report_id)}[/bold]  {pages}, {LANGUAGES.get(document.language, document.language)}")
    if model.coded_reports == 0:
        console.print("Ingen rapporter er kodet ennå. Forslagene bygger bare på kodeboken.", style="yellow")
    console.print(_themes(found, suggester))
    for row in found.suggestions:
        if row.axis == "theme" and row.suggested:
            _passages(console, found, row, suggester)
    _recipient(console, found, suggester)


def _themes(found: Suggested, suggester: Suggester) -> Table:
    table = Table(box=None, padding=(0, 1), show_header=False)
    rows = sorted((row for row in found.suggestions if row.axis == "theme"), key=lambda row: -row.probability)
    for row in rows:
        style = "bold" if row.suggested else "dim"
        state = STATES[row.confidence] if row.suggested else ""
        table.add_row(
            "●" if row.suggested else "·",
            Text(suggester.codebook.label(row.label), style=style),
            _bar(row.probability),
            f"{row.probability:4.0%}".replace("%", " %"),
            state,
        )
    return table


def _bar(probability: float) -> Text:
    full = round(probability * BAR)
    return Text("█" * full + "░" * (BAR - full), style="cyan")


def _passages(console: Console, found: Suggested, row: Suggestion, suggester: Suggester) -> None:
    console.print(f"\n[bold]{escape(suggester.codebook.label(row.label))}[/bold]")
    for evidence in found.evidence[row.label][:2]:
        console.print(Padding(f"s. {evidence.passage.page}: «{escape(shorten(evidence.passage.text, 420))}»", (0, 0, 0, 2)))
    if not found.evidence[row.label]:
        console.print("  Ingen enkelt passasje bærer forslaget.")


def _recipient(console: Console, found: Suggested, suggester: Suggester) -> None:
    for row in found.suggestions:
        if row.axis == "recipient" and row.suggested:
            percent = f"{row.probability:.0%}".replace("%", " %")
            console.print(
                f"\n[bold]Mottaker: {escape(suggester.codebook.label(row.label))}[/bold]  {percent}, {STATES[row.confidence]}"
            )
            console.print(f"  {escape(row.reason)}")
            if row.evidence:
                page = f"s. {row.evidence_page}: " if row.evidence_page else ""
                console.print(Padding(f"{page}«{escape(shorten(row.evidence, 300))}»", (0, 0, 0, 2)))
    console.print()
