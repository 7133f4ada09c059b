"""Who received the grant, by name: the register says it, else the report does, in one of several places."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from pipeline.classify.gazetteers import municipalities_in
from pipeline.documents import Document
from pipeline.language.passages import sentences
from pipeline.register import Report

Where = Literal["register", "field", "statement", "title_page", "title", "client", "furniture", "mentions", "none"]

FIELD = re.compile(
    r"(?:tilskudds?mottak(?:er|ar)|tilskotsmottakar|mottak(?:er|ar) av (?:tilskudd|tilskot)\w*|"
    r"søk(?:er|jar)(?: og mottak(?:er|ar))?|søkerorganisasjon|tilskudd gitt til|"
    r"grant holder|grantee|recipient of (?:the )?grant)\s*(?:er|var|:|\||–|-)\s*(?P<name>[^.\n|;]{3,90})",
    re.IGNORECASE,
)
GRANT = r"(?:kompetanse)?(?:tilskudd|tilskot|midl|stipend|kroner|grant|støtte|stønad)"
STATEMENT = re.compile(
    r"\b(?:fikk|fekk|mottok|har mottatt|har motteke|har fått|fått|er gitt|ble gitt|vart gitt|ble tildelt|vart tildelt|"
    r"er tildelt|er tilskudds?mottaker|er tilskotsmottakar|søkte|was awarded|received)\b",
    re.IGNORECASE,
)
CLIENT = re.compile(
    r"\b(?:oppdragsgiv(?:er|ar)|på oppdrag (?:av|fra|frå|for)|utført for|utarbeid(?:et|d) for|for)\b\s*:?\s*"
    r"(?P<name>[^.\n|;]{3,70})",
    re.IGNORECASE,
)
ORGANISATION_GAP = 120


@dataclass(frozen=True, slots=True)
class Grantee:
    """The name found, where, and the sentence and page it stands in; `where` is `none` when nothing was found."""

    name: str
    where: Where
    page: int | None = None
    evidence: str = ""


def find_grantee(report: Report, document: Document | None, known: Callable[[str], bool]) -> Grantee:
    """The grantee of a report. `known` says whether a name is one that the rules can decide on."""
    if report.grantee:
        page, sentence = _shown(document, report.grantee)
        return Grantee(report.grantee, "register", page, sentence)
    if document is None:
        return Grantee("", "none")
    lines = list(_lines(document))
    for where, look in (("field", _field), ("statement", _statement), ("client", _client)):
        found = look(lines, known)
        if found:
            return Grantee(found[0], where, found[1], found[2])  # type: ignore[arg-type]  # the three are Where
    return _by_place(report, document, known)


def _lines(document: Document) -> Iterator[tuple[int, str]]:
    for page in document.pages:
        for line in page.text.split("\n"):
            for sentence in sentences(line):
                yield page.number, sentence


def _field(lines: Iterable[tuple[int, str]], known: Callable[[str], bool]) -> tuple[str, int, str] | None:
    for page, line in lines:
        match = FIELD.search(line)
        if match and known(match["name"]):
            return match["name"].strip(), page, line
    return None


def _statement(lines: Iterable[tuple[int, str]], known: Callable[[str], bool]) -> tuple[str, int, str] | None:
    """A sentence like «Halden kommune fikk 400 000 kroner i kompetansetilskudd»: the name before the verb."""
    for page, line in lines:
        verb = STATEMENT.search(line)
        if verb and re.search(GRANT, line[verb.start() :], re.IGNORECASE):
            before = line[max(0, verb.start() - ORGANISATION_GAP) : verb.start()]
            if known(before) and "Husbanken" not in before:
                return before.strip(" ,–"), page, line
    return None


def _client(lines: Iterable[tuple[int, str]], known: Callable[[str], bool]) -> tuple[str, int, str] | None:
    """«På oppdrag fra Holmestrand kommune»: the client of a consultant, Husbanken as financier left out."""
    for page, line in lines:
        if page > 3:
            return None
        match = CLIENT.search(line)
        if match and municipalities_in(match["name"]) and "Husbanken" not in match["name"]:
            return match["name"].strip(), page, line
    return None


def _by_place(report: Report, document: Document, known: Callable[[str], bool]) -> Grantee:
    first = document.pages[0] if document.pages else None
    if first:
        for line in first.text.split("\n")[:30]:
            if known(line) and len(line) < ORGANISATION_GAP:
                return Grantee(line.strip(), "title_page", first.number, line.strip())
    if known(report.title):
        return Grantee(report.title, "title", None, report.title)
    for page in document.pages:
        for block in page.blocks:
            if block.noise in ("header", "footer") and known(block.text):
                return Grantee(block.text.strip(), "furniture", page.number, block.text.strip())
    return _most_mentioned(document)


def _most_mentioned(document: Document) -> Grantee:
    counts: dict[str, int] = {}
    first: dict[str, tuple[int, str]] = {}
    for page, line in _lines(document):
        for name in municipalities_in(line):
            counts[name] = counts.get(name, 0) + 1
            first.setdefault(name, (page, line))
    if not counts:
        return Grantee("", "none")
    name = max(sorted(counts), key=lambda name: counts[name])
    return Grantee(f"{name} kommune", "mentions", first[name][0], first[name][1])


def _shown(document: Document | None, name: str) -> tuple[int | None, str]:
    """The first line of the report that names the register's grantee."""
    core = re.split(r"\s*[(,/]", name)[0].strip().lower()
    if document is None or len(core) < 3:
        return None, ""
    return next(((page, line) for page, line in _lines(document) if core in line.lower()), (None, ""))
