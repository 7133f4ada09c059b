"""The whole model: themes, recipients and what the portfolio's boilerplate is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.classify.inputs import Inputs
from pipeline.classify.recipients import Decision, RecipientModel, decide_recipient, fit_recipients
from pipeline.classify.space import Space
from pipeline.classify.texts import Text, report_text
from pipeline.classify.themes import ThemeModel, fit_themes
from pipeline.language.boilerplate import Shared
from pipeline.language.prepare import Counted
from pipeline.parallel import one_thread


@dataclass(frozen=True, slots=True)
class Model:
    """What training gives and suggesting needs."""

    themes: ThemeModel
    recipients: RecipientModel
    shared: Shared


@dataclass(frozen=True, slots=True)
class Texts:
    """A project's texts worked out once: what is boilerplate, the reports as the model reads them, and their word counts.

    `decisions` are the recipients by rule of the coded reports.
    """

    shared: Shared
    reports: tuple[Counted, ...]
    counts: tuple[Text, ...]
    decisions: Mapping[str, Decision]

    @classmethod
    def in_project(cls, inputs: Inputs) -> Texts:
        """All texts of a project, sorted by report_id."""
        shared = inputs.shared()
        with one_thread():
            reports = tuple(inputs.counted(shared))
        return cls(shared, reports, tuple(report_text(report) for report in reports), decisions(inputs))

    @property
    def of(self) -> dict[str, Counted]:
        """Each text by the id of its report."""
        return {report.report_id: report for report in self.reports}


def train_model(inputs: Inputs, texts: Texts | None = None, space: Space | None = None) -> Model:
    """Fit on all codes in force; without any, the codebook alone decides.

    `texts` and a `space` fitted on them are given where they are known already.
    """
    texts = texts or Texts.in_project(inputs)
    reports = texts.reports
    which = [row for row, report in enumerate(reports) if report.report_id in inputs.codes]
    themes = fit_themes(
        inputs.codebook,
        texts.counts,
        coded_matrix(inputs, [reports[row] for row in which]),
        which,
        inputs.vectors(),
        inputs.params.themes,
        inputs.params.seed,
        space,
        together=inputs.together([reports[row].report_id for row in which]),
        encode=inputs.encoder.encode if inputs.encoder else None,
    )
    coded = {report_id: code.recipient for report_id, code in inputs.codes.items() if code.recipient}
    return Model(
        replace(themes, space=themes.space.plain()), fit_recipients(inputs.codebook, texts.decisions, coded), texts.shared
    )


def coded_matrix(inputs: Inputs, reports: Sequence[Counted]) -> np.ndarray[tuple[int, int], np.dtype[np.int8]]:
    """The codes of some reports as zeros and ones, shape (reports, themes)."""
    ids = inputs.codebook.theme_ids
    rows = [[theme in inputs.codes[report.report_id].themes for theme in ids] for report in reports]
    return np.array(rows, dtype=np.int8).reshape(len(reports), len(ids))


def decisions(inputs: Inputs) -> dict[str, Decision]:
    """The recipient by rule for every coded report in the register, read or not."""
    return {
        report.report_id: decide_recipient(report, inputs.documents.get(report.report_id), inputs.codebook, inputs.programmes)
        for report in inputs.register.reports
        if report.report_id in inputs.codes
    }
