"""Folds of coded reports with the themes spread evenly."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt


def fold_of(
    coded: npt.NDArray[np.int8], folds: int, seed: int, together: Sequence[str] | None = None
) -> list[npt.NDArray[np.int64]]:
    """Row numbers of each fold, themes spread evenly (iterative stratification, Sechidis et al. 2011).

    Rows with the same value in `together` come into the same fold: a draft must not be judged by a model that has seen its
    final.
    """
    if together is None:
        return _spread(coded, folds, seed)
    _, first, number = np.unique(np.asarray(together, dtype=str), return_index=True, return_inverse=True)
    units = np.argsort(np.argsort(first))[number]
    codes = np.zeros((len(first), coded.shape[1]), dtype=np.int8)
    np.maximum.at(codes, units, coded)
    return [np.flatnonzero(np.isin(units, fold)) for fold in _spread(codes, folds, seed)]


def _spread(coded: npt.NDArray[np.int8], folds: int, seed: int) -> list[npt.NDArray[np.int64]]:
    random = np.random.default_rng(seed)
    folds = min(folds, len(coded))
    order = random.permutation(len(coded))
    members: list[list[int]] = [[] for _ in range(folds)]
    have = np.zeros((folds, coded.shape[1]))
    rarity = np.where(coded.sum(axis=0) > 0, 1 / np.maximum(coded.sum(axis=0), 1), 0)
    for row in sorted(order.tolist(), key=lambda row: -float((coded[row] * rarity).max(initial=0))):
        crowding = (have * (coded[row] * rarity)).sum(axis=1)
        sizes = [len(member) for member in members]
        allowed = [fold for fold in range(folds) if sizes[fold] <= min(sizes)] if max(sizes) - min(sizes) > 0 else range(folds)
        best = min(allowed, key=lambda fold: (crowding[fold], sizes[fold], fold))
        members[best].append(row)
        have[best] += coded[row]
    return [np.array(sorted(member)) for member in members if member]
