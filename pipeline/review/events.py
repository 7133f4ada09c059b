"""An event of the review room, from the client's draft to what the store holds. It is written once and never changed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from pipeline.errors import StoreError
from pipeline.review.bodies import BODY, Body

OPEN = ""  # the stream of the coding that everybody sees
IMPORT = "import"  # the actor of events that were read from a file
NAMESPACE = UUID("5a5f6a0c-3f0b-5c55-9d4e-7e8d1f2b6c11")  # of the ids that are made of what an event says


@dataclass(frozen=True, slots=True)
class Draft:
    """An event as a client sends it. `id` is the client's own, so that sending again does no harm.

    `based_on` is the version of the report (of the person's own blind coding, if blind) that the person saw; None
    puts the event on top of whatever stands. It is ignored for events that decide nothing, such as `shown`.
    `report_id` is empty where the event is not about one report.
    """

    id: UUID
    actor: str
    body: Body
    report_id: str = ""
    based_on: int | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """An event as the store holds it.

    `seq` counts all events from 1 without gaps. Decisions also have a `version` from 1 within their report and stream:
    the open one, or `blind:<coder>`; other events have None. `at` is UTC in ISO form with microseconds.
    """

    seq: int
    id: UUID
    report_id: str
    stream: str
    version: int | None
    based_on: int | None
    actor: str
    at: str
    body: Body


@dataclass(frozen=True, slots=True)
class Saved:
    """The answer to a saved event. `version` is None for events that decide nothing."""

    seq: int
    version: int | None


def blind_stream(coder: str) -> str:
    """The name of a person's own stream of blind codings in each report."""
    return f"blind:{coder}"


def body_json(body: Body) -> str:
    """The body as canonical JSON: equal bodies give equal bytes."""
    return canonical(body.model_dump(mode="json"))


def canonical(value: Any) -> str:
    """JSON with sorted keys and no blanks."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def parse_body(text: str) -> Body:
    """A body from its JSON; raises StoreError when it is none."""
    try:
        return BODY.validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise StoreError(f"An event cannot be understood ({where}: {first['msg']}).") from error
