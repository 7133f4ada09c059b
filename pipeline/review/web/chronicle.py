"""The history of a report, and setting an earlier code in force again."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote
from uuid import UUID, uuid4

from starlette.responses import RedirectResponse, Response

from pipeline.review.bodies import Assigned, Body, Code, Decided, Flagged, Restored, Shown
from pipeline.review.events import OPEN, Draft, blind_stream
from pipeline.review.history import history, restored, seen_by
from pipeline.review.people import people
from pipeline.review.recording import Conflict
from pipeline.review.web.gate import Refused, Visit, page
from pipeline.review.web.listing import title_of
from pipeline.review.web.saving import described, report_of
from pipeline.review.web.shell import render


def chronicle(visit: Visit, message: str = "", status: int = 200) -> Response:
    """The report's history, newest first; who is to code blind sees their own events only."""
    report, state = report_of(visit), visit.room.live.now().get(report_of(visit).report_id)
    blind = state.must_code_blind(visit.me.id)
    entries = seen_by(history(visit.room.store.events(reports=[report.report_id])), visit.me.id, blind=blind)
    names = {person.id: person.name for person in people(visit.room.store)}
    return render(
        visit,
        "history.html",
        status,
        report=report,
        title=title_of(report),
        blind=blind,
        entries=[
            (one, isinstance(one.event.body, Code), _heading(one.event.body), _said(visit, one.event.body, names))
            for one in reversed(entries)
        ],
        version=state.version(blind_stream(visit.me.id) if blind else OPEN),
        names=names,
        labels=visit.words.labels(visit.room.portfolio().codebook),
        message=message,
    )


def _heading(body: Body) -> str:
    """A key under `history` of the catalogue."""
    return "taken_back" if isinstance(body, Assigned) and not body.active else body.kind


def _said(visit: Visit, body: Body, names: Mapping[str, str]) -> str:
    t = visit.words
    if isinstance(body, Decided):
        return described(visit, body)
    if isinstance(body, Shown):
        return t("history.shown_without" if body.blind or not body.suggestions else "history.shown_with")
    if isinstance(body, Assigned):
        office = t("history.office", office=body.office) if body.office else t("assignment.everybody")
        given = "given_blind" if body.blind else "given"
        return t(f"history.{given if body.active else 'taken_from'}", who=names.get(body.to, body.to) or office)
    return body.reason_in(t.form) if isinstance(body, Flagged) else ""


def restore(visit: Visit) -> Response:
    """Set an earlier code in force again, as a new event; ids that the codebook no longer has are left out."""
    report = report_of(visit)
    try:
        named, version = UUID(visit.form.get("event", "")), int(visit.form.get("version", ""))
    except ValueError as error:
        raise Refused(422, "error.not_understood") from error
    blind = visit.room.live.now().get(report.report_id).must_code_blind(visit.me.id)
    known = visit.room.store.event(named)
    if known is None or known.report_id != report.report_id or not isinstance(known.body, Code):
        raise Refused(422, "error.not_understood")
    if blind and known.actor != visit.me.id:
        raise Refused(403, "error.forbidden")
    body = _within_codebook(visit, restored(known, visit.me.id, visit.room.portfolio().codebook.version))
    try:
        visit.room.store.append(Draft(uuid4(), visit.me.id, body, report.report_id, version))
    except Conflict:
        return chronicle(visit, visit.words("history.conflict"), 409)
    return RedirectResponse(f"/historikk/{quote(report.report_id)}", 303)


def _within_codebook(visit: Visit, body: Restored) -> Restored:
    codebook = visit.room.portfolio().codebook
    themes = tuple(theme for theme in body.themes if theme in codebook.theme_ids)
    recipient = body.recipient if body.recipient in codebook.recipient_ids else ""
    return body.model_copy(update={"themes": themes, "recipient": recipient})


ROUTES = (
    page("/historikk/{report_id:path}", chronicle),
    page("/gjenopprett/{report_id:path}", restore, "reviewer", ("POST",)),
)
