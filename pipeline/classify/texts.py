"""Reports as the theme model reads them: how often each word counts, and the passages it stands in with their weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.language.prepare import Counted
from pipeline.language.vectors import unit_rows
from pipeline.language.wording import Wording, columns_of

Floats = npt.NDArray[np.float64]
Columns = npt.NDArray[np.int64]
Encoding = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """How often each of some distinct words counts, and which passages they stand in with what weights.

    A text of which no passages are known is one passage. `encoding` is its vector where a sentence encoder is used.
    """

    distinct: tuple[str, ...]
    counts: Floats
    passages: Wording | None = None
    weights: Floats | None = None
    encoding: Encoding | None = None

    @classmethod
    def of(cls, counts: Counts, encoding: Encoding | None = None) -> Text:
        """That of word counts alone; what is a text already stays as it is."""
        if isinstance(counts, Text):
            return counts
        return cls(tuple(counts), np.array(list(counts.values()), dtype=np.float64), encoding=encoding)

    def used(self) -> list[str]:
        """The words that count for something."""
        return [self.distinct[at] for at in np.flatnonzero(self.counts > 0)]

    def columns(self, index: Mapping[str, int]) -> Columns:
        """The column of each distinct word, -1 where it has none."""
        return columns_of(self.distinct, index)


Counts = Mapping[str, float] | Text


def report_text(report: Counted, without: int | None = None) -> Text:
    """How often each word counts in a report, by passage weight; `without` leaves one passage out."""
    weights = np.asarray(report.weights, dtype=np.float64)
    kept = weights > 0
    if without is not None:
        kept[without] = False
    passages, weights = report.words.only(kept), weights[kept]
    counts = np.zeros(len(passages.distinct))
    of_place = np.repeat(weights, passages.lengths)
    for weight in np.unique(weights):
        counts += weight * np.bincount(passages.numbers[of_place == weight], minlength=len(counts))
    return Text(passages.distinct, counts, passages, weights, report_encoding(report, without))


def report_encoding(report: Counted, without: int | None = None) -> Encoding | None:
    """The mean of the passages' vectors by passage weight, None where no encoder is used; `without` leaves one out."""
    if report.encodings is None:
        return None
    weights = np.array([weight if at != without else 0.0 for at, weight in enumerate(report.weights)], dtype=np.float32)
    return np.asarray(unit_rows((weights @ report.encodings)[None])[0])
