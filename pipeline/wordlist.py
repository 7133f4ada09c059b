"""Norwegian words, bokmål and nynorsk, with how common they are: for joining hyphenated line ends and splitting compounds.

Counted from parliamentary speech and regulations by `python -m pipeline.wordlist SOURCE…`; see data/README.md.
"""

from __future__ import annotations

import lzma
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib import resources
from pathlib import Path

from pipeline.files import write_atomic

WORD = re.compile(r"[a-zæøåéèêòôóüäö]{2,}")


@cache
def frequencies() -> dict[str, int]:
    """Lower-case word forms and how often each was seen, from the list that ships with the package."""
    packed = resources.files("pipeline").joinpath("data", "words.tsv.xz").read_bytes()
    lines = lzma.decompress(packed).decode("utf-8").splitlines()
    return {word: int(count) for word, _, count in (line.partition("\t") for line in lines)}


def is_word(word: str) -> bool:
    """Whether `word` (any case) is a known Norwegian word form."""
    return word.lower() in frequencies()


def count_words(lines: Iterable[str], least: int = 8, most: int = 120_000) -> dict[str, int]:
    """The commonest lower-case word forms of running text, seen at least `least` times, sorted by word."""
    counts: Counter[str] = Counter()
    for line in lines:
        counts.update(WORD.findall(line.lower()))
    common = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:most]
    return {word: count for word, count in sorted(common) if count >= least}


def read_lines(paths: Sequence[str]) -> Iterator[str]:
    """The lines of text files, packed with xz or not, one after the other."""
    for path in paths:
        opener = lzma.open if path.endswith(".xz") else open
        with opener(path, "rt", encoding="utf-8") as file:
            yield from file


def main(sources: Sequence[str]) -> None:
    """Write data/words.tsv.xz from the text files named."""
    rows = "".join(f"{word}\t{count}\n" for word, count in count_words(read_lines(sources)).items())
    target = Path(__file__).parent / "data" / "words.tsv.xz"
    write_atomic(target, lzma.compress(rows.encode("utf-8"), preset=9 | lzma.PRESET_EXTREME))


if __name__ == "__main__":
    main(sys.argv[1:])
