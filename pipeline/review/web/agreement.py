"""«Enighet»: how far coders agree, theme by theme, and the reports on which they differ."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from pipeline.evaluate.agreement import FEW, Agreed, Agreement
from pipeline.evaluate.metrics import Interval
from pipeline.norwegian import decimal, span
from pipeline.review.agreeing import Dispute, ProjectAgreement, agreement_of, coders, disputes
from pipeline.review.codings import labels_of
from pipeline.review.people import people
from pipeline.review.web.gate import Visit, page
from pipeline.review.web.listing import QUERY_CHARACTERS, title_of
from pipeline.review.web.shell import render
from pipeline.words import Words

WEAK = 0.667  # below it no conclusion rests on the codes, from 0.8 they are dependable (Krippendorff 2004)
LEFT, WIDTH, LOWEST = 8.0, 224.0, -0.25  # of the drawing, and the smallest alpha it has room for


@dataclass(frozen=True, slots=True)
class Line:
    """One question with its alpha: as text, and as places in the drawing; none where nobody could have differed."""

    title: str
    reports: int
    text: str
    few: bool
    places: tuple[float, float, float] | None


def agreement(visit: Visit) -> Response:
    """The page."""
    portfolio = visit.room.portfolio()
    query = visit.request.query_params
    basis = "all" if query.get("av") == "alle" else "blind"
    whole = _whole(visit)
    found = whole.blind if basis == "blind" else whole.all
    return render(
        visit,
        "agreement.html",
        basis=basis,
        found=found,
        few=FEW,
        summary=[_line(visit.words, *one) for one in _summary(visit.words, found)],
        lines=[_line(visit.words, visit.words.label(theme), found.themes[theme.id]) for theme in portfolio.codebook.themes],
        unclear=[theme for theme in portfolio.codebook.themes if _unclear(found.themes[theme.id])],
        marks=[(place(value), decimal(value)) for value in (0.0, WEAK, 0.8, 1.0)],
        pairs=[(one, decimal(one.mean), decimal(one.recipient)) for one in found.pairs],
        coders=coders(visit.room.live.now().states.values()),
        names={person.id: person.name for person in people(visit.room.store)},
        **_disputed(visit),
        labels=visit.words.labels(portfolio.codebook),
        saved=portfolio.reports.get(query.get("lagret", "")),
        title_of=title_of,
    )


def _disputed(visit: Visit) -> dict[str, Any]:
    """The differing reports that fit the filters, and what can be filtered by."""
    portfolio, found, query = visit.room.portfolio(), disputes_for(visit), visit.request.query_params
    filters = {name: query.get(name, "").strip()[:QUERY_CHARACTERS] for name in ("tema", "person", "vis")}
    return {
        "disputes": [(one, title_of(portfolio.reports[one.report_id])) for one in found if _fits(one, filters)],
        "first_open": next((one.report_id for one in found if not one.settled), ""),
        "unsettled": sum(not one.settled for one in found),
        "settled": sum(one.settled for one in found),
        "disputed_themes": [theme for theme in portfolio.codebook.themes if any(theme.id in one.themes for one in found)],
        "disputants": sorted({coder for one in found for coder in one.coders}),
        "filters": filters,
        "address": "/enighet?" + urlencode({name: value for name, value in filters.items() if value}),
    }


def disputes_for(visit: Visit) -> tuple[Dispute, ...]:
    """The reports on which blind coders differ, without those that the visitor is still to code blind."""
    portfolio, board = visit.room.portfolio(), visit.room.live.now()
    found = visit.room.kept(
        "disputes", (board.last_seq, portfolio.stamp), lambda: disputes(board.states.values(), portfolio.codebook)
    )
    mine = visit.me.id
    return tuple(
        one for one in found if one.report_id in portfolio.reports and not board.get(one.report_id).must_code_blind(mine)
    )


def _whole(visit: Visit) -> ProjectAgreement:
    portfolio, board, params = visit.room.portfolio(), visit.room.live.now(), visit.room.project.params
    labels = labels_of(board.states.values(), portfolio.codebook, portfolio.reports)
    # By the codings and not by the newest event: opening a report changes nothing here.
    basis = (labels.codings, portfolio.stamp, params)
    return visit.room.kept("agreement", basis, lambda: agreement_of(labels, portfolio.codebook, params))


def _summary(words: Words, found: Agreement) -> Sequence[tuple[str, Agreed]]:
    """The themes on average, a report's themes as one set, and the recipient."""
    mean = Agreed(found.mean_of_themes, found.reports, found.reports < FEW)
    return (
        (words("agreement.mean"), mean),
        (words("agreement.as_set"), found.themes_as_set),
        (words("agreement.recipient"), found.recipient),
    )


def _line(words: Words, title: str, found: Agreed) -> Line:
    alpha = found.alpha
    if math.isnan(alpha.value):
        said = words("agreement.all_alike") if found.reports else words("agreement.none_shared")
        return Line(title, found.reports, said, found.few, None)
    return Line(title, found.reports, _interval(found), found.few, _places(alpha))


def _places(alpha: Interval) -> tuple[float, float, float]:
    low, high = (value if math.isnan(end) else end for end, value in ((alpha.low, alpha.value), (alpha.high, alpha.value)))
    return place(low), place(alpha.value), place(high)


def _interval(found: Agreed) -> str:
    """The figure with its interval; of so few reports that they cannot be drawn otherwise there is none."""
    alpha = found.alpha
    none = math.isnan(alpha.low) or (found.few and alpha.low == alpha.high)
    return decimal(alpha.value) + ("" if none else f" ({span(alpha.low, alpha.high)})")


def _unclear(found: Agreed) -> bool:
    """Whether enough reports say that no conclusion rests on the codes of this theme."""
    return not found.few and found.alpha.high < WEAK


def place(alpha: float) -> float:
    """Where an alpha stands in the drawing."""
    return round(LEFT + WIDTH * (max(alpha, LOWEST) - LOWEST) / (1 - LOWEST), 1)


def _fits(one: Dispute, filters: dict[str, str]) -> bool:
    return (
        (not filters["tema"] or filters["tema"] in one.themes or (filters["tema"] == "-mottaker" and one.recipient))
        and (not filters["person"] or filters["person"] in one.coders)
        and (filters["vis"] == "alle" or one.settled == (filters["vis"] == "avgjort"))
    )


ROUTES = (page("/enighet", agreement, "analyst"),)
