"""Texts of loose words: each of its own, so that what two reports share is what a test has put there."""

from __future__ import annotations

import random

from pipeline.documents import Document, Page, Source

SYLLABLES = (
    "ba de fi go hu ja ke li mo nu pa re si to vu ya kle bru stø fjæ grå skre".split()  # noqa: SIM905
)


def text_of(seed: str, words: int = 400) -> str:
    """Words that no other seed gives, in sentences of ten."""
    chance = random.Random(seed)
    told = ["".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) for _ in range(words)]
    return " ".join(" ".join(told[at : at + 10]).capitalize() + "." for at in range(0, words, 10))


def misread(text: str, rate: float = 0.02) -> str:
    """The text as a scanner reads it: some letters wrong, some blanks lost."""
    chance = random.Random(7)
    return "".join(chance.choice("eocl1") if letter.isalpha() and chance.random() < rate else letter for letter in text)


def document(report_id: str, *pages: str) -> Document:
    """A Document of a file of its own."""
    told = tuple(Page(number, text) for number, text in enumerate(pages, 1))
    return Document(report_id, Source(f"{report_id}.pdf", report_id.rjust(64, "0"), 1, "pdf"), "1", told)
