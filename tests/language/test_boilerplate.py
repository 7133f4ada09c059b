from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.documents import Block, Document
from pipeline.language.boilerplate import (
    NOTHING_SHARED,
    Marks,
    Shared,
    SharedPassage,
    find_shared,
    load_shared,
    save_shared,
    without_shared,
)
from pipeline.language.passages import passages

from ..conftest import MakeDocument

GOAL = "Programmet har tre mål for alle kommunene som deltar."
LONG = (
    "Tilskuddet skal bidra til å heve kompetansen i kommunene og til å utvikle og formidle kunnskap om hvordan "
    "folk uten egen bolig kan få et sted å bo."
)
OWN = (
    "Vi bygde tolv nye hus ved elva i fjor sommer.",
    "Rådmannen la fram en egen plan for tomtene i sentrum.",
    "Ungdommene malte alle rommene selv før de flyttet inn.",
    "Naboene fikk brev om byggingen i god tid før den begynte.",
)


def reports_with(make_document: MakeDocument, told: Sequence[str]) -> list[Document]:
    """A report for each sentence, with a sentence of its own before it."""
    return [make_document(f"{OWN[at % 4]} {text}", report_id=f"r{at}") for at, text in enumerate(told)]


def found(documents: Sequence[Document], reports: int = 3) -> list[tuple[str, tuple[str, ...]]]:
    """The passages found and the reports that share them."""
    return [(passage.text, passage.report_ids) for passage in find_shared(documents, reports)]


def test_a_sentence_in_enough_reports_is_boilerplate(make_document: MakeDocument) -> None:
    reports = reports_with(make_document, [GOAL] * 3)
    assert found(reports) == [(GOAL, ("r0", "r1", "r2"))]
    assert found(reports, 4) == []


def test_a_sentence_many_times_in_one_report_is_not(make_document: MakeDocument) -> None:
    assert found([make_document(f"{GOAL} {GOAL}", GOAL)], 2) == []


@pytest.mark.parametrize(
    "version",
    [
        LONG.replace("kompetansen i kommunene", "kunnskapen i kommunene"),
        LONG.replace("bidra", "b1dra").replace("kommunene", "kornmunene").replace("folk", "fo1k"),
        LONG.replace("formidle", "for- midle").replace("kunnskap", "kunn skap"),
        LONG.replace(" kan få et sted å bo", ""),
    ],
    ids=["a word changed", "misread letters", "another hyphenation", "cut short"],
)
def test_nearly_the_same_sentence_is_the_same_passage(make_document: MakeDocument, version: str) -> None:
    assert found(reports_with(make_document, [LONG, LONG, version])) == [(LONG, ("r0", "r1", "r2"))]


@pytest.mark.parametrize(
    "told",
    [
        [f"Prosjektet startet i {year} og skal gi flere familier en god og trygg bolig." for year in (2012, 2013, 2014)],
        [
            "Kommunen har laget en plan for boligsosialt arbeid sammen med NAV og helsetjenesten.",
            "Planen for boligsosialt arbeid ble vedtatt av kommunestyret etter en lang høring.",
            "En plan for boligsosialt arbeid er bare så god som de som følger den opp i hverdagen.",
        ],
        [LONG, LONG, LONG + " Vi brukte likevel det meste på lønn til en konsulent som reiste rundt til bygdene."][:2],
    ],
    ids=["another year", "the same subject", "too few reports"],
)
def test_sentences_that_are_only_alike_are_not_shared(make_document: MakeDocument, told: list[str]) -> None:
    assert found(reports_with(make_document, told)) == []


def test_what_a_report_adds_of_its_own_keeps_the_sentence(make_document: MakeDocument) -> None:
    own = "men hos oss gikk det meste til en konsulent som reiste rundt i bygdene og telte tomme hus i et halvt år"
    added = f"{LONG.rstrip('.')}, {own}."
    assert found(reports_with(make_document, [LONG] * 3 + [added])) == [(LONG, ("r0", "r1", "r2"))]


def test_versions_of_one_report_are_one_report(make_document: MakeDocument) -> None:
    reports = reports_with(make_document, [LONG] * 4)
    assert find_shared(reports, 3, {"r0": "r0", "r1": "r0"})[0].reports == 3
    assert find_shared(reports, 3, {"r0": "r0", "r1": "r0", "r2": "r0"}) == ()


@given(st.randoms(use_true_random=False))
def test_the_order_of_the_reports_does_not_matter(chance: random.Random) -> None:
    def document(report_id: str, text: str) -> Document:
        from pipeline.documents import Page, Source

        return Document(report_id, Source("", "", 0, "txt"), "1", (Page(1, text),))

    versions = [LONG, LONG.replace("folk", "fo1k"), LONG.replace("bidra", "bidrar"), GOAL, GOAL.upper(), OWN[0]]
    documents = [document(f"r{at}", chance.choice(versions)) for at in range(6)]
    assert find_shared(documents, 2) == find_shared(documents[::-1], 2)


def test_the_heading_above_it_does_not_hide_it(make_document: MakeDocument) -> None:
    reports = [
        make_document([Block("heading", heading, 1), Block("paragraph", GOAL)], report_id=heading)
        for heading in ("Bakgrunn", "Mål", "Innledning")
    ]
    shared = Shared.of(passage.text for passage in find_shared(reports, 3))
    told = [without_shared([passages(report, 90)[0].text], shared) for report in reports]
    assert told == [["Bakgrunn."], ["Mål."], ["Innledning."]]


def test_line_ends_case_and_punctuation_do_not_hide_it() -> None:
    shared = Shared.of([GOAL])
    assert shared.which(["Programmet har tre mål\nfor ALLE kommunene, som del-\ntar", OWN[0]]) == [0, None]


def test_a_short_sentence_is_shared_only_in_its_own_letters() -> None:
    shared = Shared.of(["Vi takker alle for hjelpen.", LONG])
    told = ["Vi takker alle for hjelpen", "Vi takker alle for hjelpa", LONG.replace("folk", "dem")]
    assert shared.which(told) == [0, None, 1]
    assert NOTHING_SHARED.which(told) == [None] * 3


def test_very_short_sentences_are_never_shared(make_document: MakeDocument) -> None:
    assert found(reports_with(make_document, ["Vi takker alle sammen."] * 4)) == []


@given(st.lists(st.sampled_from([GOAL, "Vi bygde tolv nye hus i fjor.", "De flyttet inn i juni, alle som en."]), max_size=5))
def test_only_the_shared_sentences_are_taken_out(told: list[str]) -> None:
    kept = [sentence for sentence in told if sentence != GOAL]
    assert without_shared([" ".join(told)], Shared.of([GOAL])) == [" ".join(kept)]
    assert without_shared([" ".join(told)], NOTHING_SHARED) == [" ".join(told)]


def test_the_list_comes_back_as_it_was_written(tmp_path: Path) -> None:
    told = (SharedPassage("=Ja, «vi» vil; og kan", 3, ("a", "b", "c")), SharedPassage(GOAL, 2, ("a", "b")))
    save_shared(tmp_path / "boilerplate.csv", told)
    assert load_shared(tmp_path / "boilerplate.csv") == told


def test_marks_tell_how_many_reports_share_a_sentence() -> None:
    marks = Marks.of([SharedPassage(GOAL, 41, ())])
    assert marks(f"{OWN[0]}\n{GOAL}") == [(GOAL, 41)]
