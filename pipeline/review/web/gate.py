"""The one way in: every request is sized, known by person and role, and checked for forgery before a page sees it."""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import parse_qsl, quote, urlsplit
from uuid import UUID

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from pipeline.errors import TemakartError
from pipeline.files import sha256_bytes
from pipeline.review.people import Person, find_person
from pipeline.review.sessions import begin_session, session_person
from pipeline.review.web.room import Room
from pipeline.review.web.words import chosen_form, words
from pipeline.words import Words

Who = Literal["anyone", "reviewer", "analyst"]
SESSION, VISITOR, LANGUAGE = "temakart", "temakart_besok", "temakart_malform"
FIELDS = 500  # in one form


class Refused(TemakartError):
    """A request that gets no answer but this: `status` is HTTP's, the text a key of the catalogue."""

    def __init__(self, status: int, key: str) -> None:
        self.status, self.key = status, key
        super().__init__(key)


@dataclass(slots=True)
class Visit:
    """One request as a page sees it. `person` is set wherever the route asks for one; `form` and `data` are the body's."""

    room: Room
    request: Request
    words: Words
    person: Person | None
    csrf: str
    form: Mapping[str, str] = field(default_factory=dict)
    data: Any = None
    cookies: dict[str, str] = field(default_factory=dict)

    @property
    def me(self) -> Person:
        """The person, on routes that have one."""
        assert self.person is not None
        return self.person

    @property
    def here(self) -> str:
        """The address to come back to; after a form was sent, the queue."""
        return _here(self.request) if self.request.method == "GET" else "/"

    @property
    def request_id(self) -> UUID:
        """The id the form was given when it was shown, so that sent twice it is done once. Raises Refused without one."""
        try:
            return UUID(self.form.get("request", ""))
        except ValueError as error:
            raise Refused(422, "error.not_understood") from error


Handler = Callable[[Visit], Response]


def page(path: str, handler: Handler, who: Who = "reviewer", methods: Sequence[str] = ("GET",)) -> Route:
    """A route whose handler runs in a thread, for `who` and those above; the only way routes are made."""

    async def endpoint(request: Request) -> Response:
        room: Room = request.app.state.room
        body = await _body(request, room.settings.params.max_request_kb * 1024)
        return await run_in_threadpool(_serve, room, request, body, handler, who)

    endpoint.who = who  # type: ignore[attr-defined]
    return Route(path, endpoint, methods=list(methods), name=handler.__name__)


async def _body(request: Request, limit: int) -> bytes:
    if request.method in ("GET", "HEAD"):
        return b""
    body = bytearray()
    try:
        async for piece in request.stream():
            body += piece
            if len(body) > limit:
                raise Refused(413, "error.too_large")
    except ClientDisconnect as error:
        raise Refused(400, "error.not_understood") from error
    return bytes(body)


def _serve(room: Room, request: Request, body: bytes, handler: Handler, who: Who) -> Response:
    visit = request.state.visit = _visit(room, request)
    if request.method not in ("GET", "HEAD"):
        _understand(visit, body)
        _check_forgery(visit)
    if who != "anyone" and visit.person is None:
        if request.method not in ("GET", "HEAD"):
            raise Refused(401, "error.logged_out")
        return _with_cookies(RedirectResponse(f"/inn?til={quote(_here(request), safe='')}", 303), visit)
    if who == "analyst" and visit.me.role != "analyst":
        raise Refused(403, "error.forbidden")
    return _with_cookies(handler(visit), visit)


def _visit(room: Room, request: Request) -> Visit:
    token = request.cookies.get(SESSION, "")
    person = session_person(room.store, token) if token else None
    cookies: dict[str, str] = {}
    if room.settings.mode == "proxy":
        named = _named_by_proxy(room, request)
        if named and (person is None or person.id != named.id):
            token = cookies[SESSION] = begin_session(room.store, named, room.settings.params).token
        person = named
    seed = token if person else request.cookies.get(VISITOR, "")
    if not seed:
        seed = cookies[VISITOR] = secrets.token_urlsafe(24)
    return Visit(room, request, language(request), person, csrf_token(seed), cookies=cookies)


def _named_by_proxy(room: Room, request: Request) -> Person | None:
    """Who the proxy says it is; nobody where the request does not come from a trusted proxy."""
    params = room.settings.params
    if request.client is None or request.client.host not in params.proxy_addresses:
        return None
    person = find_person(room.store, request.headers.get(params.proxy_header, ""))
    return person if person and person.active else None


def language(request: Request) -> Words:
    """The catalogue the visitor chose."""
    return words(chosen_form(request.cookies.get(LANGUAGE)))


def csrf_token(seed: str) -> str:
    """What forms carry: made of the session, so that it outlives the server, and not to be guessed from outside."""
    return sha256_bytes(f"csrf:{seed}".encode("utf-8", "replace"))


def _understand(visit: Visit, body: bytes) -> None:
    kind = visit.request.headers.get("content-type", "").partition(";")[0].strip().lower()
    try:
        if kind == "application/json":
            visit.data = json.loads(body)
        elif kind == "application/x-www-form-urlencoded":
            visit.form = dict(parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=FIELDS))
        else:
            raise Refused(415, "error.not_understood")
    except (ValueError, RecursionError) as error:
        raise Refused(400, "error.not_understood") from error


def _check_forgery(visit: Visit) -> None:
    headers = visit.request.headers
    origin = headers.get("origin")
    sent = headers.get("x-csrf-token") or visit.form.get("csrf", "")
    foreign = origin is not None and urlsplit(origin).netloc != headers.get("host")
    if foreign or not hmac.compare_digest(sent.encode("utf-8", "replace"), visit.csrf.encode()):
        raise Refused(403, "error.forged")


def _here(request: Request) -> str:
    query = request.url.query
    return f"{request.url.path}?{query}" if query else request.url.path


def _with_cookies(response: Response, visit: Visit) -> Response:
    for name, value in visit.cookies.items():
        set_cookie(response, visit.room, name, value)
    return response


def set_cookie(response: Response, room: Room, name: str, value: str) -> None:
    """Set a cookie that scripts and other sites cannot use; an empty value takes it away."""
    response.set_cookie(
        name, value, max_age=None if value else 0, path="/", httponly=True, samesite="lax", secure=room.settings.params.https
    )
