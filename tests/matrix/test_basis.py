from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.matrix import basis
from pipeline.matrix.count import count
from pipeline.matrix.values import Count, Matrix
from pipeline.register import Register

from .portfolio import FAILURES, REPORTS, SUGGESTIONS, UNSURE, codebook


@pytest.fixture
def uncoded() -> Matrix:
    return count(Register(REPORTS), {}, UNSURE, codebook(), FAILURES)


def test_each_basis_is_written_in_its_own_way() -> None:
    assert [item.written(1250) for item in basis.BASES] == ["1\u00a0250", "(1\u00a0250)", "1\u00a0250?"]
    assert [item.sample for item in basis.BASES] == ["3", "(2)", "3?"]


def test_the_three_numbers_are_never_added() -> None:
    assert [item.of(Count(1, 2, 3, 4)) for item in basis.BASES] == [1, 5, 4]


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        (Count(), "ingen rapporter"),
        (Count(coded=2), "2 kodet"),
        (Count(1, 1, 1, 4), "1 kodet, 2 foreslått og 4 med usikkert forslag"),
    ],
)
def test_a_screen_reader_hears_what_there_is(numbers: Count, said: str) -> None:
    assert basis.spoken(numbers) == said


def test_only_what_occurs_is_explained(small: Matrix, uncoded: Matrix) -> None:
    assert basis.bases_in(small) == basis.BASES
    assert basis.bases_in(uncoded) == (basis.SUGGESTED, basis.UNCERTAIN)
    assert basis.bases_in(count(Register(()), {}, [], codebook())) == (basis.CODED, basis.SUGGESTED)


def test_it_is_said_that_nothing_is_coded_and_of_the_codebook_only_what_is_true(small: Matrix, uncoded: Matrix) -> None:
    assert basis.nothing_coded(small) == ""
    assert basis.nothing_coded(uncoded) == "Ingen rapporter er kodet ennå. Forslagene bygger bare på kodeboken."
    trained_elsewhere = count(Register(REPORTS), {}, SUGGESTIONS, codebook())
    assert basis.nothing_coded(trained_elsewhere) == "Ingen rapporter er kodet ennå."


def test_a_star_marks_some_themes_and_never_all(small: Matrix, uncoded: Matrix) -> None:
    assert basis.starred(small) == ("nytt",) and basis.about_scarce(small).startswith("* Temaet har for få")
    assert basis.starred(uncoded) == () and basis.about_scarce(uncoded).startswith("Alle temaene har for få")
    assert basis.about_scarce(replace(small, scarce=())) == ""
