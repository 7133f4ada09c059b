"""Measured signs that a page's text came out wrong, and which of two readings is the better."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.extract.charmap import SPECIAL, WORDS, IsWord, find_remedy, letters_are_lost, sounds_like_language, turns
from pipeline.extract.letters import is_plain

ENOUGH_TOKENS, ENOUGH_LETTERS, ENOUGH_INK = 30, 300, 40
GLANCE, SAMPLE, PLAINLY_KNOWN = 60, 400, 0.65
SUSPECT, UNEVEN, CLEARLY_BETTER = 0.45, 0.6, 0.12
ODD, SYMBOLS = 0.08, 0.5
LONG_WORD, RUN_TOGETHER = 28, 0.25
# Of 20 words on a page where 45 % are known, 17 or more are known once in 40,000 pages.
ENOUGH_TO_KNOW, BEYOND_DOUBT = 20, 0.85
LETTERS_MISSING = "letters_missing"
# Of the letters of Norwegian text 2.5 in a hundred are æ, ø or å.
FEW_SPECIAL = 0.004
_LEADERS = re.compile(r"[\s.…·_\-–—•|=*]+")
_ENGLISH = frozenset(
    re.findall(
        r"\w+",
        "the of and to in that is was for it with as be by on not he this are or his from at which but "
        "have an had they were their been has would who when more if no out so said what up its about into "
        "than them can only other new some could time these two may then do first any my now such like our "
        "over me even most made after also did many housing social homeless people support tenants local",
    )
)
_NORWEGIAN = frozenset(re.findall(r"\w+", "og er det som til av med ikke har den et en de vi ein eit ikkje dei frå fra"))


@dataclass(frozen=True, slots=True)
class Reading:
    """How a page's text looks: how many words and letters there are, the shares of known words, of odd characters, of
    letters in words too long to be one and of English words, and what is wrong with it."""

    tokens: int
    letters: int
    known: float
    odd: float = 0.0
    long: float = 0.0
    english: float = 0.0
    fault: str = ""

    @property
    def suspect(self) -> bool:
        """Whether the page should be read again another way."""
        return bool(self.fault)

    @property
    def flags(self) -> tuple[str, ...]:
        """What seems to be wrong."""
        return (self.fault,) if self.fault else ()

    def beats(self, other: Reading) -> bool:
        """Whether this reading is clearly the better one."""
        if self.tokens < 0.3 * other.tokens:
            return False
        if other.fault == LETTERS_MISSING:
            return not self.fault and self.known > other.known - CLEARLY_BETTER
        return self._merit() > other._merit() + CLEARLY_BETTER

    def _merit(self) -> float:
        return self.known - self.odd - self.long


def judge(texts: Iterable[str], is_word: IsWord) -> Reading:
    """Look at the text of one page."""
    text = " ".join(texts)
    found = WORDS.findall(text)
    lengths = list(map(len, found))
    letters = sum(lengths)
    odd = _odd(text, letters)
    if not found:
        return Reading(0, 0, 0.0, odd, fault="bad_charmap" if odd > ODD else "")
    words = found[:: max(len(found) // GLANCE, 1)]
    known, counts = _known(words, is_word)
    if known < PLAINLY_KNOWN and len(found) > len(words):
        words = found[:: max(len(found) // SAMPLE, 1)]
        known, counts = _known(words, is_word)
    english = sum(map(counts.__getitem__, _ENGLISH & counts.keys())) / len(words)
    if known < PLAINLY_KNOWN:
        known = max(known, min(2.2 * english, 1.0))
    long = sum(length for length in lengths if length > LONG_WORD) / letters if max(lengths) > LONG_WORD else 0.0
    reading = Reading(len(found), letters, known, odd, long, english)
    return replace(reading, fault=_fault(reading, text, words, is_word))


def _fault(reading: Reading, text: str, words: Sequence[str], is_word: IsWord) -> str:
    """What is wrong with a page, of whose words `words` are a sample, or empty text."""
    if reading.long > RUN_TOGETHER and reading.letters > ENOUGH_INK:
        return "words_run_together"
    if reading.odd > ODD:
        return "bad_charmap"
    if reading.tokens < ENOUGH_TOKENS:
        return ""
    if reading.known < SUSPECT or (reading.known < PLAINLY_KNOWN and turns(words) < UNEVEN):
        return "" if _are_names(words) else _unknown_words(text, words, is_word)
    return LETTERS_MISSING if _lacks_special(text, reading.letters, words) and letters_are_lost(text, is_word) else ""


def _unknown_words(text: str, words: Sequence[str], is_word: IsWord) -> str:
    remedy = find_remedy(text, is_word)
    if remedy:
        return "mirrored" if remedy.backwards else "bad_charmap"
    if sounds_like_language(words):
        return ""
    return "words_run_together" if sum(map(len, words)) > 10 * len(words) else "bad_charmap"


def _are_names(words: Sequence[str]) -> bool:
    return sum(map(str.istitle, words)) > 0.8 * len(words)


def _lacks_special(text: str, letters: int, words: Sequence[str]) -> bool:
    """Whether a Norwegian page has next to no æ, ø and å."""
    most = FEW_SPECIAL * (letters - ENOUGH_LETTERS)
    if most < 0 or text.count("å") + text.count("ø") > most or sum(map(text.lower().count, SPECIAL)) > most:
        return False
    return sum(word.lower() in _NORWEGIAN for word in words) > 0.12 * len(words)


def _known(words: Sequence[str], is_word: IsWord) -> tuple[float, Counter[str]]:
    """The share of known words, from a third of them where that leaves no doubt, and how often each word stands."""
    lowered = list(map(str.lower, words))
    few = lowered[::3]
    known = sum(map(is_word, few)) / len(few)
    if len(few) < ENOUGH_TO_KNOW or known < BEYOND_DOUBT:
        known = sum(map(is_word, lowered)) / len(lowered)
    return known, Counter(lowered)


def _odd(text: str, letters: int) -> float:
    """The share of characters that no reader can mean: private, control, unassigned or replacement ones; or of
    signs, where they are most of the page."""
    ink = len(text) - text.count(" ")
    if ink < ENOUGH_INK:
        return 0.0
    signs = 0.0
    if letters < (1 - SYMBOLS) * ink:
        rest = _LEADERS.sub("", text)
        signs = sum(not char.isalnum() for char in rest) / len(rest) if len(rest) > 200 else 0.0
    if is_plain(text):
        return signs if signs > SYMBOLS else 0.0
    odd = sum(text.count(char) for char in set(text) if _is_odd(char))
    share = odd / sum(not char.isspace() for char in text) if odd else 0.0
    return max(share, signs if signs > SYMBOLS else 0.0)


def _is_odd(char: str) -> bool:
    return char == "\ufffd" or (not char.isalnum() and unicodedata.category(char) in ("Co", "Cn", "Cc"))
