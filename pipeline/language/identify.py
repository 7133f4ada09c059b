"""Bokmål, nynorsk or English, decided word by word from a lexicon of tell-tale words.

The lexicon holds the log-odds of a word under nynorsk against bokmål, counted from text whose written form the
commonest function words give away (self-training in one step; cf. Dunning 1994, «Statistical Identification of
Language»). `python -m pipeline.language.identify SOURCE…` makes it again.
"""

from __future__ import annotations

import lzma
import math
import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources
from pathlib import Path

from pipeline.documents import Language
from pipeline.files import write_atomic

WORD = re.compile(r"[a-zæøåéèêòôóüäö]+")
NYNORSK_SEEDS = frozenset(
    [
        "ikkje",
        "eg",
        "ein",
        "eit",
        "frå",
        "kva",
        "kven",
        "korleis",
        "kvifor",
        "dei",
        "vore",
        "vart",
        "mykje",
        "berre",
        "noko",
        "nokon",
        "nokre",
        "sjå",
        "vere",
        "eigen",
        "eige",
        "sidan",
        "gjere",
        "gjer",
        "seier",
        "hjå",
        "saman",
        "difor",
        "korkje",
        "fleire",
        "medan",
        "då",
        "òg",
        "me",
        "dykk",
        "dykkar",
        "annan",
        "meir",
        "høyre",
        "tilhøve",
    ]
)
BOKMAL_SEEDS = frozenset(
    [
        "ikke",
        "jeg",
        "en",
        "et",
        "fra",
        "hva",
        "hvem",
        "hvordan",
        "hvorfor",
        "de",
        "vært",
        "ble",
        "mye",
        "bare",
        "noe",
        "noen",
        "se",
        "være",
        "egen",
        "eget",
        "siden",
        "gjøre",
        "gjør",
        "sier",
        "hos",
        "sammen",
        "derfor",
        "verken",
        "flere",
        "mens",
        "da",
        "også",
        "vi",
        "dere",
        "deres",
        "annen",
        "mer",
        "høre",
        "forhold",
    ]
) - {"vi", "de", "se", "da", "en", "et"}
ENGLISH = frozenset(
    [
        "the",
        "of",
        "and",
        "to",
        "that",
        "is",
        "was",
        "with",
        "as",
        "by",
        "are",
        "from",
        "this",
        "be",
        "or",
        "which",
        "an",
        "it",
        "not",
        "have",
        "has",
        "were",
        "their",
        "at",
        "its",
        "these",
        "been",
        "we",
        "they",
        "there",
        "can",
        "will",
        "would",
        "should",
        "between",
        "than",
        "more",
        "also",
        "such",
        "through",
        "our",
        "where",
        "who",
        "about",
        "into",
        "may",
    ]
) - {"at", "be", "was", "by", "an", "are", "will"}
ENGLISH_LIST = ENGLISH | {"was", "will", "are"}


@cache
def log_odds() -> dict[str, float]:
    """For each tell-tale word: log P(word | nynorsk) - log P(word | bokmål)."""
    packed = resources.files("pipeline.language").joinpath("data", "written_forms.tsv.xz").read_bytes()
    rows = (line.partition("\t") for line in lzma.decompress(packed).decode("utf-8").splitlines())
    return {word: float(value) for word, _, value in rows}


def identify(text: str) -> Language:
    """The language of a page or a sentence; `und` when no word gives it away."""
    words = WORD.findall(text.lower())
    odds = log_odds()
    english = sum(word in ENGLISH_LIST for word in words)
    known = [odds[word] for word in words if word in odds]
    if english > 2 and english > 0.16 * len(words) and english > sum(abs(value) > 1 for value in known):
        return "en"
    score = sum(known)
    if not known or score == 0:
        return "nb" if len(words) >= 8 and not english else "und"
    return "nn" if score > 0 else "nb"


def count_odds(lines: Iterable[str], least: int = 25, weight: float = 0.7) -> dict[str, float]:
    """Log-odds of words in lines whose seeds are clearly nynorsk or clearly bokmål; weak words are left out."""
    nynorsk: Counter[str] = Counter()
    bokmal: Counter[str] = Counter()
    for line in lines:
        words = WORD.findall(line.lower())
        lean = sum(word in NYNORSK_SEEDS for word in words) - sum(word in BOKMAL_SEEDS for word in words)
        if lean >= 2:
            nynorsk.update(words)
        elif lean <= -2:
            bokmal.update(words)
    totals = sum(nynorsk.values()), sum(bokmal.values())
    odds = {
        word: math.log((nynorsk[word] + 0.5) / totals[0]) - math.log((bokmal[word] + 0.5) / totals[1])
        for word in sorted(nynorsk.keys() | bokmal.keys())
        if nynorsk[word] + bokmal[word] >= least
    }
    return {word: value for word, value in odds.items() if abs(value) >= weight}


def main(sources: Sequence[str]) -> None:
    """Write data/written_forms.tsv.xz from the text files named."""
    from pipeline.wordlist import read_lines

    odds = count_odds(read_lines(sources))
    strongest = sorted(odds, key=lambda word: (-abs(odds[word]), word))[:30_000]
    rows = "".join(f"{word}\t{max(-6.0, min(6.0, odds[word])):.2f}\n" for word in sorted(strongest))
    target = Path(__file__).parent / "data" / "written_forms.tsv.xz"
    write_atomic(target, lzma.compress(rows.encode("utf-8"), preset=9 | lzma.PRESET_EXTREME))


if __name__ == "__main__":
    main(sys.argv[1:])
