"""What `temakart evaluate`, `labels suspects` and `labels agreement` print for a person, at most 100 columns wide."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from rich.console import Console, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from pipeline.evaluate.agreement import Agreement
from pipeline.evaluate.compare import Comparison
from pipeline.evaluate.curve import Curve
from pipeline.evaluate.metrics import Interval, Share
from pipeline.evaluate.mistakes import Quote
from pipeline.evaluate.quality import Quality, SureFigures
from pipeline.evaluate.recipients import RecipientFigures
from pipeline.evaluate.report import Evaluation
from pipeline.evaluate.results import Measured, Suspect

WIDTH, SHOWN, QUOTED = 100, 5, 180
NAMES = {"macro_f1": "macro-F1", "micro_f1": "micro-F1", "mean_average_precision": "mean average precision"}
VERDICTS = {"better": "Better than", "worse": "Worse than", "no difference": "No difference beyond uncertainty from"}
LANGUAGES = {"nb": "bokmål", "nn": "nynorsk", "en": "English", "und": "unknown language"}


def console() -> Console:
    """As wide as the terminal but no wider than 100 columns."""
    found = Console(highlight=False)
    return found if found.is_terminal and found.width <= WIDTH else Console(highlight=False, width=WIDTH)


def print_evaluation(outcome: Evaluation) -> None:
    """The figures in short; everything stands in evaluation.html and metrics.json."""
    show = console()
    if outcome.measured is None:
        show.print(outcome.note)
        return
    measured = outcome.measured
    show.print(
        f"{measured.reports} coded reports of {measured.portfolio}, {measured.folds} folds, {measured.repeats} repeats; "
        "95 % intervals in brackets."
    )
    for part in _parts(measured):
        show.print(part)
    if outcome.note:
        show.print(f"\n[bold]{escape(outcome.note)}[/bold]")


def _parts(measured: Measured) -> list[RenderableType]:
    quality = measured.quality
    return [
        _overall(quality),
        _themes(quality),
        *_sentences("Sure", _sure(quality.sure)),
        *_sentences("Recipient", _recipient(measured.recipient)),
        *_sentences("Learning curve", _curve(measured.curve)),
        *_sentences("Against the model before", _comparison(measured.comparison)),
        *_sentences("Code these next", [_next(measured)] if measured.next_to_code else []),
        *_sentences("Errs most", [_worst(measured)] if measured.worst_reports else []),
        *_sentences("For a second look", [_doubted(measured)]),
    ]


def _sentences(title: str, sentences: Sequence[str]) -> list[RenderableType]:
    return [f"\n[bold]{title}[/bold]", *(Padding(escape(one), (0, 0, 0, 2)) for one in sentences)] if sentences else []


def _grid(*columns: str) -> Table:
    table = Table(box=None, padding=(0, 1), header_style="bold")
    for at, column in enumerate(columns):
        table.add_column(column, justify="right" if at else "left", overflow="ellipsis", no_wrap=True)
    return table


def _overall(quality: Quality) -> Table:
    languages = quality.languages if len(quality.languages) > 1 else {}
    heads = [f"{LANGUAGES.get(name, name)} ({one.reports})" for name, one in languages.items()]
    table = _grid("", "all", *heads)
    for name, value in quality.overall.items():
        table.add_row(NAMES[name], interval(value), *(interval(one.figures[name]) for one in languages.values()))
    table.add_row("calibration error", number(quality.calibration_error))
    return table


def _themes(quality: Quality) -> Table:
    table = _grid("theme", "coded", "said", "false", "missed", "F1", "av. precision")
    for name, one in quality.themes.items():
        few = " (few)" if one.few else ""
        counts = (f"{one.suggested:.0f}", f"{one.false:.0f}", f"{one.missed:.0f}")
        table.add_row(
            f"{escape(name)}{few}",
            str(one.coded),
            *counts,
            interval(one.f1),
            interval(one.average_precision),
        )
    return table


def number(value: float, digits: int = 2) -> str:
    """A figure, or a dash for what could not be measured."""
    return "–" if math.isnan(value) else f"{value:.{digits}f}"


def interval(value: Interval) -> str:
    """A figure with its interval."""
    if math.isnan(value.value):
        return number(value.value)
    return f"{number(value.value)} [{number(value.low)}–{number(value.high)}]".replace("[", r"\[")


def share(value: Share) -> str:
    """How many of how many, in per cent, with the exact interval."""
    if math.isnan(value.value):
        return "none of none"
    return f"{value.count:g} of {value.of:g} ({value.value:.0%}, {value.low:.0%}–{value.high:.0%})"


def _sure(sure: SureFigures) -> list[str]:
    return [
        f"Suggestions marked sure: {share(sure.suggestions)}; wrong among them: {share(sure.wrong)}.",
        f"Themes surely left out: {share(sure.left_out)}; wrong among them: {share(sure.left_out_wrong)}. "
        f"Allowed: {sure.error_allowed:.0%}.",
    ]


def _recipient(found: RecipientFigures) -> list[str]:
    by = ", ".join(f"{name} {one.count:g}/{one.of:g}" for name, one in found.by_basis.items())
    return [
        f"By rule as coded: {share(found.rule)}. By where the name was found: {by}.",
        f"Most probable type as coded: {share(found.top)}; calibration error {number(found.calibration_error)}; "
        f"wrong among the sure: {share(found.sure_wrong)}.",
    ]


def _curve(curve: Curve | None) -> list[str]:
    if curve is None:
        return ["Too few coded reports for a curve."]
    points = [f"{point.coded}: {number(point.figures['micro_f1'].value)}" for point in curve.points]
    gains = [f"{NAMES[name]} {_change(one.gain)}" for name, one in curve.gains.items()]
    return [
        f"micro-F1 by coded reports: {', '.join(points)}.",
        f"{curve.more} more coded reports, drawn at random, are expected to buy: {'; '.join(gains)}.",
    ]


def _change(value: Interval) -> str:
    return f"{value.value:+.3f} ({value.low:+.3f} to {value.high:+.3f})"


def _comparison(found: Comparison | None) -> list[str]:
    if found is None:
        return []
    overall = "; ".join(f"{NAMES[name]} {_change(one.change)}" for name, one in found.overall.items())
    sure = {name: one.change for name, one in found.themes.items() if one.change.low > 0 or one.change.high < 0}
    moved = ", ".join(f"{name} {change.value:+.2f}" for name, change in sure.items())
    return [
        f"{VERDICTS[found.verdict]} {found.previous} on the same {found.reports} reports and folds: {overall}.",
        *([f"F1 changed beyond uncertainty: {moved}."] if moved else []),
    ]


def _next(measured: Measured) -> str:
    return "; ".join(f"{one.report_id} ({', '.join(one.themes)})" for one in measured.next_to_code[:SHOWN])


def _worst(measured: Measured) -> str:
    return "; ".join(f"{one.report_id} ({len(one.mistakes)} wrong)" for one in measured.worst_reports[:SHOWN])


def _doubted(measured: Measured) -> str:
    return f"{len(measured.suspects)} codes look wrong; `temakart labels suspects` lists them with passages and pages."


def print_suspects(found: Sequence[Suspect]) -> None:
    """Codes that look wrong, each with the passage that speaks most for the theme."""
    show = console()
    if not found:
        show.print("No code looks wrong by held-out answers.")
        return
    show.print(f"{len(found)} codes for a second look, the most suspect first.")
    for one in found:
        coded = "coded" if one.coded else "not coded"
        show.print(f"\n[bold]{escape(one.report_id)}[/bold]  {escape(one.theme)}: {coded}, probability {one.probability:.2f}")
        show.print(Padding(_quoted(one.quote), (0, 0, 0, 2)))


def _quoted(quote: Quote) -> str:
    if quote.page is None:
        return "No single passage speaks for the theme."
    text = quote.text if len(quote.text) <= QUOTED else quote.text[:QUOTED].rsplit(" ", 1)[0] + " …"
    return escape(f"p. {quote.page}: «{text}»")


def print_agreement(found: Mapping[str, Agreement]) -> None:
    """Agreement of the blind codings and of all of them."""
    show = console()
    for name, one in found.items():
        show.print(f"\n[bold]{name.capitalize()} codings:[/bold] {one.reports} reports with at least two coders.")
        if not one.reports:
            show.print("  Nothing to compare. Let two people code the same reports, without sight of the suggestions.")
            continue
        show.print(_alphas(one))
        for pair in one.pairs:
            names = f"{escape(pair.first)} and {escape(pair.second)}"
            kappas = f"kappa {number(pair.mean)} (mean of themes), {number(pair.recipient)} (recipient)"
            show.print(f"  {names}: {pair.reports} reports, {kappas}.")
        show.print(f"  They differ on {len(one.differences)} questions; --json lists them.")


def _alphas(found: Agreement) -> Table:
    table = _grid("", "reports", "alpha")
    for name, one in found.themes.items():
        table.add_row(escape(name), str(one.reports), interval(one.alpha) + (" few" if one.few else ""))
    table.add_row("mean of the themes", str(found.reports), interval(found.mean_of_themes))
    for name, one in (("themes as one set (MASI)", found.themes_as_set), ("recipient", found.recipient)):
        table.add_row(name, str(one.reports), interval(one.alpha) + (" few" if one.few else ""))
    return table
