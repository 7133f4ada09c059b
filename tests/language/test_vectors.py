from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from pipeline.language.vectors import Vectors, load_vectors, save_vectors, shipped_vectors, unit_rows

ROWS = arrays.arrays(
    np.float32, st.tuples(st.integers(1, 5), st.just(4)), elements=st.integers(-36, 36).map(lambda number: number / 4)
)
HAND = Vectors({"bolig": 0, "plan": 1}, np.array([[1, 0], [0, 1]], dtype=np.float32))


def test_a_known_word_has_its_own_vector_and_an_unknown_one_zeros() -> None:
    assert HAND.of(["plan", "xyzzy"]).tolist() == [[0, 1], [0, 0]]


def test_an_unknown_compound_lies_between_its_parts() -> None:
    assert HAND.of(["boligplan"])[0] == pytest.approx([0.5**0.5, 0.5**0.5])


def test_no_words_give_no_rows() -> None:
    assert HAND.of([]).shape == (0, 2)


@given(ROWS)
def test_rows_have_length_one_or_are_zeros(rows: np.ndarray) -> None:
    lengths = np.linalg.norm(unit_rows(rows), axis=1)
    assert np.allclose(lengths, np.any(rows != 0, axis=1), atol=1e-3)


@given(ROWS.filter(lambda rows: bool(rows.any(axis=1).all())))
def test_rounding_turns_no_vector_far(rows: np.ndarray) -> None:
    words = [f"ord{number}" for number in range(len(rows))]
    with tempfile.TemporaryDirectory() as folder:
        save_vectors(Path(folder) / "v.npz", words, rows)
        loaded = load_vectors(Path(folder) / "v.npz")
    assert list(loaded.rows) == words
    assert (np.sum(loaded.matrix * unit_rows(rows), axis=1) > 0.99).all()


def test_the_same_vectors_are_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.npz", "b.npz"):
        save_vectors(tmp_path / name, ["bolig"], np.array([[1, 2]], dtype=np.float32))
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


def nearest(word: str, *others: str) -> str:
    vectors = shipped_vectors().of([word, *others])
    return others[int(np.argmax(vectors[1:] @ vectors[0]))]


@pytest.mark.parametrize(
    ("word", "near", "far"),
    [
        ("leilighet", "bolig", "fiske"),
        ("kurs", "opplæring", "leilighet"),
        ("husleie", "leie", "skole"),
        ("flyktning", "asyl", "tak"),
    ],
)
def test_words_of_one_matter_lie_together(word: str, near: str, far: str) -> None:
    assert nearest(word, near, far) == near
