from __future__ import annotations

import copy
import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.documents import (
    Block,
    Document,
    Page,
    Source,
    document_from_json,
    document_to_json,
    load_document,
    save_document,
)
from pipeline.errors import FaultyFileError, MissingError

from .conftest import MakeDocument

TEXT = st.text(st.characters(codec="utf-8"), max_size=10)
POINT = st.floats(0, 900, allow_nan=False)
BLOCK = st.builds(
    Block,
    st.sampled_from(["heading", "paragraph", "list", "table", "caption", "footnote", "furniture"]),
    TEXT,
    st.none() | st.integers(1, 4),
    st.none() | st.lists(st.lists(TEXT, max_size=2).map(tuple), max_size=2).map(tuple),
    st.none() | st.sampled_from(["header", "toc"]),
    st.none() | st.tuples(POINT, POINT, POINT, POINT),
)
PAGE = st.builds(
    Page,
    st.integers(1, 99),
    TEXT,
    st.lists(BLOCK, max_size=2).map(tuple),
    st.sampled_from(["text", "ocr", "none"]),
    st.sampled_from(["nb", "nn", "en", "und"]),
    st.lists(TEXT, max_size=2).map(tuple),
)
DOCUMENT = st.builds(
    Document,
    TEXT,
    st.builds(Source, TEXT, TEXT, st.integers(0, 9), TEXT),
    TEXT,
    st.lists(PAGE, max_size=2).map(tuple),
    st.sampled_from(["nb", "nn", "und"]),
    st.lists(TEXT, max_size=2).map(tuple),
    st.dictionaries(TEXT, TEXT, max_size=2),
)
EXAMPLE = Document(
    "r1",
    Source("r1.pdf", "0" * 64, 9, "pdf"),
    "1",
    (Page(1, "Mål", (Block("heading", "Mål", 1), Block("table", "a", cells=(("a", "b"),), bbox=(0, 0, 1, 1)))),),
    metadata={"title": "Plan"},
)


@given(DOCUMENT)
def test_what_is_saved_is_loaded(document: Document) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "r1.json"
        save_document(document, path)
        assert load_document(path) == document


def test_equal_documents_are_equal_bytes_without_a_clock(tmp_path: Path) -> None:
    save_document(EXAMPLE, tmp_path / "a.json")
    save_document(load_document(tmp_path / "a.json"), tmp_path / "b.json")
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()
    assert document_to_json(EXAMPLE)["extractor"]["seconds"] is None


def test_the_form_is_that_of_the_contract() -> None:
    value = document_to_json(EXAMPLE)
    assert {"schema", "report_id", "source", "extractor", "language", "pages", "warnings"} <= value.keys()
    assert value["pages"][0].keys() == {"number", "text", "blocks", "method", "language", "flags"}


def test_the_text_of_all_pages_leaves_out_empty_ones(make_document: MakeDocument) -> None:
    assert make_document("Første side.", "", "Tredje side.").text == "Første side.\n\nTredje side."


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every value inside a JSON value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, item in inner for place in places(item, (*path, key)))]


@given(st.sampled_from(places(document_to_json(EXAMPLE))), st.sampled_from([None, 7, "tekst", [], {}, ["tekst"], [7]]))
def test_a_spoilt_document_is_read_or_refused_never_a_crash(place: tuple[Any, ...], instead: Any) -> None:
    whole = {"": copy.deepcopy(document_to_json(EXAMPLE))}
    target: Any = whole
    *steps, last = ("", *place)
    for step in steps:
        target = target[step]
    target[last] = instead
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "r1.json"
        path.write_text(json.dumps(whole[""]), encoding="utf-8")
        try:
            load_document(path)
        except FaultyFileError as error:
            assert "extract again" in str(error)


@pytest.mark.parametrize("text", ["", "{}", '{"schema":1', "[]", "null", "[" * 100_000, "\ufeff{}"])
def test_a_file_of_something_else_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "r1.json").write_text(text, encoding="utf-8")
    with pytest.raises(FaultyFileError, match="extract again"):
        load_document(tmp_path / "r1.json")


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "r1.json").write_bytes(b"\xff\x00")
    with pytest.raises(FaultyFileError):
        load_document(tmp_path / "r1.json")


def test_another_schema_is_refused() -> None:
    with pytest.raises(ValueError, match="schema"):
        document_from_json({**document_to_json(EXAMPLE), "schema": 99})


def test_no_file_says_to_extract(tmp_path: Path) -> None:
    with pytest.raises(MissingError, match="temakart extract"):
        load_document(tmp_path / "r1.json")
