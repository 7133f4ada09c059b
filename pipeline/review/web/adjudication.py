"""«Avgjørelse»: the codings of one report side by side, and the decision between them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID, uuid4

from starlette.responses import RedirectResponse, Response

from pipeline.errors import UsageError
from pipeline.files import sha256_bytes
from pipeline.register import Report
from pipeline.review.adjudicating import Question, SideBySide, Verdict, adjudicate, side_by_side
from pipeline.review.people import people
from pipeline.review.recording import Conflict
from pipeline.review.states import Decision, ReportState
from pipeline.review.web.agreement import disputes_for
from pipeline.review.web.choices import Choices, undecided, verdict_of
from pipeline.review.web.gate import Refused, Visit, page
from pipeline.review.web.keys import keys_for
from pipeline.review.web.listing import title_of
from pipeline.review.web.report import Sight, record_shown, viewer
from pipeline.review.web.saving import report_of, told
from pipeline.review.web.shell import render
from pipeline.review.web.turns import next_after


@dataclass(frozen=True, slots=True)
class Case:
    """A report to decide, its codings in the order they are shown."""

    report: Report
    state: ReportState
    sides: SideBySide
    named: bool

    @property
    def seen(self) -> str:
        """The codings that are decided between, as the form carries them."""
        return " ".join(sorted(str(one.event) for one in self.sides.codings))


def show(visit: Visit) -> Response:
    """The page; that suggestions were shown is stored before it is sent."""
    case = _case(visit, visit.request.query_params.get("navn") == "1")
    record_shown(
        visit, Sight(case.report, case.state, False, visit.room.portfolio().suggestions.get(case.report.report_id, ()))
    )
    return _shown(visit, case, _first(case))


def _case(visit: Visit, named: bool) -> Case:
    report, portfolio = report_of(visit), visit.room.portfolio()
    state = visit.room.live.now().get(report.report_id)
    if state.must_code_blind(visit.me.id):
        raise Refused(403, "error.blind_first")
    try:
        sides = side_by_side(state, portfolio.codebook, portfolio.suggestions.get(report.report_id, ()))
    except UsageError as error:
        raise Refused(404, "error.not_coded_by_two") from error
    return Case(report, state, sides if named else _shuffled(sides), named)


def _shuffled(sides: SideBySide) -> SideBySide:
    """The coders in an order of the report's own, so that «A» is not always the same person."""

    def luck(at: int) -> str:
        return sha256_bytes(f"{sides.report_id}\0{sides.codings[at].coder}".encode())

    order = sorted(range(len(sides.codings)), key=luck)
    questions = tuple(replace(one, chosen=tuple(one.chosen[at] for at in order)) for one in sides.questions)
    return replace(sides, codings=tuple(sides.codings[at] for at in order), questions=questions)


def _first(case: Case) -> Choices:
    """What the form begins with: the decision in force where there is one, else what all agree on."""
    force = case.state.in_force
    if force and force.basis == "adjudicated":
        return Choices.of(force, case.sides)
    agreed = {one.label: one.agreed for one in case.sides.questions if one.axis == "theme"}
    named = {one.recipient for one in case.sides.codings if one.codable}
    codable = None if case.sides.differ_on_codable else case.sides.codings[0].codable
    return Choices(agreed, named.pop() if len(named) == 1 else None, codable=codable)


def decide(visit: Visit) -> Response:
    """Save the decision and go on to the next disagreement; a conflict shows what others did, and keeps the choices."""
    form, codebook = visit.form, visit.room.portfolio().codebook
    case = _case(visit, form.get("navn") == "1")
    choices = Choices.sent(form, codebook)
    try:
        event, version = UUID(form.get("event", "")), int(form.get("based_on", ""))
    except ValueError as error:
        raise Refused(422, "error.not_understood") from error
    if form.get("codebook") != codebook.version:
        raise Refused(422, "error.codebook_changed")
    if form.get("seen") != case.seen:
        return _shown(visit, case, choices, visit.words("adjudication.new_coding"), status=409)
    missing = undecided(choices, case.sides)
    if missing:
        labels = visit.words.labels(codebook)
        what = ", ".join(labels.get(one) or visit.words(f"adjudication.missing{one}") for one in missing)
        return _shown(visit, case, choices, visit.words("adjudication.undecided", what=what), status=422)
    return _saved(visit, case, choices, event, version)


