"""The app put together, and the server that runs it."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from pipeline.errors import TemakartError, UsageError
from pipeline.project import Project
from pipeline.review.codings import open_review
from pipeline.review.recording import Rejected
from pipeline.review.store import Store
from pipeline.review.web import (
    adjudication,
    agreement,
    assignment,
    chronicle,
    login,
    matrix,
    mine,
    model,
    overview,
    persons,
    planning,
    queue,
    report,
    sample,
    saving,
)
from pipeline.review.web.gate import Refused
from pipeline.review.web.room import Room
from pipeline.review.web.settings import Settings, settings_for
from pipeline.review.web.shell import SecurityHeaders, broken, failed, not_found, refused, rejected

STATIC = Path(__file__).with_name("static")
REVIEWING = (login, queue, mine, report, saving, chronicle, matrix)
ANALYSING = (overview, assignment, planning, persons, agreement, adjudication, sample, model)
ROUTES = tuple(route for room in (*REVIEWING, *ANALYSING) for route in room.ROUTES)


def create_app(project: Project, store: Store, settings: Settings) -> Starlette:
    """The app of a project's open store."""
    app = Starlette(
        routes=[*ROUTES, Mount("/static", StaticFiles(directory=STATIC), name="static")],
        middleware=[
            Middleware(SecurityHeaders, https=settings.params.https),
            Middleware(TrustedHostMiddleware, allowed_hosts=list(settings.hosts), www_redirect=False),
        ],
        exception_handlers={
            Refused: refused,
            Rejected: rejected,
            TemakartError: failed,
            HTTPException: not_found,
            Exception: broken,
        },
    )
    room = Room(project, store, settings)
    room.contents.refresh(room.portfolio().reports)
    app.state.room = room
    return app


def serve(project: Project, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Run the app until it is stopped; `ready` is called with its address once it answers.

    Raises UsageError when the address is taken or strangers would get in, TemakartError when a file is faulty.
    """
    import uvicorn

    with open_review(project) as store:
        settings = settings_for(host, port, project.params.review, store)
        app = create_app(project, store, settings)
        with _listen(host, port) as listening:
            shown = f"[{host}]" if ":" in host else host
            ready(f"http://{shown}:{listening.getsockname()[1]}/")
            config = uvicorn.Config(
                app, proxy_headers=False, server_header=False, access_log=False, log_level="warning", lifespan="off"
            )
            uvicorn.Server(config).run(sockets=[listening])


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(512)
    except OSError as error:
        raise UsageError(
            f"Nothing can be served on {host}, port {port} ({error.strerror}). "
            "Choose another with --port, or stop what uses it."
        ) from error
    return listening
