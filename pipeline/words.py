"""Texts in bokmål and nynorsk: a folder with two catalogues, nb.toml and nn.toml, that have the same keys."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from pipeline.codebook import Codebook, Recipient, Theme
from pipeline.norwegian import number

Form = Literal["nb", "nn"]
FORMS: tuple[Form, ...] = get_args(Form)


@dataclass(frozen=True, slots=True)
class Words:
    """One catalogue. `words("queue.found", n=3)` is the text of that key with its gaps filled."""

    form: Form
    texts: Mapping[str, str]

    def __call__(self, key: str, **gaps: object) -> str:
        """The text of a key, whole numbers written as Norwegians do.

        Raises KeyError when there is none, so that a misspelt key fails in the tests.
        """
        return self.texts[key].format_map({name: number(gap) if type(gap) is int else gap for name, gap in gaps.items()})

    def counted(self, key: str, n: int, **gaps: object) -> str:
        """The text of a key about `n` things; about one or none where the catalogue has `<key>_one`, `<key>_none`."""
        special = {1: f"{key}_one", 0: f"{key}_none"}.get(n, key)
        return self(special if special in self.texts else key, n=n, **gaps)

    def section(self, name: str) -> dict[str, str]:
        """The texts of a section as they are, gaps and all, for a script of the page."""
        return {key.removeprefix(f"{name}."): text for key, text in self.texts.items() if key.startswith(f"{name}.")}

    def label(self, entry: Theme | Recipient) -> str:
        """The label of a theme or recipient in this form."""
        return (entry.label_nn if self.form == "nn" else "") or entry.label

    def definition(self, entry: Theme | Recipient) -> str:
        """What a theme or recipient is, in this form where the codebook has it."""
        return (entry.definition_nn if self.form == "nn" else "") or entry.definition

    def not_when(self, theme: Theme) -> str:
        """What a theme is not, in this form where the codebook has it."""
        return (theme.not_when_nn if self.form == "nn" else "") or theme.not_when

    def labels(self, codebook: Codebook) -> dict[str, str]:
        """The labels of all themes and recipients by id."""
        entries: list[Theme | Recipient] = [*codebook.themes, *codebook.recipients]
        return {entry.id: self.label(entry) for entry in entries}

    def groups(self, codebook: Codebook) -> dict[str, str]:
        """The names of the theme groups by what they are called in bokmål; what one theme says of its group holds for all."""
        found = {theme.group: theme.group for theme in codebook.themes}
        own = {theme.group: theme.group_nn for theme in codebook.themes if theme.group_nn}
        return {**found, **own} if self.form == "nn" else found


@cache
def catalogue(folder: Path, form: Form) -> Words:
    """The catalogue of a folder in a form of Norwegian, keys as «section.name»."""
    sections = tomllib.loads((folder / f"{form}.toml").read_text(encoding="utf-8"))
    return Words(form, {f"{name}.{key}": text for name, section in sections.items() for key, text in section.items()})
