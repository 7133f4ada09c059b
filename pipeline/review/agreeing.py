"""How far coders agree by what the store says now, and the reports on which they differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pipeline.codebook import Codebook, load_codebook
from pipeline.errors import Fault
from pipeline.evaluate.agreement import INDEPENDENT, Agreement, agreement
from pipeline.evaluate.results import plain
from pipeline.labels import Labels, load_labels
from pipeline.project import Params, Project
from pipeline.register import load_register
from pipeline.review.adjudicating import side_by_side
from pipeline.review.board import board
from pipeline.review.codings import labels_of, open_review
from pipeline.review.states import ReportState
from pipeline.review.store import has_store


@dataclass(frozen=True, slots=True)
class ProjectAgreement:
    """Agreement among the blind codings and among all but the adjudicated ones, and what was left out."""

    blind: Agreement
    all: Agreement
    faults: tuple[Fault, ...]

    def as_json(self) -> dict[str, Any]:
        """The figures and every difference for a program."""
        return {"blind": plain(self.blind), "all": plain(self.all)}


def agreement_of(labels: Labels, codebook: Codebook, params: Params) -> ProjectAgreement:
    """How far the coders agree; an adjudicated coding is nobody's own reading and is left out."""
    draws, seed = params.evaluate.bootstrap, params.seed
    blind = agreement(labels.codings, codebook, ("blind",), draws, seed)
    return ProjectAgreement(blind, agreement(labels.codings, codebook, INDEPENDENT, draws, seed), labels.faults)


def project_agreement(project: Project) -> ProjectAgreement:
    """Agreement by the store where there is one, else by labels.csv: the same, since one is written from the other."""
    codebook = load_codebook(project.codebook)
    known = {report.report_id for report in load_register(project).reports}
    if not has_store(project):
        return agreement_of(load_labels(project.labels, codebook, known), codebook, project.params)
    with open_review(project) as store:
        labels = labels_of(board(store.events()).states.values(), codebook, known)
    return agreement_of(labels, codebook, project.params)


@dataclass(frozen=True, slots=True)
class Dispute:
    """A report whose blind coders differ: on which themes, on the recipient, on whether it can be coded at all.

    `settled` says that somebody has decided; `coders` are sorted.
    """

    report_id: str
    coders: tuple[str, ...]
    themes: tuple[str, ...]
    recipient: bool
    codable: bool
    settled: bool

    @property
    def questions(self) -> int:
        """On how many questions they differ."""
        return len(self.themes) + self.recipient + self.codable


def disputes(states: Iterable[ReportState], codebook: Codebook) -> tuple[Dispute, ...]:
    """The reports on which blind coders differ, those with most questions first."""
    found = [_dispute(state, codebook) for state in states if len(state.blind()) > 1]
    return tuple(sorted((one for one in found if one.questions), key=lambda one: (-one.questions, one.report_id)))


def _dispute(state: ReportState, codebook: Codebook) -> Dispute:
    sides = side_by_side(state, codebook, ())
    differing = [one for one in sides.questions if one.differs]
    return Dispute(
        state.report_id,
        tuple(one.coder for one in sides.codings),
        tuple(one.label for one in differing if one.axis == "theme"),
        any(one.axis == "recipient" for one in differing),
        sides.differ_on_codable,
        state.in_force is not None and state.in_force.basis == "adjudicated",
    )


@dataclass(frozen=True, slots=True)
class Coder:
    """How many reports one person has coded blind, how many of those somebody else has too, and how many otherwise."""

    coder: str
    blind: int
    shared: int
    seeing: int


def coders(states: Iterable[ReportState]) -> tuple[Coder, ...]:
    """Everybody who has coded, by name of the coder; decisions between others' codings are not counted."""
    blind, shared, seeing = Counter[str](), Counter[str](), Counter[str]()
    for state in states:
        own = {one.coder for one in state.blind()}
        blind.update(own)
        shared.update(own if len(own) > 1 else ())
        seeing.update({one.coder for one in state.decisions if one.basis != "adjudicated"} - own)
    names = sorted((set(blind) | set(seeing)) - {""})
    return tuple(Coder(name, blind[name], shared[name], seeing[name]) for name in names)
