"""One report: its pages with the evidence marked, and the form beside them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid5

from starlette.responses import JSONResponse, Response

from pipeline.codebook import Codebook, Theme
from pipeline.documents import Document
from pipeline.errors import TemakartError
from pipeline.language.masking import mask
from pipeline.register import Report
from pipeline.review.bodies import Shown
from pipeline.review.events import NAMESPACE, OPEN, Draft, blind_stream, body_json
from pipeline.review.states import Decision, ReportState
from pipeline.review.web.contents import open_document
from pipeline.review.web.covering import held_numbers
from pipeline.review.web.drawing import has_pictures, page_picture, page_sizes
from pipeline.review.web.form import shown_body
from pipeline.review.web.gate import Refused, Visit, page
from pipeline.review.web.keys import Keys, keys_for
from pipeline.review.web.listing import QUERY_CHARACTERS, standing_for, title_of, years_of
from pipeline.review.web.marks import evidence_boxes
from pipeline.review.web.saving import report_of
from pipeline.review.web.shell import render
from pipeline.suggestions import Suggestion

HITS = 200
SPOKEN = ("nb", "nn", "en")  # what a screen reader can be told to read in
AROUND = 60  # characters shown on each side of a hit


@dataclass(frozen=True, slots=True)
class Sight:
    """What one person may see of a report: with suggestions, or blind."""

    report: Report
    state: ReportState
    blind: bool
    suggestions: tuple[Suggestion, ...]

    @property
    def decision(self) -> Decision | None:
        """The decision the form begins with: the one in force; for a blind coder none."""
        return None if self.blind else self.state.in_force


def sight(visit: Visit) -> Sight:
    """What the visitor may see of the report in the address."""
    report = report_of(visit)
    state = visit.room.live.now().get(report.report_id)
    blind = state.must_code_blind(visit.me.id)
    return Sight(report, state, blind, () if blind else visit.room.portfolio().suggestions.get(report.report_id, ()))


def show(visit: Visit) -> Response:
    """The report's page. That it was shown is stored before it is sent, since nobody can code blind what they have seen."""
    seen, codebook = sight(visit), visit.room.portfolio().codebook
    shown = record_shown(visit, seen)
    visit.room.arrives(seen.report.report_id, visit.me.id)
    keys = keys_for(codebook)
    saved = visit.room.portfolio().reports.get(visit.request.query_params.get("lagret", ""))
    return render(
        visit,
        "report.html",
        seen=seen,
        title=title_of(seen.report),
        grantee=mask(seen.report.grantee)[0],
        years=years_of(seen.report),
        standing=standing_for(seen.state, visit.me),
        layers=_layers(codebook),
        codebook=codebook,
        keys=keys,
        found={(one.axis, one.label): one for one in seen.suggestions},
        **viewer(visit, seen.report),
        saved=saved,
        saved_title=title_of(saved) if saved else "",
        context=json.dumps(_context(visit, seen, shown, keys)),
    )


def viewer(visit: Visit, report: Report) -> dict[str, Any]:
    """What viewer.html shows: the pages' numbers and texts, their language, whether there are pictures, and what is covered."""
    document = open_document(visit.room.project, report.report_id)
    pages = [] if document is None else [(one.number, mask(one.text)[0]) for one in document.pages]
    covered = {page: sum(one.numbers for one in held) for page, held in held_numbers(document).items()}
    language = document.language if document and document.language in SPOKEN else ""
    return {"pages": pages, "pictures": has_pictures(visit.room.project, report), "covered": covered, "language": language}


def _layers(codebook: Codebook) -> list[tuple[str, list[Theme]]]:
    layers = ("definert", "overordnet")
    return [(layer, [theme for theme in codebook.themes if theme.layer == layer]) for layer in layers]


