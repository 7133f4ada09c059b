from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from string import Formatter
from typing import get_args

import pytest

from pipeline.classify import recipients
from pipeline.classify.grantee import Where
from pipeline.classify.reasons import FOLDER, Name, phrase, told
from pipeline.words import catalogue

BOKMAL, NYNORSK = (catalogue(FOLDER, form) for form in ("nb", "nn"))
BOKMAL_ONLY = re.compile(
    r"\b(?:ikke|fra|hva|regnes|bygger|navnet|forsiden|nevnt|kodeboken|senere|tilskudd\w*)\b", re.IGNORECASE
)


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def keys() -> Iterator[str]:
    for key in re.findall(r'phrase\(\s*f?"([a-z_.{}]+)"', inspect.getsource(recipients)):
        yield from [key] if "{" not in key else []
    yield from (f"from.{where}" for where in get_args(Where) if where != "none")
    yield from (f"reason.took_part{known}" for known in ("", "_between", "_since", "_until"))


def test_both_forms_have_every_sentence_with_the_same_gaps() -> None:
    assert set(keys()) <= set(BOKMAL.texts) == set(NYNORSK.texts)
    assert {key: gaps(text) for key, text in BOKMAL.texts.items()} == {key: gaps(text) for key, text in NYNORSK.texts.items()}


@pytest.mark.parametrize("key", sorted(NYNORSK.texts))
def test_the_nynorsk_is_nynorsk(key: str) -> None:
    assert not BOKMAL_ONLY.search(NYNORSK.texts[key])


def test_a_name_is_said_in_the_readers_form_where_it_has_one() -> None:
    reason = [
        phrase("reason.unknown", who=phrase("reason.municipality", place="Voss"), programme=Name("ordningen", "ordninga")),
        phrase("reason.quoted", name=Name("KS").name),
    ]
    assert told(reason, "nb") == "Det er uvisst om Voss kommune var med i ordningen. «KS»"
    assert told(reason, "nn") == "Det er uvisst om Voss kommune var med i ordninga. «KS»"
    assert Name("avtalen").said(NYNORSK) == "avtalen"
