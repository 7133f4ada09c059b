from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import DiskError
from pipeline.files import named, sha256_file, sha256_json, spelled, write_atomic, write_json

NAMES = st.binary(min_size=1).filter(lambda raw: b"\\x" not in raw and not {0, 47} & set(raw))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def test_missing_folders_are_made_and_nothing_is_left_beside(tmp_path: Path) -> None:
    path = tmp_path / "ny" / "mappe" / "fil.txt"
    write_atomic(path, "blåbær")
    assert path.read_bytes() == "blåbær".encode()
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("dies_in", ["os.fsync", "pathlib.Path.replace"])
def test_a_writer_killed_on_the_way_leaves_the_old_file(tmp_path: Path, dies_in: str) -> None:
    path = tmp_path / "labels.csv"
    path.write_text("gammelt", encoding="utf-8")
    program = (
        "import os, pathlib\n"
        f"{dies_in} = lambda *_: os._exit(9)\n"
        "from pipeline.files import write_atomic\n"
        f"write_atomic(pathlib.Path({str(path)!r}), 'nytt' * 100_000)\n"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 9
    assert path.read_text(encoding="utf-8") == "gammelt"


def test_an_error_on_the_way_leaves_the_old_file_and_nothing_beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "fil.txt"
    path.write_text("gammelt", encoding="utf-8")

    def full(_: int) -> None:
        raise OSError("disken er full")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(DiskError, match=r"fil\.txt cannot be written \(disken er full\)"):
        write_atomic(path, "nytt")
    assert path.read_text(encoding="utf-8") == "gammelt"
    assert list(tmp_path.iterdir()) == [path]


def test_equal_values_give_equal_bytes(tmp_path: Path) -> None:
    write_json(tmp_path / "a.json", {"navn": "Tromsø", "tall": [1, 2]})
    write_json(tmp_path / "b.json", {"navn": "Tromsø", "tall": [1, 2]})
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()
    assert "Tromsø" in (tmp_path / "a.json").read_text(encoding="utf-8")


def test_a_file_is_hashed_whole_whatever_its_size(tmp_path: Path) -> None:
    data = b"x" * ((1 << 20) + 7)
    (tmp_path / "stor").write_bytes(data)
    assert sha256_file(tmp_path / "stor") == hashlib.sha256(data).hexdigest()


@given(st.dictionaries(st.text(), JSON, min_size=2, max_size=4))
def test_the_hash_of_a_value_does_not_depend_on_key_order(value: dict[str, object]) -> None:
    assert sha256_json(dict(reversed(value.items()))) == sha256_json(value)


@given(NAMES)
def test_any_name_of_a_file_can_be_stored_and_found_again(raw: bytes) -> None:
    spelling = spelled(os.fsdecode(raw))
    spelling.encode("utf-8")
    assert named(spelling) == os.fsdecode(raw)


def test_the_hash_tells_values_apart() -> None:
    values = [{"a": 1}, {"a": "1"}, {"a": [1]}, {"a": True}, {"a": None}, {"b": 1}]
    assert len({sha256_json(value) for value in values}) == len(values)
