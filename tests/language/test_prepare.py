from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.documents import Block, Page
from pipeline.language import prepare as module
from pipeline.language.boilerplate import Shared
from pipeline.language.prepare import prepare
from pipeline.project import LanguageParams

from ..conftest import MakeDocument

NYNORSK = "Kommunen bygde ikkje fleire bustader, men bebuarane fekk betre oppfølging."
BOKMAL = "Kommunen bygde ikke flere boliger, men beboerne fikk bedre oppfølging."
PARAMS = LanguageParams(translate_nynorsk="off", role_weights={"title": 2.0, "background": 0.5})


def test_both_written_forms_give_the_same_words(make_document: MakeDocument) -> None:
    one, other = prepare([make_document(NYNORSK), make_document(BOKMAL)], {}, PARAMS)
    assert {"bolig", "beboer", "oppfølging"} <= set(one.words[0]) & set(other.words[0])


def test_the_passage_shown_is_never_the_translation(make_document: MakeDocument) -> None:
    (prepared,) = prepare([make_document(NYNORSK)], {}, PARAMS)
    assert prepared.passages[0].text == NYNORSK


def test_nynorsk_is_translated_also_where_boilerplate_is_taken_out(make_document: MakeDocument) -> None:
    shared = "Prosjektet er finansiert med bustadsosialt kompetansetilskot frå Husbanken."
    (prepared,) = prepare([make_document(f"{shared} {NYNORSK}")], {}, PARAMS, Shared.of([shared]))
    assert "bolig" in prepared.words[0]
    assert "kompetansetilskudd" not in prepared.words[0] and "bustad" not in prepared.words[0]


def test_all_nynorsk_of_all_reports_is_translated_in_one_go(
    make_document: MakeDocument, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[str]] = []
    monkeypatch.setattr(module, "to_bokmal", lambda texts, **_: asked.append(list(texts)) or ["bolig"] * len(texts))
    prepare([make_document(NYNORSK, BOKMAL), make_document(NYNORSK)], {}, PARAMS)
    assert asked == [[NYNORSK, NYNORSK]]


def test_the_title_of_the_register_is_a_passage_on_page_one(make_document: MakeDocument) -> None:
    with_title, without = prepare(
        [make_document(BOKMAL, report_id="a"), make_document(BOKMAL, report_id="b")], {"a": "Boligplan for Hamar"}, PARAMS
    )
    assert (with_title.passages[0].page, with_title.passages[0].role) == (1, "title")
    assert "boligplan" in with_title.words[0]
    assert len(without.passages) == 1


def test_a_chapter_weighs_what_the_parameters_say(make_document: MakeDocument) -> None:
    blocks = [
        Block("paragraph", BOKMAL), Block("heading", "Bakgrunn", 1), Block("paragraph", BOKMAL),
        Block("heading", "Byggingen", 1), Block("paragraph", BOKMAL),
    ]  # fmt: skip
    (prepared,) = prepare([make_document(blocks)], {}, PARAMS)
    assert prepared.weights == (2.0, 0.5, 1.0)


def test_passages_words_and_weights_go_together(make_document: MakeDocument) -> None:
    document = replace(make_document(), pages=(Page(1, " ".join([BOKMAL] * 30)), Page(2, ""), Page(3, NYNORSK)))
    (prepared,) = prepare([document], {"r1": "Tittel"}, PARAMS)
    assert len(prepared.passages) == len(prepared.words) == len(prepared.weights) > 3


def test_how_many_processes_prepare_changes_nothing(make_document: MakeDocument, monkeypatch: pytest.MonkeyPatch) -> None:
    documents = [make_document(f"{NYNORSK} {BOKMAL}", report_id=f"r{at}") for at in range(5)]
    alone = prepare(documents, {"r3": "Boliger"}, PARAMS)
    monkeypatch.setattr(module, "AT_ONCE", 2)
    monkeypatch.setattr("pipeline.parallel.FEWEST_PAGES", 1)
    assert prepare(documents, {"r3": "Boliger"}, PARAMS, jobs=2) == alone
