"""metode.md: what was done and what the numbers mean, filled in from the Matrix."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from pipeline.matrix.basis import bases_in, nothing_coded, starred
from pipeline.matrix.estimated import about_estimates
from pipeline.matrix.fates import why_unread
from pipeline.matrix.forms import in_form
from pipeline.matrix.load import Edition
from pipeline.matrix.values import Matrix
from pipeline.matrix.words import words
from pipeline.norwegian import decimal, joined, number
from pipeline.rendering import templates
from pipeline.words import Form, Words

MOST_PATTERNS = 5
"""How many patterns the method has room for; the workbook and the page have them all."""
TEMPLATES: dict[Form, str] = {"nb": "metode.md", "nn": "metode.nn.md"}
LineKind = Literal["title", "notice", "heading", "bullet", "text"]
_PREFIXES: dict[str, LineKind] = {"# ": "title", "> ": "notice", "## ": "heading", "- ": "bullet"}


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph of the method text, without Markdown's signs."""

    kind: LineKind
    text: str


def method_text(edition: Edition, form: Form = "nb") -> str:
    """The method in plain bokmål or nynorsk, as Markdown."""
    t = words(form)
    text = templates("pipeline.matrix", escape=False).get_template(TEMPLATES[form]).render(**_facts(in_form(edition, t), t))
    return re.sub(r"\n{3,}", "\n\n", text)


def _facts(edition: Edition, t: Words) -> dict[str, Any]:
    """What the templates fill in."""
    matrix = edition.matrix
    return {
        "t": t,
        "matrix": matrix,
        "codebook": edition.codebook,
        "notice": edition.notice,
        "whole": matrix.count(matrix.everything, matrix.total),
        "proposed": _proposed(matrix, t),
        "nothing_coded": nothing_coded(matrix, t),
        "bases": [basis.name for basis in bases_in(matrix)],
        "unread": joined([f"`{one.report_id}` ({why_unread(one, t)})" for one in matrix.with_status("unread")]),
        "grouped": joined([t("method.together", report=one.report_id, other=one.counted_with) for one in matrix.grouped]),
        "untouched": _ids(one.report_id for one in matrix.with_status("untouched")),
        "without_theme": _ids(one.report_id for one in matrix.without_theme),
        "outside": _ids(matrix.outside),
        "unknown": _ids(matrix.unknown_labels),
        "models": joined(matrix.models),
        "scarce": joined([t("method.scarce", theme=label, proposals=count) for label, count in _scarce(matrix, t)]),
        "all_scarce": bool(matrix.scarce) and not starred(matrix),
        "mean": _mean_themes(matrix),
        "layers": len(matrix.rows_of("layer")),
        "about_estimates": about_estimates(matrix, t),
        "patterns": edition.patterns,
        "shown": edition.patterns.found[:MOST_PATTERNS],
        "edition_id": edition.fingerprint.edition,
        "by_audit": matrix.audited > 0,
    }


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


def _proposed(matrix: Matrix, t: Words) -> _Proposed:
    entries = matrix.with_status("suggested")
    standings = [mark.standing for entry in entries for mark in entry.themes]
    found = {t(f"method.{one}"): standings.count(one) for one in ("sure", "review", "uncertain") if one in standings}
    parts = ": " + joined([f"{number(count)} {said}" for said, count in found.items()])
    if len(found) < 2:
        parts = "".join(f" {said}" for said in found)
    settled = any(standing != "uncertain" for standing in standings)
    return _Proposed(len(entries), len(standings), settled, parts)


def _ids(names: Iterable[str]) -> str:
    return joined([f"`{name}`" for name in names])


def _scarce(matrix: Matrix, t: Words) -> list[tuple[str, str]]:
    """Themes with too few coded examples, with the number of reports they are uncertainly suggested for."""
    themes = [theme for theme in matrix.themes if theme.key in matrix.scarce]
    counts = [matrix.count(theme, matrix.total).uncertain for theme in themes]
    return [(theme.label, t.counted("method.uncertain_proposals", count)) for theme, count in zip(themes, counts, strict=True)]


def _mean_themes(matrix: Matrix) -> str:
    coded = matrix.with_status("coded")
    themes = sum(len(entry.themes) for entry in coded)
    return decimal(themes / len(coded), 1) if coded else ""
