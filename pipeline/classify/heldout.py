"""What is said of each coded report by models that have not seen its code, for those who correct the model by its codes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipeline.classify.inputs import Inputs
from pipeline.classify.model import Model
from pipeline.classify.recipients import Decision
from pipeline.held_out import HeldOut


def held_out_rows(inputs: Inputs, model: Model, decided: Mapping[str, Decision]) -> Iterator[HeldOut]:
    """Themes by cross-validation; recipients by rule (`decided`), whose trust is common to all reports decided alike.

    No themes where too few reports are coded to hold any out.
    """
    coded = [report_id for report_id in sorted(inputs.documents) if report_id in inputs.codes]
    unseen = model.themes.thresholds.held_out
    for report_id, probabilities in zip(coded, unseen, strict=True) if len(unseen) else ():
        for theme, probability in zip(model.themes.themes, probabilities, strict=True):
            yield HeldOut(report_id, "theme", theme, float(probability))
    if not model.recipients.recipients:
        return
    for report_id in coded:
        spread = model.recipients.probabilities(decided[report_id], inputs.documents[report_id], inputs.codebook)
        for recipient, probability in zip(model.recipients.recipients, spread, strict=True):
            yield HeldOut(report_id, "recipient", recipient, float(probability))
