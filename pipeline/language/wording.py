"""The counted words of a report as numbers: each word is kept once, and every place says which one stands there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, repeat

import numpy as np
import numpy.typing as npt

Places = npt.NDArray[np.int64]


def columns_of(words: Sequence[str], index: Mapping[str, int]) -> Places:
    """The column of each word in an index of words, -1 where it has none."""
    return np.fromiter(map(index.get, words, repeat(-1)), dtype=np.int64, count=len(words))


@dataclass(frozen=True, slots=True, eq=False)
class Wording:
    """The counted words of some passages, in their order.

    `distinct` holds each word once, in the order in which they first stand; `numbers` says which of them stands at each
    place of the whole, and `ends` at which place each passage ends.
    """

    distinct: tuple[str, ...]
    numbers: npt.NDArray[np.int32]
    ends: npt.NDArray[np.int32]

    @classmethod
    def of(cls, passages: Iterable[Sequence[str]]) -> Wording:
        """That of passages given as words."""
        told = list(passages)
        known: dict[str, int] = {}
        numbers = [known.setdefault(word, len(known)) for word in chain.from_iterable(told)]
        ends = np.cumsum([len(words) for words in told])
        return cls(tuple(known), np.array(numbers, dtype=np.int32), ends.astype(np.int32))

    def __len__(self) -> int:
        """How many passages there are."""
        return len(self.ends)

    def __getitem__(self, at: int) -> tuple[str, ...]:
        """The words of one passage."""
        first = self.ends[at - 1] if at else 0
        return tuple(self.distinct[number] for number in self.numbers[first : self.ends[at]])

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        """The words of each passage."""
        return (self[at] for at in range(len(self)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Wording) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]  # what can be compared by content and holds arrays has no hash

    def only(self, kept: npt.NDArray[np.bool_]) -> Wording:
        """Some of the passages; all words stay known."""
        lengths = self.lengths
        return Wording(self.distinct, self.numbers[np.repeat(kept, lengths)], np.cumsum(lengths[kept]).astype(np.int32))

    @property
    def lengths(self) -> Places:
        """How many words each passage has."""
        return np.diff(self.ends, prepend=0).astype(np.int64)

    @property
    def passage(self) -> Places:
        """The passage of each place."""
        return np.repeat(np.arange(len(self.ends)), self.lengths)
