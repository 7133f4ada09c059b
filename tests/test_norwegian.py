from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import norwegian as no


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (no.number(730), "730"),
        (no.number(1250), "1\u00a0250"),
        (no.number(-1234567), "\u22121\u00a0234\u00a0567"),
        (no.decimal(4.66, 1), "4,7"),
        (no.decimal(1250.5), "1\u00a0250,50"),
        (no.decimal(-0.5), "\u22120,50"),
        (no.decimal(-0.001), "0,00"),
        (no.decimal(math.nan), "–"),
        (no.shortest(5.0), "5"),
        (no.shortest(2.5), "2,5"),
        (no.signed(0.021), "+0,02"),
        (no.signed(-0.021), "\u22120,02"),
        (no.signed(0.001), "0,00"),
        (no.signed(math.nan), "–"),
        (no.percent(0.042), "4\u00a0%"),
        (no.percent(0.042, 1), "4,2\u00a0%"),
        (no.percent(math.nan), "–"),
        (no.percent_span(0.001, 0.249, 1), "0,1–24,9\u00a0%"),
        (no.span(0.21, 0.34), "0,21–0,34"),
        (no.span(-0.05, 0.1), "\u22120,05 til 0,10"),
        (no.span(math.nan, math.nan), "–"),
        (no.probability(0.931), "0,93"),
        (no.probability(0.999), "over 0,99"),
        (no.probability(0.0), "under 0,01"),
        (no.joined([]), ""),
        (no.joined(["a"]), "a"),
        (no.joined(["a", "b"]), "a og b"),
        (no.joined(["a", "b", "c"]), "a, b og c"),
        (no.sentence("én rapport"), "Én rapport"),
    ],
)
def test_numbers_and_lists(said: str, expected: str) -> None:
    assert said == expected


@given(st.floats(-1e6, 1e6), st.integers(0, 3))
def test_what_is_written_is_the_number(value: float, digits: int) -> None:
    text = no.decimal(value, digits)
    assert float(text.replace("\u00a0", "").replace(",", ".").replace("\u2212", "-")) == round(value, digits)


def test_norwegian_letters_come_last() -> None:
    assert sorted(["Øst", "Ås", "Vest", "Ærø", "alta"], key=no.order) == ["alta", "Vest", "Ærø", "Øst", "Ås"]
