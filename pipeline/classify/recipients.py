"""Which type of recipient a report has: rules and tables by the codebook's order, last a model over what is mentioned.

Every decision carries its reason and the place it was read. How far each kind of decision is to be trusted
starts from a stated prior and moves with the coded reports (beta-binomial).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from pipeline.classify.gazetteers import DISTRICT, Programme, municipalities_in, programme_of
from pipeline.classify.grantee import Grantee, find_grantee
from pipeline.classify.reasons import Name, Phrase, phrase
from pipeline.codebook import Codebook, Decide, Recipient
from pipeline.documents import Document
from pipeline.language.masking import mask
from pipeline.register import Report

PRIOR_TRUST: Mapping[str, float] = {
    "register": 0.96,
    "field": 0.93,
    "statement": 0.9,
    "document": 0.95,
    "client": 0.85,
    "title_page": 0.85,
    "title": 0.85,
    "furniture": 0.8,
    "mentions": 0.6,
    "doubtful": 0.6,
    "none": 0.4,
}
PRIOR_REPORTS = 10.0
TITLE_WORDS = 12
UNKNOWN_PLACE = re.compile(r"(?<![\w-])(?!X{2,} )[A-ZÆØÅ]\w+ (?i:kommune|herad)\b")
PARTNER = re.compile(r"\s*(?:/|;|,|\bog\b|\bi samarbeid med\b|\bsammen med\b|\bsaman med\b)\s*")
SHOWN_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class Decision:
    """One report's recipient by rule: the type (or None), how it was reached, and the reason."""

    recipient: str | None
    basis: str
    reason: tuple[Phrase, ...]
    grantee: Grantee


@dataclass(frozen=True, slots=True)
class RecipientModel:
    """Trust in each kind of decision, and the share of each type among the coded reports."""

    recipients: tuple[str, ...]
    trust: dict[str, float]
    shares: npt.NDArray[np.float64]
    examples: npt.NDArray[np.int64]

    def probabilities(self, decision: Decision, document: Document | None, codebook: Codebook) -> npt.NDArray[np.float64]:
        """Probability of each type; the rule's type gets its trust, the rest is spread by what the report mentions."""
        spread = self.shares * (1 + mentions(document, codebook))
        spread = spread / spread.sum()
        if decision.recipient is None:
            return np.asarray(spread)
        chosen = self.recipients.index(decision.recipient)
        spread[chosen] = 0
        rest = spread.sum()
        trust = self.trust.get(decision.basis, 0.5)
        spread = spread * ((1 - trust) / rest) if rest > 0 else spread
        spread[chosen] = trust if rest > 0 else 1.0
        return np.asarray(spread)


def decide_recipient(
    report: Report, document: Document | None, codebook: Codebook, programmes: Sequence[Programme]
) -> Decision:
    """Apply the codebook's rules in their order."""
    ordered = sorted((entry for entry in codebook.recipients if entry.decide), key=lambda entry: _rule(entry).order)
    told = f"{report.title}\n{report.kind}\n{_opening(document)}"
    for entry in ordered:
        word = _first_word(_rule(entry).document_words, told)
        if word:
            page, line = _line_with(document, word)
            reason = phrase("reason.document", word=word)
            return Decision(entry.id, "document", (reason,), Grantee(report.grantee, "title_page", page, line or report.title))
    grantee = find_grantee(report, document, lambda name: _match(name, ordered, programmes, report) is not None)
    matched = _match(grantee.name, ordered, programmes, report) if grantee.name else None
    if matched is None:
        return Decision(None, "none", (phrase("reason.none"),), grantee)
    entry, why, certain = matched
    basis: str = grantee.where if certain else "doubtful"
    return Decision(entry.id, basis, (*why, phrase(f"from.{grantee.where}")), grantee)


def _rule(entry: Recipient) -> Decide:
    assert entry.decide is not None
    return entry.decide


def _match(
    name: str, ordered: Sequence[Recipient], programmes: Sequence[Programme], report: Report
) -> tuple[Recipient, tuple[Phrase, ...], bool] | None:
    """The first type whose rule takes the name, the reason, and whether the look-up is certain.

    A municipality named first is the grantee, whoever is named with it.
    """
    lead = PARTNER.split(name)[0]
    if municipalities_in(lead):
        name = name if DISTRICT.search(name) else lead
    places = municipalities_in(name)
    unknown_place = not places and UNKNOWN_PLACE.search(name)
    for entry in ordered:
        rule = _rule(entry)
        if rule.municipality and (places or unknown_place):
            found = _municipal(rule, places, name, programmes, report)
            if found:
                return entry, *found
        word = _first_word(rule.names, name) or _first_word(rule.words, name)
        if word:
            return entry, (_recognised(name, word),), True
    return None


def _recognised(name: str, word: str) -> Phrase:
    if name.strip().lower() == word.lower():
        return phrase("reason.named", name=name.strip())
    return phrase("reason.word", word=word, name=_short(name))


