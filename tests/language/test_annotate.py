from __future__ import annotations

from dataclasses import replace

from pipeline.language.annotate import annotate_language

from ..conftest import MakeDocument

NYNORSK = "Kommunen bygde ikkje fleire bustader, men bebuarane fekk betre oppfølging."
BOKMAL = "Kommunen bygde ikke flere boliger, men beboerne fikk bedre oppfølging."


def test_each_page_has_its_language_and_the_whole_that_of_most_text(make_document: MakeDocument) -> None:
    document = annotate_language(make_document(NYNORSK, BOKMAL, NYNORSK, ""))
    assert [page.language for page in document.pages] == ["nn", "nb", "nn", "und"]
    assert document.language == "nn"


def test_a_report_without_text_has_no_language(make_document: MakeDocument) -> None:
    assert annotate_language(make_document("", "")).language == "und"
    assert annotate_language(replace(make_document(), pages=())).language == "und"
