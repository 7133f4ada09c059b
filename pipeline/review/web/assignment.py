"""«Fordeling»: who has which report, and giving single reports to a person or taking them back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from urllib.parse import urlencode
from uuid import uuid4

from starlette.responses import RedirectResponse, Response

from pipeline.norwegian import shortest
from pipeline.register import Report
from pipeline.review.assigning import by_office, hand, save_given, take_back
from pipeline.review.board import Board
from pipeline.review.people import Person, find_person, people
from pipeline.review.states import ReportState
from pipeline.review.web.gate import Refused, Visit, page
from pipeline.review.web.listing import QUERY_CHARACTERS, title_of
from pipeline.review.web.overview import STANDINGS
from pipeline.review.web.shell import render

ROWS = 50
GIVEN = ("office", "person", "blind", "nobody", "stuck")
OFFICE, EVERYBODY = "-", "*"  # whom to take a report back from, beside people
TICK = "r:"  # before the id in the name of a report's tick box


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which reports the list shows; empty means all. `given` is one of `GIVEN`."""

    q: str = ""
    region: str = ""
    person: str = ""
    state: str = ""
    given: str = ""

    def address(self, **more: object) -> str:
        """The page with this list and more fields."""
        query = urlencode({**self.chosen(), **more})
        return f"/fordeling?{query}" if query else "/fordeling"

    def chosen(self) -> dict[str, str]:
        """The filters that are set."""
        return {one.name: getattr(self, one.name) for one in fields(self) if getattr(self, one.name)}


@dataclass(frozen=True, slots=True)
class Row:
    """One report and who has it."""

    report: Report
    title: str
    state: ReportState


def assignment(visit: Visit, message: str = "", status: int = 200) -> Response:
    """The page: offices, and the list of reports; with `message` where something was refused."""
    room, portfolio, board = visit.room, visit.room.portfolio(), visit.room.live.now()
    persons, said = people(room.store), visit.form or visit.request.query_params
    wanted = wanted_from(said)
    active = {"", *(one.id for one in persons if one.active)}
    found = [row for row in _rows(portfolio.reports, board) if _fits(row, wanted, active)]
    pages = max(1, -(-len(found) // ROWS))
    at = min(max(_number(said.get("side", "1")), 1), pages)
    return render(
        visit,
        "assignment.html",
        status,
        message=message,
        done=_done(visit),
        offices=by_office(board, portfolio.reports.values(), persons),
        persons=persons,
        names={one.id: one.name for one in persons},
        share=shortest(100 * room.settings.params.double_share),
        wanted=wanted,
        choices={"state": STANDINGS, "given": GIVEN},
        rows=found[(at - 1) * ROWS : at * ROWS],
        found=len(found),
        at=at,
        pages=pages,
        request=uuid4(),
        asked=visit.form,
    )


def wanted_from(query: Mapping[str, str]) -> Wanted:
    """The filters of an address."""
    return Wanted(**{one.name: query.get(one.name, "").strip()[:QUERY_CHARACTERS] for one in fields(Wanted)})


def _rows(reports: Mapping[str, Report], board: Board) -> list[Row]:
    return [Row(report, title_of(report), board.get(report_id)) for report_id, report in reports.items()]


def _fits(row: Row, wanted: Wanted, active: set[str]) -> bool:
    text = f"{row.title} {row.report.grantee} {row.report.report_id}".casefold()
    return (
        all(word in text for word in wanted.q.casefold().split())
        and (not wanted.region or row.report.region == wanted.region)
        and (not wanted.person or any(one.to == wanted.person for one in row.state.assignments))
        and (not wanted.state or row.state.standing == wanted.state)
        and (not wanted.given or _is_given(row.state, wanted.given, active))
    )


def _is_given(state: ReportState, how: str, active: set[str]) -> bool:
    given = state.assignments
    if how == "nobody":
        return not given
    if how == "stuck":
        return not active.issuperset(state.blind_waiting)
    if how == "blind":
        return any(one.blind for one in given)
    return any(bool(one.to) == (how == "person") for one in given)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def _done(visit: Visit) -> str:
    """What was done a moment ago, told on the page that it led to."""
    query, t = visit.request.query_params, visit.words
    for name in ("delt", "tatt"):
        count = query.get(name, "")
        if count:
            n = _number(count) if count != "0" else 0
            key = "assignment.given" if name == "delt" else "assignment.taken"
            return t.counted(key, n) if n else t("assignment.nothing")
    return ""


def give(visit: Visit) -> Response:
    """Give the ticked reports to a person, to be coded blind or not: all of them, or none."""
    t, request, reports = visit.words, visit.request_id, _ticked(visit)
    named = visit.form.get("to", "")
    person = _person(visit, named) if named else None
    if person is None or not reports:
        return assignment(visit, t("assignment.choose_person" if reports else "assignment.choose_reports"), 422)
    if not person.active:
        return assignment(visit, t("assignment.not_active", name=person.name), 422)
    handing = hand(visit.room.live.now(), reports, person, blind=visit.form.get("blind") == "1")
    if handing.unable:
        return assignment(visit, t("assignment.unable", name=person.name, reports=", ".join(handing.unable)), 422)
    save_given(visit.room.store, handing.given, visit.me.id, request)
    return RedirectResponse(_back(visit, "delt", len(handing.given)), 303)


def take(visit: Visit) -> Response:
    """Take the ticked reports back from a person, from their offices or from everybody."""
    t, request, reports = visit.words, visit.request_id, _ticked(visit)
    named = visit.form.get("whom", "")
    if not named or not reports:
        return assignment(visit, t("assignment.choose_whom" if reports else "assignment.choose_reports"), 422)
    whom = {OFFICE: "", EVERYBODY: None}[named] if named in (OFFICE, EVERYBODY) else _person(visit, named).id
    given = take_back(visit.room.live.now(), [report.report_id for report in reports], whom)
    save_given(visit.room.store, given, visit.me.id, request)
    return RedirectResponse(_back(visit, "tatt", len({one.report_id for one in given})), 303)


def _ticked(visit: Visit) -> list[Report]:
    reports = visit.room.portfolio().reports
    names = sorted(name.removeprefix(TICK) for name in visit.form if name.startswith(TICK))
    if not reports.keys() >= set(names):
        raise Refused(404, "error.no_report")
    return [reports[name] for name in names]


def _person(visit: Visit, identifier: str) -> Person:
    found = find_person(visit.room.store, identifier)
    if found is None:
        raise Refused(404, "error.no_person")
    return found


def _back(visit: Visit, what: str, count: int) -> str:
    return wanted_from(visit.form).address(side=_number(visit.form.get("side", "1")), **{what: count})


ROUTES = (
    page("/fordeling", assignment, "analyst"),
    page("/fordeling/gi", give, "analyst", ("POST",)),
    page("/fordeling/ta", take, "analyst", ("POST",)),
)
