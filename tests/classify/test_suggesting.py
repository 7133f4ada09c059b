from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.classify.model import Model
from pipeline.classify.recipients import fit_recipients
from pipeline.classify.suggesting import Ready, Suggested, Suggester, shorten
from pipeline.classify.themes import fit_themes
from pipeline.documents import Document
from pipeline.language.boilerplate import NOTHING_SHARED
from pipeline.project import Params, ThemeParams
from pipeline.register import Report
from tests.conftest import MakeDocument

from .conftest import TRADES, make_codebook, make_portfolio, make_vectors, pages_of, trade_text

WORD_LIST = {"language": {"translate_nynorsk": "off"}}


@cache
def trained(coded: int) -> Model:
    texts, codes = make_portfolio(48)
    themes = fit_themes(make_codebook(), texts, codes[:coded], range(coded), make_vectors(), ThemeParams(), 7)
    return Model(themes, fit_recipients(make_codebook(), {}, {}), NOTHING_SHARED)


def suggester(coded: int = 48, **params: object) -> Suggester:
    return Suggester(trained(coded), "prøve", make_codebook(), (), Params.model_validate(WORD_LIST | params))


@pytest.fixture
def documents(make_document: MakeDocument) -> list[Document]:
    names = list(TRADES)
    return [
        *(make_document(*pages_of(trade_text((names[at],), seed=at + 50, words=24)), report_id=f"u{at}") for at in range(3)),
        make_document("", report_id="u3"),
    ]


def suggest(using: Suggester, documents: Sequence[Document], grantee: str = "") -> list[Suggested]:
    return using.suggest([Ready(Report(each.report_id, "f.txt", grantee=grantee), each) for each in documents])


def test_every_report_gets_a_theme_and_exactly_one_recipient(documents: list[Document]) -> None:
    for found in suggest(suggester(), documents):
        themes = [row for row in found.suggestions if row.axis == "theme"]
        recipients = [row for row in found.suggestions if row.axis == "recipient"]
        assert [row.label for row in themes] == list(TRADES) and any(row.suggested for row in themes)
        assert sum(row.suggested for row in recipients) == 1
        assert sum(row.probability for row in recipients) == pytest.approx(1)


def test_a_clear_report_gets_its_own_theme_with_the_page_it_stands_on(documents: list[Document]) -> None:
    for found, theme in zip(suggest(suggester(), documents), TRADES, strict=False):
        row = next(row for row in found.suggestions if row.label == theme)
        page = next(each for each in documents if each.report_id == found.report_id).pages[(row.evidence_page or 0) - 1]
        assert row.suggested and row.evidence and row.evidence in page.text


def test_without_codes_every_theme_has_too_few_examples(documents: list[Document]) -> None:
    rows = [row for found in suggest(suggester(coded=0), documents) for row in found.suggestions if row.axis == "theme"]
    assert {row.confidence for row in rows} == {"too_few_examples"}


@pytest.mark.parametrize("least", [1, 1000])
def test_few_positives_are_never_sure(least: int, documents: list[Document]) -> None:
    using = suggester(themes={"min_positives": least}, suggest={"sure_error": 0.4})
    rows = [row for found in suggest(using, documents[:3]) for row in found.suggestions if row.axis == "theme"]
    assert ("sure" in {row.confidence for row in rows}) == (least == 1)
    assert ("too_few_examples" in {row.confidence for row in rows}) == (least == 1000)


def test_a_recipient_is_sure_only_by_a_rule_that_is_trusted(documents: list[Document]) -> None:
    for grantee, state in (("Fiskelaget laget", "sure"), ("Nes kommune", "sure"), ("Ukjent", "review")):
        found = suggest(suggester(coded=0), documents[:1], grantee)[0]
        chosen = next(row for row in found.suggestions if row.axis == "recipient" and row.suggested)
        assert (chosen.confidence, bool(chosen.reason)) == (state, True)
        assert chosen.reason_in("nn") == chosen.reason_nn != chosen.reason


def test_a_recipient_that_no_rule_found_is_for_review_however_common(documents: list[Document]) -> None:
    common = fit_recipients(make_codebook(), {}, {f"r{at}": "lag" for at in range(99)})
    using = suggester(coded=0)
    found = suggest(replace(using, model=replace(using.model, recipients=common)), documents[:1], "Ukjent")[0]
    chosen = next(row for row in found.suggestions if row.axis == "recipient" and row.suggested)
    assert chosen.probability > 0.95 and (chosen.label, chosen.confidence) == ("lag", "review")


def test_progress_counts_every_report(documents: list[Document]) -> None:
    told: list[tuple[int, int]] = []
    suggester(coded=0).suggest(
        [Ready(Report(each.report_id, "f.txt"), each) for each in documents], lambda done, total: told.append((done, total))
    )
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


@given(st.text(alphabet="abc åæ\n\t.", max_size=60), st.integers(5, 40))
def test_a_shortened_text_is_one_line_and_begins_as_the_whole(text: str, characters: int) -> None:
    whole, short = " ".join(text.split()), shorten(text, characters)
    assert "\n" not in short and len(short) <= characters + 2
    assert short == whole if len(whole) <= characters else whole.startswith(short.removesuffix(" …")) and short.endswith(" …")
