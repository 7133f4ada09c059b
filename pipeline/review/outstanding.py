"""What waits for the analyst: codings the model has not learnt, disagreements, the audit sample, reports nobody has."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipeline.classify.store import load_card
from pipeline.errors import ModelError
from pipeline.project import Project
from pipeline.review.assigning import is_double
from pipeline.review.board import Board
from pipeline.review.champion import champion_id
from pipeline.review.people import Person
from pipeline.review.states import ReportState


@dataclass(frozen=True, slots=True)
class Learnt:
    """What the model in use learnt from: the themes of each report, None where they were not kept.

    `themes` are the codebook's, since a code's others teach nothing.
    """

    codes: Mapping[str, frozenset[str] | None]
    themes: frozenset[str]
    project: Project

    def lacks(self, state: ReportState) -> bool:
        """Whether the report has a code and a text, and the model learnt nothing of it or another code."""
        code = state.in_force
        if code is None or not code.codable:
            return False
        if code.report_id not in self.codes:
            return self.project.document(code.report_id).is_file()
        known = self.codes[code.report_id]
        return known is not None and known != self.themes.intersection(code.themes)


@dataclass(frozen=True, slots=True)
class Outstanding:
    """Counts of reports.

    `unlearnt`: coded, and the model in use has learnt nothing of them or another code; None where there is no model.
    `disagreements`: blind coders differ and nobody has decided. `audit` and `audit_coded`: drawn at random, and of these
    coded blind. `double` and `double_waiting`: two are asked to code them blind, and somebody has not yet.
    `ungiven`: not done and given to nobody. `stuck`: wait for the blind coding of somebody who is no longer active.
    `look_again`: coded before the codebook changed.
    """

    unlearnt: int | None
    disagreements: int
    audit: int
    audit_coded: int
    double: int
    double_waiting: int
    ungiven: int
    stuck: int
    look_again: int


def outstanding(found: Board, report_ids: Iterable[str], people: Iterable[Person], model: Learnt | None) -> Outstanding:
    """What waits in a portfolio; `model` is what the model in use learnt from, None where there is none."""
    states = {report_id: found.get(report_id) for report_id in report_ids}
    drawn = [state for state in states.values() if state.draws]
    double = [state for state in states.values() if is_double(state)]
    active = {person.id for person in people if person.active} | {""}
    return Outstanding(
        unlearnt=None if model is None else sum(model.lacks(state) for state in states.values()),
        disagreements=sum(state.standing == "disagreement" for state in states.values()),
        audit=len(drawn),
        audit_coded=sum(bool(state.blind()) for state in drawn),
        double=len(double),
        double_waiting=sum(bool(state.blind_waiting) for state in double),
        ungiven=sum(state.standing == "uncoded" and not state.assignments for state in states.values()),
        stuck=sum(not active.issuperset(state.blind_waiting) for state in states.values()),
        look_again=sum(bool(state.look_again) and state.in_force is not None for state in states.values()),
    )


def learnt(project: Project, themes: Iterable[str]) -> Learnt | None:
    """What the model in use learnt from; None where there is no model. Raises ModelError when its files are damaged."""
    champion = champion_id(project)
    if not champion:
        return None
    recipe = project.history / champion / "recipe.json"
    try:
        codes = json.loads(recipe.read_text(encoding="utf-8"))["codes"] if recipe.is_file() else {}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{recipe} is damaged ({error}). Delete it and retrain again.") from error
    names = load_card(project.model)["training_ids"]
    return Learnt({name: frozenset(codes[name]) if name in codes else None for name in names}, frozenset(themes), project)
