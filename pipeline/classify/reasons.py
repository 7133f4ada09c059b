"""Why a recipient is suggested: sentences of a catalogue, kept apart from any form of Norwegian until somebody reads them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.words import Form, Words, catalogue

FOLDER = Path(__file__).with_name("texts")


@dataclass(frozen=True, slots=True)
class Name:
    """What something is called, and in nynorsk where that is something else."""

    name: str
    nynorsk: str = ""

    def said(self, t: Words) -> str:
        """The name in a form of Norwegian."""
        return (self.nynorsk if t.form == "nn" else "") or self.name


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence of the catalogue, or a part of one, with what fills its gaps."""

    key: str
    gaps: tuple[tuple[str, str | Name | Phrase], ...] = ()

    def said(self, t: Words) -> str:
        """The sentence in a form of Norwegian."""
        return t(self.key, **{name: gap if isinstance(gap, str) else gap.said(t) for name, gap in self.gaps})


def phrase(key: str, **gaps: str | Name | Phrase) -> Phrase:
    """The sentence of a key with its gaps filled."""
    return Phrase(key, tuple(gaps.items()))


def told(reason: Sequence[Phrase], form: Form) -> str:
    """A reason as text in a form of Norwegian."""
    t = catalogue(FOLDER, form)
    return " ".join(one.said(t) for one in reason)
