"""The two catalogues say the same things, and the templates ask for nothing else."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from pipeline.review.web import words as module
from pipeline.review.web.modelfacts import METRICS
from pipeline.review.web.words import FORMS, words

FOLDER = Path(module.__file__).parent


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_catalogues_have_every_text_with_the_same_gaps() -> None:
    bokmaal, nynorsk = (words(form).texts for form in FORMS)
    assert bokmaal.keys() == nynorsk.keys()
    assert [key for key in bokmaal if gaps(bokmaal[key]) != gaps(nynorsk[key]) or not bokmaal[key] or not nynorsk[key]] == []


@pytest.mark.parametrize("form", FORMS)
def test_every_text_the_pages_name_is_there(form: module.Form) -> None:
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
    dynamic = ("state.", "language.", "queue.", "history.", "mine.", "form.", "assignment.given_", "persons.role_")
    dynamic += ("adjudication.missing_", "sample.state_", "sample.design_")
    dynamic += tuple(f"model.{name}_" for name in ("step", "outcome", "verdict", "place", "hash", "running"))
    dynamic += tuple(f"model.{name}" for name in METRICS)
    unused = [key for key in words("nb").texts if key.removesuffix("_one") not in sources and not key.startswith(dynamic)
              and f"texts.{key.partition('.')[2]}" not in sources]  # fmt: skip
    assert unused == []


def test_one_thing_is_told_as_one_and_where_there_is_no_such_text_as_many() -> None:
    t = module.Words("nb", {"a": "{n} ting", "a_one": "én ting", "b": "Ting: {n}"})
    assert [t.counted("a", n) for n in (0, 1, 2)] == ["0 ting", "én ting", "2 ting"]
    assert t.counted("b", 1) == "Ting: 1"
