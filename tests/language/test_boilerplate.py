from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.documents import Block
from pipeline.language.boilerplate import fingerprint, shared_sentences, without_shared
from pipeline.language.passages import passages

from ..conftest import MakeDocument

GOAL = "Programmet har tre mål for alle kommunene som deltar."


def test_a_sentence_in_enough_reports_is_boilerplate(make_document: MakeDocument) -> None:
    reports = [make_document(f"{GOAL} Rapport {name} er skrevet for seg selv her.") for name in "abc"]
    assert shared_sentences(reports, 3) == {fingerprint(GOAL)}
    assert shared_sentences(reports, 4) == frozenset()


def test_a_sentence_many_times_in_one_report_is_not(make_document: MakeDocument) -> None:
    assert shared_sentences([make_document(f"{GOAL} {GOAL}", GOAL)], 2) == frozenset()


def test_the_heading_above_it_does_not_hide_it(make_document: MakeDocument) -> None:
    reports = [
        make_document([Block("heading", heading, 1), Block("paragraph", GOAL)]) for heading in ("Bakgrunn", "Mål", "Innledning")
    ]
    shared = shared_sentences(reports, 3)
    assert [without_shared(passages(report, 90)[0].text, shared) for report in reports] == ["Bakgrunn.", "Mål.", "Innledning."]


def test_line_ends_case_and_punctuation_do_not_hide_it() -> None:
    assert fingerprint("Programmet har tre mål\nfor ALLE kommunene, som deltar") == fingerprint(GOAL)


def test_a_short_sentence_is_never_shared() -> None:
    assert fingerprint("Vi takker alle sammen.") is None
    assert fingerprint("Vi takker alle for hjelpen.") is not None


@given(st.lists(st.sampled_from([GOAL, "Vi bygde tolv nye hus i fjor.", "De flyttet inn i juni, alle som en."]), max_size=5))
def test_only_the_shared_sentences_are_taken_out(told: list[str]) -> None:
    kept = [sentence for sentence in told if sentence != GOAL]
    assert without_shared(" ".join(told), frozenset([fingerprint(GOAL) or ""])) == " ".join(kept)
    assert without_shared(" ".join(told), frozenset()) == " ".join(told)
