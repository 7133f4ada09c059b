"""Portfolios of a public set: 57 coded documents chosen in three ways, a model of them, and an audit of the rest."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from pipeline.audit import Candidate, Design, draw_sample, inclusion
from pipeline.classify.themes import fit_themes
from pipeline.classify.thresholds import decide
from pipeline.estimate.estimating import Grouping
from pipeline.estimate.portfolio import UNKNOWN, Portfolio
from pipeline.language.vectors import shipped_vectors
from pipeline.parallel import one_thread
from tests.bench.quality import PARAMS, Data

CODED = 57
Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Choose = Callable[[Data, np.random.Generator], Rows]


@dataclass(frozen=True, slots=True)
class Fitted:
    """A model's coded documents, its probabilities for all documents and what it suggests."""

    coded: Rows
    probabilities: Floats
    said: Bools


def fit(data: Data, coded: Rows) -> Fitted:
    """The theme model from some coded documents; theirs are held-out probabilities."""
    with one_thread():
        model = fit_themes(
            data.codebook,
            data.counts,
            data.coded[coded],
            coded.tolist(),
            shipped_vectors(),
            PARAMS.themes,
            PARAMS.seed,
            data.space,
        )
        probabilities = model.probabilities(data.counts)
    probabilities[coded] = model.thresholds.held_out
    return Fitted(coded, probabilities, decide(probabilities, model.thresholds.suggest))


def at_random(data: Data, random: np.random.Generator) -> Rows:
    """Every document is as likely as any other."""
    return np.sort(random.permutation(len(data.ids))[:CODED])


def for_breadth(data: Data, random: np.random.Generator) -> Rows:
    """Each next document is the least like those chosen, among a random half."""
    topics = np.asarray(data.space.views(data.counts).topics)
    chosen = [int(random.integers(len(topics)))]
    while len(chosen) < CODED:
        half = np.setdiff1d(random.permutation(len(topics))[: len(topics) // 2], chosen)
        near = (topics[half] @ topics[chosen].T).max(axis=1)
        chosen.append(int(half[np.argmin(near)]))
    return np.sort(chosen)


def by_uncertainty(data: Data, random: np.random.Generator) -> Rows:
    """17 at random, then ten at a time among the forty that the model is least certain of."""
    chosen = random.permutation(len(data.ids))[:17]
    while len(chosen) < CODED:
        doubt = np.abs(fit(data, np.sort(chosen)).probabilities - 0.5).min(axis=1)
        doubt[chosen] = np.inf
        chosen = np.append(chosen, random.permutation(np.argsort(doubt, kind="stable")[:40])[:10])
    return np.sort(chosen)


WAYS: dict[str, Choose] = {"at random": at_random, "for breadth": for_breadth, "by active learning": by_uncertainty}


def groupings(path: Path, data: Data) -> list[Grouping]:
    """Language, length and chance: groups that the model knows nothing of."""
    with gzip.open(f"{path}.jsonl.gz", "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    languages = sorted({row["language"] for row in rows})
    language = np.array([languages.index(row["language"]) for row in rows])
    length = np.array([len(row["text"]) for row in rows])
    thirds = np.digitize(length, np.quantile(length, [1 / 3, 2 / 3]))
    seven = np.random.default_rng(PARAMS.seed).integers(0, 7, len(rows))
    return [
        Grouping(tuple(languages), language),
        Grouping(("short", "middle", "long"), thirds),
        Grouping(tuple("abcdefg"), seven),
    ]


def guessed(data: Data, grouping: Grouping, fitted: Fitted, audit: Rows, by_rule: bool) -> Grouping:
    """The same groups when only those of coded documents are known, as with recipients.

    `by_rule`: one guess in ten is wrong, always for the same documents, and every guess is said to be right with 0.95.
    Otherwise a classifier of the coded documents' topics guesses, of coded documents held out.
    """
    known = np.isin(np.arange(len(data.ids)), np.union1d(fitted.coded, audit))
    guess = _by_rule if by_rule else _by_text
    return Grouping(grouping.names, np.where(known, grouping.group, UNKNOWN), guess(data, grouping, fitted.coded))


def _by_rule(data: Data, grouping: Grouping, coded: Rows) -> Floats:
    groups = len(grouping.names)
    told = np.where(np.random.default_rng(PARAMS.seed).random(len(data.ids)) < 0.1, grouping.group + 1, grouping.group) % groups
    return np.where(told[:, None] == np.arange(groups), 0.95, 0.05 / (groups - 1))


def _by_text(data: Data, grouping: Grouping, coded: Rows) -> Floats:
    topics = np.asarray(data.space.views(data.counts).topics)
    chances = np.full((len(topics), len(grouping.names)), 1e-3)
    fold = np.full(len(topics), -1)
    fold[coded] = np.arange(len(coded)) % 5
    for left_out in range(-1, 5):
        learnt, asked = coded[fold[coded] != left_out], np.flatnonzero(fold == left_out)
        model = LogisticRegression(C=3.0, max_iter=500).fit(topics[learnt], grouping.group[learnt])
        chances[np.ix_(asked, model.classes_)] = model.predict_proba(topics[asked])
    return np.asarray(chances / chances.sum(axis=1, keepdims=True))


@dataclass(frozen=True, slots=True)
class Sampling:
    """An audit: which documents were drawn, and how many each stands for (mean 1)."""

    rows: Rows
    weight: Floats


def portfolio(data: Data, fitted: Fitted, audit: Sampling) -> Portfolio:
    """What is known when the audit has been coded."""
    coded = np.full(data.coded.shape, UNKNOWN, dtype=np.int64)
    known = np.union1d(fitted.coded, audit.rows)
    coded[known] = data.coded[known]
    reports = len(data.ids)
    none, weight = np.zeros((reports, 0)), np.ones(reports)
    weight[audit.rows] = audit.weight
    return Portfolio(
        tuple(data.ids),
        fitted.probabilities,
        none,
        coded,
        np.full(reports, UNKNOWN),
        np.isin(np.arange(reports), audit.rows),
        weight,
    )


def simple(rows: Rows) -> Sampling:
    """Every document was as likely to be drawn as any other."""
    return Sampling(rows, np.ones(len(rows)))


def draw_audit(data: Data, fitted: Fitted, size: int, seed: tuple[int, ...], design: Design = "simple") -> Sampling:
    """A random sample of what the model was not trained on; offices are the documents' lots (by their number)."""
    random = np.random.default_rng([PARAMS.seed, size, *seed])
    rest = np.setdiff1d(np.arange(len(data.ids)), fitted.coded)
    if design == "simple":
        return simple(np.sort(random.choice(rest, size, replace=False)))
    doubt = np.sqrt(fitted.probabilities * (1 - fitted.probabilities)).mean(axis=1)
    candidates = [Candidate(str(at), str(at % 7), float(doubt[at])) for at in rest]
    sample = draw_sample(candidates, (), size, design, int(random.integers(2**31)))
    rows = np.array(sorted(int(drawn.report_id) for drawn in sample))
    chance = inclusion(sample)
    weight = np.array([1 / chance[str(at)] for at in rows])
    return Sampling(rows, weight / weight.mean())
