from __future__ import annotations

import lzma
from pathlib import Path

import numpy as np
import pytest

from pipeline.errors import FaultyFileError, MissingError, UsageError
from pipeline.language.learning import induced, linear_map, sentences, skip_grams, surroundings, text_files
from pipeline.language.vectors import Vectors, unit_rows

KNOWN = Vectors({"torsk": 0, "sei": 1, "gran": 2, "furu": 3}, unit_rows(np.array([[5, 1], [5, 0], [1, 5], [0, 5]], np.float32)))
LINES = ["Torsk, hyse og sei.", "Gran, lerk og furu."]


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(lzma.compress(text.encode()) if path.suffix == ".xz" else text.encode())
    return path


def test_a_new_word_comes_to_lie_where_its_neighbours_are_and_known_words_stay(tmp_path: Path) -> None:
    words, matrix = induced([write(tmp_path / "a.txt", "\n".join(LINES * 5))], KNOWN)
    assert words == [*KNOWN.rows, "hyse", "lerk"]
    assert (matrix[:4] == KNOWN.matrix).all()
    assert matrix[4] @ matrix[1] > 0.9 > matrix[4] @ matrix[3] and matrix[5] @ matrix[3] > 0.9


def test_a_word_seen_too_seldom_or_only_among_strangers_is_left_out(tmp_path: Path) -> None:
    text = "\n".join([*LINES * 4, *["hval sel ulv"] * 9])
    assert induced([write(tmp_path / "a.txt", text)], KNOWN)[0] == list(KNOWN.rows)


def test_no_window_reaches_into_the_next_line() -> None:
    rows = {"torsk": 0, "sei": 1, "ny": 2}
    together, _ = surroundings([["torsk", "ny"], ["sei"]], rows, KNOWN.matrix[:2])
    apart, seen = surroundings([["torsk", "ny"]], rows, KNOWN.matrix[:2])
    assert (together[2] == apart[2]).all() and apart[2].any() and seen.tolist() == [1, 0, 1]


def test_the_map_is_found_where_there_is_much_text_and_the_identity_where_there_is_none() -> None:
    vectors = unit_rows(np.random.default_rng(0).normal(size=(500, 3)).astype(np.float32))
    turn = np.array([[0, 1, 0], [0, 0, 1], [1, 0, 0]])
    assert linear_map(vectors @ turn.T, vectors, np.full(500, 10**6)) == pytest.approx(turn, abs=0.05)
    assert linear_map(vectors @ turn.T, vectors, np.zeros(500, dtype=np.int64)) == pytest.approx(np.eye(3))


def test_folders_are_read_through_packed_or_not_and_other_files_left_alone(tmp_path: Path) -> None:
    inside = [write(tmp_path / "b" / "to.TXT", LINES[1]), write(tmp_path / "en.txt.xz", LINES[0])]
    write(tmp_path / "b" / "bilde.png", "x")
    named = write(tmp_path / "c" / "tekst.md", LINES[0])
    assert text_files([tmp_path / "b", inside[1], named]) == sorted([*inside, named])
    assert list(sentences(inside)) == [["gran", "lerk", "furu"], ["torsk", "hyse", "sei"]]


def test_a_folder_without_text_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingError, match=f"no text in {tmp_path}"):
        text_files([tmp_path])


@pytest.mark.parametrize(("name", "raw"), [("a.txt", "på tå hev".encode("cp1252")), ("a.xz", b"not packed")])
def test_a_file_that_cannot_be_read_is_named(name: str, raw: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(raw)
    with pytest.raises(FaultyFileError, match=name):
        list(sentences([tmp_path / name]))


@pytest.mark.slow
def test_learning_from_scratch_again_gives_the_same_numbers(tmp_path: Path) -> None:
    pytest.importorskip("gensim")
    text = write(tmp_path / "a.txt", "\n".join(LINES * 20))
    (words, matrix), (words_again, again) = skip_grams([text]), skip_grams([text])
    assert set(words) == {"torsk", "hyse", "sei", "gran", "lerk", "furu"} and words == words_again
    assert (matrix == again).all() and matrix.shape == (6, 128)


@pytest.mark.slow
@pytest.mark.parametrize("text", ["", LINES[0]])
def test_too_little_to_learn_from_is_told(text: str, tmp_path: Path) -> None:
    pytest.importorskip("gensim")
    with pytest.raises(UsageError, match="too little text"):
        skip_grams([write(tmp_path / "a.txt", text)])
