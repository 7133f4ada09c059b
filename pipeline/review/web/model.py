"""«Modell»: the model in use, learning from new codes, what that changed, and going back."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from starlette.responses import JSONResponse, RedirectResponse, Response

from pipeline.errors import UsageError
from pipeline.review.champion import earlier_model
from pipeline.review.people import people
from pipeline.review.retraining import Flip
from pipeline.review.running import Running, retraining_state, start_retraining
from pipeline.review.stopping import stopping
from pipeline.review.switching import start_going_back, start_putting_in_use
from pipeline.review.web.enough import in_words
from pipeline.review.web.gate import Refused, Visit, page
from pipeline.review.web.listing import title_of
from pipeline.review.web.modelfacts import decision_behind, last_time, model_events, news_since, told_models, would_flip
from pipeline.review.web.shell import render
from pipeline.words import Words

SHOWN_FLIPS = 100
MOST_REASON = 1000
STEPS = {"retraining": ("codes", "training", "comparing", "suggesting"), "switching": ("switching", "suggesting")}


@dataclass(frozen=True, slots=True)
class Line:
    """A suggestion that changes sides: the report it is of, its title, and the label."""

    flip: Flip
    title: str
    label: str


def model(visit: Visit) -> Response:
    """The page."""
    room, events = visit.room, model_events(visit.room)
    models, state = told_models(room), retraining_state(room.project)
    in_use = models[0] if models and models[0].place == "in_use" else None
    last, portfolio = last_time(room), room.portfolio()
    lines, hidden = _lines(visit, last.flips if last else ())
    return render(
        visit,
        "model.html",
        models=models,
        in_use=in_use,
        behind=decision_behind(events, in_use.id) if in_use else None,
        news=news_since(room, in_use.id if in_use else ""),
        state=state,
        progress=_progress(visit.words, state),
        last=last,
        flips=lines[:SHOWN_FLIPS],
        more=len(lines) - len(lines[:SHOWN_FLIPS]),
        hidden=hidden,
        names={person.id: person.name for person in people(room.store)},
        earlier=earlier_model(room.project, room.store),
        labels=visit.words.labels(portfolio.codebook),
        enough=_enough(visit),
    )


def _enough(visit: Visit) -> str:
    room = visit.room
    found = stopping(room.live.now(), room.portfolio().suggestions, room.settings.params.goal_error)
    return in_words(visit.words, found)


def _lines(visit: Visit, flips: Sequence[Flip]) -> tuple[list[Line], int]:
    """Changes with titles, and how many were left out: those of reports that the visitor is to code blind."""
    portfolio, board = visit.room.portfolio(), visit.room.live.now()
    labels = visit.words.labels(portfolio.codebook)
    seen = [flip for flip in flips if not board.get(flip.report_id).must_code_blind(visit.me.id)]
    titles = {name: title_of(report) for name, report in portfolio.reports.items()}
    found = [Line(flip, titles.get(flip.report_id, flip.report_id), labels.get(flip.label, flip.label)) for flip in seen]
    return found, len(flips) - len(seen)


def progress(visit: Visit) -> Response:
    """How far the work is, for the page's script."""
    state = retraining_state(visit.room.project)
    return JSONResponse({"state": state.state, **_progress(visit.words, state)})


def _progress(t: Words, state: Running) -> dict[str, object]:
    """The step in words, which steps there are, and how far this one is."""
    steps = STEPS[state.work]
    at = steps.index(state.step) if state.step in steps else 0
    text = t(f"model.step_{state.step or 'starting'}")
    counted = t("model.of", done=state.done, total=state.total) if state.total else ""
    share = state.done / state.total if state.total else 0.0
    return {"text": text, "counted": counted, "at": at, "share": round((at + share) / len(steps), 3), "steps": list(steps)}


def learn(visit: Visit) -> Response:
    """Start a retraining; where one runs, it is shown."""
    with suppress(UsageError):  # somebody else pressed first: the page shows theirs
        start_retraining(visit.room.project, visit.me.id)
    return RedirectResponse("/modell", 303)


def before_switch(visit: Visit, message: str = "", status: int = 200) -> Response:
    """What would change if another model were put in use, and the form that does it."""
    room, target = visit.room, visit.request.path_params.get("model", "")
    back = not target
    target = target or earlier_model(room.project, room.store)
    models = {one.id: one for one in told_models(room)}
    if target not in models or models[target].place == "in_use":
        raise Refused(404, "model.gone")
    flips = would_flip(room, target)
    lines, hidden = _lines(visit, flips or ())
    in_use = next((one for one in models.values() if one.place == "in_use"), None)
    return render(
        visit, "model_switch.html", status, target=models[target], in_use=in_use, back=back, known=flips is not None,
        flips=lines[:SHOWN_FLIPS], more=len(lines) - len(lines[:SHOWN_FLIPS]), total=len(lines), hidden=hidden, message=message,
        labels=visit.words.labels(room.portfolio().codebook), added=sum(line.flip.now for line in lines),
    )  # fmt: skip


def switch(visit: Visit) -> Response:
    """Put the model in use in the background; a promotion needs a reason."""
    project, target = visit.room.project, visit.request.path_params.get("model", "")
    reason = " ".join(visit.form.get("reason", "").split())[:MOST_REASON]
    if target and not reason:
        return before_switch(visit, visit.words("model.reason_missing"), 422)
    if target not in {"", *(one.id for one in told_models(visit.room) if one.usable)}:
        raise Refused(404, "model.gone")
    try:
        if target:
            start_putting_in_use(project, target, visit.me.id, reason)
        else:
            start_going_back(project, visit.me.id, reason)
    except UsageError:
        return before_switch(visit, visit.words("model.busy"), 409)
    return RedirectResponse("/modell", 303)


ROUTES = (
    page("/modell", model, "analyst"),
    page("/modell/fremdrift", progress, "analyst"),
    page("/modell/laer", learn, "analyst", ("POST",)),
    page("/modell/tilbake", before_switch, "analyst"),
    page("/modell/tilbake", switch, "analyst", ("POST",)),
    page("/modell/ta-i-bruk/{model}", before_switch, "analyst"),
    page("/modell/ta-i-bruk/{model}", switch, "analyst", ("POST",)),
)
