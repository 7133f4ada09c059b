from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.matrix.load import load_count, load_edition
from pipeline.project import Project

MakeProject = Callable[..., Project]


def test_each_file_is_read_once(make_project: MakeProject, monkeypatch: pytest.MonkeyPatch) -> None:
    project, opened = make_project(), Counter[str]()
    bytes_of, text_of = Path.read_bytes, Path.read_text

    def read_bytes(path: Path) -> bytes:
        opened[path.name] += 1
        return bytes_of(path)

    def read_text(path: Path, encoding: str | None = None) -> str:
        opened[path.name] += 1
        return text_of(path, encoding=encoding)

    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    monkeypatch.setattr(Path, "read_text", read_text)
    load_edition(project)
    read = {name: opened[name] for name in ("register.csv", "labels.csv", "suggestions.csv", "codebook.yaml", "failures.csv")}
    assert set(read.values()) == {1}, read


def test_rows_that_were_left_out_come_with_the_edition(make_project: MakeProject) -> None:
    project = make_project()
    with project.labels.open("a", encoding="utf-8") as file:
        file.write("a2,ukjent,by,kari,2026-02-02,blind,1\n")
    found = [(fault.file, fault.row) for fault in load_edition(project).sources.faults]
    assert ("labels.csv", 4) in found


def test_labels_csv_is_left_alone_where_the_codes_are_given(make_project: MakeProject) -> None:
    project = make_project()
    project.labels.write_bytes(b"\xff\xfe\x00")
    assert load_count(project, codings=()).sources.codings == ()
