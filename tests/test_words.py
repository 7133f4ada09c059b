"""The two catalogues of each folder say the same things."""

from __future__ import annotations

import string
from pathlib import Path

import pytest

from pipeline.codebook import Codebook, Theme
from pipeline.matrix import words as matrix
from pipeline.review.web import words as web
from pipeline.words import FORMS, Words, catalogue

FOLDERS = [matrix.FOLDER, web.FOLDER]


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("folder", FOLDERS, ids=["matrix", "web"])
def test_both_catalogues_have_every_text_with_the_same_gaps(folder: Path) -> None:
    bokmaal, nynorsk = (catalogue(folder, form).texts for form in FORMS)
    assert list(bokmaal) == list(nynorsk)
    assert [key for key in bokmaal if gaps(bokmaal[key]) != gaps(nynorsk[key]) or not bokmaal[key] or not nynorsk[key]] == []


def test_one_thing_is_told_as_one_none_as_none_and_where_there_is_no_such_text_as_many() -> None:
    t = Words("nb", {"a": "{n} ting", "a_one": "én ting", "a_none": "ingen ting", "b": "Ting: {n}"})
    assert [t.counted("a", n) for n in (0, 1, 1250)] == ["ingen ting", "én ting", "1\u00a0250 ting"]
    assert [t.counted("b", n) for n in (0, 1)] == ["Ting: 0", "Ting: 1"]


def test_only_whole_numbers_are_written_anew() -> None:
    t = Words("nb", {"a": "{x}"})
    assert [t("a", x=x) for x in (2016, "2016", True)] == ["2\u00a0016", "2016", "True"]


def theme(identifier: str, **more: str) -> Theme:
    given = {"id": identifier, "label": "Vei", "group": "Ute", "layer": "definert", "definition": "d", "terms": ("t",)}
    return Theme.model_validate({**given, **more})


def test_nynorsk_names_are_those_of_the_codebook_and_else_the_bokmal_ones() -> None:
    book = Codebook(version="1", themes=(theme("a"), theme("b", label_nn="Veg", group_nn="Utanfor"), theme("c", group="Inne")))
    bokmaal, nynorsk = Words("nb", {}), Words("nn", {})
    assert (bokmaal.labels(book), bokmaal.groups(book)) == (dict.fromkeys("abc", "Vei"), {"Ute": "Ute", "Inne": "Inne"})
    assert (nynorsk.labels(book)["b"], nynorsk.labels(book)["a"]) == ("Veg", "Vei")
    assert nynorsk.groups(book) == {"Ute": "Utanfor", "Inne": "Inne"}
