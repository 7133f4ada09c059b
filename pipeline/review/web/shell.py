"""What surrounds every response: templates, security headers, and errors as sentences."""

from __future__ import annotations

import re
from base64 import b64encode
from datetime import datetime
from functools import cache
from hashlib import sha256
from typing import Any

from jinja2 import Environment
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pipeline.errors import TemakartError
from pipeline.rendering import templates
from pipeline.review.recording import Rejected
from pipeline.review.web.gate import Refused, Visit, language
from pipeline.review.web.menu import ANALYST_PAGES
from pipeline.words import Words

POLICY = (
    "default-src 'self'; script-src 'self'{scripts}; style-src 'self'{styles}; img-src 'self'; connect-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY.format(scripts="", styles=""),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
UNSEEN = {404: "error.not_found", 405: "error.not_found"}


@cache
def environment() -> Environment:
    """The templates; every value is escaped, and a name that is not given is an error."""
    made = templates("pipeline.review.web", escape=True)
    made.filters["moment"] = moment
    made.globals["analyst_pages"] = ANALYST_PAGES
    return made


def moment(at: str) -> str:
    """A time of the store as people here write it, «23.11.2026 kl. 14.05»; a date alone as a date."""
    try:
        found = datetime.fromisoformat(at)
    except ValueError:
        return at
    return f"{found:%d.%m.%Y}" if len(at) <= len("2026-11-23") else f"{found.astimezone():%d.%m.%Y kl. %H.%M}"


def render(visit: Visit, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A page for a visit. Templates know `t` (the catalogue), `visit`, and what is given here."""
    text = environment().get_template(template).render(t=visit.words, visit=visit, **values)
    return HTMLResponse(text, status)


def policy_for(html: str) -> str:
    """The policy of every page, and what stands inline in this one by its hash: nothing else runs."""
    parts = {kind: re.findall(rf"<{kind}>(.*?)</{kind}>", html, re.DOTALL) for kind in ("script", "style")}
    named = {kind: "".join(f" 'sha256-{_hash(part)}'" for part in found) for kind, found in parts.items()}
    return POLICY.format(scripts=named["script"], styles=named["style"])


def _hash(inline: str) -> str:
    return b64encode(sha256(inline.encode()).digest()).decode()


class SecurityHeaders:
    """Adds the headers that keep a page to itself to every response; pages are not kept by the browser."""

    def __init__(self, app: ASGIApp, https: bool) -> None:
        self.app = app
        self.headers = {**HEADERS, **({"strict-transport-security": "max-age=31536000"} if https else {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def add(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    if name != "content-security-policy" or name not in headers:  # a page may name its own inline parts
                        headers[name] = value
                headers.setdefault("cache-control", "no-store")
            await send(message)

        await self.app(scope, receive, add)


def refused(request: Request, error: Exception) -> Response:
    """The answer to a request that the gate or a page refused."""
    assert isinstance(error, Refused)
    t = language(request)
    return _told(request, t, error.status, t(error.key))


def failed(request: Request, error: Exception) -> Response:
    """The answer where temakart itself says what is wrong: a faulty file, a store that is full or does not answer."""
    assert isinstance(error, TemakartError)
    return _told(request, language(request), 503, language(request)("error.failed"), str(error))


def rejected(request: Request, error: Exception) -> Response:
    """The answer to an event that the store does not keep; the fault is with what was sent, not with the store."""
    assert isinstance(error, Rejected)
    t = language(request)
    return _told(request, t, 422, t("error.not_understood"))


def not_found(request: Request, error: Exception) -> Response:
    """The answer to an address that is none."""
    assert isinstance(error, HTTPException)
    t = language(request)
    return _told(request, t, error.status_code, t(UNSEEN.get(error.status_code, "error.not_understood")))


def broken(request: Request, _error: Exception) -> Response:
    """The answer to a fault in temakart; what it was goes to the server's log, never to the browser."""
    t = language(request)
    return _told(request, t, 500, t("error.broken"))


def _told(request: Request, t: Words, status: int, message: str, detail: str = "") -> Response:
    if request.method not in ("GET", "HEAD") and "json" in request.headers.get("content-type", ""):
        return JSONResponse({"message": message, "detail": detail}, status)
    visit: Visit | None = getattr(request.state, "visit", None)
    if visit and (visit.person is None or visit.cookies):
        visit = None  # the forms of the menu work only for those whose session the browser knows
    text = environment().get_template("error.html").render(t=t, visit=visit, message=message, detail=detail, status=status)
    return HTMLResponse(text, status)
