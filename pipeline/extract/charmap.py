"""Wrong maps from glyphs to letters: told from languages we do not know, and undone where the words show how.

A font's map can be shifted by some places, can give single letters (mostly æ, ø and å) as other characters, or the
words can stand backwards. What is undone here is undone the same way on the whole page, so that nothing is lost.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

IsWord = Callable[[str], bool]
# Letters as ranges: asking [^\W\d_] of every character costs five times as much.
WORDS = re.compile(
    r"[A-Za-zªµº\xc0-\xd6\xd8-\xf6\xf8-\u02c1\u0370-\u1fff\u2c00-\u2dff\u3040-\ud7ff\uf900-\ufdff\ufe70-\uff5a]{2,}"
)
VOWELS = frozenset("aeiouyæøåäöüéèêëáàâíìîïóòôúùûõãąęėįųūıăāēīō")
SPECIAL = "æøå"
FURTHEST, SAMPLE = 64, 60
MENDED, LEAST_WORDS = 0.6, 10
LEAST_GAIN = 3
# Healthy passages without æ, ø and å hardly ever have two words that one of them would make Norwegian.
LEAST_LOST, LEAST_LETTERS = 2, 4
_LETTER = r"[^\W\d_]"
_NOT_ASCII = re.compile("[^a-z]+")
_WRITTEN_AS = {"æ": ("", "a", "e", "ae"), "ø": ("", "o", "oe"), "å": ("", "a", "aa")}
_INSIDE = re.compile(rf"(?<={_LETTER})(?:Ã[^\s]|[^\sA-Za-z0-9æøåÆØÅ])(?={_LETTER})")


@dataclass(frozen=True, slots=True)
class Remedy:
    """How the text of a page is put right: by how many places its characters are shifted, whether its lines stand
    backwards, and which characters stand for letters."""

    shift: int = 0
    backwards: bool = False
    letters: dict[str, str] = field(default_factory=dict)

    def apply(self, text: str) -> str:
        """The text put right."""
        if self.backwards:
            text = text[::-1]
        if self.shift:
            text = "".join(_moved(char, self.shift) for char in text)
        for wrong, letter in self.letters.items():
            text = _replaced(text, wrong, letter)
        return text


# Symbol fonts give their characters in the private range of Unicode; the v there is Wingdings' bullet as well.
SYMBOL_FONT = Remedy(-0xF000, letters={"•": "v"})


def sounds_like_language(words: Sequence[str]) -> bool:
    """Whether words are built like those of a language, though we have no list of it.

    Their vowels and consonants take turns, in languages as far apart as Norwegian, Polish, Somali and Northern Sami;
    after a shift of the letters they do not.
    """
    letters = "".join(words).lower()
    vowels = sum(map(letters.count, VOWELS)) / len(letters)
    return 0.32 <= vowels <= 0.57 and len(letters) <= 8 * len(words) and turns(words) > 0.64


def turns(words: Sequence[str]) -> float:
    """The share of the pairs of neighbouring letters that are a vowel and a consonant."""
    kinds = ["".join("v" if letter in VOWELS else "c" for letter in word.lower()) for word in words]
    pairs = sum(map(len, kinds)) - len(kinds)
    return sum(kind.count("vc") + kind.count("cv") for kind in kinds) / pairs if pairs else 0.0


def find_remedy(text: str, is_word: IsWord) -> Remedy | None:
    """The shift or reversal after which most words are Norwegian, or None."""
    tokens = text.split()
    sample = " ".join(tokens[:: max(len(tokens) // SAMPLE, 1)])
    shifts = [number for step in range(1, FURTHEST + 1) for number in (step, -step) if step != 32]
    remedies = [Remedy(backwards=True), SYMBOL_FONT, *(Remedy(number) for number in shifts)]
    shares = [_share_known(remedy.apply(sample), is_word) for remedy in remedies]
    best = max(range(len(remedies)), key=lambda number: (shares[number], -number))
    return remedies[best] if shares[best] >= MENDED else None


def _share_known(text: str, is_word: IsWord) -> float:
    """The share of known words among the different ones; shorter ones are words by chance, and capitals count half."""
    words = {word for word in WORDS.findall(text) if len(word) > 2}
    known = sum(0.5 if word.isupper() else 1.0 for word in words if is_word(word.lower()))
    return known / len(words) if len(words) >= LEAST_WORDS else 0.0


def _moved(char: str, shift: int) -> str:
    code = ord(char) + shift
    return char if char.isspace() or not 32 <= code < 0x250 else chr(code)


def letters_are_lost(text: str, is_word: IsWord) -> bool:
    """Whether words of a text without æ, ø and å are Norwegian once one of these is put back («lsning», «b lig», «l{re»).

    A page that happens to have none is full of words that need none.
    """
    tokens = [token.strip(".,;:()«»\"'!–-/").lower() for token in text.split()]
    lost: set[str] = set()
    for token, after in zip(tokens, [*tokens[1:], ""], strict=True):
        if token not in lost and _lost_a_letter(token, after, is_word):
            lost.add(token)
            if len(lost) == LEAST_LOST:
                return True
    return False


def _lost_a_letter(token: str, after: str, is_word: IsWord) -> bool:
    parts = _NOT_ASCII.split(token)
    if len(parts) > 1:
        whole = sum(map(len, parts)) >= LEAST_LETTERS - 1 and not any(char.isdigit() or char in SPECIAL for char in token)
        return whole and any(is_word(letter.join(parts)) for letter in SPECIAL)
    if not token or (len(token) > 1 and is_word(token)):
        return False
    apart = after.isalpha() and len(token) + len(after) >= LEAST_LETTERS
    if apart and any(is_word(token + letter + after) for letter in SPECIAL):
        return True
    return len(token) >= LEAST_LETTERS and any(map(is_word, _with_a_letter(token)))


def _with_a_letter(token: str) -> Iterator[str]:
    """The token with one æ, ø or å put in, anywhere or for what is written where there is none."""
    for letter, written in _WRITTEN_AS.items():
        for place in range(len(token) + 1):
            yield from (token[:place] + letter + token[place + len(way) :] for way in written if token.startswith(way, place))


def find_letters(text: str, is_word: IsWord) -> dict[str, str]:
    """Characters that stand for æ, ø and å («k¿mmune»), found because the words with them are Norwegian only then."""
    found: dict[str, str] = {}
    candidates = Counter(_INSIDE.findall(text))
    for wrong, _ in sorted(candidates.items(), key=lambda item: (-item[1], item[0])):
        letter = _letter_for(wrong, text, is_word, LEAST_GAIN - bool(found))
        if letter:
            found[wrong] = letter
            text = _replaced(text, wrong, letter)
    return found


def _letter_for(wrong: str, text: str, is_word: IsWord, least: int) -> str:
    """The letter that makes words of the tokens with `wrong`, or empty text."""
    tokens = re.findall(rf"{_LETTER}*(?:{re.escape(wrong)}{_LETTER}*)+", text)
    tokens = [token for token in tokens if len(token) > 2 and any(char.isalpha() for char in token.replace(wrong, ""))]
    lowered = [token.lower() for token in tokens]
    gains = sorted((sum(is_word(token.replace(wrong.lower(), letter)) for token in lowered), letter) for letter in SPECIAL)
    (second, _), (gain, letter) = gains[1:]
    if gain < least or gain < 0.5 * len(tokens) or gain < 2 * second:
        return ""
    capitals = sum(token.replace(wrong, "").isupper() for token in tokens)
    return letter.upper() if 2 * capitals > len(tokens) else letter


def _replaced(text: str, wrong: str, letter: str) -> str:
    """`wrong` as `letter` wherever it touches a letter, and alone where å is a word."""
    if wrong not in text:
        return text
    pattern = re.escape(wrong)
    alone = rf"|(?<!\S){pattern}(?!\S)" if letter == "å" else ""
    return re.sub(rf"(?<={_LETTER}){pattern}|{pattern}(?={_LETTER}){alone}", letter, text)
