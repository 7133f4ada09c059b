"""What the app says, in bokmål and nynorsk: two catalogues with the same keys."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from pipeline.codebook import Codebook, Recipient, Theme

Form = Literal["nb", "nn"]
FORMS: tuple[Form, ...] = get_args(Form)
FOLDER = Path(__file__).with_name("texts")


@dataclass(frozen=True, slots=True)
class Words:
    """One catalogue. `words("queue.found", n=3)` is the text of that key with its gaps filled."""

    form: Form
    texts: Mapping[str, str]

    def __call__(self, key: str, **gaps: object) -> str:
        """The text of a key; raises KeyError when there is none, so that a misspelt key fails in the tests."""
        return self.texts[key].format_map(gaps)

    def counted(self, key: str, n: int, **gaps: object) -> str:
        """The text of a key about `n` things; about one where the catalogue has `<key>_one`."""
        one = f"{key}_one"
        return self(one if n == 1 and one in self.texts else key, n=n, **gaps)

    def label(self, entry: Theme | Recipient) -> str:
        """The label of a theme or recipient in this form."""
        return (entry.label_nn if self.form == "nn" else "") or entry.label

    def labels(self, codebook: Codebook) -> dict[str, str]:
        """The labels of all themes and recipients by id."""
        entries: list[Theme | Recipient] = [*codebook.themes, *codebook.recipients]
        return {entry.id: self.label(entry) for entry in entries}


@cache
def words(form: Form) -> Words:
    """The catalogue of a form of Norwegian, keys as «section.name»."""
    sections = tomllib.loads((FOLDER / f"{form}.toml").read_text(encoding="utf-8"))
    return Words(form, {f"{name}.{key}": text for name, section in sections.items() for key, text in section.items()})


def chosen_form(value: str | None) -> Form:
    """The form somebody asked for; bokmål where they did not or it is none."""
    return "nn" if value == "nn" else "nb"
