from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from pipeline.errors import MissingError, ModelError
from pipeline.language.vectors import Vectors, load_vectors, main, save_vectors, shipped_vectors, unit_rows, vectors_file
from pipeline.project import Project

ROWS = arrays.arrays(
    np.float32, st.tuples(st.integers(1, 5), st.just(4)), elements=st.integers(-36, 36).map(lambda number: number / 4)
)
HAND = Vectors({"bolig": 0, "plan": 1}, np.array([[1, 0], [0, 1]], dtype=np.float32))


def test_a_known_word_has_its_own_vector_and_an_unknown_one_zeros() -> None:
    assert HAND.of(["plan", "xyzzy"]).tolist() == [[0, 1], [0, 0]]


def test_an_unknown_compound_lies_between_its_parts() -> None:
    assert HAND.of(["boligplan"])[0] == pytest.approx([0.5**0.5, 0.5**0.5])


def test_an_inflected_word_or_another_spelling_has_the_vector_of_its_lemma() -> None:
    both = Vectors({"bolig": 0, "fremskaffelse": 1}, HAND.matrix)
    assert both.of(["boligen", "framskaffelsen"]).tolist() == [[1, 0], [0, 1]]
    assert both.of(["boligframskaffelse"])[0] == pytest.approx([0.5**0.5, 0.5**0.5])


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


def test_the_command_adds_the_words_of_a_text_and_writes_the_same_bytes_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("pipeline.language.vectors.shipped_vectors", lambda: HAND)
    (tmp_path / "text").mkdir()
    (tmp_path / "text" / "a.txt").write_text("bolig plan startlån\n" * 5, encoding="utf-8")
    written = []
    for name in ("a.npz", "b.npz"):
        assert main(["--text", str(tmp_path / "text"), "--out", str(tmp_path / name)]) == 0
        written.append((tmp_path / name).read_bytes())
    assert "3 words" in capsys.readouterr().out
    assert written[0] == written[1] and list(load_vectors(tmp_path / "a.npz").rows) == ["bolig", "plan", "startlån"]


def test_the_command_ends_with_a_sentence_where_there_is_no_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--text", str(tmp_path / "none"), "--out", str(tmp_path / "a.npz")]) == 1
    assert "There is no text in" in capsys.readouterr().err and not (tmp_path / "a.npz").exists()


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-40])


def short(path: Path) -> None:
    with np.load(path) as stored:
        kept = dict(stored)
    np.savez(path, **(kept | {"words": kept["words"][:-6]}))


@pytest.mark.parametrize("damage", [cut, short, lambda path: path.write_bytes(b"bolig 1 2"), lambda path: np.savez(path, a=1)])
def test_a_damaged_or_foreign_file_is_refused_with_a_sentence(damage: Callable[[Path], None], tmp_path: Path) -> None:
    path = tmp_path / "v.npz"
    save_vectors(path, ["a", "bolig"], HAND.matrix)
    damage(path)
    with pytest.raises(ModelError, match=r"v\.npz is damaged or holds no word vectors"):
        load_vectors(path)


def test_a_project_whose_vectors_are_missing_is_told_how_to_make_them(tmp_path: Path) -> None:
    project = Project(tmp_path)
    assert vectors_file(project) is None
    project.params_file.write_text("language: {vectors: own/v.npz}", encoding="utf-8")
    with pytest.raises(MissingError, match=r"own/v\.npz.*python -m pipeline\.language\.vectors"):
        vectors_file(project)