def _saved(visit: Visit, case: Case, choices: Choices, event: UUID, version: int) -> Response:
    following = _next(visit, case.report.report_id)
    verdict: Verdict = verdict_of(choices)
    try:
        sides = replace(case.sides, version=version)
        adjudicate(visit.room.store, sides, visit.me.id, visit.room.portfolio().codebook, verdict, event)
    except Conflict as conflict:
        since = [told(visit, one) for one in conflict.since]
        return _shown(visit, case, choices, visit.words("adjudication.conflict"), since, 409)
    query = {"lagret": case.report.report_id, **({"navn": "1"} if case.named else {})}
    return RedirectResponse(f"/enighet{'/' + quote(following) if following else ''}?{urlencode(query)}", 303)


def _next(visit: Visit, report_id: str) -> str:
    """The next report that nobody has decided; empty where there is none."""
    order = [one.report_id for one in disputes_for(visit) if not one.settled]
    found = next_after(order, report_id)
    return found if found and found != report_id else ""


def _shown(
    visit: Visit, case: Case, choices: Choices, message: str = "", since: list[dict[str, Any]] | None = None, status: int = 200
) -> Response:
    codebook = visit.room.portfolio().codebook
    saved = visit.room.portfolio().reports.get(visit.request.query_params.get("lagret", ""))
    differing = [one for one in case.sides.questions if one.differs and one.axis == "theme"]
    return render(
        visit,
        "adjudication.html",
        status,
        case=case,
        report_id=case.report.report_id,
        title=title_of(case.report),
        columns=[_column(visit, case, at) for at in range(len(case.sides.codings))],
        differing=differing,
        agreed=[one for one in case.sides.questions if one.axis == "theme" and not one.differs],
        recipients=_recipients(visit, case),
        recipient_differs=any(one.differs for one in case.sides.questions if one.axis == "recipient"),
        themes={theme.id: theme for theme in codebook.themes},
        choices=choices,
        event=uuid4(),
        version=case.state.version(),
        codebook=codebook,
        keys=keys_for(codebook),
        own=any(one.coder == visit.me.id for one in case.sides.codings),
        next=_next(visit, case.report.report_id),
        saved_title=title_of(saved) if saved else "",
        message=message,
        since=since or [],
        context=json.dumps(_context(visit, case, choices)),
        **viewer(visit, case.report),
    )


def _column(visit: Visit, case: Case, at: int) -> Mapping[str, Any]:
    """One coder: a letter, the name where names are shown, and what was said beside the themes."""
    one: Decision = case.sides.codings[at]
    names = {person.id: person.name for person in people(visit.room.store)} if case.named else {}
    letter = chr(ord("A") + at)
    name = names.get(one.coder, one.coder) if case.named else visit.words("adjudication.coder")
    return {"letter": letter, "name": name, "codable": one.codable, "said": one.comment or one.reason}


def _recipients(visit: Visit, case: Case) -> list[tuple[str, str, Question | None, str]]:
    """Every recipient with who named it, those that were named first; last, none."""
    found = {one.label: one for one in case.sides.questions if one.axis == "recipient"}
    letters = [chr(ord("A") + at) for at in range(len(case.sides.codings))]
    rows = []
    for entry in [*visit.room.portfolio().codebook.recipients, None]:
        label = entry.id if entry else ""
        by = [letter for letter, one in zip(letters, case.sides.codings, strict=True) if one.codable and one.recipient == label]
        title = visit.words.label(entry) if entry else visit.words("adjudication.no_recipient")
        rows.append((label, title, found.get(label), ", ".join(by)))
    return sorted(rows, key=lambda row: not row[3])


def _context(visit: Visit, case: Case, choices: Choices) -> Mapping[str, Any]:
    """What the page's script begins with."""
    codebook = visit.room.portfolio().codebook
    keys = keys_for(codebook)
    return {
        "report": case.report.report_id,
        "address": quote(case.report.report_id),
        "person": visit.me.id,
        "version": case.state.version(),
        "stream": "avgjort",
        "codebook": codebook.version,
        "own": [str(one.event) for one in case.state.decisions if one.coder == visit.me.id],
        "initial": choices.as_json(),
        "labels": visit.words.labels(codebook),
        "themeKeys": {key: theme for theme, key in keys.themes.items()},
        "recipientKeys": {key: recipient for recipient, key in keys.recipients.items()},
        "texts": visit.words.section("script"),
    }


ROUTES = (
    page("/enighet/{report_id:path}", show, "analyst"),
    page("/enighet/{report_id:path}", decide, "analyst", ("POST",)),
)
