"""How an estimate is written, and what is said of estimates, the same in every form."""

from __future__ import annotations

from pipeline.matrix.values import Column, Estimated, Matrix, Row
from pipeline.matrix.words import BOKMAL
from pipeline.norwegian import NO_BREAK, decimal, number, sentence
from pipeline.words import Words


def written(estimate: Estimated | None, t: Words = BOKMAL) -> str:
    """«34 (28–41)», «34» where it is certain, words where a number would mean nothing, nothing where none is given."""
    if estimate is None:
        return ""
    if not estimate.telling:
        return t("estimate.few" if estimate.few else "estimate.unsure")
    return number(estimate.value) + (f"{NO_BREAK}({interval(estimate)})" if estimate.high > estimate.low else "")


def interval(estimate: Estimated) -> str:
    """«28–41»."""
    return f"{number(estimate.low)}–{number(estimate.high)}"


def published(estimate: Estimated | None) -> tuple[int | None, int | None, int | None]:
    """Number, low and high as they stand in tables; no number where it would mean nothing."""
    if estimate is None:
        return None, None, None
    return estimate.value if estimate.telling else None, estimate.low, estimate.high


def ground_of(matrix: Matrix, t: Words = BOKMAL) -> str:
    """What the intervals are called: «95 %-intervall», or «modellbasert spenn» where there is no audit; nothing for none."""
    whole = matrix.estimate(matrix.everything, matrix.total)
    return t(f"estimate.{whole.ground}") if whole else ""


def estimated_columns(matrix: Matrix, *kinds: str) -> tuple[Column, ...]:
    """The columns of some kinds that have estimates, in order."""
    return tuple(c for c in matrix.columns if c.kind in kinds and matrix.estimate(matrix.everything, c))


def printed_rows(matrix: Matrix) -> tuple[Row, ...]:
    """Themes in the order printed, then groups and layers, and all reports last."""
    return (*matrix.themes, *matrix.rows_of("group"), *matrix.rows_of("layer"), matrix.everything)


def arranged_rows(matrix: Matrix) -> tuple[Row, ...]:
    """The rows as the matrix stands printed: each layer and theme group above its themes, and all reports last.

    A group that holds the same themes as its layer says nothing of its own and is left out.
    """
    found: list[Row] = []
    for section in matrix.sections:
        alone = sum(other.layer == section.layer for other in matrix.sections) == 1
        found += [row for row in (section.layer, *([] if alone else [section.group])) if row not in found]
        found += section.themes
    return (*found, matrix.everything)


def about_estimates(matrix: Matrix, t: Words = BOKMAL) -> tuple[str, ...]:
    """What to know before reading an estimate, a paragraph each; nothing where nothing is estimated."""
    whole = matrix.estimate(matrix.everything, matrix.total)
    if whole is None:
        return ()
    by_audit, total = whole.ground == "audit", whole.value
    ground = _audited(matrix, total, t) if by_audit else t("estimate.by_model", total=total)
    reports = len(matrix.with_status("unread")) + len(matrix.with_status("untouched"))
    unread = t("estimate.unread", reports=_reports(reports, t)) if reports else ""
    return tuple(filter(None, (ground, unread, t("estimate.adding_up", total=total), _many(matrix, by_audit, t))))


def _reports(value: int, t: Words) -> str:
    return sentence(t.counted("count.reports", value))


def _audited(matrix: Matrix, total: int, t: Words) -> str:
    missing = matrix.drawn - matrix.audited
    told = t("estimate.by_audit", total=total, audited=t.counted("count.reports", matrix.audited))
    return told + (f" {t('estimate.missing', reports=_reports(missing, t))}" if missing > 0 else "")


def _many(matrix: Matrix, by_audit: bool, t: Words) -> str:
    """That many numbers have an interval, and how many of these to expect to be wrong."""
    told = sum(one.telling and one.high > one.low for one in matrix.estimates.values())
    if not told:
        return ""
    wrong = t("estimate.wrong", n=decimal(told / 20, 0)) if by_audit else ""
    return " ".join(filter(None, (t.counted("estimate.many", told), wrong, t("estimate.weigh"))))
