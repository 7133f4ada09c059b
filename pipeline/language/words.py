"""Words as the model counts them: bokmål lemmas, one spelling, compounds opened."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import chain

import simplemma

from pipeline.wordlist import frequencies

TOKEN = re.compile(r"[a-zæøåéèêòôóüäöáčđŋšŧž][a-zæøåéèêòôóüäöáčđŋšŧž-]*")
LEAST_PART = 4
LEAST_MODIFIER = 3
KNOWN_PART = 12
SHORT_PART = 2_000
WHOLE = 4_000
MOST_KEPT = 1_000_000
LINKS = ("", "s", "e")
STOP_WORDS = frozenset(
    [
        "og",
        "i",
        "jeg",
        "det",
        "at",
        "en",
        "et",
        "den",
        "til",
        "er",
        "som",
        "på",
        "de",
        "med",
        "han",
        "av",
        "ikke",
        "der",
        "så",
        "var",
        "meg",
        "seg",
        "men",
        "ett",
        "har",
        "om",
        "vi",
        "min",
        "mitt",
        "ha",
        "hadde",
        "hun",
        "nå",
        "over",
        "da",
        "ved",
        "fra",
        "du",
        "ut",
        "sin",
        "dem",
        "oss",
        "opp",
        "man",
        "kan",
        "hans",
        "hvor",
        "eller",
        "hva",
        "skal",
        "selv",
        "sjøl",
        "her",
        "alle",
        "vil",
        "bli",
        "ble",
        "blitt",
        "kunne",
        "inn",
        "når",
        "være",
        "kom",
        "noen",
        "noe",
        "ville",
        "dere",
        "deres",
        "kun",
        "ja",
        "etter",
        "ned",
        "skulle",
        "denne",
        "for",
        "deg",
        "si",
        "sine",
        "sitt",
        "mot",
        "å",
        "meget",
        "hvorfor",
        "dette",
        "disse",
        "uten",
        "hvordan",
        "ingen",
        "din",
        "ditt",
        "blir",
        "samme",
        "hvilken",
        "hvilke",
        "sånn",
        "inni",
        "mellom",
        "vår",
        "hver",
        "hvem",
        "vors",
        "hvis",
        "både",
        "bare",
        "enn",
        "fordi",
        "før",
        "mange",
        "også",
        "slik",
        "vært",
        "begge",
        "siden",
        "henne",
        "hennes",
        "må",
        "få",
        "får",
        "fikk",
        "år",
        "år",
        "annen",
        "andre",
        "annet",
        "mer",
        "mest",
        "flere",
        "fleste",
        "blant",
        "mens",
        "gjennom",
        "under",
        "innen",
        "per",
        "ca",
        "dvs",
        "bl.a",
        "osv",
        "the",
        "of",
        "and",
        "to",
        "in",
        "is",
        "for",
        "that",
        "this",
        "with",
        "as",
    ]
)


def tokens(text: str) -> list[str]:
    """The words of a text in lower case, digits and punctuation left out."""
    return [word.rstrip("-") for word in TOKEN.findall(text.lower())]


def counted(text: str) -> list[str]:
    """What a text adds to the counts: every content word's lemma and the parts of its compounds."""
    return list(chain.from_iterable(map(_KNOWN.__getitem__, tokens(text))))


def units(word: str) -> tuple[str, ...]:
    """A word's lemma, followed by the lemmas of its parts when it is a compound; nothing for a stop word."""
    return _KNOWN[word]


class _Units(dict[str, tuple[str, ...]]):
    """The units of every word met, worked out once; a dict answers three times as fast as a cached function."""

    def __missing__(self, word: str) -> tuple[str, ...]:
        if len(self) >= MOST_KEPT:
            self.clear()
        self[word] = found = _units(word)
        return found


_KNOWN = _Units()


def _units(word: str) -> tuple[str, ...]:
    if len(word) < 2 or word in STOP_WORDS:
        return ()
    base = lemma(word)
    if base in STOP_WORDS:
        return ()
    parts = [lemma(part) for part in split_compound(base)]
    return (base, *(part for part in parts if part != base and part not in STOP_WORDS))


@lru_cache(maxsize=400_000)
def lemma(word: str) -> str:
    """The bokmål dictionary form in one spelling («framskaffelsen» → «fremskaffelse»)."""
    found = str(simplemma.lemmatize(word, lang="nb")).lower()
    return "frem" + found[4:] if found.startswith("fram") and len(found) > 6 else found


@lru_cache(maxsize=400_000)
def split_compound(word: str) -> tuple[str, ...]:
    """The parts of a compound («boligfremskaffelsesprosjekt» → bolig, fremskaffelse, prosjekt), or the word alone.

    Of all ways to cut the word into known words, joined by nothing, -s- or -e-, takes the one with the fewest parts
    and then the commonest rarest part (after Koehn & Knight 2003, «Empirical Methods for Compound Splitting»).
    Very common words stay whole: «samarbeid» is not sam + arbeid.
    """
    if "-" in word:
        return tuple(part for piece in word.split("-") if piece for part in split_compound(piece))
    if len(word) < LEAST_MODIFIER + LEAST_PART or frequencies().get(word, 0) >= WHOLE:
        return (word,)
    found = _cuts(word, 3)
    return min(found, key=_cost)[0] if found else (word,)


def _cost(cut: tuple[tuple[str, ...], int]) -> tuple[int, int]:
    return len(cut[0]), -cut[1]


def _cuts(word: str, most: int) -> list[tuple[tuple[str, ...], int]]:
    """Ways to cut `word` into two to `most` parts, each with the frequency of its rarest part."""
    seen = _seen()
    found: list[tuple[tuple[str, ...], int]] = []
    for at in range(LEAST_MODIFIER, len(word) - LEAST_PART + 1):
        modifiers = _modifiers(word[:at])
        if not modifiers:
            continue
        rest = word[at:]
        count = seen.get(rest, 0)
        tails = [((rest,), count)] if count >= KNOWN_PART else _cuts(rest, most - 1) if most > 2 else []
        found += [((part, *tail), min(least, rarest)) for part, least in modifiers for tail, rarest in tails]
    return found


def _modifiers(piece: str) -> list[tuple[str, int]]:
    """What may stand before another part in a compound, less what joins them, and how often each was seen."""
    seen = _seen()
    bare = [piece[: len(piece) - len(link)] for link in LINKS if piece.endswith(link)]
    return [
        (part, count)
        for part in bare
        if (count := seen.get(part, 0)) >= (KNOWN_PART if len(part) >= LEAST_PART else SHORT_PART)
    ]


@cache
def _seen() -> dict[str, int]:
    """How often each word was seen, «frem-» and «fram-» taken as one spelling."""
    known = frequencies()
    both = dict(known)
    for word, count in known.items():
        if (other := {"frem": "fram", "fram": "frem"}.get(word[:4])) is not None:
            both[other + word[4:]] = both.get(other + word[4:], 0) + count
    return both
