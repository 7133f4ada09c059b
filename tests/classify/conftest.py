"""A portfolio small enough to train on in a blink: three trades, a dozen reports, and vectors made by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from pipeline.classify.stacking import Coded
from pipeline.codebook import Codebook, Recipient, Theme
from pipeline.documents import save_document
from pipeline.language.vectors import Vectors, unit_rows
from pipeline.language.words import counted
from pipeline.project import Project, ThemeParams
from tests.conftest import MakeDocument, MakeProject

TRADES = {
    "fiske": "fisk garn båt torsk havn line not fangst",
    "skog": "tømmer hogst gran furu motorsag planting stamme bark",
    "skole": "elev lærer klasse undervisning lekse pensum eksamen rektor",
}
WORD_LIST = 'language: {translate_nynorsk: "off"}\n'  # no translator is started for texts of loose words
AROUND = "prosjekt rapport uke møte arbeid vinter leder budsjett"


def make_codebook() -> Codebook:
    """One theme a trade, told by half of its words, and two recipients."""
    themes = tuple(
        Theme(id=name, label=name, group="Yrker", layer="definert", definition=" ".join(words.split()[:2]),
              terms=tuple(words.split()[:4]))
        for name, words in TRADES.items()
    )  # fmt: skip
    recipients = tuple(
        Recipient.model_validate({"id": name, "label": name, "definition": name, "terms": [name], "decide": rule})
        for name, rule in {"lag": {"order": 1, "words": ["laget"]}, "by": {"order": 2, "municipality": "other"}}.items()
    )
    return Codebook(version="1", themes=themes, recipients=recipients)


def make_vectors() -> Vectors:
    """A vector a word: the words of a trade lie together, the words around lie between."""
    random = np.random.default_rng(0)
    words = [word for trade in TRADES.values() for word in trade.split()] + AROUND.split()
    centres = np.repeat(np.eye(4, 5), 8, axis=0)
    matrix = unit_rows((centres + random.normal(0, 0.1, centres.shape)).astype(np.float32))
    return Vectors({word: row for row, word in enumerate(words)}, matrix)


def trade_text(trades: tuple[str, ...], seed: int, words: int = 12) -> str:
    """A report's words, drawn from its trades and from what every report says."""
    random = np.random.default_rng(seed)
    told = [word for trade in trades for word in random.choice(TRADES[trade].split(), words)]
    return " ".join([*told, *random.choice(AROUND.split(), words)])


def make_portfolio(reports: int = 12) -> tuple[list[Counter[str]], Coded]:
    """Word counts and codes: every report is about one trade, every fourth about two."""
    names = list(TRADES)
    about = [(names[at % 3], *([names[(at + 1) % 3]] if at % 4 == 3 else [])) for at in range(reports)]
    texts = [Counter(counted(trade_text(trades, seed))) for seed, trades in enumerate(about)]
    return texts, np.array([[name in trades for name in names] for trades in about], dtype=np.int8)


def pages_of(text: str) -> list[str]:
    """A report of three pages."""
    words = text.split()
    third = len(words) // 3
    return [" ".join(part).capitalize() + "." for part in (words[:third], words[third : 2 * third], words[2 * third :])]


@pytest.fixture
def extracted(
    make_project: MakeProject, make_document: MakeDocument, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Project]:
    """A project of the trades with its reports read: `extracted(reports=12, coded=8)`; further names as `make_project`."""
    monkeypatch.setattr("pipeline.language.vectors.shipped_vectors", make_vectors)

    def make(reports: int = 12, coded: int = 8, **further: Any) -> Project:
        names = list(TRADES)
        texts = {f"r{at:02d}": trade_text((names[at % 3],), seed=at, words=20) for at in range(reports)}
        labels = [(f"r{at:02d}", names[at % 3], ("lag", "by")[at % 2]) for at in range(coded)]
        project = make_project(texts, labels, make_codebook().model_dump_json(), **further)
        project.params_file.write_text(WORD_LIST, encoding="utf-8")
        for report_id, text in texts.items():
            save_document(make_document(*pages_of(text), report_id=report_id), project.document(report_id))
        return project

    return make


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> Iterator[None]:
    """Tiny matrices on many threads are slow, the more so beside other workers."""
    with threadpool_limits(1):
        yield


@pytest.fixture
def trades() -> Codebook:
    """The codebook of trades."""
    return make_codebook()


@pytest.fixture
def vectors() -> Vectors:
    """Hand-made word vectors."""
    return make_vectors()


@pytest.fixture
def portfolio() -> tuple[list[Counter[str]], Coded]:
    """Twelve reports and their codes."""
    return make_portfolio()


@pytest.fixture
def params() -> ThemeParams:
    """The parameters of the theme model as they ship."""
    return ThemeParams()
