"""Sentences that many reports share: programme goals, grant conditions, form texts. They say nothing of one report.

A sentence counts as shared where a passage of the portfolio's list says the same in almost the same letters. The list,
corpus/text/boilerplate.csv, is the only place that says what is shared.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipeline.documents import Document
from pipeline.language.nearby import LEAST_RUNS, LEAST_WORDS, Pattern, Spoken, runs, versions
from pipeline.language.passages import sentences
from pipeline.language.shingles import Shingles, words_of
from pipeline.tables import parse_number, read_table, split_list, write_csv

FEWEST_WORDS = 5
COLUMNS = ("passage", "reports", "report_ids")


@dataclass(frozen=True, slots=True)
class SharedPassage:
    """A sentence that many reports share, in its commonest form, and the reports it stands in.

    `reports` counts reports of one group once.
    """

    text: str
    reports: int
    report_ids: tuple[str, ...]


def find_shared(
    documents: Iterable[Document], reports: int, group_of: Mapping[str, str] | None = None
) -> tuple[SharedPassage, ...]:
    """The passages that stand in at least `reports` of the documents in the same or nearly the same letters.

    Documents with the same value in `group_of` count as one: a draft and its final share everything. Sorted by how many
    share a passage; the same whatever the order of the documents.
    """
    texts: dict[str, str] = {}
    standing: defaultdict[str, set[str]] = defaultdict(set)
    for document in documents:
        for words, sentence in _told(document.text):
            texts[words] = min(sentence, texts.get(words, sentence))
            standing[words].add(document.report_id)
    groups = group_of or {}
    spoken = [Spoken(words, frozenset(groups.get(name, name) for name in standing[words])) for words in sorted(texts)]
    clusters = list(versions(spoken, reports))
    done = {at for cluster in clusters for at in cluster}
    alone = [[at] for at, sentence in enumerate(spoken) if at not in done and len(sentence.groups) >= reports]
    found = [_passage([spoken[at] for at in cluster], texts, standing) for cluster in [*clusters, *alone]]
    return tuple(sorted(found, key=lambda passage: (-passage.reports, passage.text)))


def _told(text: str) -> Iterator[tuple[str, str]]:
    """The sentences of a text long enough to be called shared: their words in small letters, and as they stand."""
    for block in re.split(r"\n\s*\n", text):
        for sentence in sentences(block.replace("\n", " ")):
            words = words_of(sentence)
            if len(words) >= FEWEST_WORDS:
                yield " ".join(words), sentence


def _passage(cluster: Sequence[Spoken], texts: Mapping[str, str], standing: Mapping[str, set[str]]) -> SharedPassage:
    groups = frozenset[str]().union(*(sentence.groups for sentence in cluster))
    named = sorted(set[str]().union(*(standing[sentence.words] for sentence in cluster)))
    return SharedPassage(texts[cluster[0].words], len(groups), tuple(named))


@dataclass(frozen=True, slots=True, eq=False)
class Shared:
    """What is shared in a portfolio, ready to be looked up; `passages` is all there is to save."""

    passages: tuple[str, ...]
    exact: Mapping[str, int]
    patterns: tuple[Pattern, ...]
    index: Shingles

    @classmethod
    def of(cls, passages: Iterable[str]) -> Shared:
        """A list of passages to look up sentences in."""
        kept = tuple(" ".join(passage.split()) for passage in passages)
        words = [" ".join(words_of(passage)) for passage in kept]
        exact = {form.replace(" ", ""): at for at, form in reversed(list(enumerate(words)))}
        # A short passage is shared only in its own letters.
        found = runs([form.replace(" ", "") if form.count(" ") + 1 >= LEAST_WORDS else "" for form in words])
        order = np.argsort(found.hashes, kind="stable")
        patterns = tuple(Pattern.of(form) for form in words)
        return cls(kept, exact, patterns, Shingles(found.hashes[order], found.owners[order]))

    def which(self, told: Sequence[str]) -> list[int | None]:
        """For each sentence the number of the passage it is, or None."""
        if not self.passages:
            return [None] * len(told)
        forms = [" ".join(words_of(sentence)) for sentence in told]
        near = self._candidates([form.replace(" ", "") for form in forms])
        return [self._best(form, near.get(at, ())) for at, form in enumerate(forms)]

    def _candidates(self, letters: Sequence[str]) -> dict[int, list[int]]:
        """For each sentence the passages that share enough runs of letters with it."""
        found = runs(letters)
        first, last = (np.searchsorted(self.index.hashes, found.hashes, side) for side in ("left", "right"))
        held = np.bincount(found.owners, minlength=len(letters))
        times: defaultdict[tuple[int, int], int] = defaultdict(int)
        for hit in np.flatnonzero(last > first):
            for passage in self.index.owners[first[hit] : last[hit]]:
                times[int(found.owners[hit]), int(passage)] += 1
        near: defaultdict[int, list[int]] = defaultdict(list)
        for (sentence, passage), shared in sorted(times.items()):
            if shared >= LEAST_RUNS * held[sentence]:
                near[sentence].append(passage)
        return near

    def _best(self, form: str, near: Sequence[int]) -> int | None:
        same = self.exact.get(form.replace(" ", ""))
        if same is not None or not near or form.count(" ") + 1 < LEAST_WORDS:
            return same
        pattern = Pattern.of(form)
        told, best = max((self.patterns[at].covers(pattern), -at) for at in near)
        return -best if told else None


NOTHING_SHARED = Shared.of(())


@dataclass(frozen=True, slots=True)
class Marks:
    """Says of a text which of its sentences are shared, and by how many reports."""

    shared: Shared
    reports: tuple[int, ...]

    @classmethod
    def of(cls, passages: Sequence[SharedPassage]) -> Marks:
        """Marks for the passages of a portfolio."""
        return cls(Shared.of(passage.text for passage in passages), tuple(passage.reports for passage in passages))

    def __call__(self, text: str) -> list[tuple[str, int]]:
        """The shared sentences of a text in order, each with the number of reports that share it."""
        told = sentences(text.replace("\n", " "))
        found = zip(told, self.shared.which(told), strict=True)
        return [(sentence, self.reports[at]) for sentence, at in found if at is not None]


def without_shared(texts: Sequence[str], shared: Shared) -> list[str]:
    """The texts less their shared sentences."""
    if not shared.passages:
        return list(texts)
    told = [sentences(text) for text in texts]
    found = iter(shared.which([sentence for some in told for sentence in some]))
    return [" ".join(sentence for sentence in some if next(found) is None) for some in told]


def save_shared(path: Path, passages: Iterable[SharedPassage]) -> None:
    """Write boilerplate.csv, in the order given."""
    rows = [{"passage": p.text, "reports": p.reports, "report_ids": ";".join(p.report_ids)} for p in passages]
    write_csv(path, COLUMNS, rows)


def load_shared(path: Path) -> tuple[SharedPassage, ...]:
    """Read boilerplate.csv. Raises MissingError when there is none and FaultyFileError when it is no such table."""
    rows = read_table(path, required=COLUMNS).rows
    return tuple(
        SharedPassage(row.get("passage"), int(parse_number(row.get("reports")) or 0), tuple(split_list(row.get("report_ids"))))
        for row in rows
    )
