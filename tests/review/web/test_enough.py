"""«Er det nok?» in words: what is said follows from the figures, in both forms."""

from __future__ import annotations

import pytest

from pipeline.evaluate.metrics import exact_share
from pipeline.review.stopping import Looked, Stopping
from pipeline.review.web.enough import in_words
from pipeline.review.web.words import words

NOTHING = Looked(exact_share(0, 0))
SOME = Looked(exact_share(1, 20))


@pytest.mark.parametrize(
    ("further", "left", "said"), [(10, 3, "Se på alle"), (10, 30, "minst 10 til"), (None, 3, "kan ikke nås")]
)
def test_what_more_would_buy_is_said(further: int | None, left: int, said: str) -> None:
    told = in_words(words("nb"), Stopping(SOME, NOTHING, left, 0.05, False, further))
    assert said in told and f"{left} er ikke sett på" in told and "5,0\u00a0% (95\u00a0%-intervall 0,1–24,9\u00a0%)" in told


def test_the_blind_codings_are_told_where_there_are_any_and_their_lack_where_there_are_none() -> None:
    blind = in_words(words("nb"), Stopping(NOTHING, SOME, 3, 0.5, True, 0))
    assert "kontrollert ved blindkoding" in blind and "Nok:" in blind
    assert "bare blindkoding" in in_words(words("nb"), Stopping(SOME, NOTHING, 3, 0.5, True, 0))


@pytest.mark.parametrize(("left", "said"), [(0, "ikkje merkt noko"), (3, "3 ventar")])
def test_nothing_looked_at_is_said_as_it_is(left: int, said: str) -> None:
    assert said in in_words(words("nn"), Stopping(NOTHING, NOTHING, left, 0.05, False, 72))
