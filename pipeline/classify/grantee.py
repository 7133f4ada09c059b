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

_Found = tuple[str, int, str]
Where = Literal["register", "field", "statement", "title_page", "title", "client", "furniture", "mentions", "none"]

FIELD = re.compile(
    r"(?:tilskudds?mottak(?:er|ar)|tilskotsmottakar|mottak(?:er|ar) av (?:tilskudd|tilskot)\w*|"
    r"søk(?:er|jar)(?: og mottak(?:er|ar))?|søkerorganisasjon|tilskudd gitt til|"
    r"grant holder|grantee|recipient of (?:the )?grant)\s*(?:er|var|:|\||–|-)\s*(?P<name>[^.\n|;]{3,90})",
    re.IGNORECASE,
)
NEXT_FIELD = re.compile(r"\s+[A-ZÆØÅ][a-zæøå]+(?:\s(?:[a-zæøå]+|Husbanken))*\s*:.*")
GRANT = r"(?:kompetanse)?(?:tilskudd|tilskot|midl|stipend|kroner|grant|støtte|stønad)"
STATEMENT = re.compile(
    r"\b(?:fikk|fekk|mottok|har mottatt|har motteke|har fått|fått|er gitt|ble gitt|vart gitt|ble tildelt|vart tildelt|"
    r"er tildelt|er tilskudds?mottaker|er tilskotsmottakar|søkte|was awarded|received)\b",
    re.IGNORECASE,
)
INVERTED = re.compile(
    r"\b(?:fikk|fekk|mottok|har|ble|vart|søkte)\s+(?P<name>(?-i:[A-ZÆØÅ])[^.;:]{2,80}?)\s+"
    r"(?:(?:mottatt|motteke|fått|gitt|tildelt|innvilget|innvilga)\s+)?(?:om\s+)?"
    r"(?:kr|om lag|et|eit|\d|(?:kompetanse)?(?:tilskudd|tilskot|midler|midlar|støtte|stønad))",
    re.IGNORECASE,
)
PASSIVE = re.compile(
    r"\b(?:søknad|tilskudd|tilskot|kompetansemid|midlene|midlane|stipend)\w*(?: om [^.;]{3,60}?)?\s+"
    r"(?:er|ble|blei|vart|var|gikk|gjekk)\s+"
    r"(?:(?:sendt?|skrevet|skrive|fremmet|fremja|levert|gitt|innvilget|innvilga|utbetalt|tildelt)\s+)?(?:inn\s+)?"
    r"(?:av|fra|frå|til)?\s*(?P<name>(?-i:[A-ZÆØÅ])[^.;|,]{2,70})",
    re.IGNORECASE,
)
CLIENT = re.compile(
    r"\b(?:oppdragsgiv(?:er|ar)|på oppdrag (?:av|fra|frå|for)|utført for|utarbeid(?:et|d)(?: av [^.\n|;]{3,60}?)? for|"
    r"\w*(?:rapport|analyse|notat|evaluering|kartlegging|plan|utredning|utgreiing)\w* for)\b\s*[:|]?\s*"
    r"(?P<name>[^.\n|;]{3,70})",
    re.IGNORECASE,
)
# One of them stands in every line that FIELD finds something in, or STATEMENT or PASSIVE: most lines have none.
FIELD_TELLS = ("mottak", "søk", "gitt til", "grant")
STATEMENT_TELLS = (
    *("fikk", "fekk", "mottok", "mottatt", "motteke", "fått", "gitt", "tildelt", "mottak", "søkte", "award", "received"),
    *("søknad", "tilsk", "kompetansemid", "midl", "stipend"),
)
PARTNERS = re.compile(r",?\s*\b(?:i samarbeid med|sammen med|saman med|støttet av|støtta av|finansiert av)\b.*", re.IGNORECASE)
AUTHOR = re.compile(r"(?:rapporten er )?(?:utarbeid(?:et|d)|skrevet|skrive) av\b|forfatter|av:?\s", re.IGNORECASE)
FINANCIER = "Husbanken"
ORGANISATION_GAP = 120
COVER_LINES = 30
CROWD = 5


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
    searches: tuple[tuple[Where, Callable[[], _Found | None]], ...] = (
        ("field", lambda: _field(_telling(lines, FIELD_TELLS), known)),
        ("statement", lambda: _statement(_sentences(_telling(lines, STATEMENT_TELLS)), known)),
        ("client", lambda: _client(lines)),
    )
    for where, search in searches:
        if found := search():
            return Grantee(found[0], where, found[1], found[2])
    return _by_place(report, document, known)


def _lines(document: Document) -> Iterator[tuple[int, str]]:
    return ((page.number, line.strip()) for page in document.pages for line in page.text.split("\n") if line.strip())


