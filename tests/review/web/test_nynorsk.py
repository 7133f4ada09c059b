"""Who has chosen nynorsk reads nynorsk, also where the words come from the codebook and the suggestions."""

from __future__ import annotations

import html

import pytest

from pipeline.review.bodies import Flagged
from tests.review.conftest import code, draft

from .conftest import Site

NYNORSK = {"temakart_malform": "nn"}
SAID = {
    "nb": ("Hamar kommune er søker.", "Kommunen lager planer", "Bare prosjektets egen plan er nevnt.", "Kommune eller bydel."),
    "nn": ("Hamar kommune er søkjar.", "Kommunen lagar planar", "Berre planen for sjølve", "Kommune eller ein bydel."),
}


@pytest.mark.parametrize(("form", "other"), [("nb", "nn"), ("nn", "nb")])
def test_reasons_and_definitions_are_said_in_the_readers_form(site: Site, form: str, other: str) -> None:
    text = html.unescape(site.browser("kari", cookies={"temakart_malform": form}).get("/rapport/r1").text)
    assert [said in text for said in SAID[form]] == [True] * 4
    assert [said in text for said in SAID[other]] == [False] * 4


def test_what_the_codebook_lacks_in_nynorsk_is_shown_in_bokmal(site: Site) -> None:
    text = site.browser("kari", cookies=NYNORSK).get("/rapport/r1").text
    assert "Ansatte får kurs, undervisning eller veiledning." in text


def test_why_a_report_is_to_be_looked_at_again_is_said_in_the_readers_form(site: Site) -> None:
    site.store.append_all([
        draft(code("planlegging")),
        draft(Flagged(reason="Temaet er tatt ut.", reason_nn="Temaet er teke ut."), "anne"),
    ])  # fmt: skip
    for form, said in (("nb", "Temaet er tatt ut."), ("nn", "Temaet er teke ut.")):
        client = site.browser("kari", cookies={"temakart_malform": form})
        assert [said in client.get(path).text for path in ("/rapport/r1", "/historikk/r1")] == [True, True]
