"""What a chapter is for, told by its heading: what was done weighs more than background and project organisation."""

from __future__ import annotations

import re

ROLES = ("title", "summary", "goals", "activity", "background", "organisation", "economy", "references")

_STEMS = {
    "references": (
        r"litteratur|referanse|\bkilde(r|liste)|\bkjelde|bibliography|references|vedlegg|appendi|publikasjon|kolofon|"
        r"andre rapporter|om forfatter|forkortelse|definisjon|\btakk$|acknowledg|forord|føreord|preface"
    ),
    "economy": r"økonomi$|økonomien|regnskap|rekneskap|budsjett|finansiering$|kostnad|pengene$|ressursbruk|funding",
    "organisation": (
        r"organisering av prosjektet|prosjektorganis|prosjektets organis|prosjektet sin organis|styringsgruppe|"
        r"prosjektgruppe|arbeidsgruppe|deltakere i prosjekt|gjennomføring av undersøkelsen|formalia|formelle forhold|"
        r"kontaktinfo|kontaktopplysning|metode$|metoden vi brukte|data og metode|metode og data|"
        r"datagrunnlag|\bmethods?\b|\butvalg(et)?\b"
    ),
    "background": (
        r"bakgrunn|innledning|innleiing|utgangspunkt|introduction|\bkontekst|rammer|\bføring[ea]r|teori|"
        r"nasjonale? (føring|ramme|mål|strategi)|historikk|om programmet|\bprogrammet$|"
        r"begreper|omgrep|tidligere forskning|utfordringsbilde|\bom kommunen\b|"
        r"før prosjektet|situasjonen før|hvorfor"
    ),
    "goals": r"\bmål\b|målsetting|målsetjing|formål|føremål|hensikt|målgruppe|problemstilling|\baims?\b|objectives|oppdraget",
    "summary": (
        r"sammendrag|samandrag|oppsummering|konklusjon|kort om|hovedfunn|hovudfunn|summary|conclusion|abstract|i korte trekk"
    ),
}
_PATTERNS = tuple((role, re.compile(stems, re.IGNORECASE)) for role, stems in _STEMS.items())
_AROUND = " \t.:)0123456789"


def role_of(heading: str) -> str | None:
    """The role a heading announces, or None when it announces none."""
    bare = heading.strip(_AROUND)
    return next((role for role, pattern in _PATTERNS if pattern.search(bare)), None)


class ChapterRoles:
    """Follows the headings of a report in order; a subheading that says nothing inherits its chapter's role."""

    def __init__(self) -> None:
        self._open: list[tuple[int, str]] = []
        self._started = False

    @property
    def current(self) -> str:
        """The role of what comes next; `title` before the first heading, `activity` when no heading says more."""
        if not self._started:
            return "title"
        return self._open[-1][1] if self._open else "activity"

    def leave_title(self) -> None:
        """The title page is over, heading or not: a report without headings is not all title."""
        self._started = True

    def enter(self, heading: str, level: int | None) -> None:
        """Take a heading into account; without a level it counts as a chapter of its own."""
        depth = level or 1
        self._started = True
        while self._open and self._open[-1][0] >= depth:
            self._open.pop()
        inherited = self._open[-1][1] if self._open else "activity"
        self._open.append((depth, role_of(heading) or inherited))
