"""What is known of each report: the code in force, else the suggestions, else why there is nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from pipeline.codebook import Codebook
from pipeline.labels import Coding
from pipeline.matrix.values import Entry, Failure, Mark, Standing
from pipeline.register import Register, Report
from pipeline.suggestions import Suggestion


def entries(
    register: Register,
    codings: Mapping[str, Coding],
    suggestions: Iterable[Suggestion],
    codebook: Codebook,
    failures: Iterable[Failure] = (),
) -> tuple[Entry, ...]:
    """One entry for each report of the register, sorted by id.

    A code in force goes before everything; a report that could not be read has no suggestions worth counting.
    """
    proposed: dict[str, list[Suggestion]] = defaultdict(list)
    for suggestion in suggestions:
        proposed[suggestion.report_id].append(suggestion)
    failed = {failure.report_id: failure for failure in failures}
    found = []
    for report in sorted(register.reports, key=lambda report: report.report_id):
        identifier = report.report_id
        if identifier in codings:
            found.append(_coded(report, codings[identifier], codebook))
        elif identifier in failed:
            found.append(Entry(report, "unread", failure=failed[identifier]))
        elif identifier in proposed:
            found.append(_suggested(report, proposed[identifier], codebook))
        else:
            found.append(Entry(report, "untouched"))
    return tuple(found)


def _coded(report: Report, coding: Coding, codebook: Codebook) -> Entry:
    themes = tuple(Mark(theme, "coded") for theme in codebook.theme_ids if theme in coding.themes)
    known = coding.recipient in codebook.recipient_ids
    return Entry(report, "coded", "coded", themes, Mark(coding.recipient, "coded") if known else None, coder=coding.coder)


def _suggested(report: Report, proposed: Sequence[Suggestion], codebook: Codebook) -> Entry:
    yes = {(item.axis, item.label): _mark(item) for item in proposed if item.suggested}
    themes = [yes["theme", label] for label in codebook.theme_ids if ("theme", label) in yes]
    recipients = [yes["recipient", label] for label in codebook.recipient_ids if ("recipient", label) in yes]
    best = max(recipients, key=lambda mark: (mark.settled, mark.probability or 0.0), default=None)
    by_recipient: Standing = best.standing if best else "review"
    standing = by_recipient if codebook.recipients else _by_themes(themes, proposed)
    return Entry(report, "suggested", standing, tuple(themes), best)


def _by_themes(themes: Sequence[Mark], proposed: Sequence[Suggestion]) -> Standing:
    """How a report stands as a whole where no recipient says it; no theme at all is a finding to review too."""
    judged = [item for item in proposed if item.axis == "theme"]
    settled = [mark for mark in themes if mark.settled]
    if judged and not settled and (themes or all(item.confidence == "too_few_examples" for item in judged)):
        return "uncertain"
    return "sure" if settled and all(mark.standing == "sure" for mark in settled) else "review"


def _mark(suggestion: Suggestion) -> Mark:
    standing: Standing = "uncertain" if suggestion.confidence == "too_few_examples" else suggestion.confidence
    return Mark(
        suggestion.label,
        standing,
        suggestion.probability,
        suggestion.evidence_page,
        suggestion.evidence,
        suggestion.reason,
    )
