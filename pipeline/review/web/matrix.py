"""«Matrise»: the matrix of this moment, the same page as the published one, in the reader's form of Norwegian."""

from __future__ import annotations

import json

from markupsafe import Markup
from starlette.responses import HTMLResponse, JSONResponse, Response

from pipeline.matrix.load import Edition, without
from pipeline.matrix.page import Frame, render_page
from pipeline.matrix.publish import EDITION
from pipeline.project import Project
from pipeline.review.web.gate import Visit, page
from pipeline.review.web.livematrix import Look
from pipeline.review.web.shell import environment, policy_for, render

HEAD = Markup(
    '<link rel="icon" href="/static/icon.svg" type="image/svg+xml">\n<link rel="stylesheet" href="/static/top.css">\n'
    '<link rel="stylesheet" href="/static/matrix.css">\n<script type="module" src="/static/matrix.js"></script>'
)


def matrix(visit: Visit) -> Response:
    """The page, as far as the visitor may know: reports that the visitor is to code blind are not in it."""
    look = visit.room.matrix.now()
    if look.edition is None:
        return render(visit, "matrix_wait.html", look=look)
    states = visit.room.live.now().states
    hidden = {report_id for report_id, state in states.items() if state.must_code_blind(visit.me.id)}
    text = render_page(without(look.edition, hidden), visit.words.form, _frame(visit, look, len(hidden)))
    return HTMLResponse(text, headers={"content-security-policy": policy_for(text)})


def _frame(visit: Visit, look: Look, hidden: int) -> Frame:
    assert look.edition is not None
    given = {"t": visit.words, "visit": visit}
    made = environment().get_template("header.html").render(**given)
    notes = environment().get_template("matrix_notes.html")
    told = notes.render(
        **given, look=look, hidden=hidden, published=_published(visit.room.project), own=look.edition.fingerprint.edition
    )
    return Frame(visit.words("app.name"), HEAD, Markup(made), Markup(told), "/rapport/")


def _published(project: Project) -> str:
    """The id of the published edition; empty where there is none."""
    try:
        return str(json.loads((project.matrix / EDITION).read_text(encoding="utf-8"))["edition"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def standing(visit: Visit) -> Response:
    """Whether the newest edition is made, for the page's script."""
    look = visit.room.matrix.now()
    return JSONResponse({"edition": _id(look.edition), "fresh": look.fresh, "failed": bool(look.failed)})


def _id(edition: Edition | None) -> str:
    return edition.fingerprint.edition if edition else ""


ROUTES = (page("/matrise", matrix), page("/matrise/tilstand", standing))
