"""A coded set on disk: read as it is, and told when it is something else."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from pipeline.errors import FaultyFileError, MissingError
from pipeline.evaluate.codedset import load_coded_set
from tests.conftest import CODEBOOK

ROWS = [
    {"id": "a", "title": "Plan", "language": "nb", "text": "En plan.", "labels": ["planlegging"]},
    {"id": "b", "title": "Kurs", "text": "Eit kurs.", "labels": ["opplaering", "planlegging", "ukjent"]},
]


@pytest.fixture
def written(tmp_path: Path) -> Path:
    path = tmp_path / "prøve"
    with gzip.open(f"{path}.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in ROWS)
    Path(f"{path}_codebook.yaml").write_text(CODEBOOK, encoding="utf-8")
    Path(f"{path}_splits.json").write_text('[["b"], ["a", "b"]]', encoding="utf-8")
    return path


def test_a_set_is_read_in_its_own_order(written: Path) -> None:
    found = load_coded_set(written)
    assert (found.name, found.ids, found.titles, found.starts) == ("prøve", ["a", "b"], ("Plan", "Kurs"), ((1,), (0, 1)))
    assert found.coded.tolist() == [[1, 0, 0], [1, 1, 0]]
    assert [(one.language, one.text) for one in found.documents] == [("nb", "En plan."), ("und", "Eit kurs.")]


@pytest.mark.parametrize("ending", [".jsonl.gz", "_codebook.yaml", "_splits.json"])
def test_a_part_that_is_not_there_is_named(written: Path, ending: str) -> None:
    Path(f"{written}{ending}").unlink()
    with pytest.raises(MissingError, match=ending):
        load_coded_set(written)


@pytest.mark.parametrize(("ending", "text"), [(".jsonl.gz", "x"), ("_splits.json", "{"), ("_splits.json", '[["finnes ikke"]]')])
def test_a_part_that_is_something_else_is_named(written: Path, ending: str, text: str) -> None:
    Path(f"{written}{ending}").write_text(text, encoding="utf-8")
    with pytest.raises(FaultyFileError, match=ending):
        load_coded_set(written)
