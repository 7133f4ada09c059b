from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.classify import ondemand
from pipeline.classify.ondemand import Documents, read_documents
from pipeline.documents import load_hashed, save_document
from pipeline.errors import FaultyFileError
from pipeline.files import sha256_file
from pipeline.language.memory import FORGETFUL, Memory

from ..conftest import MakeDocument


class Folder:
    """Three Documents in files, one of them not there and one of them no Document, and what was parsed of them."""

    def __init__(self, folder: Path, make_document: MakeDocument, monkeypatch: pytest.MonkeyPatch) -> None:
        self.paths = {name: folder / f"{name}.json" for name in ("a", "b", "bad", "none")}
        self.sound = Memory(folder / "sound.sqlite")
        self.parsed: list[str] = []
        for name in ("a", "b"):
            save_document(make_document(f"Om {name}.", report_id=name), self.paths[name])
        self.paths["bad"].write_text("{}", encoding="utf-8")
        monkeypatch.setattr(ondemand, "load_hashed", lambda path: self.parsed.append(path.stem) or load_hashed(path))

    def read(self, sound: Memory | None = None) -> Documents:
        self.parsed.clear()
        documents, faults = read_documents(self.paths, sound or self.sound)
        assert [fault.file for fault in faults] == ["bad.json"]
        return documents


@pytest.fixture
def folder(tmp_path: Path, make_document: MakeDocument, monkeypatch: pytest.MonkeyPatch) -> Folder:
    return Folder(tmp_path, make_document, monkeypatch)


def test_the_documents_are_those_in_the_files(folder: Folder) -> None:
    documents = folder.read()
    assert list(documents) == ["a", "b"] and documents["b"].text == "Om b." and "bad" not in documents
    assert documents.hashes == {name: sha256_file(folder.paths[name]) for name in ("a", "b")}


def test_what_was_sound_before_is_parsed_when_it_is_asked_for(folder: Folder) -> None:
    folder.read()
    documents = folder.read()
    assert folder.parsed == ["bad"]
    assert documents["b"].report_id == documents["b"].report_id == "b"
    assert folder.parsed == ["bad", "b"]


def test_without_a_memory_all_are_parsed_at_once_and_once(folder: Folder) -> None:
    for _ in range(2):
        assert folder.read(FORGETFUL)["a"].report_id == "a"
        assert folder.parsed == ["a", "b", "bad"]


def test_a_file_that_changed_is_parsed_again(folder: Folder, make_document: MakeDocument) -> None:
    folder.read()
    save_document(make_document("Om noe annet.", report_id="a"), folder.paths["a"])
    assert folder.read()["a"].text == "Om noe annet."
    assert folder.parsed == ["a", "bad"]


def test_a_file_that_was_damaged_since_is_told_of(folder: Folder) -> None:
    folder.read()
    folder.paths["b"].write_text("[]", encoding="utf-8")
    documents, faults = read_documents(folder.paths, folder.sound)
    assert [fault.file for fault in faults] == ["b.json", "bad.json"] and list(documents) == ["a"]


def test_a_file_written_while_it_is_in_use_is_told_of(folder: Folder, make_document: MakeDocument) -> None:
    folder.read()
    documents = folder.read()
    save_document(make_document("Om noe annet.", report_id="a"), folder.paths["a"])
    with pytest.raises(FaultyFileError, match="written anew"):
        documents["a"]
