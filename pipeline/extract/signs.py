"""Measured signs that a page's text came out wrong, and which of two readings is the better."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from pipeline.extract.letters import is_plain

ENOUGH_TOKENS = 30
GLANCE, SAMPLE, PLAINLY_KNOWN = 60, 400, 0.65
SUSPECT, FOREIGN, CLEARLY_BETTER = 0.45, 0.2, 0.12
# Of 20 words on a page where 45 % are known, 17 or more are known once in 40,000 pages.
ENOUGH_TO_KNOW, BEYOND_DOUBT = 20, 0.85
# Letters as ranges: asking [^\W\d_] of every character costs five times as much.
_LETTERS = re.compile(
    r"[A-Za-zªµº\xc0-\xd6\xd8-\xf6\xf8-\u02c1\u0370-\u1fff\u2c00-\u2dff\u3040-\ud7ff\uf900-\ufdff\ufe70-\uff5a]{2,}"
)
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
    foreign: bool = False

    @property
    def suspect(self) -> bool:
        """Whether the page should be read again another way."""
        if self.odd > 0.08 and self.tokens > 5:
            return True
        return self.tokens >= ENOUGH_TOKENS and self.known < SUSPECT and not self.names and not self.foreign

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
    found = _LETTERS.findall(text)
    if not found:
        return Reading(0, 0.0, _odd(text), 0.0, names=False)
    words = found[:: max(len(found) // GLANCE, 1)]
    known, counts = _known(words, is_word)
    if known < PLAINLY_KNOWN and len(found) > len(words):
        words = found[:: max(len(found) // SAMPLE, 1)]
        known, counts = _known(words, is_word)
    if known < PLAINLY_KNOWN:
        known = max(known, min(2.2 * sum(counts[word] for word in _ENGLISH) / len(words), 1.0))
    capital = sum(map(str.istitle, words)) / len(words)
    long = sum(length > 28 for length in map(len, words)) / len(words) if len(max(words, key=len)) > 28 else 0.0
    foreign = FOREIGN <= known < SUSPECT and _sounds_like_language(words)
    return Reading(len(found), known, _odd(text), long, capital > 0.8, foreign)


def _sounds_like_language(words: Sequence[str]) -> bool:
    """Whether words have the vowels and lengths of a language we have no list of; shifted letters have not."""
    letters = "".join(words).lower()
    vowels = sum(map(letters.count, "aeiouyæøåäöüéèêáàóòíúëï"))
    return 0.32 <= vowels / len(letters) <= 0.52 and len(letters) <= 8 * len(words)


def _known(words: Sequence[str], is_word: Callable[[str], bool]) -> tuple[float, Counter[str]]:
    """The share of known words, from a third of them where that leaves no doubt, and how often each word stands."""
    lowered = list(map(str.lower, words))
    few = lowered[::3]
    known = sum(map(is_word, few)) / len(few)
    if len(few) < ENOUGH_TO_KNOW or known < BEYOND_DOUBT:
        known = sum(map(is_word, lowered)) / len(lowered)
    return known, Counter(lowered)


def _odd(text: str) -> float:
    """The share of characters that no reader can mean: private, control, unassigned or replacement ones."""
    if is_plain(text):
        return 0.0
    odd = sum(text.count(char) for char in set(text) if _is_odd(char))
    return odd / sum(not char.isspace() for char in text) if odd else 0.0


def _is_odd(char: str) -> bool:
    return char == "\ufffd" or (not char.isalnum() and unicodedata.category(char) in ("Co", "Cn", "Cc"))
