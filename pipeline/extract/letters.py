"""Characters as a reader means them: one normal form, no ligatures or soft hyphens, no spaced-out words."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Sequence

from pipeline.extract.geometry import Word, median

SOFT_HYPHEN = "\u00ad"
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "ĳ": "ij"}
    | dict.fromkeys("\u00a0\u2007\u2009\u200a\u202f\u3000\t", " ")
    | dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u0000", "")
    | {"\u2011": "-"}
    | dict.fromkeys("\uf0b7\uf0a7\uf0d8\uf0fc\uf076\uf02d\uf0a8\u2023\u25aa\u25cf\u25a0\u2219", "•")
)
_CONTROL = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# Characters that `clean` leaves alone; U+2011 and U+2023 are not among them.
_PLAIN = re.compile("[\x20-\x7e\r\n\xa1-\xac\xae-\xff\u2010\u2012-\u2022\u2024-\u2027\u20ac⁰⁴-⁹]*")
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_RAISED = re.compile("[⁰¹²³⁴-⁹]")
_MARK = re.compile(r"(?<=[^\W\d_]{2})[⁰¹²³⁴-⁹]+|(?<=[.,:;!?»”\")\d])[⁰¹²³⁴-⁹]+")


def clean(text: str) -> str:
    """Text in NFC without ligatures and invisible characters; a soft hyphen at the end is kept."""
    if is_plain(text):
        return text
    ends_soft = text.rstrip().endswith((SOFT_HYPHEN, "\ufffe", "\x02"))
    text = _CONTROL.sub("", text.translate(_LIGATURES).replace(SOFT_HYPHEN, ""))
    return unicodedata.normalize("NFC", text) + (SOFT_HYPHEN if ends_soft else "")


def is_plain(text: str) -> bool:
    """Whether a text has only everyday characters, which need no cleaning."""
    return (text.isascii() and text.isprintable()) or _PLAIN.fullmatch(text) is not None


def superscript(digits: str) -> str:
    """Digits as raised digits, the way a footnote mark is printed."""
    return digits.translate(_SUPERSCRIPT)


def without_marks(text: str) -> str:
    """Text without the raised digits that point to footnotes («bolig²» is the word bolig); m² stays."""
    return _MARK.sub("", text) if _RAISED.search(text) else text


def is_spaced(tokens: Sequence[str]) -> bool:
    """Whether a line is letter-spaced: nearly all its tokens are single letters."""
    if len(tokens) < 3 or any(len(token) > 2 and token.isalpha() for token in tokens):
        return False
    letters = sum(len(token) == 1 and token.isalnum() for token in tokens)
    if len(tokens) < 5:
        return letters == len(tokens) and all(token.isupper() for token in tokens)
    return letters >= 0.7 * len(tokens) and sum(map(len, tokens)) <= 1.6 * len(tokens)


def close_up(words: Sequence[Word]) -> list[Word]:
    """Join the letters of a letter-spaced line into words, told apart by the wider gaps between words."""
    gaps = [after.x0 - before.x1 for before, after in itertools.pairwise(words)]
    usual = max(median(gaps), 0.5)
    if max(gaps) > 4 * words[0].size:
        return list(words)
    joined = [words[0]]
    for gap, word in zip(gaps, words[1:], strict=True):
        last = joined[-1]
        if gap <= 1.55 * usual:
            joined[-1] = Word(last.text + word.text, last.x0, word.x1, last.base, last.size, last.bold)
        else:
            joined.append(word)
    return joined


def close_up_text(line: str) -> str:
    """Close up a letter-spaced line without geometry; two blanks part two words."""
    if not is_spaced(line.split()):
        return line
    return " ".join("".join(word.split()) for word in re.split(r"\s{2,}", line.strip()))


def mostly_capitals(text: str) -> bool:
    """Whether a line is set in capitals; numbers with a letter or two are not."""
    return text.isupper() and sum(map(str.isalpha, text)) >= 0.6 * sum(not char.isspace() for char in text)
