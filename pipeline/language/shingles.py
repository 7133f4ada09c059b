"""Texts as sets of hashed shingles (Broder 1997): runs of letters, which line breaks and hyphens leave alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]
AT_ONCE = 4_000_000
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_MIX = ((np.uint64(30), np.uint64(0xBF58476D1CE4E5B9)), (np.uint64(27), np.uint64(0x94D049BB133111EB)))


@dataclass(frozen=True, slots=True, eq=False)
class Shingles:
    """Distinct shingles: `hashes[i]` stands in text number `owners[i]`; sorted by owner, then hash."""

    hashes: Hashes
    owners: npt.NDArray[np.int64]


def words_of(text: str) -> list[str]:
    """The words and numbers of a text in small letters."""
    return re.findall(r"\w+", text.lower())


def shingles(texts: Sequence[str], size: int, one_in: int = 1) -> Shingles:
    """The shingles of `size` letters of each text; with `one_in`, those whose hash falls into that share.

    The same shingle is kept or left out in every text, so that shares of what is kept estimate shares of all.
    """
    pieces = [_of_some(some, first, size, one_in) for first, some in _portions(texts)]
    hashes = np.concatenate([np.empty(0, np.uint64), *(piece.hashes for piece in pieces)])
    owners = np.concatenate([np.empty(0, np.int64), *(piece.owners for piece in pieces)])
    return Shingles(hashes, owners)


def _portions(texts: Sequence[str]) -> Iterator[tuple[int, Sequence[str]]]:
    """Texts in portions that keep the arrays small, each with the number of its first."""
    first = letters = 0
    for at, text in enumerate(texts):
        letters += len(text)
        if letters > AT_ONCE:
            yield first, texts[first : at + 1]
            first, letters = at + 1, 0
    if first < len(texts):
        yield first, texts[first:]


def _of_some(texts: Sequence[str], first: int, size: int, one_in: int) -> Shingles:
    letters = np.frombuffer("".join(texts).encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    count = len(letters) - size + 1
    if count < 1:
        return Shingles(np.empty(0, np.uint64), np.empty(0, np.int64))
    lengths = np.array([len(text) for text in texts])
    owners = np.repeat(np.arange(len(texts)), lengths)
    hashes = np.zeros(count, dtype=np.uint64)
    for offset in range(size):
        hashes = hashes * _MULTIPLIER + letters[offset : offset + count]
    for shift, factor in _MIX:
        hashes = (hashes ^ (hashes >> shift)) * factor
    kept = (owners[:count] == owners[size - 1 :]) & (hashes % np.uint64(one_in) == 0)
    return _distinct(hashes[kept], owners[:count][kept] + first)


def _distinct(hashes: Hashes, owners: npt.NDArray[np.int64]) -> Shingles:
    order = np.lexsort((hashes, owners))
    hashes, owners = hashes[order], owners[order]
    new = np.ones(len(hashes), dtype=bool)
    new[1:] = (hashes[1:] != hashes[:-1]) | (owners[1:] != owners[:-1])
    return Shingles(hashes[new], owners[new])
