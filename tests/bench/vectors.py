"""Word vectors on a public set: how many words have one, how near nynorsk words lie to their bokmål, and where words taken
out come to lie when placed by the text.

    python tests/bench/vectors.py FOLDER/NAME [--vectors FILE] [--words N]

Reads NAME.jsonl.gz as quality.py does. Words seen five times that have a vector are taken out of the vectors, placed again
by `pipeline.language.learning.induced`, and compared with their own. Nynorsk words are those of written_forms.tsv.xz with one
word for them in Apertium, less those of the list that the vectors were aligned by.
"""

from __future__ import annotations

import argparse
import gzip
import json
import tempfile
from collections import Counter
from pathlib import Path

import numpy as np

from pipeline.language.apertium import mode_file, translate
from pipeline.language.identify import log_odds
from pipeline.language.learning import LEAST_SEEN_NEW, induced, sentences
from pipeline.language.nynorsk import word_list
from pipeline.language.vectors import Vectors, unit_rows, vectors_in
from pipeline.language.words import lemma, tokens, units

SEED = 0
NYNORSK = 1.5


def coverage(text: str, vectors: Vectors) -> tuple[float, float]:
    """The shares of running words with a vector of their own, and with one through lemma or parts at least."""
    counts = Counter(unit for word in tokens(text) for unit in units(word)[:1])
    words, total = sorted(counts), sum(counts.values())
    reached = vectors.of(words).any(axis=1)
    own = sum(counts[word] for word in words if word in vectors.rows)
    return own / total, sum(counts[word] for word, found in zip(words, reached, strict=True) if found) / total


def placed_again(file: Path, vectors: Vectors, number: int) -> tuple[float, float, float]:
    """Mean cosine of words taken out and placed again, the share nearest to itself, and the median rank of the right word."""
    counts = Counter(word for words in sentences([file]) for word in words)
    known = sorted(word for word, count in counts.items() if count >= LEAST_SEEN_NEW and word in vectors.rows)
    out = sorted(np.random.default_rng(SEED).choice(known, min(number, len(known)), replace=False).tolist())
    left = [word for word in vectors.rows if word not in set(out)]
    words, matrix = induced([file], Vectors({word: row for row, word in enumerate(left)}, vectors.of(left)))
    found, true = Vectors({word: row for row, word in enumerate(words)}, matrix).of(out), vectors.of(out)
    mean = vectors.matrix.mean(axis=0)
    alike = unit_rows(found - mean) @ unit_rows(true - mean).T
    rank = (alike > alike.diagonal()[:, None]).sum(axis=1)
    return float((found * true).sum(axis=1).mean()), float((rank == 0).mean()), float(np.median(rank))


def twins(vectors: Vectors) -> tuple[int, float, float]:
    """How many nynorsk words were asked for, the median rank of their bokmål, and the share of it among the first ten."""
    mode, known = mode_file(), {lemma(word) for word in word_list()}
    assert mode is not None, "Apertium is not installed"
    nynorsk = sorted(word for word, odds in log_odds().items() if odds >= NYNORSK and lemma(word) not in known)
    told = zip(map(lemma, nynorsk), map(tokens, translate(nynorsk, mode)), strict=True)
    pairs = sorted({(ours, lemma(theirs[0])) for ours, theirs in told if len(theirs) == 1})
    rows = vectors.rows
    asked = [(rows[ours], rows[theirs]) for ours, theirs in pairs if ours != theirs and ours in rows and theirs in rows]
    ours, theirs = np.array(asked).T
    centred = unit_rows(vectors.matrix - vectors.matrix.mean(axis=0))
    alike = centred[ours] @ centred.T
    alike[np.arange(len(ours)), ours] = -1
    rank = (alike > alike[np.arange(len(ours)), theirs][:, None]).sum(axis=1)
    return len(asked), float(np.median(rank)), float((rank < 10).mean())


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--vectors", type=Path)
    parser.add_argument("--words", type=int, default=600)
    asked = parser.parse_args()
    vectors = vectors_in(asked.vectors)
    with gzip.open(f"{asked.data}.jsonl.gz", "rt", encoding="utf-8") as lines:
        text = "\n".join(json.loads(line)["text"] for line in lines)
    own, reached = coverage(text, vectors)
    print(f"{len(vectors.rows)} words; of the running words {own:.2%} have a vector, {reached:.2%} through lemma and parts")
    if mode_file() is not None:
        number, rank, first = twins(vectors)
        print(f"{number} nynorsk words: median rank of their bokmål {rank:.0f}, among the first ten {first:.0%}")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "text.txt"
        file.write_text(text, encoding="utf-8")
        cosine, nearest, rank = placed_again(file, vectors, asked.words)
    print(f"{asked.words} words placed again: cosine {cosine:.3f}, nearest to itself {nearest:.0%}, median rank {rank:.0f}")


if __name__ == "__main__":
    main()
