"""«Mitt»: what is assigned to me, what I have coded, and my password."""

from __future__ import annotations

from uuid import uuid4

from starlette.responses import RedirectResponse, Response

from pipeline.norwegian import shortest
from pipeline.review.sessions import LoginRefused, TooManyAttempts, change_own_password, check_password
from pipeline.review.web.gate import SESSION, Refused, Visit, page
from pipeline.review.web.listing import listing
from pipeline.review.web.personform import Faults, password_faults, password_rules
from pipeline.review.web.shell import render

RECENT = 50


def mine(visit: Visit, faults: Faults | None = None, status: int = 200) -> Response:
    """The person's own reports: open assignments first, then the newest codings; and the form for a new password."""
    room, portfolio, board = visit.room, visit.room.portfolio(), visit.room.live.now()
    rows = {row.report_id: row for row in listing(room, portfolio, board, visit.me)}
    own = [(found, rows[state.report_id]) for state in board.states.values() if state.report_id in rows
           if (found := state.own(visit.me.id)) is not None]  # fmt: skip
    own.sort(key=lambda pair: (pair[0].coded_at, pair[0].seq), reverse=True)
    waiting = [row for row in rows.values() if row.waits]
    return render(
        visit,
        "mine.html",
        status,
        waiting=waiting,
        own=own[:RECENT],
        total=len(own),
        labels=visit.words.labels(portfolio.codebook),
        faults=faults or {},
        rules=password_rules(visit.words),
        changed=visit.request.query_params.get("passord") == "nytt",
        request=uuid4(),
    )


def change_password(visit: Visit) -> Response:
    """Set the person's own password: it takes the old one where there is one, and the person's other sessions end."""
    room, t, request = visit.room, visit.words, visit.request_id
    if room.settings.mode == "proxy":
        raise Refused(422, "error.not_understood")
    if room.store.event(request) is None:
        faults = password_faults(t, visit.form, required=True) or _old_faults(visit)
        if faults:
            return mine(visit, faults, 422)
        token = visit.request.cookies.get(SESSION, "")
        change_own_password(room.store, visit.me, visit.form["password"], token, request)
    return RedirectResponse("/mitt?passord=nytt", 303)


def _old_faults(visit: Visit) -> Faults:
    """What is wrong with the old password; attempts are counted as those at the door are."""
    if not visit.me.has_password:
        return {}
    params, client = visit.room.settings.params, visit.request.client
    try:
        check_password(visit.room.store, visit.me.id, visit.form.get("old", ""), client.host if client else "", params)
    except TooManyAttempts:
        return {"old": visit.words("login.too_many", n=shortest(params.login_minutes))}
    except LoginRefused:
        return {"old": visit.words("persons.old_wrong")}
    return {}


ROUTES = (page("/mitt", mine), page("/mitt/passord", change_password, "reviewer", ("POST",)))
