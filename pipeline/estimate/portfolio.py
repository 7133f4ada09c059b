"""The portfolio as arrays: what the model says of each report, what people have coded, and which were drawn at random."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Every report that counts, in one order throughout.

    `themes` (reports, themes) and `recipients` (reports, recipients) are the model's probabilities, made without the
    report's own code; NaN where a report could not be read. `coded` (reports, themes) and `recipient` (reports,) are what
    people decided, UNKNOWN where nobody has. `audited` says which coded reports were drawn at random, and `weight`
    how many of the reports drawn among each of those stands for, relative to the others (mean 1).
    """

    ids: tuple[str, ...]
    themes: Floats
    recipients: Floats
    coded: Ints
    recipient: Ints
    audited: Bools
    weight: Floats

    @property
    def known(self) -> Bools:
        """Which reports people have coded."""
        return np.asarray((self.coded != UNKNOWN).all(axis=1))

    @property
    def read(self) -> Bools:
        """Which reports the model has gone through."""
        return np.asarray(~np.isnan(self.themes).any(axis=1))

    def carrying(self, themes: Sequence[int]) -> tuple[Floats, Ints]:
        """Probability and code of carrying at least one of some themes, each of shape (reports,).

        The model's themes are taken as independent given the report; how wrong that is, the audit shows.
        """
        columns = list(themes)
        probability = 1 - np.prod(1 - self.themes[:, columns], axis=1)
        return np.asarray(probability), np.where(self.known, self.coded[:, columns].max(axis=1), UNKNOWN)
