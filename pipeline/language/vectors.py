"""What words mean: vectors of lemmas, learned from Norwegian running text and small enough to ship.

`python -m pipeline.language.vectors SOURCE… [--out FILE]` learns them again (needs the `vectors` extra, a quarter of an
hour on one core); see data/README.md for the texts, their licences and what the vectors can and cannot do.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

import numpy as np
import numpy.typing as npt

from pipeline.files import write_atomic
from pipeline.language.words import STOP_WORDS, lemma, split_compound, tokens
from pipeline.wordlist import read_lines

DIMENSIONS = 128
WORDS = 50_000


@dataclass(frozen=True, slots=True)
class Vectors:
    """Unit-length vectors, one row a word."""

    rows: Mapping[str, int]
    matrix: npt.NDArray[np.float32]

    def of(self, words: Sequence[str]) -> npt.NDArray[np.float32]:
        """The vectors of `words`, shape (len(words), dimensions).

        An unknown compound gets the mean of its known parts; a word with nothing known gets zeros.
        """
        found = np.zeros((len(words), self.matrix.shape[1]), dtype=np.float32)
        for at, word in enumerate(words):
            parts = [word] if word in self.rows else [part for part in split_compound(word) if part in self.rows]
            if parts:
                found[at] = self.matrix[[self.rows[part] for part in parts]].mean(axis=0)
        return unit_rows(found)


def unit_rows(matrix: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Every row scaled to length 1; a row of zeros stays zeros."""
    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    return np.asarray(np.divide(matrix, lengths, out=np.zeros_like(matrix), where=lengths > 0), dtype=np.float32)


@cache
def shipped_vectors() -> Vectors:
    """The vectors that come with the package."""
    with resources.as_file(resources.files("pipeline.language").joinpath("data", "vectors.npz")) as path:
        return load_vectors(path)


def load_vectors(path: Path) -> Vectors:
    """Read vectors written by this module: int8 with one scale a word, the words as UTF-8 lines."""
    with np.load(path, allow_pickle=False) as stored:
        words = bytes(stored["words"]).decode("utf-8").split("\n")
        matrix = stored["values"].astype(np.float32) * stored["scales"][:, None].astype(np.float32)
    return Vectors({word: row for row, word in enumerate(words)}, unit_rows(matrix))


def save_vectors(path: Path, words: Sequence[str], matrix: npt.NDArray[np.float32]) -> None:
    """Write vectors, commonest word first, rounded to int8 with one scale a word."""
    import io

    unit = unit_rows(matrix)
    scales = np.abs(unit).max(axis=1) / 127
    buffer = io.BytesIO()
    np.savez_compressed(
        buffer,
        words=np.frombuffer("\n".join(words).encode("utf-8"), dtype=np.uint8),
        values=np.round(unit / scales[:, None]).astype(np.int8),
        scales=scales.astype(np.float16),
    )
    write_atomic(path, buffer.getvalue())


def _lemmas(lines: Iterable[str]) -> Iterable[str]:
    for line in lines:
        words = [lemma(word) for word in tokens(line) if word not in STOP_WORDS]
        if len(words) > 2:
            yield " ".join(words) + "\n"


def train(sources: Sequence[str], epochs: int = 3, seed: int = 1) -> tuple[list[str], npt.NDArray[np.float32]]:
    """Skip-gram with negative sampling over lemmas (Mikolov et al. 2013); one thread, so that it can be repeated."""
    from gensim.models import Word2Vec

    with tempfile.TemporaryDirectory() as folder:
        text = Path(folder) / "lemmas.txt"
        with text.open("w", encoding="utf-8") as file:
            file.writelines(_lemmas(read_lines(sources)))
        model = Word2Vec(
            corpus_file=str(text),
            vector_size=DIMENSIONS,
            window=8,
            min_count=12,
            sg=1,
            negative=8,
            sample=1e-4,
            epochs=epochs,
            workers=1,
            seed=seed,
        )
    words = list(model.wv.index_to_key[:WORDS])
    return words, np.asarray(model.wv[words], dtype=np.float32)


def main() -> None:
    """Learn vectors from the text files named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sources", nargs="+")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "data" / "vectors.npz")
    arguments = parser.parse_args()
    save_vectors(arguments.out, *train(arguments.sources))


if __name__ == "__main__":
    main()
