"""What the app says, in bokmål and nynorsk."""

from __future__ import annotations

from pathlib import Path

from pipeline.words import Form, Words, catalogue

FOLDER = Path(__file__).with_name("texts")


def words(form: Form) -> Words:
    """The app's catalogue in a form of Norwegian."""
    return catalogue(FOLDER, form)


def chosen_form(value: str | None) -> Form:
    """The form somebody asked for; bokmål where they did not or it is none."""
    return "nn" if value == "nn" else "nb"
