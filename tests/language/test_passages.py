from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.documents import Block, Document, Page, Source
from pipeline.language.passages import passages, sentences

from ..conftest import MakeDocument

SENTENCE = st.integers(2, 9).map(lambda words: "Hus" + " by" * (words - 1) + ".")
PARAGRAPH = st.lists(SENTENCE, min_size=1, max_size=6).map(lambda found: Block("paragraph", " ".join(found)))
HEADING = st.sampled_from(["Bakgrunn", "Økonomi", "Arbeidet"]).map(lambda text: Block("heading", text, 1))
NOISE = st.just(Block("furniture", "Side 1", noise="page_number"))
PAGES = st.lists(st.lists(PARAGRAPH | HEADING | NOISE, max_size=6), max_size=4)


def document(pages: list[list[Block]]) -> Document:
    return Document(
        "r1", Source("r1.txt", "", 1, "txt"), "1",
        tuple(Page(number, "", tuple(blocks)) for number, blocks in enumerate(pages, 1)),
    )  # fmt: skip


@given(PAGES, st.integers(5, 40))
def test_no_word_is_lost_and_none_leaves_its_page(pages: list[list[Block]], words: int) -> None:
    found = passages(document(pages), words)
    for number, blocks in enumerate(pages, 1):
        told = " ".join(block.text for block in blocks if block.noise is None).replace(".", "").split()
        assert " ".join(passage.text for passage in found if passage.page == number).replace(".", "").split() == told


@given(PAGES, st.integers(5, 40))
def test_a_passage_ends_with_the_sentence_that_fills_it(pages: list[list[Block]], words: int) -> None:
    for passage in passages(document(pages), words):
        *before, _ = sentences(passage.text)
        assert sum(len(sentence.split()) for sentence in before) < words


def test_a_passage_never_runs_from_one_chapter_into_the_next(make_document: MakeDocument) -> None:
    blocks = [
        Block("paragraph", "Rapport."),
        Block("heading", "Bakgrunn", 1),
        Block("paragraph", "Byen vokser."),
        Block("heading", "Arbeidet", 1),
        Block("paragraph", "Vi bygde."),
    ]
    found = passages(make_document(blocks), 90)
    assert [(passage.role, passage.text) for passage in found] == [
        ("title", "Rapport."),
        ("background", "Bakgrunn. Byen vokser."),
        ("activity", "Arbeidet. Vi bygde."),
    ]


def test_a_chapter_goes_on_over_the_page(make_document: MakeDocument) -> None:
    first = [Block("heading", "Økonomi", 1), Block("paragraph", "Det kostet.")]
    found = passages(make_document(first, [Block("paragraph", "Mye.")]), 90)
    assert [(passage.page, passage.role) for passage in found] == [(1, "economy"), (2, "economy")]


def test_a_row_of_a_table_is_one_piece(make_document: MakeDocument) -> None:
    table = Block("table", "", cells=(("Tiltak", "År"), ("Kurs. Fagdag", ""), ("", "2014")))
    assert passages(make_document([table]), 90)[0].text == "Tiltak | År Kurs. Fagdag 2014"


def test_a_page_without_blocks_is_cut_by_its_blank_lines(make_document: MakeDocument) -> None:
    found = passages(make_document("Første avsnitt her.\n\nAndre avsnitt her."), 3)
    assert [passage.text for passage in found] == ["Første avsnitt her.", "Andre avsnitt her."]


def test_an_empty_page_has_no_passage(make_document: MakeDocument) -> None:
    assert passages(make_document("", "  \n\n "), 90) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Vi bygde. De flyttet inn.", ["Vi bygde.", "De flyttet inn."]),
        ("Se bl.a. Oslo og jf. NOU 2011. Slutt.", ["Se bl.a. Oslo og jf. NOU 2011.", "Slutt."]),
        ("Møtet var 3. Mai kom så.", ["Møtet var 3. Mai kom så."]),
        ("Hun sa «ja.» Så dro hun.", ["Hun sa «ja.»", "Så dro hun."]),
        ("(Se side 9.) Nå? Ja!", ["(Se side 9.)", "Nå?", "Ja!"]),
        ("ingen stor bokstav. etter punktum", ["ingen stor bokstav. etter punktum"]),
        ("  ", []),
    ],
)
def test_sentences(text: str, found: list[str]) -> None:
    assert sentences(text) == found


@given(st.text(alphabet='aB1.:?»«") (–\n', max_size=40))
def test_sentences_lose_nothing(text: str) -> None:
    assert " ".join(sentences(text)).split() == text.split()
