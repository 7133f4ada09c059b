"""What became of each report, in words: who coded it, what the model makes of it, or why there is nothing."""

from __future__ import annotations

from pipeline.matrix.values import Entry
from pipeline.matrix.words import BOKMAL
from pipeline.words import Words


def source_of(entry: Entry, t: Words = BOKMAL) -> str:
    """Who or what the report's themes come from, and the report it is counted with."""
    return _source(entry, t) + (f"; {t('source.counted_with', report=entry.counted_with)}" if entry.counted_with else "")


def _source(entry: Entry, t: Words) -> str:
    if entry.status == "coded":
        return t("source.coded_by", coder=entry.coder) if entry.coder else t("source.coded")
    if entry.themes and not any(mark.settled for mark in entry.themes):
        return t("source.uncertain")
    return t(f"source.{entry.status}", reason=why_unread(entry, t))


def why_unread(entry: Entry, t: Words = BOKMAL) -> str:
    """Why a report could not be read, in a few words; a reason that is not known by its own name."""
    reason = entry.failure.reason if entry.failure and entry.failure.reason else "unknown"
    return t.texts.get(f"unread.{reason}", reason)
