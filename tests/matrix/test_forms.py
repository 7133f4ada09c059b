"""The matrix in nynorsk: every word of it, and the very numbers of the bokmål one."""

from __future__ import annotations

import re

import pytest

from pipeline.matrix.forms import in_form
from pipeline.matrix.load import Edition, load_edition
from pipeline.matrix.page import render_page
from pipeline.matrix.words import FOLDER, words
from pipeline.project import Project
from pipeline.words import FORMS

from .portfolio import write_project
from .reading import Page, bokmal_in, estimates_in, seen


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    return load_edition(write_project(tmp_path_factory.mktemp("forms") / "p"))


def test_the_nynorsk_page_has_no_bokmal_in_it(edition: Edition) -> None:
    text = render_page(edition, "nn")
    assert bokmal_in(seen(text)) == set()
    assert '<html lang="nn">' in text and '<html lang="nb">' in render_page(edition)
    data = Page(text).data
    told = [*data["texts"].values(), *data["standings"].values(), *data["kinds"].values(), *data["rows"].values()]
    told += [part for basis in data["bases"] for part in (basis["spoken"], basis["counted"])]
    told += [report["source"] for report in data["reports"]]
    assert bokmal_in(" ".join(told)) == set()


def test_why_a_recipient_is_suggested_is_said_in_the_form_of_the_page(edition: Edition) -> None:
    bokmaal, nynorsk = (Page(render_page(edition, form)).data["reports"] for form in FORMS)
    assert [{one["reason"] for one in reports} for reports in (bokmaal, nynorsk)] == [
        {"Navnet sier det.", ""},
        {"Namnet seier det.", ""},
    ]


def test_the_search_for_bokmal_finds_it(edition: Edition) -> None:
    assert len(bokmal_in(seen(render_page(edition)))) > 20


def test_both_forms_have_the_same_numbers_and_reports(edition: Edition) -> None:
    bokmaal, nynorsk = render_page(edition), render_page(edition, "nn")
    assert Page(nynorsk).numbers == Page(bokmaal).numbers
    numbers = {place: re.findall(r"\d+", told) for place, told in estimates_in(bokmaal).items()}
    assert numbers and numbers == {place: re.findall(r"\d+", told) for place, told in estimates_in(nynorsk).items()}
    assert [one["id"] for one in Page(nynorsk).data["reports"]] == [one["id"] for one in Page(bokmaal).data["reports"]]


def test_rows_and_columns_are_called_by_their_nynorsk_names_and_count_as_before(edition: Edition) -> None:
    named = in_form(edition, words("nn"))
    assert [row.label for row in named.matrix.themes] == ["Mat og måltid", "Ro", "Veg", "Nytt"]
    assert [row.label for row in named.matrix.rows_of("group")] == ["Kvardag", "Ute", "Overordna tema"]
    assert [column.label for column in named.matrix.columns_of("recipient")][:2] == ["Byar", "Bygder og øyar"]
    assert [section.layer.label for section in named.matrix.sections] == ["Definerte tema", "Definerte tema", "Overordna tema"]
    for new, old in zip(named.matrix.rows, edition.matrix.rows, strict=True):
        assert named.matrix.count(new, named.matrix.total) == edition.matrix.count(old, edition.matrix.total)
        assert named.matrix.estimate(new, named.matrix.total) == edition.matrix.estimate(old, edition.matrix.total)
    assert in_form(named, words("nb")) == edition


def test_the_texts_are_all_used() -> None:
    room = FOLDER.parent
    sources = "".join(file.read_text("utf-8") for end in ("*.py", "templates/*") for file in room.glob(end))
    # Keys made of what they are about: rows, columns, bases, standings, reasons, patterns, and what the page's script says.
    made = ("row.", "column.", "basis.", "source.", "standing.", "unread.", "estimate.", "pattern.", "method.")
    made += ("page.outside_", "page.unread", "page.untouched")
    keys = [key for key in words("nb").texts if not key.startswith(made)]
    ends = ("_one", "_none", "_recipients")
    short = {key: key.partition(".")[2] if key.startswith(("script.", "count.")) else key for key in keys}
    assert [key for key, told in short.items() if f'"{told}"' not in sources and not told.endswith(ends)] == []


def test_a_page_in_nynorsk_is_published_beside_the_other(edition: Edition, tmp_path_factory: pytest.TempPathFactory) -> None:
    from pipeline.matrix.publish import write_edition

    project = Project(tmp_path_factory.mktemp("published"))
    write_edition(edition, project.matrix)
    assert (project.matrix / "kunnskapsmatrise.nn.html").read_text(encoding="utf-8") == render_page(edition, "nn")
