"""What is known of each report: the code in force, else the suggestions, else why there is nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from pipeline.codebook import Codebook
from pipeline.grouping.signs import Rank, rank
from pipeline.grouping.store import NO_GROUPS, Groups
from pipeline.labels import Coding
from pipeline.matrix.values import Entry, Failure, Mark, Standing, Status
from pipeline.register import Register, Report
from pipeline.suggestions import Suggestion

BEST_KNOWN: tuple[Status, ...] = ("coded", "suggested", "untouched", "unread")


def entries(
    register: Register,
    codings: Mapping[str, Coding],
    suggestions: Iterable[Suggestion],
    codebook: Codebook,
    failures: Iterable[Failure] = (),
    groups: Groups = NO_GROUPS,
) -> tuple[Entry, ...]:
    """One entry for each report of the register, sorted by id.

    A code in force goes before everything; a report that could not be read has no suggestions worth counting. Of a group one
    report is counted: a coded one before others, then one with suggestions, then the one that `rank` puts first.
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
    return _once(found, groups)


def _once(entries: Sequence[Entry], groups: Groups) -> tuple[Entry, ...]:
    """The entries, all but one of each group marked as counted with that one."""
    best: dict[str, Entry] = {}
    for entry in entries:
        group = groups.of.get(entry.report_id)
        if group is not None and (group not in best or _order(entry, groups) < _order(best[group], groups)):
            best[group] = entry
    counted = {group: entry.report_id for group, entry in best.items()}
    with_it = {entry.report_id: counted.get(groups.of.get(entry.report_id, ""), entry.report_id) for entry in entries}
    return tuple(
        entry if with_it[entry.report_id] == entry.report_id else replace(entry, counted_with=with_it[entry.report_id])
        for entry in entries
    )


def _order(entry: Entry, groups: Groups) -> tuple[int, Rank]:
    return BEST_KNOWN.index(entry.status), rank(entry.report, groups.preferred)


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
        suggestion.reason_nn,
    )
