"""Joining the lines of a paragraph: which hyphens at line ends belong to the word and which to the line."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass

from pipeline.extract.letters import SOFT_HYPHEN

AUTOMATIC = ("\u2010", SOFT_HYPHEN)
_OPEN = ("-", "–", "/", *AUTOMATIC)
_LAST = re.compile(r"([^\W_]+(?:-[^\W_]+)*)[-\u2010\u00ad]$")
_RANGE = re.compile(r"\d–$")
_FIRST = re.compile(r"[^\W_]+")
_COORDINATION = ("og", "eller", "samt", "and", "or", "/", "men", "til")
_MONTHS = frozenset(
    re.findall(
        r"\w+",
        "januar februar mars april mai juni juli august september oktober november desember "
        "mandag tirsdag onsdag torsdag fredag lørdag søndag måndag tysdag laurdag sundag",
    )
)
# Words of English names («Housing First-nettverket»); those that are Norwegian too are left out.
_ENGLISH = frozenset(
    re.findall(
        r"\w+",
        "assertive based best care case community control critical dialogue drop early employment family first fit "
        "focus framework group guide harm health home housing individual intervention learning link living management "
        "manager mental motivational networking of open outreach peer placement policy practice public recovery "
        "reduction rent review shelter skills social street support supported team the time training treatment "
        "work workshop",
    )
)
_DATE = re.compile(r"\d{1,2}\.\s+$")
_WORDS_BEFORE = re.compile(r"([^\W\d_]+)\s+$")
_KEEPS = ("ikke", "ikkje", "non", "eks", "ex", "e", "u", "it", "x", "co", "pro", "selv", "sjølv")


@dataclass(frozen=True, slots=True)
class Joiner:
    """Joins lines with a word list.

    `seen` are the words the same document has in the middle of its lines. `hard` says that the document marks
    its automatic hyphens (U+2010 or soft), so that a plain hyphen at a line end belongs to the word.
    """

    is_word: Callable[[str], bool]
    seen: Container[str] = frozenset()
    hard: bool = False

    def join(self, lines: Sequence[str]) -> str:
        """The lines as one run of text; a hyphen at its very end is left for `finish` or the next column."""
        parts: list[str] = []
        for line in lines:
            text = line.strip()
            if parts and parts[-1].endswith(_OPEN):
                parts[-1] = self.pair(parts[-1], text)
            elif text:
                parts.append(text)
        return " ".join(parts)

    def pair(self, before: str, after: str) -> str:
        """Two stretches of text as one."""
        match = _LAST.search(before)
        following = _FIRST.match(after)
        if _RANGE.search(before) and after[:1].isdigit():
            return f"{before}{after}"
        if not match or not following:
            glue = "" if before.endswith(("/", *AUTOMATIC)) and not before.endswith(" /") else " "
            return f"{before.removesuffix(SOFT_HYPHEN)}{glue}{after}"
        left, right = match[1], following[0]
        automatic = before.endswith(AUTOMATIC)
        if right.lower() in _COORDINATION and not automatic and not self._is_known(left + right):
            return f"{_hyphened(before)} {after}"
        named = not automatic and self._ends_name(before[: match.start()], left, right)
        if named or self._belongs_to_word(left, right, automatic=automatic):
            return f"{_hyphened(before)}{after}"
        return f"{before[:-1]}{after}"

    def _is_known(self, word: str) -> bool:
        return self.is_word(word.lower())

    def _ends_name(self, before: str, left: str, right: str) -> bool:
        """Whether a word of more than one word ends here, as «Housing First-nettverket» and «17. mai-feiring» do."""
        if not self._is_known(right) or self._is_known(left + right):
            return False
        if left.lower() in _MONTHS:
            return bool(_DATE.search(before))
        word = _WORDS_BEFORE.search(before)
        return left.lower() in _ENGLISH and word is not None and word[1].lower() in _ENGLISH

    def _belongs_to_word(self, left: str, right: str, *, automatic: bool) -> bool:
        last = left.rsplit("-", 1)[-1]
        whole = last + right
        if automatic:
            return False
        if right[0].isupper() or right[0].isdigit() or last[-1].isdigit():
            return not (whole.isupper() and self._is_known(whole))
        if right.lower() in _MONTHS and last.lower() in _MONTHS:
            return True
        if last.isupper() or any(letter.isupper() for letter in last[1:]):
            return True
        if self._is_known(whole) or whole.lower() in self.seen:
            return False
        if self.hard:
            return True
        if f"{left}-{right}".lower() in self.seen:
            return True
        return last.lower() in _KEEPS


def finish(text: str) -> str:
    """Text whose last line has no continuation, with hyphens as everyone types them."""
    return text.removesuffix(SOFT_HYPHEN).replace("\u2010", "-").strip()


def _hyphened(before: str) -> str:
    return f"{before[:-1]}-"
