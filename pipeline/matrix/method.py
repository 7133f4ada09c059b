"""metode.md: what was done and what the numbers mean, filled in from the Matrix."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from jinja2 import Environment, PackageLoader, StrictUndefined

from pipeline.matrix import norwegian
from pipeline.matrix.basis import bases_in, nothing_coded
from pipeline.matrix.estimated import about_estimates, facts_of
from pipeline.matrix.load import Edition
from pipeline.matrix.values import Entry, Matrix, Standing

REASONS = {
    "encrypted": "låst med passord",
    "not_a_pdf": "ikke en PDF-fil",
    "truncated": "ufullstendig fil",
    "empty": "uten tekst",
    "too_large": "for stor",
    "timeout": "tok for lang tid",
    "memory": "krevde for mye minne",
    "crashed": "skadet fil",
    "missing": "filen mangler",
}
PARTS: dict[Standing, str] = {
    "sure": "som den regner som sikre",
    "review": "som bør leses av et menneske",
    "uncertain": "som er usikre fordi temaet har for få kodede eksempler",
}
REASONS_NN = {
    **REASONS,
    "encrypted": "låst med passord",
    "not_a_pdf": "ikkje ei PDF-fil",
    "truncated": "ufullstendig fil",
    "empty": "utan tekst",
    "timeout": "tok for lang tid",
    "memory": "kravde for mykje minne",
    "crashed": "skadd fil",
    "missing": "fila manglar",
}
PARTS_NN: dict[Standing, str] = {
    "sure": "som han reknar som sikre",
    "review": "som eit menneske bør lese",
    "uncertain": "som er usikre fordi temaet har for få koda døme",
}
Language = Literal["nb", "nn"]
MOST_PATTERNS = 5
"""How many patterns the method has room for; the workbook and the page have them all."""
TEMPLATES: dict[Language, str] = {"nb": "metode.md", "nn": "metode.nn.md"}
LineKind = Literal["title", "notice", "heading", "bullet", "text"]
_PREFIXES: dict[str, LineKind] = {"# ": "title", "> ": "notice", "## ": "heading", "- ": "bullet"}


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph of the method text, without Markdown's signs."""

    kind: LineKind
    text: str


def method_text(edition: Edition, language: Language = "nb") -> str:
    """The method in plain bokmål or nynorsk, as Markdown."""
    environment = Environment(
        loader=PackageLoader("pipeline.matrix"),
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    template = environment.get_template(TEMPLATES[language])
    matrix = edition.matrix
    text = template.render(
        matrix=matrix,
        codebook=edition.codebook,
        notice=edition.notice,
        no=norwegian,
        whole=matrix.count(matrix.everything, matrix.total),
        proposed=_proposed(matrix, PARTS if language == "nb" else PARTS_NN),
        nothing_coded=nothing_coded(matrix),
        bases=[basis.name for basis in bases_in(matrix)],
        unread=_unread(matrix, language),
        grouped=_grouped(matrix, "sammen" if language == "nb" else "saman"),
        untouched=_ids(matrix.with_status("untouched")),
        without_theme=_ids(matrix.without_theme),
        scarce=_scarce(matrix),
        mean=_mean_themes(matrix),
        layers=len(matrix.rows_of("layer")),
        outside=norwegian.joined([f"`{report_id}`" for report_id in matrix.outside]),
        unknown=norwegian.joined([f"`{label}`" for label in matrix.unknown_labels]),
        models=norwegian.joined(matrix.models),
        about_estimates=about_estimates(matrix),
        facts=facts_of(matrix),
        patterns=edition.patterns,
        shown=edition.patterns.found[:MOST_PATTERNS],
        edition_id=edition.fingerprint.edition,
        by_audit=matrix.audited > 0,
    )
    return re.sub(r"\n{3,}", "\n\n", text)


def method_lines(text: str) -> tuple[Line, ...]:
    """The paragraphs of `method_text`, for a workbook or a page."""
    return tuple(_line(line) for line in text.splitlines() if line.strip())


def _line(line: str) -> Line:
    prefix = next((prefix for prefix in _PREFIXES if line.startswith(prefix)), "")
    bare = line.removeprefix(prefix).replace("**", "").replace("`", "")
    return Line(_PREFIXES.get(prefix, "text"), bare)


@dataclass(frozen=True, slots=True)
class _Proposed:
    """How many reports the model has gone through, how many themes it proposed, and of what standing, in words."""

    reports: int
    themes: int
    settled: bool
    parts: str


def _proposed(matrix: Matrix, words: Mapping[Standing, str]) -> _Proposed:
    entries = matrix.with_status("suggested")
    standings = [mark.standing for entry in entries for mark in entry.themes]
    found = {text: standings.count(standing) for standing, text in words.items() if standing in standings}
    parts = ": " + norwegian.joined([f"{norwegian.number(number)} {words}" for words, number in found.items()])
    if len(found) < 2:
        parts = "".join(f" {words}" for words in found)
    settled = any(standing != "uncertain" for standing in standings)
    return _Proposed(len(entries), len(standings), settled, parts)


def _ids(entries: Sequence[Entry]) -> str:
    return norwegian.joined([f"`{entry.report_id}`" for entry in entries])


def _unread(matrix: Matrix, language: Language) -> str:
    named = [f"`{entry.report_id}` ({why_unread(entry, language)})" for entry in matrix.with_status("unread")]
    return norwegian.joined(named)


def _grouped(matrix: Matrix, together: str) -> str:
    named = [f"`{entry.report_id}` ({together} med `{entry.counted_with}`)" for entry in matrix.grouped]
    return norwegian.joined(named)


def why_unread(entry: Entry, language: Language = "nb") -> str:
    """Why a report could not be read, in a few words."""
    reason = entry.failure.reason if entry.failure else ""
    return (REASONS if language == "nb" else REASONS_NN).get(reason, reason or "ukjent grunn")


def _scarce(matrix: Matrix) -> list[tuple[str, int]]:
    """Themes with too few coded examples, with the number of reports they are uncertainly suggested for."""
    return [(theme.label, matrix.count(theme, matrix.total).uncertain) for theme in matrix.themes if theme.key in matrix.scarce]


def _mean_themes(matrix: Matrix) -> str:
    coded = matrix.with_status("coded")
    themes = sum(len(entry.themes) for entry in coded)
    return norwegian.decimal(themes / len(coded), 1) if coded else ""
