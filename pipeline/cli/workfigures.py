"""What `temakart review simulate` prints for a person."""

from __future__ import annotations

from rich.table import Table

from pipeline.cli.figures import console, number
from pipeline.evaluate.metrics import Interval
from pipeline.review.simulating import NOTHING
from pipeline.review.workfigure import LABELS
from pipeline.review.worksaved import TARGETS, Effort, WorkSaved

MEASURES = {"reports": "of the reports have all themes right", "micro_f1": "micro-F1", "cells": "of all yes and no are right"}


def print_work(found: WorkSaved) -> None:
    """The effort of every order, the headline first; the curves stand in the JSON and the figure only."""
    show = console()
    show.print(
        f"{found.name}: {found.reports} reports, {found.themes} themes, {found.labels} labels. {found.playings} playings from "
        f"{found.start} coded reports, trained anew after every {found.batch}.\nWith these alone, "
        f"{_percent(found.right_at_start['reports'])} of the reports have all themes right; "
        f"micro-F1 is {number(found.right_at_start['micro_f1'].value)}."
    )
    for measure, title in MEASURES.items():
        show.print(_table(found, measure, title))
    for sentence in _saved(found):
        show.print(sentence)


def _table(found: WorkSaved, measure: str, title: str) -> Table:
    table = Table(box=None, padding=(0, 1), header_style="bold", title=f"\nReports read / labels set by hand until … {title}")
    for at, column in enumerate(("", *(f"{target:.0%}" for target in TARGETS), "all are read")):
        table.add_column(column, justify="right" if at else "left")
    for name, one in found.orders.items():
        efforts = [*one.reached[measure].values(), one.whole]
        table.add_row(LABELS[name], *(f"{_many(effort.read)} / {_many(effort.set_by_hand)}" for effort in efforts))
    return table


def _saved(found: WorkSaved) -> list[str]:
    """What the most useful first saves until 95 % of the reports are right, and until all are read."""
    useful, target = found.orders["useful"], f"{TARGETS[1]:.2f}"
    theirs = {name: found.orders[name].reached["reports"][target] for name in useful.less}
    told = [
        f"\n95 % of the reports right, most useful first, against {LABELS[name]}: "
        f"{_less(useful.less[name]['reports'][target], theirs[name])}."
        for name in useful.less
    ]
    nothing = found.orders[NOTHING].whole.set_by_hand.value
    whole = {name: one.whole.set_by_hand.value for name, one in found.orders.items() if name != NOTHING}
    all_read = ", ".join(f"{value:.0f} ({value / nothing - 1:+.0%}) {LABELS[name]}" for name, value in whole.items())
    return [*told, f"\nWhere every report is read in the end, {nothing:.0f} labels are set from nothing; {all_read}."]


def _less(change: Effort, of: Effort) -> str:
    parts = {"reports read": (change.read, of.read), "labels set by hand": (change.set_by_hand, of.set_by_hand)}
    return "; ".join(
        f"{value.value:+.0f} {name} ({value.low:+.0f} to {value.high:+.0f}; {value.value / base.value:+.0%})"
        for name, (value, base) in parts.items()
    )


def _many(value: Interval) -> str:
    return f"{value.value:.0f}"


def _percent(value: Interval) -> str:
    return f"{value.value:.0%}"
