"""Norwegian identity numbers in text: found by their checksums and taken out of what is shown or sent on."""

from __future__ import annotations

import re

CANDIDATE = re.compile(r"(?<![0-9])([0-9]{6})[ .\u00a0\u202f-]?([0-9]{5})(?![0-9])")
MASK = "[fødselsnummer]"  # one word, so that text cut at a blank has it whole or not at all
# Skatteetaten: the two check digits make these weighted sums divisible by 11.
FIRST_WEIGHTS = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
SECOND_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)


def mask(text: str) -> tuple[str, int]:
    """The text with every identity number (fødselsnummer or D-nummer) taken out, and how many there were.

    A number counts whole, or with a blank, dot or hyphen after six digits.
    """
    found = identity_numbers(text)
    for span in reversed(found):
        text = text[: span.start] + MASK + text[span.stop :]
    return text, len(found)


def identity_numbers(text: str) -> list[range]:
    """Where identity numbers stand in a text."""
    candidates = (match for match in CANDIDATE.finditer(text) if is_identity_number(match[1] + match[2]))
    return [range(*match.span()) for match in candidates]


def is_identity_number(digits: str) -> bool:
    """Whether eleven digits are a fødselsnummer or a D-nummer (a day 40 higher): a date, and two check digits that fit."""
    numbers = [int(digit) for digit in digits]
    day, month = int(digits[:2]) % 40, int(digits[2:4])
    if int(digits[:2]) > 71 or not (1 <= day <= 31 and 1 <= month <= 12):
        return False
    return all(
        sum(weight * number for weight, number in zip(weights, numbers, strict=False)) % 11 == 0
        for weights in (FIRST_WEIGHTS, SECOND_WEIGHTS)
    )
