from __future__ import annotations

import numpy as np

from pipeline.matrix.count import count
from pipeline.matrix.patterns import Patterns, find_patterns
from pipeline.register import Register, Report

from .portfolio import codebook, coding


def portfolio(themes: list[str], recipients: list[str], years: list[int]) -> Patterns:
    names = [f"r{at:03d}" for at in range(len(themes))]
    register = Register(tuple(Report(name, "f", year_to=year) for name, year in zip(names, years, strict=True)))
    codings = {name: coding(name, t, r) for name, t, r in zip(names, themes, recipients, strict=True)}
    return find_patterns(count(register, codings, [], codebook()))


def test_themes_that_always_go_together_are_found_and_said_with_numbers() -> None:
    found = portfolio(["mat ro", ""] * 20, ["by", "by", "bygd", "bygd"] * 10, [2010, 2011, 2011, 2010] * 10)
    assert [pattern.said() for pattern in found.found] == [
        "«Mat og måltider» og «Ro» går ofte sammen: 20 av 20 rapporter med det første temaet har også det andre, "
        "mot 0 av 20 uten."
    ]


def test_a_recipient_that_stands_out_and_a_change_over_the_years() -> None:
    found = portfolio(["mat"] * 20 + ["ro"] * 20, ["by"] * 18 + ["bygd"] * 22, list(range(1990, 2030)))
    sentences = [pattern.said() for pattern in found.found]
    assert any("sjelden sammen" in text for text in sentences)
    assert "«Mat og måltider» er vanligere når mottakeren er «Byer» enn ellers: 18 av 18 rapporter mot 2 av 22." in sentences
    assert any(text.startswith("«Mat og måltider» er vanligere i eldre rapporter") for text in sentences)
    assert found.tests == 1 + 4 + 2


def test_chance_is_rarely_called_a_pattern() -> None:
    random, wrong = np.random.default_rng(1), 0
    for _ in range(30):
        themes = [" ".join(t for t in ("mat", "ro", "vei", "nytt") if random.random() < 0.4) for _ in range(57)]
        years = random.integers(2005, 2016, 57).tolist()
        wrong += bool(portfolio(themes, random.choice(["by", "bygd"], 57).tolist(), years).found)
    assert wrong <= 4


def test_too_few_codes_are_not_searched() -> None:
    found = portfolio(["mat ro"] * 3, ["by"] * 3, [2010] * 3)
    assert found.tests == 0
    assert found.paragraphs() == ("For få rapporter er kodet til å lete etter mønster.",)


def test_no_pattern_is_said_to_be_none() -> None:
    found = portfolio(["mat", "ro", "mat ro", ""] * 8, ["by"] * 32, [2010] * 32)
    assert found.about().endswith("Ingen tydelige mønster ble funnet.")