def record_shown(visit: Visit, seen: Sight) -> UUID:
    """Store what the visitor is about to see; who has seen suggestions can no longer code the report blind."""
    body: Shown = shown_body(seen.suggestions, blind=seen.blind)
    # The same sight again has the same id, so opening a page often does not fill the store.
    identifier = uuid5(NAMESPACE, f"shown\0{seen.report.report_id}\0{visit.me.id}\0{body_json(body)}")
    visit.room.store.append(Draft(identifier, visit.me.id, body, seen.report.report_id))
    return identifier


def _context(visit: Visit, seen: Sight, shown: UUID, keys: Keys) -> Mapping[str, Any]:
    """What the page's script begins with."""
    codebook, found = visit.room.portfolio().codebook, seen.decision
    stream = blind_stream(visit.me.id) if seen.blind else OPEN
    decided = {theme: theme in found.themes for theme in codebook.theme_ids} if found and found.codable else {}
    recipient = found.recipient if found and found.recipient in codebook.recipient_ids else None
    return {
        "report": seen.report.report_id,
        "address": quote(seen.report.report_id),
        "person": visit.me.id,
        "version": seen.state.version(stream),
        "stream": stream,
        "shown": str(shown),
        "codebook": codebook.version,
        "own": [str(one.event) for one in seen.state.decisions if one.coder == visit.me.id],
        "offered": {one.label: one.suggested for one in seen.suggestions if one.axis == "theme"},
        "offeredRecipient": next((one.label for one in seen.suggestions if one.axis == "recipient" and one.suggested), ""),
        "initial": {
            "decisions": decided,
            "recipient": recipient,
            "comment": found.comment if found else "",
            "reason": found.reason if found else "",
        },
        "themeKeys": {key: theme for theme, key in keys.themes.items()},
        "recipientKeys": {key: recipient for recipient, key in keys.recipients.items()},
        "labels": visit.words.labels(codebook),
        "texts": visit.words.section("script"),
    }


def picture(visit: Visit) -> Response:
    """The picture of one page."""
    try:
        data = page_picture(visit.room.project, report_of(visit), visit.request.path_params["number"])
    except TemakartError as error:
        raise Refused(404, "error.no_picture") from error
    return Response(data, media_type="image/jpeg", headers={"cache-control": "private, max-age=86400"})


def places(visit: Visit) -> Response:
    """The pages' sizes, none where they cannot be drawn, and, unless the visitor codes blind, the evidence of each label."""
    seen = sight(visit)
    document = open_document(visit.room.project, seen.report.report_id)
    marks = [
        {"label": one.label, "page": one.evidence_page, "boxes": evidence_boxes(document, one), "text": one.evidence}
        for one in seen.suggestions
        if document and one.evidence_page
    ]
    return JSONResponse({"sizes": _sizes(visit, seen.report), "marks": marks})


def _sizes(visit: Visit, report: Report) -> Sequence[Sequence[float]]:
    try:
        return page_sizes(visit.room.project, report) if has_pictures(visit.room.project, report) else ()
    except TemakartError:
        return ()


def search(visit: Visit) -> Response:
    """Where a text stands in the report: page, and some words around it."""
    report = report_of(visit)
    wanted = visit.request.query_params.get("q", "").strip()[:QUERY_CHARACTERS].casefold()
    document = open_document(visit.room.project, report.report_id)
    hits = _hits(document, wanted) if document and wanted else []
    return JSONResponse({"hits": hits[:HITS], "more": len(hits) > HITS})


def _hits(document: Document, wanted: str) -> list[dict[str, Any]]:
    hits: list[dict[str, Any]] = []
    for one in document.pages:
        text = " ".join(mask(one.text)[0].split())
        small = text.casefold()
        at = small.find(wanted)
        while at >= 0 and len(hits) <= HITS:
            hits.append({"page": one.number, "text": text[max(at - AROUND, 0) : at + len(wanted) + AROUND]})
            at = small.find(wanted, at + len(wanted))
    return hits


ROUTES = (
    page("/rapport/{report_id:path}", show),
    page("/side/{number:int}/{report_id:path}", picture),
    page("/steder/{report_id:path}", places),
    page("/sok/{report_id:path}", search),
)
