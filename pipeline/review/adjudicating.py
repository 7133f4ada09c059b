"""Two codings side by side, and the decision between them as a coding of its own that goes before both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from pipeline.codebook import Codebook
from pipeline.errors import UsageError
from pipeline.review.bodies import Coded, NotCodable
from pipeline.review.events import OPEN, Draft, Saved
from pipeline.review.states import Decision, ReportState
from pipeline.review.store import Store
from pipeline.suggestions import Axis, Suggestion


@dataclass(frozen=True, slots=True)
class Question:
    """One theme, or one recipient that somebody named: who chose it, and the passage the model found for it.

    `chosen` follows the order of the codings, None for who holds that the report cannot be coded. `evidence` is empty
    and `page` None where there is no passage.
    """

    axis: Axis
    label: str
    chosen: tuple[bool | None, ...]
    evidence: str
    page: int | None

    @property
    def differs(self) -> bool:
        """Whether the coders disagree on it."""
        return len(set(self.chosen) - {None}) > 1

    @property
    def agreed(self) -> bool | None:
        """What all who coded answered; None where they differ."""
        return None if self.differs else next((one for one in self.chosen if one is not None), None)


@dataclass(frozen=True, slots=True)
class SideBySide:
    """A report's codings to decide between, sorted by coder, and every question; `version` is what to base the answer on."""

    report_id: str
    codings: tuple[Decision, ...]
    questions: tuple[Question, ...]
    version: int

    @property
    def differ_on_codable(self) -> bool:
        """Whether some hold that the report cannot be coded, and some have coded it."""
        return len({one.codable for one in self.codings}) > 1


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is decided: a code, or, with a `reason`, that the report cannot be coded."""

    themes: tuple[str, ...] = ()
    recipient: str = ""
    comment: str = ""
    reason: str = ""


def side_by_side(state: ReportState, codebook: Codebook, suggestions: Iterable[Suggestion]) -> SideBySide:
    """The newest blind codings where two people made one, else each person's newest; all themes, differing ones too.

    Raises UsageError where fewer than two people have decided.
    """
    codings = _codings(state)
    if len(codings) < 2:
        raise UsageError(f"«{state.report_id}» has not been coded by two people, so there is nothing to decide between.")
    found = {(one.axis, one.label): one for one in suggestions if one.report_id == state.report_id}
    themes = [
        _question("theme", theme, codings, [theme in one.themes for one in codings], found) for theme in codebook.theme_ids
    ]
    named = [recipient for recipient in codebook.recipient_ids if any(one.recipient == recipient for one in codings)]
    recipients = [_question("recipient", name, codings, [one.recipient == name for one in codings], found) for name in named]
    return SideBySide(state.report_id, codings, (*themes, *recipients), state.version(OPEN))


def to_adjudicate(states: Iterable[ReportState]) -> tuple[str, ...]:
    """The reports where blind coders differ and nobody has decided yet, sorted."""
    return tuple(sorted(state.report_id for state in states if state.standing == "disagreement"))


def adjudicate(
    store: Store, sides: SideBySide, actor: str, codebook: Codebook, verdict: Verdict, identifier: UUID | None = None
) -> Saved:
    """Save the decision. Raises UsageError for labels the codebook lacks, Conflict when somebody decided meanwhile."""
    unknown = [theme for theme in verdict.themes if theme not in codebook.theme_ids]
    unknown += [verdict.recipient] if verdict.recipient and verdict.recipient not in codebook.recipient_ids else []
    if unknown:
        raise UsageError(f"The codebook has no {', '.join(f'«{label}»' for label in unknown)}.")
    body = _body(verdict, codebook, tuple(one.event for one in sides.codings))
    return store.append(Draft(identifier or uuid4(), actor, body, sides.report_id, sides.version))


def _body(verdict: Verdict, codebook: Codebook, settles: tuple[UUID, ...]) -> Coded | NotCodable:
    if verdict.reason.strip():
        return NotCodable(reason=verdict.reason, basis="adjudicated", codebook_version=codebook.version, settles=settles)
    return Coded(
        themes=tuple(theme for theme in codebook.theme_ids if theme in verdict.themes),
        recipient=verdict.recipient,
        comment=verdict.comment.strip(),
        basis="adjudicated",
        codebook_version=codebook.version,
        settles=settles,
    )


def _codings(state: ReportState) -> tuple[Decision, ...]:
    blind = state.blind()
    if len(blind) > 1:
        return blind
    newest = {one.coder: one for one in state.decisions if one.basis != "adjudicated"}
    return tuple(newest[coder] for coder in sorted(newest))


def _question(
    axis: Axis, label: str, codings: Sequence[Decision], chosen: Sequence[bool], found: Mapping[tuple[Axis, str], Suggestion]
) -> Question:
    row = found.get((axis, label))
    answers = tuple(answer if one.codable else None for one, answer in zip(codings, chosen, strict=True))
    return Question(axis, label, answers, row.evidence if row else "", row.evidence_page if row else None)
