"""What the page «Modell» tells: the model in use, the others, what is coded since, and what the last retraining changed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from pipeline.classify.store import load_card
from pipeline.files import sha256_file
from pipeline.project import Project
from pipeline.review.bodies import ModelPromoted, ModelRolledBack, Retrained
from pipeline.review.champion import kept_models
from pipeline.review.events import Event
from pipeline.review.retraining import Flip, flips
from pipeline.review.web.room import Room
from pipeline.suggestions import load_suggestions

Place = Literal["in_use", "earlier", "challenger"]
METRICS = ("micro_f1", "macro_f1", "mean_average_precision")
HASHES = ("codebook", "codes_sha256", "texts_sha256", "parameters_sha256", "code_sha256")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its 95 % interval; None where it could not be measured."""

    name: str
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Told:
    """A model as the page tells of it. `usable` is whether it was made for today's codebook; `hashes` name what made it."""

    id: str
    place: Place
    made: str
    coded: int
    reports: int
    codebook: str
    figures: tuple[Figure, ...]
    hashes: Mapping[str, str]
    usable: bool


@dataclass(frozen=True, slots=True)
class News:
    """How many reports were coded, and how many codes changed, since the model in use was trained."""

    new: int
    changed: int


@dataclass(frozen=True, slots=True)
class ThemeChange:
    """F1 of a theme by the model before and by the new one, and the change."""

    theme: str
    before: float
    now: float
    change: Figure

    @property
    def sign(self) -> int:
        """1 where the whole interval is above 0, −1 where it is below, else 0."""
        return (self.change.low > 0) - (self.change.high < 0)


@dataclass(frozen=True, slots=True)
class LastTime:
    """How the last finished retraining ended, from its challenge.json."""

    model: str
    champion: str
    verdict: str
    when: str
    overall: Figure | None
    themes: tuple[ThemeChange, ...]
    flips: tuple[Flip, ...]


def told_models(room: Room) -> list[Told]:
    """The model in use first, then the others, the newest first."""
    project, events = room.project, model_events(room)
    made = {event.body.model: event.at for event in events if isinstance(event.body, Retrained) and event.body.model}
    switches = [event.body for event in events if isinstance(event.body, ModelPromoted | ModelRolledBack)]
    used = {name for body in switches for name in (body.model, body.replaced)}
    found = []
    for model in kept_models(project):
        folder = project.model if model.champion else project.history / model.id
        place: Place = "in_use" if model.champion else "earlier" if model.id in used else "challenger"
        found.append(_told(project, folder, place, made.get(model.id) or _time_of(folder / "card.json")))
    return [*found[:1], *sorted(found[1:], key=lambda one: (one.made, one.id), reverse=True)] if found else []


def model_events(room: Room) -> Sequence[Event]:
    """What has happened to models, oldest first."""
    return room.store.events(kinds=("retrained", "model_promoted", "model_rolled_back"))


def decision_behind(events: Sequence[Event], model: str) -> Event | None:
    """The newest event that put a model in use."""
    found = [event for event in events if isinstance(event.body, ModelPromoted | ModelRolledBack) and event.body.model == model]
    return found[-1] if found else None


def _told(project: Project, folder: Path, place: Place, made: str) -> Told:
    card = load_card(folder)
    hashes = {name: str(card["codebook"]["sha256"] if name == "codebook" else card.get(name, "")) for name in HASHES}
    return Told(
        card["id"], place, made, len(card["training_ids"]), card["reports"], str(card["codebook"]["version"]),
        _figures(project, card["id"]), hashes, card["codebook"]["sha256"] == sha256_file(project.codebook),
    )  # fmt: skip


def _figures(project: Project, model: str) -> tuple[Figure, ...]:
    """What was measured of a model itself; figures of other codes under its folder are not believed."""
    for folder in (project.history / model, project.model):
        written = _read(folder / "metrics.json")
        if written.get("model") == model and "quality" in written:
            overall = written["quality"]["overall"]
            return tuple(found for name in METRICS if (found := figure(name, overall.get(name))))
    return ()


def figure(name: str, written: Mapping[str, Any] | None) -> Figure | None:
    """A figure as metrics.json has it."""
    if not written or None in (written.get("value"), written.get("low"), written.get("high")):
        return None
    return Figure(name, written["value"], written["low"], written["high"])


def _read(path: Path) -> dict[str, Any]:
    """A JSON object that temakart wrote; empty where there is none, or it is damaged: then there is nothing to show of it."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _time_of(path: Path) -> str:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat(timespec="seconds")


def news_since(room: Room, model: str) -> News:
    """What reviewers have decided since a model was trained, of reports that were read."""
    project, themes = room.project, frozenset(room.portfolio().codebook.theme_ids)
    learnt = _learnt(project, model)
    new = changed = 0
    for report_id, state in room.live.now().states.items():
        force = state.in_force
        if force is None or not force.codable:
            continue
        if report_id not in learnt:
            new += project.document(report_id).is_file()
        else:
            codes = learnt[report_id]
            changed += codes is not None and set(codes) != themes.intersection(force.themes)
    return News(new, changed)


def _learnt(project: Project, model: str) -> Mapping[str, Sequence[str] | None]:
    """The reports a model learnt from with their themes; None where these were not kept."""
    if not model:
        return {}
    codes = _read(project.history / model / "recipe.json").get("codes")
    return codes if isinstance(codes, dict) else dict.fromkeys(load_card(project.model)["training_ids"])


def last_time(room: Room) -> LastTime | None:
    """The newest retraining that was carried through; None where none was."""
    for event in reversed(model_events(room)):
        if isinstance(event.body, Retrained) and event.body.succeeded:
            found = _challenge(room.project, event)
            if found:
                return found
    return None


def _challenge(project: Project, event: Event) -> LastTime | None:
    assert isinstance(event.body, Retrained)
    written = _read(project.history / event.body.model / "challenge.json")
    if not written:
        return None
    comparison = written.get("comparison") or {}
    overall = comparison.get("overall", {}).get("micro_f1", {}).get("change")
    return LastTime(
        written["challenger"], written["champion"], written["verdict"], event.at, figure("micro_f1", overall),
        tuple(_theme_changes(comparison.get("themes", {}))), tuple(Flip(**one) for one in written["flips"]),
    )  # fmt: skip


def _theme_changes(written: Mapping[str, Any]) -> Iterable[ThemeChange]:
    """The themes of which something can be said, the largest change first."""
    found = [
        ThemeChange(theme, one["before"], one["now"], change)
        for theme, one in written.items()
        if (change := figure(theme, one["change"])) and (change.low or change.high)
    ]
    return sorted(found, key=lambda one: (-abs(one.change.value), one.theme))


def would_flip(room: Room, model: str) -> tuple[Flip, ...] | None:
    """The suggestions that would change if a model were put in use; None where its suggestions were not kept.

    Only of reports that nobody has coded: codes stay whatever the model says.
    """
    kept = room.project.history / model / "suggestions.csv"
    if not kept.is_file():
        return None
    states = room.live.now()
    changed = flips(load_suggestions(room.project.suggestions), load_suggestions(kept))
    return tuple(flip for flip in changed if states.get(flip.report_id).in_force is None)
