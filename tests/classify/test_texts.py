from __future__ import annotations

import numpy as np

from pipeline.classify.texts import Text, report_text
from pipeline.language.prepare import Counted
from pipeline.language.wording import Wording


def counted(*passages: tuple[str, float]) -> Counted:
    return Counted(
        "r1",
        Wording.of(text.split() for text, _ in passages),
        tuple(weight for _, weight in passages),
    )


REPORT = counted(("fisk fisk garn", 2.0), ("fisk båt", 0.5), ("vedlegg", 0.0))


def counts(text: Text) -> dict[str, float]:
    return {word: float(count) for word, count in zip(text.distinct, text.counts, strict=True) if count}


def test_a_word_counts_by_the_weight_of_its_passages() -> None:
    assert counts(report_text(REPORT)) == {"fisk": 4.5, "garn": 2.0, "båt": 0.5}
    assert counts(report_text(REPORT, without=0)) == {"fisk": 0.5, "båt": 0.5}


def test_the_words_of_a_chapter_that_counts_nothing_are_not_used() -> None:
    assert report_text(REPORT).used() == ["fisk", "garn", "båt"]


def test_passages_that_count_nothing_are_left_out() -> None:
    text = report_text(REPORT)
    assert text.passages == Wording.of([("fisk", "fisk", "garn"), ("fisk", "båt")])
    assert text.weights is not None and text.weights.tolist() == [2.0, 0.5]


def test_word_counts_are_a_text_and_a_text_is_itself() -> None:
    text = Text.of({"fisk": 2, "garn": 0.5})
    assert counts(text) == {"fisk": 2.0, "garn": 0.5} and Text.of(text) is text


def test_a_word_without_a_column_has_none() -> None:
    np.testing.assert_array_equal(Text.of({"fisk": 1, "ukjent": 1, "garn": 1}).columns({"garn": 0, "fisk": 7}), [7, -1, 0])
