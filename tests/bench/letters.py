"""How surely a page that lost its æ, ø and å is told from one that happens to have none.

    python tests/bench/letters.py TEXT.txt[.xz] … [--most 20000]

Healthy passages are sentences of the texts given that have none of the three letters; pages that lost them are those of
the demonstration Documents (`temakart extract` must have run), with the letters taken out in each of the ways fonts do it.
"""

from __future__ import annotations

import argparse
import lzma
import random
import re
import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
from pipeline.documents import load_document
from pipeline.extract.signs import ENOUGH_LETTERS, LETTERS_MISSING, judge
from pipeline.wordlist import is_word

WAYS = {
    "gone": ("", "", ""),
    "blanks": (" ", " ", " "),
    "a, o and a": ("a", "o", "a"),
    "ae, oe and aa": ("ae", "oe", "aa"),
    "{, | and }": ("{", "|", "}"),
    "two characters each": ("Ã¦", "Ã¸", "Ã¥"),
    "question marks": ("?", "?", "?"),
}
SENTENCES, LINES, SEED = 8, 60_000, 20


def healthy(paths: Sequence[Path], most: int) -> list[str]:
    """Passages of eight sentences that have none of the letters, in an order of chance."""
    found = [
        sentence
        for path in paths
        for line in islice(_lines(path), LINES)
        for sentence in re.split(r"(?<=[.!?]) +", line.strip())
        if 20 < len(sentence) < 200 and not re.search("[æøåÆØÅ]", sentence)
    ]
    random.Random(SEED).shuffle(found)
    return [" ".join(found[place : place + SENTENCES]) for place in range(0, min(most, len(found)) - SENTENCES, SENTENCES)]


def _lines(path: Path) -> Iterator[str]:
    with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as file:
        yield from file


def without(text: str, way: Sequence[str]) -> str:
    """The text with its æ, ø and å as a faulty font gives them."""
    pairs = zip("æøå", way, strict=True)
    return text.translate({ord(form): written for letter, written in pairs for form in (letter, letter.upper())})


def flagged(texts: Sequence[str]) -> str:
    """How many texts of enough letters are said to lack some."""
    judged = [reading for text in texts if (reading := judge([text], is_word)).letters >= ENOUGH_LETTERS]
    return f"{sum(reading.fault == LETTERS_MISSING for reading in judged)} of {len(judged)}"


def main() -> None:
    """Print how many of each are flagged."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", type=Path, nargs="+")
    parser.add_argument("--most", type=int, default=20_000, help="sentences")
    options = parser.parse_args()
    folder = Path(__file__).parents[2] / "corpus" / "text"
    pages = [page.text for path in sorted(folder.glob("*.json")) for page in load_document(path).pages]
    print(f"healthy passages without æ, ø and å, flagged: {flagged(healthy(options.texts, options.most))}")
    for name, way in WAYS.items():
        found = flagged([without(page, way) for page in pages])
        print(f"demonstration pages (written for temakart) with the letters as {name}: {found}")


if __name__ == "__main__":
    main()
