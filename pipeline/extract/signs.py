"""Measured signs that a page's text came out wrong, and which of two readings is the better."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

ENOUGH_TOKENS = 30
SAMPLE = 400
SUSPECT, CLEARLY_BETTER = 0.45, 0.12
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_ENGLISH = frozenset(
    re.findall(
        r"\w+",
        "the of and to in that is was for it with as be by on not he this are or his from at which but "
        "have an had they were their been has would who when more if no out so said what up its about into "
        "than them can only other new some could time these two may then do first any my now such like our "
        "over me even most made after also did many housing social homeless people support tenants local",
    )
)


@dataclass(frozen=True, slots=True)
class Reading:
    """How a page's text looks: the share of known words, of odd characters, and how many words there are."""

    tokens: int
    known: float
    odd: float
    longest_share: float
    names: bool

    @property
    def suspect(self) -> bool:
        """Whether the page should be read again another way."""
        if self.odd > 0.08 and self.tokens > 5:
            return True
        return self.tokens >= ENOUGH_TOKENS and self.known < SUSPECT and not self.names

    @property
    def flags(self) -> tuple[str, ...]:
        """What seems to be wrong."""
        if not self.suspect:
            return ()
        if self.longest_share > 0.12:
            return ("words_run_together",)
        return ("bad_charmap",)

    def beats(self, other: Reading) -> bool:
        """Whether this reading is clearly the better one."""
        if self.tokens < 0.3 * other.tokens:
            return False
        return self.known - self.odd > other.known - other.odd + CLEARLY_BETTER


def judge(texts: Iterable[str], is_word: Callable[[str], bool]) -> Reading:
    """Look at the text of one page."""
    text = " ".join(texts)
    words = _LETTERS.findall(text)[:SAMPLE]
    if not words:
        return Reading(0, 0.0, _odd(text), 0.0, names=False)
    distinct = {word.lower() for word in words}
    known_forms = {word for word in distinct if is_word(word)}
    known = sum(word.lower() in known_forms for word in words) / len(words)
    english = sum(word.lower() in _ENGLISH for word in words) / len(words)
    capital = sum(word[0].isupper() and word[1:].islower() for word in words) / len(words)
    long = sum(len(word) > 28 for word in words) / len(words)
    return Reading(len(words), max(known, min(2.2 * english, 1.0)), _odd(text), long, names=capital > 0.8)


def _odd(text: str) -> float:
    """The share of characters that no reader can mean: private, control, unassigned or replacement ones."""
    marks = [char for char in text if not char.isspace()]
    if not marks or text.isascii():
        return 0.0
    odd = sum(
        char == "\ufffd" or (not char.isalnum() and unicodedata.category(char) in ("Co", "Cn", "Cc"))
        for char in set(marks)
        for _ in range(text.count(char))
    )
    return odd / len(marks)
