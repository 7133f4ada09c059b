from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.documents import Document
from pipeline.language import counting, prepare
from pipeline.language.boilerplate import NOTHING_SHARED, Shared
from pipeline.language.counting import count
from pipeline.language.memory import FORGETFUL, Memory
from pipeline.language.prepare import Counted
from pipeline.project import LanguageParams

from ..conftest import MakeDocument

TEXTS = {
    "a": "Kommunen bygde boliger på Hamar og fulgte opp beboerne.",
    "b": "Prosjektet er finansiert av Husbanken med tilskudd. Skolen fikk ny rektor.",
    "c": "Fangsten ble solgt i havna.",
}
PARAMS = LanguageParams(translate_nynorsk="off")


class Counting:
    """Counts three reports with a memory in a file, and tells which of them were counted anew."""

    def __init__(self, make_document: MakeDocument, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.documents = [make_document(text, report_id=name) for name, text in TEXTS.items()]
        self.hashes = {name: name * 8 for name in TEXTS}
        self.kept, self.anew = Memory(folder / "words.sqlite"), [""]
        monkeypatch.setattr(counting, "prepare", self._prepare)

    def _prepare(self, documents: Sequence[Document], *rest: Any) -> list[prepare.Prepared]:
        self.anew[:] = [document.report_id for document in documents]
        return prepare.prepare(documents, *rest)

    def __call__(self, params: LanguageParams = PARAMS, shared: Shared = NOTHING_SHARED, **titles: str) -> list[Counted]:
        return count(
            {one.report_id: one for one in self.documents}, self.hashes, titles, params, shared, FORGETFUL, self.kept, 1
        )

    def plainly(self, shared: Shared = NOTHING_SHARED, **titles: str) -> list[Counted]:
        found = prepare.prepare(self.documents, titles, PARAMS, shared)
        return [Counted(one.report_id, one.words, one.weights) for one in found]


@pytest.fixture
def counting_of(make_document: MakeDocument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Counting:
    return Counting(make_document, tmp_path, monkeypatch)


def told(reports: Sequence[Counted]) -> list[tuple[str, list[tuple[str, ...]], tuple[float, ...]]]:
    return [(one.report_id, list(one.words), one.weights) for one in reports]


def test_what_is_kept_is_what_was_counted(counting_of: Counting) -> None:
    first = counting_of()
    assert counting_of.anew == ["a", "b", "c"]
    again = counting_of()
    assert counting_of.anew == [] and told(again) == told(first) == told(counting_of.plainly())


def test_only_a_report_that_changed_is_counted_again(counting_of: Counting, make_document: MakeDocument) -> None:
    counting_of()
    counting_of.documents[1] = make_document("Elevene fikk lekser.", report_id="b")
    counting_of.hashes["b"] = "anew"
    assert told(counting_of()) == told(counting_of.plainly())
    assert counting_of.anew == ["b"]


def test_another_title_counts_the_report_again(counting_of: Counting) -> None:
    counting_of()
    assert told(counting_of(c="Torsk og sild")) == told(counting_of.plainly(c="Torsk og sild"))
    assert counting_of.anew == ["c"]


def test_other_boilerplate_counts_all_again(counting_of: Counting) -> None:
    counting_of()
    shared = Shared.of(["Prosjektet er finansiert av Husbanken med tilskudd."])
    assert told(counting_of(shared=shared)) == told(counting_of.plainly(shared))
    assert counting_of.anew == ["a", "b", "c"]


@pytest.mark.parametrize("change", [{"passage_words": 20}, {"role_weights": {"title": 3.0}}])
def test_other_parameters_count_all_again(counting_of: Counting, change: dict[str, Any]) -> None:
    counting_of()
    counting_of(PARAMS.model_copy(update=change))
    assert counting_of.anew == ["a", "b", "c"]


def test_another_program_counts_all_again(counting_of: Counting, monkeypatch: pytest.MonkeyPatch) -> None:
    counting_of()
    monkeypatch.setattr(counting, "code_sha256", lambda _: "another")
    counting_of()
    assert counting_of.anew == ["a", "b", "c"]


def test_what_is_kept_of_other_reports_is_forgotten_when_something_changes(counting_of: Counting) -> None:
    counting_of()
    old, counting_of.hashes = dict(counting_of.hashes), {name: "anew" for name in TEXTS}
    counting_of()
    counting_of.hashes = old
    counting_of()
    assert counting_of.anew == ["a", "b", "c"]


def test_words_of_a_translator_that_failed_are_not_kept(counting_of: Counting, monkeypatch: pytest.MonkeyPatch) -> None:
    first = counting_of.documents[0]
    page = replace(first.pages[0], text="Kommunen bygde ikkje fleire bustader, men bebuarane fekk betre oppfølging.", blocks=())
    counting_of.documents[0] = replace(first, pages=(page,))
    monkeypatch.setattr(prepare, "by_apertium", lambda *_: None)
    monkeypatch.setattr(prepare, "apertium_installed", lambda: True)
    auto = LanguageParams(translate_nynorsk="auto")
    assert "bolig" in counting_of(auto)[0].words.distinct
    counting_of(auto)
    assert counting_of.anew == ["a"]


def test_a_damaged_memory_costs_time_and_nothing_else(counting_of: Counting) -> None:
    first = counting_of()
    assert counting_of.kept.path is not None
    counting_of.kept.path.write_bytes(b"no database" * 100)
    assert told(counting_of()) == told(first) and counting_of.anew == ["a", "b", "c"]
