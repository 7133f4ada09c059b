"""The model in use and those beside it: models/history/<id>/ holds each, models/current/ a copy of one, the champion.

The champion is changed by changing folders in one act, so a kill at any moment leaves one model whole.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from pipeline.classify.decided import NAME, Decided, origin_of
from pipeline.classify.store import load_card, load_model
from pipeline.classify.training import suggest_project
from pipeline.errors import MissingError, ModelError, UsageError
from pipeline.evaluate.history import come_into_use
from pipeline.files import mend_folder, replace_folder, sha256_file, write_atomic, writing
from pipeline.project import Project
from pipeline.review.bodies import ModelPromoted, ModelRolledBack
from pipeline.review.events import Draft
from pipeline.review.recording import record
from pipeline.review.store import Store
from pipeline.suggestions import load_suggestions

Progress = Callable[[int, int], None]
MODEL, CARD = "model.skops", "card.json"
PARTS = (MODEL, CARD, "weights.csv", "held_out.csv", "metrics.json", "evaluation.html")


@dataclass(frozen=True, slots=True)
class Kept:
    """A model that is there: its id, whether it is the champion, and what its card says of codebook, codes and reports."""

    id: str
    champion: bool
    codebook: str
    coded: int
    reports: int


def champion_id(project: Project) -> str:
    """The id of the model in use, empty when there is none. Raises ModelError when its card is damaged."""
    mend_folder(project.model)
    return str(load_card(project.model)["id"]) if (project.model / CARD).is_file() else ""


def kept_models(project: Project) -> list[Kept]:
    """The champion first, then every model in the history that can be promoted, sorted by id."""
    champion = champion_id(project)
    folders = [folder for folder in sorted(project.history.glob("*")) if (folder / MODEL).is_file() and folder.name != champion]
    return [_kept(folder, champion) for folder in ([project.model] if champion else []) + folders]


def _kept(folder: Path, champion: str) -> Kept:
    card = load_card(folder)
    return Kept(card["id"], card["id"] == champion, card["codebook"]["version"], len(card["training_ids"]), card["reports"])


def keep_champion(project: Project) -> str:
    """Copy the model in use to the history, where it stays when the next one is trained; returns its id, or empty."""
    champion = champion_id(project)
    if champion:
        folder = project.history / champion
        for file in sorted(project.model.glob("*")):
            if file.is_file() and file.name != NAME and not (folder / file.name).is_file():
                write_atomic(folder / file.name, file.read_bytes())
        _keep_suggestions(project, champion)
    return champion


def _keep_suggestions(project: Project, champion: str) -> None:
    """What the model in use suggests, so that another can be held against it once it is in use itself."""
    rows = load_suggestions(project.suggestions)
    if rows and all(row.model == champion for row in rows):
        write_atomic(project.history / champion / "suggestions.csv", project.suggestions.read_bytes())


def promote(
    project: Project, store: Store, model: str, actor: str, reason: str, origin: Mapping[str, str] | None = None
) -> str:
    """Make a model of the history the champion, with an event that says who and why; returns the id of the one before.

    `origin` is what a model could have learnt from when the decision was made, else it is read now.

    Raises UsageError when it is unknown, has no reason or is the champion, ModelError when it must not be used.
    """
    if not reason.strip():
        raise UsageError("Say why: a model is promoted by a decision, and the decision is kept with its reason.")
    _require(project, model)
    champion = keep_champion(project)
    if model == champion:
        raise UsageError(f"The model {model} is in use already.")
    decided = Decided(model, champion, actor, reason, origin_of(project) if origin is None else origin)
    _switch(project, store, ModelPromoted(model=model, replaced=champion, reason=reason), decided)
    return champion


def roll_back(project: Project, store: Store, actor: str, reason: str = "") -> tuple[str, str]:
    """Put back the champion that the one in use took the place of, with an event; returns the ids (now, before).

    Raises UsageError when the model in use took nobody's place, ModelError when the earlier one must not be used.
    """
    champion = keep_champion(project)
    earlier = _replaced_by(store, champion)
    if not earlier:
        raise UsageError("There is no earlier model to go back to: the one in use was promoted over none.")
    _require(project, earlier)
    decided = Decided(earlier, champion, actor, reason, origin_of(project))
    _switch(project, store, ModelRolledBack(model=earlier, replaced=champion, reason=reason), decided)
    return earlier, champion


def suggest_again(project: Project, progress: Progress, jobs: int = 1) -> str:
    """Write the suggestions of the model in use; returns a sentence for a person."""
    return suggest_project(project, progress, jobs).sentence()


def earlier_model(project: Project, store: Store) -> str:
    """The model that the one in use took the place of and can give it back to; empty where there is none."""
    return _replaced_by(store, champion_id(project))


def _replaced_by(store: Store, champion: str) -> str:
    events = store.events(kinds=("model_promoted",))
    found = [event.body.replaced for event in events if isinstance(event.body, ModelPromoted) and event.body.model == champion]
    return found[-1] if found else ""


def _require(project: Project, model: str) -> None:
    """Raises unless the model is in the history, whole, and made for today's codebook."""
    folder = project.history / model
    if folder.parent != project.history or not (folder / MODEL).is_file():
        raise UsageError(f"There is no model {model} in {project.history}. See `temakart models list`.")
    try:
        load_model(folder)
    except MissingError as error:
        raise ModelError(str(error)) from error
    if load_card(folder)["codebook"]["sha256"] != sha256_file(project.codebook):
        raise ModelError(f"The model {model} was trained for another codebook. Run `temakart train`.")


def _switch(project: Project, store: Store, body: ModelPromoted | ModelRolledBack, decided: Decided) -> None:
    """Change the folder within the transaction of its event, so that neither stands without the other where one fails."""
    made, kept = project.model.with_name(".current.new"), project.history / decided.model
    with writing(made):
        shutil.rmtree(made, ignore_errors=True)
        made.mkdir(parents=True)
        for part in PARTS:
            if (kept / part).is_file():
                shutil.copy(kept / part, made / part)
    write_atomic(made / NAME, decided.as_json())
    with store.writing() as connection:
        record(connection, Draft(uuid4(), decided.actor, body), store.clock())
        replace_folder(project.model, made)
    if (kept / "answers.json").is_file():
        come_into_use(project, decided.model)
