"""Giving out by office: what would happen, and then doing exactly that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from uuid import uuid4

from starlette.responses import RedirectResponse, Response

from pipeline.files import sha256_json
from pipeline.norwegian import shortest
from pipeline.review.assigning import Assignments, plan, save_given
from pipeline.review.people import people
from pipeline.review.web.assignment import assignment
from pipeline.review.web.gate import Refused, Visit, page
from pipeline.review.web.shell import render


@dataclass(frozen=True, slots=True)
class Asked:
    """Which office's reports to give out, «» for all, and the share of them that two people code blind."""

    region: str
    share: float


def preview(visit: Visit, message: str = "", status: int = 200) -> Response:
    """What would be given, by office and by person, to be confirmed."""
    asked = _asked(visit.form or visit.request.query_params)
    if asked is None:
        return assignment(visit, visit.words("assignment.wrong_share"), 422)
    planned = _planned(visit, asked)
    double = {(one.office, one.report_id) for one in planned.given if one.blind}
    return render(
        visit,
        "assignment_plan.html",
        status,
        message=message,
        asked=asked,
        share=shortest(100 * asked.share),
        reports=len({one.report_id for one in planned.given}),
        to_offices=Counter(one.office for one in planned.given if not one.to),
        double=Counter(office for office, _ in double),
        offices=sorted({one.office for one in planned.given}),
        to_people=Counter(one.to for one in planned.given if one.to),
        persons=[one for one in people(visit.room.store) if one.active],
        nobody=planned.nobody,
        digest=_digest(planned),
        request=uuid4(),
    )


def confirm(visit: Visit) -> Response:
    """Give out what the preview showed; where that has changed since, show it again."""
    asked, request = _asked(visit.form), visit.request_id
    if asked is None:
        raise Refused(422, "error.not_understood")
    planned = _planned(visit, asked)
    if planned.given and visit.form.get("digest") != _digest(planned):
        return preview(visit, visit.words("assignment.changed"), 409)
    save_given(visit.room.store, planned.given, visit.me.id, request)
    return RedirectResponse(f"/fordeling?delt={len({one.report_id for one in planned.given})}", 303)


def _asked(said: Mapping[str, str]) -> Asked | None:
    """What the form asks for; None where the share is no percentage."""
    try:
        share = float(said.get("share", "").strip().removesuffix("%").replace(",", ".")) / 100
    except ValueError:
        return None
    return Asked(said.get("region", ""), share) if 0 <= share <= 1 else None


def _planned(visit: Visit, asked: Asked) -> Assignments:
    room = visit.room
    reports = [one for one in room.portfolio().reports.values() if asked.region in ("", one.region)]
    return plan(reports, people(room.store), room.live.now(), asked.share, room.params.seed)


def _digest(planned: Assignments) -> str:
    return sha256_json([astuple(one) for one in planned.given])


ROUTES = (
    page("/fordeling/plan", preview, "analyst"),
    page("/fordeling/plan", confirm, "analyst", ("POST",)),
)
