"""Words as the model counts them: bokmål lemmas, one spelling, compounds opened."""

from __future__ import annotations

import re
from functools import lru_cache

import simplemma

from pipeline.wordlist import frequencies

TOKEN = re.compile(r"[a-zæøåéèêòôóüäöáčđŋšŧž][a-zæøåéèêòôóüäöáčđŋšŧž-]*", re.IGNORECASE)
LEAST_PART = 4
LEAST_MODIFIER = 3
KNOWN_PART = 12
SHORT_PART = 2_000
WHOLE = 4_000
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
    return [word.lower().strip("-") for word in TOKEN.findall(text)]


def counted(text: str) -> list[str]:
    """What a text adds to the counts: every content word's lemma and the parts of its compounds."""
    return [unit for word in tokens(text) for unit in units(word)]


@lru_cache(maxsize=400_000)
def units(word: str) -> tuple[str, ...]:
    """A word's lemma, followed by the lemmas of its parts when it is a compound; nothing for a stop word."""
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
    found: list[tuple[tuple[str, ...], int]] = []
    for at in range(LEAST_MODIFIER, len(word) - LEAST_PART + 1):
        for modifier in _modifiers(word[:at]):
            rest = word[at:]
            count, least = _seen(rest), _seen(modifier)
            if count >= KNOWN_PART:
                found.append(((modifier, rest), min(least, count)))
            elif most > 2:
                found += [((modifier, *parts), min(least, rarest)) for parts, rarest in _cuts(rest, most - 1)]
    return found


def _modifiers(piece: str) -> list[str]:
    bare = [piece[: len(piece) - len(link)] for link in LINKS if piece.endswith(link)]
    return [part for part in bare if _seen(part) >= (KNOWN_PART if len(part) >= LEAST_PART else SHORT_PART)]


def _seen(word: str) -> int:
    """How often a word was seen, «frem-» and «fram-» taken as one spelling."""
    known = frequencies()
    other = {"frem": "fram", "fram": "frem"}.get(word[:4])
    return known.get(word, 0) + (known.get(other + word[4:], 0) if other else 0)
