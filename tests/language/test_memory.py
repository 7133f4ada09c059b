from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language.memory import Memory

KEY = "ab" * 32


@pytest.fixture
def memory(tmp_path: Path) -> Memory:
    return Memory(tmp_path / "cache" / "kept.sqlite")


@given(kept=st.dictionaries(st.text("0123456789abcdef", min_size=1), st.binary(), max_size=5))
def test_what_is_kept_is_recalled(kept: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> None:
    memory = Memory(tmp_path_factory.mktemp("memory") / "kept.sqlite")
    memory.keep(kept)
    assert memory.recall([*kept, "not kept"]) == kept


def test_what_lies_under_other_keys_is_forgotten_where_that_is_asked(memory: Memory) -> None:
    memory.keep({"a": b"1", "b": b"2"})
    memory.keep({"c": b"3"}, only=["b", "c"])
    assert memory.recall(["a", "b", "c"]) == {"b": b"2", "c": b"3"}


def test_more_keys_than_one_question_holds(memory: Memory) -> None:
    kept = {f"{at:x}": b"x" for at in range(1201)}
    memory.keep(kept)
    assert memory.recall(list(kept)) == kept


def test_without_a_path_nothing_is_kept() -> None:
    Memory().keep({KEY: b"x"})
    assert Memory().recall([KEY]) == {}


@pytest.mark.parametrize("damage", [b"", b"not a database at all" * 300])
def test_a_damaged_file_counts_as_empty_and_is_written_anew(damage: bytes, memory: Memory) -> None:
    memory.keep({KEY: b"x"})
    assert memory.path is not None
    memory.path.write_bytes(damage)
    assert memory.recall([KEY]) == {}
    memory.keep({KEY: b"y"})
    assert memory.recall([KEY]) == {KEY: b"y"}


@pytest.mark.parametrize("other", [b"wrong", "text", 5, None])
def test_a_changed_value_is_not_believed(other: object, memory: Memory) -> None:
    memory.keep({KEY: b"right"})
    assert memory.path is not None
    with closing(sqlite3.connect(memory.path)) as file, file:
        file.execute("UPDATE kept SET value = ?", (other,))
    assert memory.recall([KEY]) == {}


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    memory = Memory(tmp_path / "file" / "kept.sqlite")
    memory.keep({KEY: b"x"})
    assert memory.recall([KEY]) == {}
