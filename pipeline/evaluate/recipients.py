"""How good the recipients are: the rules against the codes, and probabilities learned without the codes they are judged by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.classify.folds import fold_of
from pipeline.classify.inputs import Inputs
from pipeline.classify.recipients import Decision, fit_recipients
from pipeline.evaluate.metrics import NAN, Share, binned_error, exact_share

BINS = 5


@dataclass(frozen=True, slots=True)
class RecipientFigures:
    """Shares of the coded reports.

    `rule` no code has shaped; it counts a report without a decision as wrong. `by_basis` tells it by where the name was
    found. `top` is how often the most probable type is the coded one, and `calibration_error` how far its probability is
    from that, both held out; `sure` and `sure_wrong` are the share marked sure and how many of those are wrong.
    """

    coded: int
    right: int
    rule: Share
    by_basis: Mapping[str, Share]
    top: Share
    calibration_error: float
    sure: Share
    sure_wrong: Share


@dataclass(frozen=True, slots=True)
class _Answer:
    probability: float
    right: bool
    sure: bool


def measure_recipients(inputs: Inputs, found: Mapping[str, Decision]) -> RecipientFigures:
    """Figures for the recipients of the coded reports, read or not; `found` are those that the rules give."""
    coded = {name: code.recipient for name, code in inputs.codes.items() if code.recipient and name in found}
    right = {name: found[name].recipient == recipient for name, recipient in coded.items()}
    answers = _held_out(inputs, found, coded)
    sure = [answer for answer in answers if answer.sure]
    error = NAN
    if answers:
        stated = np.array([answer.probability for answer in answers])
        error = binned_error(stated, np.array([answer.right for answer in answers]), BINS)
    return RecipientFigures(
        coded=len(coded),
        right=sum(right.values()),
        rule=exact_share(sum(right.values()), len(coded)),
        by_basis=_by_basis(right, found),
        top=_share([answer.right for answer in answers]),
        calibration_error=error,
        sure=exact_share(len(sure), len(answers)),
        sure_wrong=_share([not answer.right for answer in sure]),
    )


def _by_basis(right: Mapping[str, bool], found: Mapping[str, Decision]) -> dict[str, Share]:
    bases = sorted({found[name].basis for name in right})
    return {basis: _share([hit for name, hit in right.items() if found[name].basis == basis]) for basis in bases}


def _share(hits: Sequence[bool]) -> Share:
    return exact_share(sum(hits), len(hits))


def _held_out(inputs: Inputs, found: Mapping[str, Decision], coded: Mapping[str, str]) -> list[_Answer]:
    """Each coded report answered by trust and shares that were learned without it and its fold."""
    names, types = list(coded), inputs.codebook.recipient_ids
    if not names:
        return []
    kinds = np.array([[recipient == kind for kind in types] for recipient in coded.values()], dtype=np.int8)
    answers = []
    for fold in fold_of(kinds, inputs.params.evaluate.folds, inputs.params.seed, inputs.together(names)):
        held_out = {names[row] for row in fold}
        model = fit_recipients(inputs.codebook, found, {name: coded[name] for name in names if name not in held_out})
        for name in sorted(held_out):
            chances = model.probabilities(found[name], inputs.documents.get(name), inputs.codebook)
            top = int(np.argmax(chances))
            enough = chances[top] >= 1 - inputs.params.suggest.sure_error
            sure = found[name].recipient is not None and bool(enough)
            answers.append(_Answer(float(chances[top]), types[top] == coded[name], sure))
    return answers
