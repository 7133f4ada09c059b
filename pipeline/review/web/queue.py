"""The queue: how far the portfolio is, what is mine, what is next, and everything else by filters and search."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from urllib.parse import quote, urlencode

from starlette.responses import RedirectResponse, Response

from pipeline.review.states import DONE
from pipeline.review.web.gate import Visit, page
from pipeline.review.web.listing import Filters, Row, filters_from, listing, matching
from pipeline.review.web.shell import render
from pipeline.review.web.turns import next_after, order

ROWS = 50  # on one page
STATES = ("uncoded", "blind", "coded", "look_again", "disagreement", "adjudicated", "not_codable", "blind_pending")
LANGUAGES = ("nb", "nn", "en", "und")


def queue(visit: Visit) -> Response:
    """The queue."""
    room, portfolio, board = visit.room, visit.room.portfolio(), visit.room.live.now()
    room.contents.refresh(portfolio.reports)
    rows = listing(room, portfolio, board, visit.me)
    filters = filters_from(visit.request.query_params)
    ordered = order(room, portfolio, visit.me, rows)
    found = _sorted(matching(rows, filters, room.contents), ordered)
    at = _page_number(visit, len(found))
    return render(
        visit,
        "queue.html",
        rows=found[(at - 1) * ROWS : at * ROWS],
        found=len(found),
        reports=len(rows),
        next_row=next((row for row in rows if ordered and row.report_id == ordered[0]), None),
        counts=_counts(rows),
        done=sum(row.state in DONE for row in rows),
        mine=_mine(rows),
        waiting_blind=sum(row.blind for row in rows),
        filters=filters,
        choices=_choices(rows, portfolio.codebook.themes, portfolio.codebook.recipients),
        labels=visit.words.labels(portfolio.codebook),
        at=at,
        pages=max(1, -(-len(found) // ROWS)),
        address=_address(filters),
        reading=bool(filters.q) and not room.contents.complete,
    )


def next_report(visit: Visit) -> Response:
    """Go to the next report, after `etter` where it is given; to the queue where nothing is left."""
    room, portfolio, board = visit.room, visit.room.portfolio(), visit.room.live.now()
    ordered = order(room, portfolio, visit.me, listing(room, portfolio, board, visit.me))
    after = visit.request.query_params.get("etter", "")
    found = next_after(ordered, after)
    if found:
        room.arrives(found, visit.me.id)  # at once, so that two people who ask at the same time go to different reports
    saved = visit.request.query_params.get("lagret", "")
    notice = f"?{urlencode({'lagret': saved})}" if saved in portfolio.reports else ""
    return RedirectResponse(f"/rapport/{quote(found)}{notice}" if found and found != after else f"/{notice}", 303)


def _sorted(rows: list[Row], ordered: Sequence[str]) -> list[Row]:
    """What can be offered first, in the order it would be, then the rest as they come: by id."""
    by_id = {row.report_id: row for row in rows}
    offered = dict.fromkeys(ordered)
    return [*(by_id[one] for one in offered if one in by_id), *(row for row in rows if row.report_id not in offered)]


def _page_number(visit: Visit, found: int) -> int:
    asked = visit.request.query_params.get("side", "1")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1
    return min(max(number, 1), max(1, -(-found // ROWS)))


def _counts(rows: Sequence[Row]) -> list[tuple[str, int]]:
    counted = Counter(row.state for row in rows)
    return [(state, counted[state]) for state in STATES if counted[state]]


def _mine(rows: Sequence[Row]) -> tuple[int, int]:
    """How many reports are the person's by assignment, and how many of these are still open."""
    given = [row for row in rows if row.assigned]
    return len(given), sum(row.waits for row in given)


def _choices(rows: Sequence[Row], themes: Sequence[object], recipients: Sequence[object]) -> dict[str, Sequence[object]]:
    years = {year for row in rows for year in row.years.split("–") if year}
    return {
        "region": sorted({row.region for row in rows if row.region}),
        "year": sorted(years),
        "state": list(STATES),
        "language": [one for one in LANGUAGES if any(row.language == one for row in rows)],
        "theme": list(themes),
        "recipient": list(recipients),
    }


def _address(filters: Filters) -> str:
    """The filters as an address, to which a page number can be added."""
    chosen = {name: getattr(filters, name) for name in Filters.__slots__ if getattr(filters, name)}
    return "/?" + urlencode(chosen) + ("&" if chosen else "")


ROUTES = (page("/", queue), page("/neste", next_report))
