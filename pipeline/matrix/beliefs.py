"""The portfolio as the estimator sees it: each report that counts, what is believed of it and what people decided."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.audit import Drawn, audited, inclusion
from pipeline.codebook import Codebook
from pipeline.errors import Fault
from pipeline.estimate.portfolio import UNKNOWN, Bools, Floats, Ints, Portfolio
from pipeline.held_out import HeldOut
from pipeline.labels import Coding
from pipeline.matrix.values import Entry
from pipeline.suggestions import Suggestion

Address = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Sources:
    """What estimates are made from beside the count: probabilities of uncoded and of coded reports, and the audit.

    `faults` is what is wrong with rows of the register and the labels; nothing was counted of them.
    """

    suggestions: Sequence[Suggestion] = ()
    held_out: Sequence[HeldOut] = ()
    sample: Sequence[Drawn] = ()
    codings: Sequence[Coding] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def drawn_and_coded(self) -> frozenset[str]:
        """The reports that were drawn at random and coded blind."""
        return audited(self.sample, self.codings)


NO_SOURCES = Sources()


def portfolio_of(entries: Iterable[Entry], codebook: Codebook, sources: Sources) -> Portfolio:
    """Arrays over the entries that are not counted with another, in their order."""
    counted = [entry for entry in entries if not entry.counted_with]
    ids = tuple(entry.report_id for entry in counted)
    rows: list[Suggestion | HeldOut] = [*sources.suggestions, *sources.held_out]
    believed: dict[Address, float] = {(row.report_id, row.axis, row.label): row.probability for row in rows}
    drawn = sources.drawn_and_coded
    judged = np.array([entry.status == "coded" and entry.report_id in drawn for entry in counted], dtype=np.bool_)
    return Portfolio(
        ids,
        _probabilities(counted, "theme", codebook.theme_ids, believed),
        _probabilities(counted, "recipient", codebook.recipient_ids, believed),
        _themes(counted, codebook),
        _recipients(counted, codebook),
        judged,
        _weights(ids, judged, sources.sample),
    )


def _probabilities(entries: Sequence[Entry], axis: str, labels: Sequence[str], believed: dict[Address, float]) -> Floats:
    """Shape (reports, labels); NaN where a report could not be read, whatever was once suggested for it."""
    rows = [
        [np.nan if entry.status == "unread" else believed.get((entry.report_id, axis, label), np.nan) for label in labels]
        for entry in entries
    ]
    return np.array(rows, dtype=np.float64).reshape(len(entries), len(labels))


def _themes(entries: Sequence[Entry], codebook: Codebook) -> Ints:
    rows = [
        [int(any(mark.label == theme for mark in entry.themes)) if entry.status == "coded" else UNKNOWN for theme in ids]
        for ids in (codebook.theme_ids,)
        for entry in entries
    ]
    return np.array(rows, dtype=np.int64).reshape(len(entries), len(codebook.theme_ids))


def _recipients(entries: Sequence[Entry], codebook: Codebook) -> Ints:
    number = {label: at for at, label in enumerate(codebook.recipient_ids)}
    coded = [entry.recipient.label if entry.status == "coded" and entry.recipient else "" for entry in entries]
    return np.array([number.get(label, UNKNOWN) for label in coded], dtype=np.int64)


def _weights(ids: Sequence[str], judged: Bools, sample: Sequence[Drawn]) -> Floats:
    """1 / probability of having been drawn, with mean 1 over the audited; 1 for the others."""
    chance = inclusion(sample)
    weights = np.array([1 / chance[name] if here else 1.0 for name, here in zip(ids, judged, strict=True)])
    if judged.any():
        weights[judged] /= weights[judged].mean()
        weights[judged] = np.round(weights[judged], 6)
    return weights
