"""Suggestions for reports: every theme and recipient type with probability, state, passage and page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from pipeline.classify.encoder import Encoder, encoded
from pipeline.classify.evidence import Evidence, best_evidence, falls, whole_and_left
from pipeline.classify.gazetteers import Programme
from pipeline.classify.model import Model
from pipeline.classify.reasons import told
from pipeline.classify.recipients import Decision, decide_recipient
from pipeline.classify.texts import Floats
from pipeline.classify.themes import ThemeModel
from pipeline.classify.thresholds import decide
from pipeline.codebook import Codebook
from pipeline.documents import Document
from pipeline.language.masking import mask
from pipeline.language.memory import FORGETFUL, Memory
from pipeline.language.prepare import Counted, Prepared, prepare, with_passages
from pipeline.parallel import one_thread
from pipeline.project import Params
from pipeline.register import Report
from pipeline.suggestions import Confidence, Suggestion

EVIDENCE_CHARACTERS = 700


@dataclass(frozen=True, slots=True)
class Ready:
    """A report to suggest for, counted where that is done already."""

    report: Report
    document: Document
    text: Counted | None = None


@dataclass(frozen=True, slots=True)
class Suggested:
    """One report's suggestions and, for each theme, all passages found for it."""

    report_id: str
    suggestions: tuple[Suggestion, ...]
    evidence: dict[str, tuple[Evidence, ...]]
    decision: Decision


@dataclass(frozen=True, slots=True)
class Suggester:
    """A loaded model with what it needs to suggest."""

    model: Model
    model_id: str
    codebook: Codebook
    programmes: tuple[Programme, ...]
    params: Params
    memory: Memory = FORGETFUL
    encoder: Encoder | None = None

    def suggest(
        self, reports: Sequence[Ready], progress: Callable[[int, int], None] = lambda done, total: None
    ) -> list[Suggested]:
        """Suggestions for each report, in the order given."""
        texts = self._texts(reports)
        found = []
        with one_thread():
            for done, one in enumerate(reports, 1):
                found.append(self._one(one, texts[one.report.report_id]))
                progress(done, len(reports))
        return found

    def _texts(self, reports: Sequence[Ready]) -> dict[str, Prepared]:
        """The reports as the model reads them, those worked out now that were not known."""
        unknown = [one for one in reports if one.text is None]
        titles = {one.report.report_id: one.report.title for one in unknown}
        found = prepare([one.document for one in unknown], titles, self.params.language, self.model.shared, self.memory)
        language = self.params.language
        known = [with_passages(one.text, one.document, one.report.title, language) for one in reports if one.text]
        return {text.report_id: text for text in [*known, *encoded(found, self.encoder)]}

    def _one(self, one: Ready, text: Prepared) -> Suggested:
        report, document = one.report, one.document
        model = self.model.themes.narrowed(frozenset(text.words.distinct))
        odds = whole_and_left(model, text)
        weights = falls(odds)
        evidence = {
            theme: tuple(best_evidence(text, weights, at, self.params.suggest.evidence_passages))
            for at, theme in enumerate(self.model.themes.themes)
        }
        decision = decide_recipient(report, document, self.codebook, self.programmes)
        themes = self._themes(model, report.report_id, expit(odds[:1]), evidence)
        return Suggested(
            report.report_id, (*themes, *self._recipients(report.report_id, document, decision)), evidence, decision
        )

    def _themes(
        self, model: ThemeModel, report_id: str, probabilities: Floats, evidence: dict[str, tuple[Evidence, ...]]
    ) -> list[Suggestion]:
        error = self.params.suggest.sure_error
        said = decide(probabilities, model.thresholds.suggest)[0]
        sure, sure_not = model.thresholds.sure_from(error), model.thresholds.sure_not_below(error)
        rows = []
        for at, theme in enumerate(model.themes):
            probability = float(probabilities[0, at])
            certain = probability >= sure if said[at] else probability <= sure_not
            shown = evidence[theme][0].passage if evidence[theme] else None
            rows.append(
                Suggestion(
                    report_id,
                    "theme",
                    theme,
                    probability,
                    bool(said[at]),
                    self._state(int(model.positives[at]), certain),
                    shown.page if shown else None,
                    shorten(shown.text) if shown else "",
                    "",
                    self.model_id,
                )
            )
        return rows

    def _state(self, examples: int, certain: bool) -> Confidence:
        if examples < self.params.themes.min_positives:
            return "too_few_examples"
        return "sure" if certain else "review"

    def _recipients(self, report_id: str, document: Document, decision: Decision) -> list[Suggestion]:
        model = self.model.recipients
        if not model.recipients:
            return []
        probabilities = model.probabilities(decision, document, self.codebook)
        chosen = int(np.argmax(probabilities))
        by_rule = decision.recipient is not None
        rows = []
        for at, recipient in enumerate(model.recipients):
            own = at == chosen
            certain = by_rule and probabilities[chosen] >= 1 - self.params.suggest.sure_error
            rows.append(
                Suggestion(
                    report_id,
                    "recipient",
                    recipient,
                    float(probabilities[at]),
                    own,
                    "sure" if certain else "review",
                    decision.grantee.page if own else None,
                    shorten(decision.grantee.evidence) if own else "",
                    told(decision.reason, "nb") if own else "",
                    self.model_id,
                    told(decision.reason, "nn") if own else "",
                )
            )
        return rows


def shorten(text: str, characters: int = EVIDENCE_CHARACTERS) -> str:
    """The text on one line without identity numbers, cut at a word with «…» when it is longer than `characters`."""
    line, _ = mask(" ".join(text.split()))
    return line if len(line) <= characters else line[:characters].rsplit(" ", 1)[0] + " …"