def _telling(lines: Iterable[tuple[int, str]], words: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    for page, line in lines:
        lowered = line.lower()
        if any(word in lowered for word in words):
            yield page, line


def _sentences(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    return ((page, sentence) for page, line in lines for sentence in sentences(line))


def _field(lines: Iterable[tuple[int, str]], known: Callable[[str], bool]) -> _Found | None:
    for page, line in lines:
        match = FIELD.search(line)
        name = NEXT_FIELD.sub("", match["name"]).strip() if match else ""
        if name and known(name):
            return name, page, line
    return None


def _statement(lines: Iterable[tuple[int, str]], known: Callable[[str], bool]) -> _Found | None:
    """A sentence like «Halden kommune fikk 400 000 kroner i kompetansetilskudd» or «Søknaden ble sendt av WayBack»."""
    for page, line in lines:
        for name in _receivers(line):
            own = PARTNERS.sub("", name).strip(" ,–")
            if FINANCIER not in own and known(own):
                return own, page, line
    return None


def _receivers(line: str) -> Iterator[str]:
    """What stands where a sentence about a grant names its receiver: after the verb, or before it."""
    verb = STATEMENT.search(line)
    about_grant = verb is not None and re.search(GRANT, line[verb.start() :], re.IGNORECASE)
    if verb and about_grant:
        inverted = INVERTED.search(line)
        if inverted:
            yield inverted["name"]
        yield line[max(0, verb.start() - ORGANISATION_GAP) : verb.start()]
    passive = PASSIVE.search(line)
    if passive:
        yield passive["name"]


def _client(lines: Iterable[tuple[int, str]]) -> _Found | None:
    """«På oppdrag fra Holmestrand kommune»: the client of a consultant, Husbanken as financier left out."""
    for page, line in lines:
        if page > 3:
            return None
        match = CLIENT.search(line)
        if match and municipalities_in(match["name"]) and FINANCIER not in match["name"]:
            return match["name"].strip(), page, line
    return None


def _by_place(report: Report, document: Document, known: Callable[[str], bool]) -> Grantee:
    cover = _cover(document, known)
    if cover:
        return Grantee(cover, "title_page", document.pages[0].number, cover)
    if known(report.title):
        return Grantee(report.title, "title", None, report.title)
    for page in document.pages:
        for block in page.blocks:
            if block.noise in ("header", "footer") and FINANCIER not in block.text and known(block.text):
                return Grantee(block.text.strip(), "furniture", page.number, block.text.strip())
    return _most_mentioned(document)


def _cover(document: Document, known: Callable[[str], bool]) -> str:
    """The name on the title page; with the municipality too when another comes first, for the rules' order to decide.

    A cover that names a crowd of municipalities, as on a map, says nothing of one.
    """
    lines = document.pages[0].text.split("\n")[:COVER_LINES] if document.pages else []
    short = [line.strip() for line in lines if len(line) < ORGANISATION_GAP and not line.rstrip().endswith(".")]
    own = [PARTNERS.sub("", line) for line in short if FINANCIER not in line and not AUTHOR.match(line)]
    places = {name for line in own for name in municipalities_in(line)}
    named = [line for line in own if known(line) and not (len(places) > CROWD and municipalities_in(line))]
    if not named:
        return ""
    municipal = next((line for line in named if municipalities_in(line)), named[0])
    return named[0] if municipal == named[0] else f"{named[0]} / {municipal}"


def _most_mentioned(document: Document) -> Grantee:
    counts: dict[str, int] = {}
    first: dict[str, tuple[int, str]] = {}
    for page, line in _sentences(_lines(document)):
        for name in municipalities_in(line):
            counts[name] = counts.get(name, 0) + 1
            first.setdefault(name, (page, line))
    if not counts:
        return _financier(document)
    name = max(sorted(counts), key=lambda name: counts[name])
    return Grantee(f"{name} kommune", "mentions", first[name][0], first[name][1])


def _financier(document: Document) -> Grantee:
    """The financier itself, when it stands on the title page and no other name stands anywhere."""
    first = document.pages[0] if document.pages else None
    lines = [line.strip() for line in first.text.split("\n")] if first else []
    line = next((line for line in lines if line.startswith(FINANCIER) and len(line) < 40), "")
    return Grantee(FINANCIER, "title_page", 1, line) if line else Grantee("", "none")


def _shown(document: Document | None, name: str) -> tuple[int | None, str]:
    """The first line of the report that names the register's grantee."""
    core = re.split(r"\s*[(,/]", name)[0].strip().lower()
    if document is None or len(core) < 3:
        return None, ""
    return next(((page, line) for page, line in _sentences(_lines(document)) if core in line.lower()), (None, ""))
