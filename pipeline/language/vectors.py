"""What words mean: vectors of lemmas, learned from Norwegian running text and small enough to ship.

    python -m pipeline.language.vectors --text FILE_OR_FOLDER … --out FILE [--from-scratch]

adds the words of your own text to the shipped vectors; a project uses the file that `language.vectors` in params.yaml names.
With --from-scratch the vectors are learned anew, as the shipped ones were (needs the `vectors` extra and a quarter of an
hour on one core). data/README.md says from which texts, under which licences, and what the vectors can and cannot do.
"""

from __future__ import annotations

import argparse
import io
import sys
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from pipeline.errors import MissingError, ModelError, TemakartError
from pipeline.files import sha256_file, write_atomic
from pipeline.language.words import lemma, split_compound
from pipeline.project import Project

Floats = npt.NDArray[np.float32]
AGAIN = "Make it again with `python -m pipeline.language.vectors`."


@dataclass(frozen=True, slots=True)
class Vectors:
    """Unit-length vectors, one row a word."""

    rows: Mapping[str, int]
    matrix: Floats

    def of(self, words: Sequence[str]) -> Floats:
        """The vectors of `words`, shape (len(words), dimensions).

        A word that is not known in the form it is written gets the vector of its lemma, an unknown compound the mean of
        its known parts, and a word with nothing known zeros.
        """
        found = np.zeros((len(words), self.matrix.shape[1]), dtype=np.float32)
        for at, word in enumerate(words):
            if rows := self._rows_of(word):
                found[at] = self.matrix[rows].mean(axis=0)
        return unit_rows(found)

    def _rows_of(self, word: str) -> list[int]:
        row = self._row(word)
        rows = [row] if row is not None else [self._row(part) for part in split_compound(lemma(word))]
        return [row for row in rows if row is not None]

    def _row(self, word: str) -> int | None:
        row = self.rows.get(word)
        return row if row is not None else self.rows.get(lemma(word))


def unit_rows(matrix: Floats) -> Floats:
    """Every row scaled to length 1; a row of zeros stays zeros."""
    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    return np.asarray(np.divide(matrix, lengths, out=np.zeros_like(matrix), where=lengths > 0), dtype=np.float32)


@cache
def shipped_vectors() -> Vectors:
    """The vectors that come with the package."""
    with resources.as_file(_shipped()) as path:
        return load_vectors(path)


def _shipped() -> Traversable:
    return resources.files("pipeline.language").joinpath("data", "vectors.npz")


def vectors_file(project: Project) -> Path | None:
    """The file that `language.vectors` names, None where it is empty. Raises MissingError when there is no such file."""
    path = project.vectors
    if path is not None and not path.is_file():
        raise MissingError(
            f"There are no word vectors at {path}, which params.yaml names (language.vectors). Make the file with "
            '`python -m pipeline.language.vectors --text FOLDER --out FILE`, or write vectors: "" for the shipped ones.'
        )
    return path


def vectors_in(file: Path | None) -> Vectors:
    """The vectors in a file, the shipped ones where it is None. Raises ModelError as `load_vectors`."""
    return load_vectors(file) if file else shipped_vectors()


def vectors_sha256(file: Path | None) -> str:
    """The hash of the file that `vectors_in` reads."""
    with resources.as_file(_shipped()) as shipped:
        return sha256_file(file or shipped)


def load_vectors(path: Path) -> Vectors:
    """Read vectors written by `save_vectors`. Raises ModelError when the file is damaged or something else."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            words = bytes(stored["words"]).decode("utf-8").split("\n")
            values, scales = stored["values"], stored["scales"]
        if values.dtype != np.int8 or values.ndim != 2 or not len(words) == len(values) == len(scales):
            raise ValueError("words and numbers do not fit together")
        matrix = values.astype(np.float32) * scales.astype(np.float32).reshape(-1, 1)
    except (OSError, EOFError, KeyError, TypeError, ValueError, AttributeError, zipfile.BadZipFile, zlib.error) as error:
        raise ModelError(f"{path} is damaged or holds no word vectors of temakart ({error}). {AGAIN}") from error
    return Vectors({word: row for row, word in enumerate(words)}, unit_rows(matrix))


def save_vectors(path: Path, words: Sequence[str], matrix: Floats) -> None:
    """Write vectors, commonest word first, rounded to int8 with one scale a word, the words as UTF-8 lines."""
    unit = unit_rows(matrix)
    scales = np.maximum(np.abs(unit).max(axis=1), np.float32(1e-3)) / 127
    buffer = io.BytesIO()
    np.savez_compressed(
        buffer,
        words=np.frombuffer("\n".join(words).encode("utf-8"), dtype=np.uint8),
        values=np.round(unit / scales[:, None]).astype(np.int8),
        scales=scales.astype(np.float16),
    )
    write_atomic(path, buffer.getvalue())


def main(arguments: Sequence[str] | None = None) -> int:
    """Make a file of vectors from the texts named on the command line; returns the exit code."""
    from pipeline.language.learning import induced, skip_grams, text_files

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--text", type=Path, nargs="+", required=True, help="UTF-8 text, .txt or .txt.xz, or folders of it")
    parser.add_argument("--out", type=Path, required=True, help="the file to write (.npz)")
    parser.add_argument("--from-scratch", action="store_true", help="learn all words anew, without the shipped vectors")
    asked = parser.parse_args(arguments)
    try:
        files = text_files(asked.text)
        words, matrix = skip_grams(files) if asked.from_scratch else induced(files, shipped_vectors())
        save_vectors(asked.out, words, matrix)
    except TemakartError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    print(f"{len(words)} words in {asked.out}. To use them, name the file in params.yaml: vectors, under language.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
