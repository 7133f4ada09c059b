from __future__ import annotations

import pytest

from pipeline.language.chapters import ROLES, ChapterRoles, role_of


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("Sammendrag", "summary"),
        ("Samandrag", "summary"),
        ("Mål", "goals"),
        ("Formål", "goals"),
        ("Bakgrunn", "background"),
        ("Innledning", "background"),
        ("INNLEIING", "background"),
        ("Om kommunen", "background"),
        ("Prosjektets organisering", "organisation"),
        ("Styringsgruppe og prosjektgruppe", "organisation"),
        ("Metode", "organisation"),
        ("Økonomi", "economy"),
        ("Rekneskap", "economy"),
        ("Litteratur", "references"),
        ("Kilder", "references"),
        ("Vedlegg 1", "references"),
        ("Introduction", "background"),
    ],
)
def test_what_a_heading_announces(heading: str, role: str) -> None:
    assert role_of(heading) == role
    assert role in ROLES


@pytest.mark.parametrize(
    "heading", ["1 Bakgrunn", "1.2 Bakgrunn", "1. Bakgrunn:", "2) BAKGRUNN", "Kap. 3 Bakgrunn", "1.Bakgrunn"]
)
def test_numbers_around_a_heading_change_nothing(heading: str) -> None:
    assert role_of(heading) == "background"


@pytest.mark.parametrize(
    "heading",
    [
        "Arbeidet i kommunene",
        "Samtalene mellom kommunene",
        "Boligutvalget",
        "Ny plass i introduksjonsprogrammet",
        "Det nasjonale nettverket",
        "Gjennomføringer i praksis",
        "Tildeling",
        "2014",
        "",
    ],
)
def test_a_heading_of_the_work_itself_announces_nothing(heading: str) -> None:
    assert role_of(heading) is None


def follow(*headings: tuple[str, int | None]) -> list[str]:
    roles = ChapterRoles()
    found = [roles.current]
    for heading, level in headings:
        roles.enter(heading, level)
        found.append(roles.current)
    return found


def test_before_the_first_heading_it_is_the_title() -> None:
    assert follow() == ["title"]


def test_a_chapter_that_says_nothing_is_what_was_done() -> None:
    assert follow(("Fra tomt til hus", 1)) == ["title", "activity"]


def test_a_subheading_inherits_its_chapter_and_the_next_chapter_does_not() -> None:
    assert follow(("Bakgrunn", 1), ("Byen", 2), ("Husene", 3), ("Byggingen", 1))[1:] == [
        "background", "background", "background", "activity",
    ]  # fmt: skip


def test_a_subheading_that_says_more_counts_until_its_sister() -> None:
    assert follow(("Arbeidet", 1), ("Økonomi", 2), ("Husene", 2))[1:] == ["activity", "economy", "activity"]


def test_headings_without_a_level_are_chapters() -> None:
    assert follow(("Bakgrunn", None), ("Husene", None))[1:] == ["background", "activity"]
    assert follow(("Bakgrunn", 1), ("Husene", None))[1:] == ["background", "activity"]


def test_the_title_page_ends_with_its_page_even_without_a_heading() -> None:
    roles = ChapterRoles()
    assert roles.current == "title"
    roles.leave_title()
    assert roles.current == "activity"