def _municipal(
    rule: Decide, places: Sequence[str], name: str, programmes: Sequence[Programme], report: Report
) -> tuple[tuple[Phrase, ...], bool] | None:
    place = places[0] if places else ""
    row = programme_of(place, name, programmes) if place else None
    if (rule.municipality == "programme") != (row is not None and row.counts == "yes"):
        return None
    who = phrase("reason.municipality", place=place) if place else phrase("reason.quoted", name=_short(name))
    if row is None:
        return (phrase("reason.not_listed", who=who),), bool(place)
    programme = Name(row.programme, row.programme_nn)
    if rule.municipality == "other":
        known = row.counts != "unknown"
        return (phrase("reason.not_counted" if known else "reason.unknown", who=who, programme=programme),), known
    return (_took_part(row, who, programme), *_outside(row, report)), row.certainty != "low"


def _took_part(row: Programme, who: Phrase, programme: Name) -> Phrase:
    first, last = (str(year or "") for year in (row.year_from, row.year_to))
    known = "_between" if first and last else "_since" if first else "_until" if last else ""
    return phrase(f"reason.took_part{known}", who=who, programme=programme, first=first, last=last)


def _outside(row: Programme, report: Report) -> tuple[Phrase, ...]:
    end, start = report.year_to or report.year_from, report.year_from or report.year_to
    if end and row.year_from and end < row.year_from:
        return (phrase("reason.older"),)
    if start and row.year_to and start > row.year_to:
        return (phrase("reason.younger"),)
    return ()


def _short(name: str) -> str:
    """The end of a name that was read in a text, on one line and without identity numbers."""
    line, _ = mask(" ".join(name.split()))
    return line if len(line) <= SHOWN_CHARACTERS else "…" + line[3 - SHOWN_CHARACTERS :]


def _first_word(words: Sequence[str], text: str) -> str | None:
    """The first of `words` that stands in the text as a whole word.

    Case counts for words in capitals; a name needs its first capital, since «mental helse» is no organisation.
    """
    lowered = text.lower()
    for word in words:
        if word.lower() not in lowered:
            continue
        flags = 0 if word.isupper() else re.IGNORECASE
        found = re.finditer(rf"(?<![\w-]){re.escape(word)}(?![\w])", text, flags)
        if any(match[0][0].isupper() or word[0].islower() for match in found):
            return word
    return None


def _opening(document: Document | None) -> str:
    """The lines of the title page; not its sentences, which may mention what others have written."""
    lines = document.pages[0].text[:600].split("\n") if document and document.pages else []
    return "\n".join(line for line in lines if len(line.split()) <= TITLE_WORDS and not line.rstrip().endswith("."))


def _line_with(document: Document | None, word: str) -> tuple[int | None, str]:
    if document is None:
        return None, ""
    lines = ((page.number, line) for page in document.pages for line in page.text.split("\n"))
    return next(((number, line.strip()) for number, line in lines if word.lower() in line.lower()), (None, ""))


def mentions(document: Document | None, codebook: Codebook) -> npt.NDArray[np.float64]:
    """How much of what a report mentions points to each type: shares of names, words and terms, the first page five times."""
    found = np.zeros(len(codebook.recipients))
    if document is None:
        return found
    pages = [page.text.lower() for page in document.pages for _ in range(5 if page.number == 1 else 1)]
    told = "\n".join(pages)
    for at, entry in enumerate(codebook.recipients):
        rule = entry.decide
        found[at] = sum(_times(word, told) for word in _apart(entry.terms + (rule.names + rule.words if rule else ())))
    return np.asarray(10 * found / found.sum()) if found.sum() else found


@lru_cache(maxsize=64)
def _apart(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words in small letters, without those that hold another: «Halden kommune» is one mention of «kommune»."""
    lowered = sorted({word.lower() for word in words})
    return tuple(word for word in lowered if not any(_times(other, word) for other in lowered if other != word))


def _times(word: str, text: str) -> int:
    """How often a word stands whole in a text; looking around each place is many times as quick as a pattern."""
    count, at = 0, text.find(word)
    while at >= 0:
        end = at + len(word)
        count += not _inside(text[at - 1 : at]) and not _inside(text[end : end + 1])
        at = text.find(word, end)
    return count


def _inside(sign: str) -> bool:
    return sign.isalnum() or sign == "_"


def fit_recipients(codebook: Codebook, decisions: Mapping[str, Decision], coded: Mapping[str, str]) -> RecipientModel:
    """Learn trust and shares from the coded reports (`coded`: report_id → recipient)."""
    ids = codebook.recipient_ids
    trust = {}
    for basis, prior in PRIOR_TRUST.items():
        judged = [
            decisions[report].recipient == right
            for report, right in coded.items()
            if report in decisions and decisions[report].basis == basis
        ]
        trust[basis] = (prior * PRIOR_REPORTS + sum(judged)) / (PRIOR_REPORTS + len(judged))
    examples = np.array([sum(right == entry for right in coded.values()) for entry in ids], dtype=np.int64)
    shares = (examples + 1) / (examples.sum() + len(ids)) if ids else np.zeros(0)
    return RecipientModel(ids, trust, shares, examples)
