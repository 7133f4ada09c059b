"""Coming in and going out, and the choice of language."""

from __future__ import annotations

from starlette.responses import RedirectResponse, Response

from pipeline.norwegian import shortest
from pipeline.review.people import NAME_CHARACTERS, Person, add_person, find_person, free_id, people
from pipeline.review.sessions import LoginRefused, Session, TooManyAttempts, begin_session, end_session, log_in
from pipeline.review.web.gate import LANGUAGE, SESSION, Refused, Visit, page, set_cookie
from pipeline.review.web.shell import render
from pipeline.review.web.words import chosen_form


def login(visit: Visit) -> Response:
    """The page that asks who it is."""
    if visit.person:
        return RedirectResponse("/", 303)
    return _ask(visit)


def _ask(visit: Visit, message: str = "", status: int = 200) -> Response:
    mode = visit.room.settings.mode
    found = [person for person in people(visit.room.store) if person.active] if mode == "local" else []
    to = visit.form.get("til") or visit.request.query_params.get("til", "/")
    return render(visit, "login.html", status, mode=mode, people=found, to=local_path(to), message=message)


def enter(visit: Visit) -> Response:
    """Begin a session: by password, or where only this computer can reach the app, by choosing or giving a name."""
    if visit.room.settings.mode == "proxy":
        raise Refused(403, "error.forbidden")
    try:
        session = _session(visit)
    except TooManyAttempts:
        return _ask(visit, visit.words("login.too_many", n=shortest(visit.room.settings.params.login_minutes)), 429)
    except LoginRefused:
        return _ask(visit, visit.words("login.wrong"), 401)
    if session is None:
        return _ask(visit, visit.words("login.name_missing"), 422)
    response = RedirectResponse(local_path(visit.form.get("til", "/")), 303)
    set_cookie(response, visit.room, SESSION, session.token)
    return response


def _session(visit: Visit) -> Session | None:
    store, params, form = visit.room.store, visit.room.settings.params, visit.form
    identifier, password, name = form.get("person", ""), form.get("password", ""), form.get("name", "").strip()
    if visit.room.settings.mode == "local" and not password:
        person = _new_person(visit, name[:NAME_CHARACTERS]) if name and not identifier else find_person(store, identifier)
        if person is None or not person.active:
            return None
        # Who has a password has it for a reason; choosing the name is not enough then.
        if not person.has_password:
            return begin_session(store, person, params)
    client = visit.request.client
    return log_in(store, identifier, password, client.host if client else "", params)


def _new_person(visit: Visit, name: str) -> Person:
    """Somebody who gives a name for the first time; the first of all is the analyst, since somebody must be."""
    known = {person.id for person in people(visit.room.store)}
    identifier, role = free_id(name, known), "reviewer" if known else "analyst"
    return add_person(visit.room.store, Person(identifier, name, role=role), identifier)  # type: ignore[arg-type]


def leave(visit: Visit) -> Response:
    """End the session."""
    end_session(visit.room.store, visit.request.cookies.get(SESSION, ""))
    response = RedirectResponse("/inn", 303)
    set_cookie(response, visit.room, SESSION, "")
    return response


def choose_language(visit: Visit) -> Response:
    """Remember bokmål or nynorsk and go back to where the choice was made."""
    response = RedirectResponse(local_path(visit.form.get("til", "/")), 303)
    set_cookie(response, visit.room, LANGUAGE, chosen_form(visit.form.get("form")))
    return response


def local_path(path: str) -> str:
    """A path on this site; «/» for anything that would lead away from it."""
    safe = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if safe else "/"


ROUTES = (
    page("/inn", login, "anyone"),
    page("/inn", enter, "anyone", ("POST",)),
    page("/ut", leave, "reviewer", ("POST",)),
    page("/malform", choose_language, "anyone", ("POST",)),
)
