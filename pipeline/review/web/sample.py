"""«Utvalg»: how many reports to code at random, drawing them, and how far the sample is."""

from __future__ import annotations

from collections import Counter
from typing import Any, cast, get_args

from starlette.responses import JSONResponse, RedirectResponse, Response

from pipeline.audit import Design, Drawn, load_audit
from pipeline.errors import MissingError, UsageError
from pipeline.matrix.auditing import Decided, Planned, left_to_draw, preview_audit
from pipeline.review.people import people
from pipeline.review.sampling import PlanTask, SampleChanged, decided, draw_into, items
from pipeline.review.web.gate import Refused, Visit, page
from pipeline.review.web.listing import title_of
from pipeline.review.web.room import stamp
from pipeline.review.web.shell import render

POINTS = (3, 5, 7, 10, 15)
DEFAULT_POINTS = 5
MOST = 6  # digits of a number in an address


def sample(visit: Visit, message: str = "", status: int = 200) -> Response:
    """The page: plan, draw with a look at what would be drawn, and the sample in the order to code it."""
    room, query = visit.room, visit.request.query_params
    points = _number(query.get("poeng", ""))
    asked = _number(query.get("antall", "")) if not message else 0
    design = _design(query.get("fordeling", "simple"))
    fault, preview = _preview(visit, asked, design) if asked else ("", ())
    return render(
        visit,
        "sample.html",
        status,
        fewest=room.project.params.estimate.fewest_audited,
        points=points if points in POINTS else 0,
        default_points=DEFAULT_POINTS,
        choices=POINTS,
        plan=_plan(visit, points) if points in POINTS else None,
        left=_left(visit),
        designs=get_args(Design),
        design=design,
        asked=asked,
        preview=preview,
        drawn_now=_number(query.get("trukket", "")),
        message=message or fault,
        **_list(visit),
    )


def _list(visit: Visit) -> dict[str, Any]:
    """The sample in its order, and what the list calls its reports and people."""
    reports, persons = visit.room.portfolio().reports, people(visit.room.store)
    drawn = load_audit(visit.room.project.audit)
    rows = items(drawn, visit.room.live.now().states, (one.id for one in persons if one.active))
    return {
        "rows": rows,
        "states": Counter(one.state for one in rows),
        "counting": sum(one.counts for one in rows),
        "titles": {name: title_of(report) for name, report in reports.items()},
        "regions": {name: report.region for name, report in reports.items()},
        "names": {person.id: person.name for person in persons},
    }


def draw(visit: Visit) -> Response:
    """Draw what was shown; nothing where somebody has drawn since."""
    size, before = _number(visit.form.get("antall", "")), visit.form.get("for", "")
    if not size or not before.isdecimal():
        raise Refused(422, "error.not_understood")
    design = _design(visit.form.get("fordeling", ""))
    try:
        draw_into(visit.room.store, visit.room.project, _decided(visit), size, design, visit.me.id, int(before[:MOST]))
    except SampleChanged:
        return sample(visit, visit.words("sample.changed"), 409)
    except UsageError:
        return sample(visit, visit.words("sample.too_many", left=_left(visit) or 0), 422)
    return RedirectResponse(f"/utvalg?trukket={size}", 303)


def progress(visit: Visit) -> Response:
    """Whether the plan that the page waits for is there."""
    points = _number(visit.request.query_params.get("poeng", ""))
    if points not in POINTS:
        raise Refused(422, "error.not_understood")
    return JSONResponse({"ready": _plan(visit, points) != "working"})


def _plan(visit: Visit, points: int) -> Planned | str:
    """The plan, or «working», «failed» or, without suggestions, «missing»."""
    room = visit.room
    if _left(visit) is None:
        return "missing"
    known = _decided(visit)
    files = stamp(room.project.audit, room.project.held_out, room.project.params_file, room.project.labels)
    basis = (points, known, room.portfolio().stamp, files)
    return room.plans.ask(basis, PlanTask(room.project, points / 100, known))


def _decided(visit: Visit) -> Decided:
    portfolio, board = visit.room.portfolio(), visit.room.live.now()

    def make() -> Decided:
        return decided(list(board.states.values()), portfolio.codebook, portfolio.reports)

    return visit.room.kept("decided", (board.last_seq, portfolio.stamp), make)


def _left(visit: Visit) -> int | None:
    """How many reports can still be drawn; None where nothing has been suggested yet."""
    project, known = visit.room.project, _decided(visit)

    def make() -> int | None:
        try:
            return left_to_draw(project, known)
        except MissingError:
            return None

    return visit.room.kept("left", (known, visit.room.portfolio().stamp, stamp(project.audit)), make)


def _preview(visit: Visit, size: int, design: Design) -> tuple[str, tuple[Drawn, ...]]:
    """What would be drawn, or why nothing can be."""
    try:
        return "", preview_audit(visit.room.project, size, design, _decided(visit)).new
    except MissingError:
        return visit.words("sample.no_suggestions"), ()
    except UsageError:
        return visit.words("sample.too_many", left=_left(visit) or 0), ()


def _number(text: str) -> int:
    """A whole number of an address or form; 0 where it is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST else 0


def _design(text: str) -> Design:
    return cast(Design, text) if text in get_args(Design) else "simple"


ROUTES = (
    page("/utvalg", sample, "analyst"),
    page("/utvalg", draw, "analyst", ("POST",)),
    page("/utvalg/plan", progress, "analyst"),
)
