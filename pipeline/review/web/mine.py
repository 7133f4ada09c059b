"""«Mitt»: what is assigned to me, and what I have coded."""

from __future__ import annotations

from starlette.responses import Response

from pipeline.review.web.gate import Visit, page
from pipeline.review.web.listing import Row, listing
from pipeline.review.web.queue import DONE
from pipeline.review.web.shell import render

RECENT = 50


def mine(visit: Visit) -> Response:
    """The person's own reports: open assignments first, then the newest codings."""
    room, portfolio, board = visit.room, visit.room.portfolio(), visit.room.live.now()
    rows = {row.report_id: row for row in listing(room, portfolio, board, visit.me)}
    own = [(found, rows[state.report_id]) for state in board.states.values() if state.report_id in rows
           if (found := state.own(visit.me.id)) is not None]  # fmt: skip
    own.sort(key=lambda pair: (pair[0].coded_at, pair[0].seq), reverse=True)
    waiting: list[Row] = [row for row in rows.values() if row.assigned and (row.blind or row.state not in DONE)]
    labels = visit.words.labels(portfolio.codebook)
    return render(visit, "mine.html", waiting=waiting, own=own[:RECENT], total=len(own), labels=labels)


ROUTES = (page("/mitt", mine),)
