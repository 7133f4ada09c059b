"""Learning word vectors from running text: all words anew, or the words that the known vectors lack."""

from __future__ import annotations

import lzma
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from pipeline.errors import Fault, FaultyFileError, MissingError, UsageError
from pipeline.language.alignment import without_form
from pipeline.language.nynorsk import word_list
from pipeline.language.vectors import Floats, Vectors, unit_rows
from pipeline.language.words import STOP_WORDS, lemma, tokens
from pipeline.wordlist import read_lines

DIMENSIONS = 128
WORDS = 50_000
LEAST_SEEN = 12
WINDOW = 8
EPOCHS = 3
SEED = 1
# A new word needs fewer sightings than one learned anew: only its own place is to be found, not the whole space.
LEAST_SEEN_NEW = 5
MOST_NEW = 50_000
STEADY = 10.0  # the identity counts as much as ten words seen twice would, in each direction
BATCH = 20_000
ENDINGS = (".txt", ".xz")


def text_files(paths: Sequence[Path]) -> list[Path]:
    """The text files named, and those under the folders named, sorted. Raises MissingError where there is none."""
    found: set[Path] = set()
    for path in paths:
        inside = {path} if path.is_file() else {file for file in path.rglob("*") if file.suffix.lower() in ENDINGS}
        if not inside:
            raise MissingError(f"There is no text in {path}: name .txt or .txt.xz files, or a folder that holds such files.")
        found |= inside
    return sorted(found)


def sentences(files: Iterable[Path]) -> Iterator[list[str]]:
    """The lemmas of each line with more than two of them, stop words left out.

    Raises FaultyFileError naming a file that is not UTF-8 or, with the ending .xz, not packed whole.
    """
    for file in files:
        try:
            for line in read_lines([str(file)]):
                words = [lemma(word) for word in tokens(line) if word not in STOP_WORDS]
                if len(words) > 2:
                    yield words
        except (UnicodeDecodeError, lzma.LZMAError, EOFError) as error:
            fault = Fault(str(file), None, f"{error}. Save it as UTF-8 text, or pack it again with xz.")
            raise FaultyFileError("A text cannot be read.", [fault]) from error


def skip_grams(files: Sequence[Path]) -> tuple[list[str], Floats]:
    """All words anew, commonest first: skip-gram with negative sampling over lemmas (Mikolov et al. 2013), `without_form`.

    One thread, so that it can be repeated. Raises UsageError without the `vectors` extra or with too little text.
    """
    try:
        from gensim.models import Word2Vec
    except ImportError as error:
        raise UsageError("Learning from scratch needs the «vectors» extra: pip install 'temakart[vectors]'.") from error
    with tempfile.TemporaryDirectory() as folder:
        text = Path(folder) / "lemmas.txt"
        with text.open("w", encoding="utf-8") as file:
            file.writelines(" ".join(words) + "\n" for words in sentences(files))
        _need(text.stat().st_size > 0)
        model = Word2Vec(
            vector_size=DIMENSIONS, window=WINDOW, min_count=LEAST_SEEN, sg=1, negative=8, sample=1e-4, workers=1, seed=SEED
        )
        model.build_vocab(corpus_file=str(text))
        _need(len(model.wv) > 0)
        model.train(
            corpus_file=str(text), total_words=model.corpus_total_words, total_examples=model.corpus_count, epochs=EPOCHS
        )
    words = list(model.wv.index_to_key[:WORDS])
    return words, without_form(words, np.asarray(model.wv[words], dtype=np.float32), word_list())


def _need(enough: bool) -> None:
    if not enough:
        raise UsageError(f"There is too little text: no word stands in it {LEAST_SEEN} times. Leave out --from-scratch.")


def induced(files: Sequence[Path], known: Vectors) -> tuple[list[str], Floats]:
    """The known words with their vectors, then the text's other words, commonest first, where their neighbours put them.

    A new word's vector is the mean of the known words around it, sent through the one linear map that best sends the
    known words' own surroundings to their vectors (à la carte embedding, Khodak et al. 2018); with little text the map
    stays near the identity. Quick, repeatable, and known words stay where they are.
    """
    counts = Counter(word for words in sentences(files) for word in words)
    fresh = [(word, count) for word, count in counts.items() if count >= LEAST_SEEN_NEW and word not in known.rows]
    new = [word for word, _ in sorted(fresh, key=lambda item: (-item[1], item[0]))[:MOST_NEW]]
    names = [*known.rows, *new]
    around, seen = surroundings(sentences(files), {word: row for row, word in enumerate(names)}, known.matrix)
    old = len(known.rows)
    chart = linear_map(around[:old], known.matrix, seen[:old])
    found = unit_rows((around[old:] @ chart).astype(np.float32))
    kept = np.flatnonzero(found.any(axis=1))
    return [*known.rows, *(new[row] for row in kept)], np.vstack([known.matrix, found[kept]])


def surroundings(
    lines: Iterable[list[str]], rows: dict[str, int], matrix: Floats
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """The mean vector of the known words within the window, over all places where a word stands, and the number of places.

    `matrix` holds the vectors of the first words of `rows`. Shapes (words, dimensions) and (words,).
    """
    blank = len(rows)
    table = np.zeros((blank + 1, matrix.shape[1]))
    table[: len(matrix)] = matrix
    sums, seen = np.zeros_like(table), np.zeros(blank + 1, dtype=np.int64)
    for batch in _batches(lines, rows, blank):
        running = np.vstack([np.zeros((1, table.shape[1])), np.cumsum(table[batch], axis=0)])
        at = np.arange(len(batch))
        near = running[np.minimum(at + WINDOW + 1, len(batch))] - running[np.maximum(at - WINDOW, 0)] - table[batch]
        np.add.at(sums, batch, near)
        np.add.at(seen, batch, 1)
    return sums[:blank] / np.maximum(seen[:blank, None], 1) / (2 * WINDOW), seen[:blank]


def _batches(lines: Iterable[list[str]], rows: dict[str, int], blank: int) -> Iterator[npt.NDArray[np.int64]]:
    """The words' rows, many lines at once, with blanks between lines so that no window reaches into the next."""
    batch: list[int] = []
    for words in lines:
        batch += [*(rows.get(word, blank) for word in words), *[blank] * WINDOW]
        if len(batch) >= BATCH:
            yield np.array(batch, dtype=np.int64)
            batch = []
    if batch:
        yield np.array(batch, dtype=np.int64)


def linear_map(around: npt.NDArray[np.float64], vectors: Floats, seen: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """The map from surroundings to vectors, shape (dimensions, dimensions), by ridge regression drawn to the identity.

    A word weighs by the logarithm of how often it was seen.
    """
    unit = unit_rows(around.astype(np.float32)).astype(np.float64)
    weighed = unit * np.log1p(seen)[:, None]
    ridge = STEADY * np.eye(unit.shape[1])
    return np.asarray(np.linalg.solve(unit.T @ weighed + ridge, weighed.T @ vectors + ridge))
