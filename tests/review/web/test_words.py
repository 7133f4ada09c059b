"""The templates and scripts ask for what the catalogues have, and for all of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.review.web import words as module
from pipeline.review.web.modelfacts import METRICS
from pipeline.review.web.words import words
from pipeline.words import FORMS, Form
from tests.matrix.reading import bokmal_in

FOLDER = Path(module.__file__).parent


@pytest.mark.parametrize("form", FORMS)
def test_every_text_the_pages_name_is_there(form: Form) -> None:
    files = [*FOLDER.glob("templates/*.html"), *FOLDER.glob("*.py")]
    asked = re.compile(r"""\b(?:t|words)(?:\.counted)?\(["']([a-z_.]+)["'][,)]""")
    named = {key for file in files for key in asked.findall(file.read_text("utf-8"))}
    scripts = {f"script.{key}" for key in re.findall(r"texts\.([a-z_]+)", "".join(
        file.read_text("utf-8") for file in FOLDER.glob("static/*.js")))}  # fmt: skip
    assert (named | scripts) - words(form).texts.keys() == set()
    assert len(named) > 50 and len(scripts) > 20


def test_each_text_is_used_somewhere() -> None:
    files = [file for end in ("templates/*.html", "*.py", "static/*.js") for file in FOLDER.glob(end)]
    sources = "".join(file.read_text("utf-8") for file in files)
    dynamic = ("state.", "language.", "queue.", "history.", "mine.", "form.", "keys.", "assignment.given_", "persons.role_")
    dynamic += ("adjudication.missing_", "sample.state_", "sample.design_")
    dynamic += tuple(f"model.{name}_" for name in ("step", "outcome", "verdict", "place", "hash", "running"))
    dynamic += tuple(f"model.{name}" for name in METRICS)
    ends = re.compile("_(one|none)$")
    unused = [
        key for key in words("nb").texts
        if ends.sub("", key) not in sources and not key.startswith(dynamic) and f"texts.{key.partition('.')[2]}" not in sources
    ]  # fmt: skip
    assert unused == []


def test_the_nynorsk_has_no_word_of_bokmal_and_one_kind_of_infinitive() -> None:
    told = " ".join(words("nn").texts.values())
    assert bokmal_in(told) == set() and len(bokmal_in(" ".join(words("nb").texts.values()))) > 20
    assert set(re.findall(r"\bå (\w+a)\b", told)) <= {"dra", "ha", "la", "ta"}
