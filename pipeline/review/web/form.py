"""From what a reviewer sends to what is stored: the code, and what became of each label that was shown."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from pipeline.codebook import Codebook
from pipeline.labels import Basis
from pipeline.review.bodies import Coded, Comment, How, Label, LabelFact, NotCodable, Shown, ShownSuggestion
from pipeline.suggestions import Suggestion

MOST_DECISIONS = 500


class Sent(BaseModel):
    """What the form sends. `event` is chosen by the browser, so that sending again does no harm.

    `decisions` holds the themes the person set, `recipient` is None where the person did not set it, and `shown` names
    the event that says what the person saw. `reason` is why the report cannot be coded, else empty.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    event: Annotated[UUID, Field(strict=False)]
    based_on: Annotated[int, Field(ge=0, le=2**31)]
    shown: Annotated[UUID, Field(strict=False)]
    codebook: Annotated[str, Field(max_length=200)]
    decisions: Annotated[dict[Label, bool], Field(max_length=MOST_DECISIONS)]
    recipient: Annotated[str, Field(max_length=200)] | None
    comment: Comment
    reason: Comment


class Withdrawal(BaseModel):
    """A decision that its maker takes back; `event` is chosen by the browser."""

    model_config = ConfigDict(extra="forbid")

    event: UUID
    withdraws: UUID
    based_on: Annotated[int, Field(ge=0, le=2**31)]


def shown_body(found: tuple[Suggestion, ...], *, blind: bool) -> Shown:
    """What a person is about to be shown: blind, nothing."""
    if blind:
        return Shown(blind=True)
    rows = tuple(
        ShownSuggestion(
            axis=one.axis,
            label=one.label,
            probability=one.probability,
            suggested=one.suggested,
            confidence=one.confidence,
            evidence_page=one.evidence_page,
        )
        for one in found
    )
    return Shown(model=found[0].model if found else "", suggestions=rows)


def body_from(sent: Sent, shown: Shown, codebook: Codebook) -> Coded | NotCodable:
    """The event body of a save. Themes that nobody set stand as they were suggested; blind, they are left out."""
    basis: Basis = "blind" if shown.blind else "corrected"
    if sent.reason.strip():
        return NotCodable(reason=sent.reason, basis=basis, codebook_version=codebook.version)
    seen = {(one.axis, one.label): one for one in shown.suggestions}
    themes = [_theme_fact(theme, sent.decisions.get(theme), seen.get(("theme", theme))) for theme in codebook.theme_ids]
    offered = next((one.label for one in shown.suggestions if one.axis == "recipient" and one.suggested), "")
    recipient = offered if sent.recipient is None else sent.recipient
    named = [one for one in codebook.recipient_ids if one in (offered, recipient)]
    facts = [_recipient_fact(one, recipient, sent.recipient is not None, seen.get(("recipient", one))) for one in named]
    return Coded(
        themes=tuple(fact.label for fact in themes if fact.chosen),
        recipient=recipient,
        comment=sent.comment.strip(),
        basis=basis,
        codebook_version=codebook.version,
        facts=(*themes, *facts),
    )


def unknown_labels(sent: Sent, codebook: Codebook) -> bool:
    """Whether the form names a theme or recipient that the codebook does not have."""
    return bool(set(sent.decisions) - set(codebook.theme_ids)) or (sent.recipient or "") not in {"", *codebook.recipient_ids}


def _theme_fact(theme: str, decided: bool | None, seen: ShownSuggestion | None) -> LabelFact:
    suggested = seen is not None and seen.suggested
    chosen = suggested if decided is None else decided
    how: How = "untouched" if decided is None else _how(chosen, seen)
    return LabelFact(
        axis="theme", label=theme, suggested=suggested, shown=seen is not None, chosen=chosen, how=how,
        evidence_page=seen.evidence_page if seen else None,
    )  # fmt: skip


def _recipient_fact(recipient: str, chosen: str, decided: bool, seen: ShownSuggestion | None) -> LabelFact:
    how: How = _how(recipient == chosen, seen) if decided else "untouched"
    return LabelFact(
        axis="recipient", label=recipient, suggested=seen is not None and seen.suggested, shown=seen is not None,
        chosen=recipient == chosen, how=how, evidence_page=seen.evidence_page if seen else None,
    )  # fmt: skip


def _how(chosen: bool, seen: ShownSuggestion | None) -> How:
    if seen is None:
        return "by_hand"
    return "accepted" if chosen == seen.suggested else "changed"
