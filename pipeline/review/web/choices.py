"""What an analyst has chosen on the page that decides between codings, whole or not yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from pipeline.codebook import Codebook
from pipeline.review.adjudicating import SideBySide, Verdict
from pipeline.review.states import Decision
from pipeline.review.web.gate import Refused

LONGEST = 10_000  # characters of a comment or a reason
ANSWERS = {"1": True, "0": False}


@dataclass(frozen=True, slots=True)
class Choices:
    """An answer for each theme, the recipient («» for none) and whether the report can be coded; None is not decided."""

    decisions: Mapping[str, bool | None] = field(default_factory=dict)
    recipient: str | None = None
    comment: str = ""
    reason: str = ""
    codable: bool | None = True

    @classmethod
    def of(cls, made: Decision, sides: SideBySide) -> Choices:
        """Those of a decision that was made; without a code, the themes stay open."""
        themes = [one.label for one in sides.questions if one.axis == "theme"]
        if not made.codable:
            return cls(dict.fromkeys(themes), None, reason=made.reason, codable=False)
        return cls({theme: theme in made.themes for theme in themes}, made.recipient, made.comment)

    @classmethod
    def sent(cls, form: Mapping[str, str], codebook: Codebook) -> Choices:
        """Those of a form. Raises Refused for a recipient the codebook lacks, and for a text that is too long."""
        recipient, comment, reason = form.get("recipient"), form.get("comment", "").strip(), form.get("reason", "").strip()
        if recipient and recipient not in codebook.recipient_ids:
            raise Refused(422, "error.not_understood")
        if max(len(comment), len(reason)) > LONGEST:
            raise Refused(422, "error.too_large")
        decisions = {theme: ANSWERS.get(form.get(f"theme:{theme}", "")) for theme in codebook.theme_ids}
        return cls(decisions, recipient, comment, reason, ANSWERS.get(form.get("codable", "")))

    def as_json(self) -> dict[str, Any]:
        """For the page's script, which leaves out what is not decided."""
        return {**asdict(self), "decisions": {theme: one for theme, one in self.decisions.items() if one is not None}}


def undecided(choices: Choices, sides: SideBySide) -> list[str]:
    """The questions without an answer: ids of themes, then `_recipient`, `_codable` and `_reason`."""
    if choices.codable is None:
        return ["_codable"]
    if not choices.codable:
        return [] if choices.reason else ["_reason"]
    themes = [one.label for one in sides.questions if one.axis == "theme" and choices.decisions.get(one.label) is None]
    return [*themes, *(["_recipient"] if choices.recipient is None else [])]


def verdict_of(choices: Choices) -> Verdict:
    """The decision that whole choices make."""
    if not choices.codable:
        return Verdict(reason=choices.reason)
    themes = tuple(theme for theme, chosen in choices.decisions.items() if chosen)
    return Verdict(themes, choices.recipient or "", choices.comment)
