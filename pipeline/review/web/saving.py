"""Saving a decision, and what is told of other people's."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from pydantic import ValidationError
from starlette.responses import JSONResponse, Response

from pipeline.register import Report
from pipeline.review.bodies import Body, Code, Decided, NotCodable, Shown, Withdrawn
from pipeline.review.events import Draft, Event
from pipeline.review.people import people
from pipeline.review.recording import Conflict
from pipeline.review.states import coder_of
from pipeline.review.web.form import Sent, Withdrawal, body_from, unknown_labels
from pipeline.review.web.gate import Refused, Visit, page
from pipeline.review.web.shell import moment


def report_of(visit: Visit) -> Report:
    """The report that the address names; only reports of the register can be named."""
    report = visit.room.portfolio().reports.get(visit.request.path_params["report_id"])
    if report is None:
        raise Refused(404, "error.no_report")
    return report


def save(visit: Visit) -> Response:
    """Store one decision and say where to go on; a conflict is answered with what others decided since."""
    report, codebook = report_of(visit), visit.room.portfolio().codebook
    sent = _sent(visit)
    if sent.codebook != codebook.version or unknown_labels(sent, codebook):
        raise Refused(422, "error.codebook_changed")
    return _store(visit, Draft(sent.event, visit.me.id, _body(visit, sent, report), report.report_id, sent.based_on))


def _body(visit: Visit, sent: Sent, report: Report) -> Body:
    try:
        return body_from(sent, _shown(visit, sent.shown, report), visit.room.portfolio().codebook)
    except ValidationError as error:
        raise Refused(422, "error.not_understood") from error


def _sent(visit: Visit) -> Sent:
    try:
        return Sent.model_validate(visit.data)
    except ValidationError as error:
        too_long = any(one["type"] == "string_too_long" for one in error.errors())
        raise Refused(422, "error.too_large" if too_long else "error.not_understood") from error


def _shown(visit: Visit, identifier: UUID, report: Report) -> Shown:
    """What the person was shown, from the store and not from the browser."""
    event = visit.room.store.event(identifier)
    if event is None or event.actor != visit.me.id or event.report_id != report.report_id or not isinstance(event.body, Shown):
        raise Refused(422, "error.forged")
    return event.body


def _store(visit: Visit, draft: Draft) -> Response:
    try:
        saved = visit.room.store.append(draft)
    except Conflict as conflict:
        return JSONResponse({"conflict": [told(visit, event) for event in conflict.since], "version": conflict.version}, 409)
    visit.room.leaves(draft.report_id)
    where = urlencode({"etter": draft.report_id, "lagret": draft.report_id})
    return JSONResponse({"seq": saved.seq, "version": saved.version, "next": f"/neste?{where}"})


def withdraw(visit: Visit) -> Response:
    """Take back a decision of the person's own."""
    report = report_of(visit)
    try:
        asked = Withdrawal.model_validate(visit.data)
    except ValidationError as error:
        raise Refused(422, "error.not_understood") from error
    known = visit.room.store.event(asked.withdraws)
    if known is None or known.report_id != report.report_id or not isinstance(known.body, Decided):
        raise Refused(422, "error.not_understood")
    if visit.me.id not in (known.actor, coder_of(known)):
        raise Refused(403, "error.forbidden")
    return _store(visit, Draft(asked.event, visit.me.id, Withdrawn(event=asked.withdraws), report.report_id, asked.based_on))


def told(visit: Visit, event: Event) -> dict[str, Any]:
    """A decision in words: who, when and what."""
    names = {person.id: person.name for person in people(visit.room.store)}
    who = coder_of(event)
    return {"who": names.get(who, who), "when": moment(event.at), "what": described(visit, event.body)}


def described(visit: Visit, body: Body | Code) -> str:
    """What a decision says, as a sentence."""
    t, labels = visit.words, visit.words.labels(visit.room.portfolio().codebook)
    if isinstance(body, NotCodable):
        return t("history.not_codable_because", reason=body.reason)
    if isinstance(body, Withdrawn):
        return t("history.withdrawn")
    assert isinstance(body, Code)
    themes = ", ".join(labels.get(theme, theme) for theme in body.themes) or t("form.no_themes")
    return t("history.coded_as", themes=themes, recipient=labels.get(body.recipient, body.recipient) or t("form.no_recipient"))


ROUTES = (
    page("/lagre/{report_id:path}", save, "reviewer", ("POST",)),
    page("/trekk/{report_id:path}", withdraw, "reviewer", ("POST",)),
)
