"""Sentences that say the same in almost the same letters, found among hundreds of thousands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import numpy.typing as npt
from scipy import sparse

from pipeline.language.shingles import Shingles, shingles

LEAST_WORDS = 8
RUN, RUNS_KEPT, LEAST_RUNS = 20, 4, 0.12
"""Sentences are compared where they share this part of their runs of RUN letters, one in RUNS_KEPT of which is looked at."""
LETTERS, OWN_PART, WHOLE_PART = 6, 2 / 3, 0.5
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Spoken:
    """A sentence in small letters without marks, and the groups of reports it stands in."""

    words: str
    groups: frozenset[str] = frozenset()

    @property
    def letters(self) -> str:
        """All letters and digits in a row, so that a blank or hyphen more or less does not matter."""
        return self.words.replace(" ", "")

    @property
    def long(self) -> bool:
        """Whether there is enough of it to tell a copy from another sentence of the same kind."""
        return self.words.count(" ") + 1 >= LEAST_WORDS


@dataclass(frozen=True, slots=True)
class Pattern:
    """A sentence taken apart once, to be compared with many."""

    grams: frozenset[str]
    numbers: frozenset[str]

    @classmethod
    def of(cls, words: str) -> Pattern:
        """The pattern of a sentence given as words in small letters."""
        letters = words.replace(" ", "")
        grams = (letters[at : at + LETTERS] for at in range(len(letters) - LETTERS + 1))
        return cls(frozenset(grams), frozenset(word for word in words.split() if word.isdigit()))

    def covers(self, other: Pattern) -> float:
        """How much of this sentence stands in another (0–1), or 0 where the other is no version of it.

        A version has at least two thirds of its own letters from here and half of the letters here, in runs of LETTERS,
        and no other number in the place of one here: «startet i 2012» and «startet i 2013» are two facts.
        """
        both = len(self.grams & other.grams)
        told = both / len(self.grams) if self.grams else 0.0
        if self.numbers - other.numbers and other.numbers - self.numbers:
            return 0.0
        return told if both >= OWN_PART * len(other.grams) and told >= WHOLE_PART else 0.0


def runs(sentences: Sequence[str]) -> Shingles:
    """The long runs of letters by which sentences, given as letters in a row, find each other."""
    return shingles(sentences, RUN, RUNS_KEPT)


def versions(spoken: Sequence[Spoken], least: int) -> Iterator[list[int]]:
    """Clusters of long sentences that stand in `least` groups of reports or more, as positions in `spoken`, the pattern first.

    Each is gathered around the commonest sentence that is not yet in a cluster. Linear but for sentences whose runs of
    letters stand in as many groups, which are compared with each other where they share enough of them.
    """
    search = _Search.over(spoken, least)
    told = [spoken[place] for place in search.places]
    taken: set[int] = set()
    for at in sorted(range(len(told)), key=lambda at: (-len(told[at].groups), told[at].words)):
        if at in taken:
            continue
        near = [other for other in search.near(at) if other not in taken]
        if _groups(told, near) < least:
            continue
        pattern = Pattern.of(told[at].words)
        alike = [other for other in near if other != at and pattern.covers(Pattern.of(told[other].words))]
        if _groups(told, [at, *alike]) >= least:
            taken.update([at, *alike])
            yield [search.places[member] for member in (at, *alike)]


def _groups(told: Sequence[Spoken], which: Sequence[int]) -> int:
    return len(frozenset[str]().union(*(told[at].groups for at in which)))


@dataclass(frozen=True, slots=True)
class _Search:
    """The sentences worth comparing (`places` in the sequence given), and their runs that stand in enough groups."""

    places: tuple[int, ...]
    held: Numbers
    by_sentence: sparse.csr_matrix
    by_run: sparse.csc_matrix

    @classmethod
    def over(cls, spoken: Sequence[Spoken], least: int) -> _Search:
        long = np.array([at for at, sentence in enumerate(spoken) if sentence.long], dtype=np.int64)
        told = [spoken[at] for at in long.tolist()]
        found = runs([sentence.letters for sentence in told])
        _, columns = np.unique(found.hashes, return_inverse=True)
        common = _in_groups(columns, found.owners, [sentence.groups for sentence in told]) >= least
        held = np.bincount(found.owners, minlength=len(long))
        shared = np.bincount(found.owners[common[columns]], minlength=len(long))
        worth = np.flatnonzero((shared > 0) & (shared >= LEAST_RUNS * held))
        row = np.full(len(long), -1)
        row[worth] = np.arange(len(worth))
        kept = common[columns] & (row[found.owners] >= 0)
        ones = np.ones(int(kept.sum()), dtype=np.int32)
        table = sparse.csr_matrix((ones, (row[found.owners[kept]], columns[kept])), shape=(len(worth), len(common)))
        return cls(tuple(long[worth].tolist()), held[worth], table, table.tocsc())

    def near(self, at: int) -> list[int]:
        """The sentences that share enough runs with one, itself among them."""
        own = self.by_sentence.indices[self.by_sentence.indptr[at] : self.by_sentence.indptr[at + 1]]
        starts, ends = self.by_run.indptr[own], self.by_run.indptr[own + 1]
        standing = [self.by_run.indices[start:end] for start, end in zip(starts, ends, strict=True)]
        times = np.bincount(np.concatenate(standing), minlength=len(self.places))
        return np.flatnonzero((times >= LEAST_RUNS * self.held[at]) & (times >= LEAST_RUNS * self.held)).tolist()


def _in_groups(columns: Numbers, owners: Numbers, groups: Sequence[frozenset[str]]) -> Numbers:
    """In how many groups of reports each run stands, by its column."""
    number = {name: at for at, name in enumerate(sorted(frozenset[str]().union(*groups)))}
    flat = np.array([number[name] for names in groups for name in names], dtype=np.int64)
    start = np.array([0, *accumulate(len(names) for names in groups)], dtype=np.int64)
    times = np.diff(start)[owners]
    each = np.repeat(np.arange(len(owners)), times)
    within = np.arange(len(each)) - np.repeat(np.cumsum(times) - times, times)
    pairs = np.unique(columns[each] * max(1, len(number)) + flat[start[owners[each]] + within])
    return np.bincount(pairs // max(1, len(number)), minlength=int(columns.max(initial=-1)) + 1)
