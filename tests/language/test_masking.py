"""Identity numbers are made here from a date and a serial number, so that they are nobody's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language.masking import MASK, is_identity_number, mask


def check_digit(digits: str, weights: tuple[int, ...]) -> int:
    return -sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=True)) % 11


def number(day: int, month: int, year: int, serial: int) -> str | None:
    """The eleven digits, or None where a check digit would be 10 and the serial number is not used."""
    digits = f"{day:02}{month:02}{year:02}{serial:03}"
    for weights in ((3, 7, 6, 1, 8, 9, 4, 5, 2), (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)):
        check = check_digit(digits, weights)
        if check == 10:
            return None
        digits += str(check)
    return digits


NUMBERS = st.builds(
    number,
    st.one_of(st.integers(1, 31), st.integers(41, 71)),
    st.integers(1, 12),
    st.integers(0, 99),
    st.integers(0, 999),
).filter(bool)
ANNA = number(1, 2, 83, 123) or ""
BEA = number(1 + 40, 2, 83, 124) or ""


@given(NUMBERS, st.sampled_from(["", " ", ".", "-", "\u00a0"]))
def test_every_identity_number_is_masked_however_it_is_written(digits: str, between: str) -> None:
    assert mask(f"Fnr. {digits[:6]}{between}{digits[6:]}, født i Bodø") == (f"Fnr. {MASK}, født i Bodø", 1)


@given(NUMBERS, st.integers(0, 10), st.integers(1, 9))
def test_one_wrong_digit_and_it_is_another_number(digits: str, at: int, more: int) -> None:
    wrong = digits[:at] + str((int(digits[at]) + more) % 10) + digits[at + 1 :]
    assert not is_identity_number(wrong)


def test_all_numbers_are_counted() -> None:
    assert ANNA and BEA
    assert mask(f"{ANNA} og {BEA}, {ANNA}.") == (f"{MASK} og {MASK}, {MASK}.", 3)


@pytest.mark.parametrize(
    "text", ["", f"1{ANNA}", f"{ANNA}1", f"{ANNA[:5]} {ANNA[5:]}", "Tilskudd 450.000 kr", "org.nr. 974 760 673", "32139912345"]
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert mask(text) == (text, 0)
