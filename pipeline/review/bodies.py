"""What can happen in the review room, and what is stored of each.

Suggested, shown, accepted, changed and blind are five different facts of a label, and each is stored as such.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    StringConstraints,
    TypeAdapter,
    model_serializer,
    model_validator,
)

from pipeline.labels import Basis
from pipeline.suggestions import Axis, Confidence
from pipeline.words import Form

How = Literal["accepted", "changed", "by_hand", "untouched"]
Role = Literal["reviewer", "analyst"]
Label = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Comment = Annotated[str, StringConstraints(max_length=10_000)]
Probability = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class _Value(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ShownSuggestion(_Value):
    """One suggestion as a person saw it."""

    axis: Axis
    label: Label
    probability: Probability
    suggested: bool
    confidence: Confidence
    evidence_page: int | None = None


class Shown(_Value):
    """The report was opened: with these suggestions of this model, or blind, with none."""

    kind: Literal["shown"] = "shown"
    blind: bool = False
    model: str = ""
    suggestions: tuple[ShownSuggestion, ...] = ()

    @model_validator(mode="after")
    def _blind_is_blind(self) -> Shown:
        if self.blind and self.suggestions:
            raise ValueError("suggestions were shown, so the report was not opened blind")
        return self


class LabelFact(_Value):
    """What became of one label when a report was coded.

    `suggested`: the model proposes it. `shown`: the person saw what the model says of it. `chosen`: it is in the code.
    `how`: the person confirmed what was shown (`accepted`), set the opposite (`changed`), decided without
    having been shown anything (`by_hand`), or saved without deciding this label by itself (`untouched`).
    `evidence_page`: the page the decision rests on.
    """

    axis: Axis
    label: Label
    suggested: bool
    shown: bool
    chosen: bool
    how: How
    evidence_page: int | None = None

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> LabelFact:
        offered = self.suggested and self.shown
        possible = {
            "accepted": self.shown and self.chosen == self.suggested,
            "changed": self.shown and self.chosen != self.suggested,
            "by_hand": not self.shown,
            "untouched": self.chosen == offered,
        }
        if not possible[self.how]:
            raise ValueError(f"«{self.label}» cannot be {self.how}: suggested, shown and chosen say otherwise")
        return self


class Code(_Value):
    """What a coding says, whoever made it and however.

    `coder` and `coded_at` are set where the coding is not the sender's own of this moment: read from a file, or mapped
    to a new codebook; then `replaces` names the coding that no longer counts. `settles` names the codings that an
    adjudication decided between. `extra` keeps the columns of a file that temakart does not know.
    """

    themes: tuple[Label, ...]
    recipient: str = ""
    comment: Comment = ""
    basis: Basis
    codebook_version: str = ""
    facts: tuple[LabelFact, ...] = ()
    settles: tuple[UUID, ...] = ()
    coder: str | None = None
    coded_at: str | None = None
    replaces: UUID | None = None
    extra: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Code:
        if len(set(self.themes)) < len(self.themes):
            raise ValueError("a theme is named twice")
        for fact in self.facts:
            if fact.chosen != (fact.label in self.themes if fact.axis == "theme" else fact.label == self.recipient):
                raise ValueError(f"the fact of «{fact.label}» says otherwise than the code")
            if fact.shown and self.basis == "blind":
                raise ValueError(f"«{fact.label}» was shown, so the coding was not blind")
        return self


class Coded(Code):
    """A report was coded."""

    kind: Literal["coded"] = "coded"


class Restored(Code):
    """An older coding was set in force again, as a new one."""

    kind: Literal["restored"] = "restored"
    restores: UUID


class NotCodable(_Value):
    """A person decided that the report cannot be coded."""

    kind: Literal["not_codable"] = "not_codable"
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=10_000)]
    basis: Basis
    codebook_version: str = ""
    settles: tuple[UUID, ...] = ()
    coder: str | None = None
    coded_at: str | None = None


class Withdrawn(_Value):
    """A person took back a decision of their own."""

    kind: Literal["withdrawn"] = "withdrawn"
    event: UUID


class Assigned(_Value):
    """A report was given to a person or an office, to be coded blind or not; `active` false takes it back."""

    kind: Literal["assigned"] = "assigned"
    to: str = ""
    office: str = ""
    blind: bool = False
    active: bool = True


class AuditDrawn(_Value):
    """The report was drawn at random for blind coding: its whole row of audit.csv, as `pipeline.audit.Drawn` explains it.

    An event of an older temakart has no `order`, `draw` and `frame`; it asks for blind coding and is no row of the file.
    """

    kind: Literal["audit_drawn"] = "audit_drawn"
    design: Label
    stratum: str = ""
    probability: Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)]
    order: Annotated[int, Field(ge=0)] = 0
    draw: Annotated[int, Field(ge=0)] = 0
    frame: Annotated[int, Field(ge=0)] = 0


class Flagged(_Value):
    """The report should be looked at again, for instance because one of its themes was split; why, in both forms if known."""

    kind: Literal["flagged"] = "flagged"
    reason: Annotated[str, StringConstraints(min_length=1, max_length=2000)]
    reason_nn: Comment = ""

    def reason_in(self, form: Form) -> str:
        """Why, in a form of Norwegian; in bokmål where the other was not written."""
        return (self.reason_nn if form == "nn" else "") or self.reason

    @model_serializer(mode="wrap")
    def _as_it_was_without_nynorsk(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        written: dict[str, Any] = write(self)
        return written if self.reason_nn else {name: value for name, value in written.items() if name != "reason_nn"}


class CodebookChanged(_Value):
    """The codebook changed by a written rule; `mapping` is the rule as it was read."""

    kind: Literal["codebook_changed"] = "codebook_changed"
    from_version: str
    to_version: str
    mapping: dict[str, Any]


class ModelPromoted(_Value):
    """A challenger became the champion, because it was no worse or because somebody decided so (`reason`)."""

    kind: Literal["model_promoted"] = "model_promoted"
    model: Label
    replaced: str = ""
    reason: Comment = ""


class ModelRolledBack(_Value):
    """An earlier champion was set in force again."""

    kind: Literal["model_rolled_back"] = "model_rolled_back"
    model: Label
    replaced: str = ""
    reason: Comment = ""


class Retrained(_Value):
    """A challenger was trained, or the attempt failed and `message` says why."""

    kind: Literal["retrained"] = "retrained"
    model: str = ""
    succeeded: bool
    message: Comment = ""
    figures: dict[str, float] = Field(default_factory=dict)


class PersonChanged(_Value):
    """A person was added or changed: how the person stands after it. Passwords are never in an event."""

    kind: Literal["person_changed"] = "person_changed"
    person: Label
    name: str
    office: str
    role: Role
    active: bool
    password_set: bool = False


Body = Annotated[
    Shown
    | Coded
    | Restored
    | NotCodable
    | Withdrawn
    | Assigned
    | AuditDrawn
    | Flagged
    | CodebookChanged
    | ModelPromoted
    | ModelRolledBack
    | Retrained
    | PersonChanged,
    Field(discriminator="kind"),
]
BODY: TypeAdapter[Body] = TypeAdapter(Body)
Decided = Code | NotCodable
