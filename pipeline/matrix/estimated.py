"""How an estimate is written, and what is said of estimates, the same in every form."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.matrix.norwegian import NO_BREAK, amount, decimal, number, reports, sentence
from pipeline.matrix.values import Column, Estimated, Ground, Matrix, Row

FEW, UNSURE = "for få", "for usikkert"
GROUNDS: dict[Ground, str] = {"audit": "95\u00a0%-intervall", "model": "modellbasert spenn"}


def written(estimate: Estimated | None) -> str:
    """«34 (28–41)», «34» where it is certain, words where a number would mean nothing, nothing where none is given."""
    if estimate is None:
        return ""
    if not estimate.telling:
        return FEW if estimate.few else UNSURE
    return number(estimate.value) + (f"{NO_BREAK}({interval(estimate)})" if estimate.high > estimate.low else "")


def interval(estimate: Estimated) -> str:
    """«28–41»."""
    return f"{number(estimate.low)}–{number(estimate.high)}"


def published(estimate: Estimated | None) -> tuple[int | None, int | None, int | None]:
    """Number, low and high as they stand in tables; no number where it would mean nothing."""
    if estimate is None:
        return None, None, None
    return estimate.value if estimate.telling else None, estimate.low, estimate.high


def ground_of(matrix: Matrix) -> str:
    """What the intervals are called: «95 %-intervall», or «modellbasert spenn» where there is no audit; nothing for none."""
    whole = matrix.estimate(matrix.everything, matrix.total)
    return GROUNDS[whole.ground] if whole else ""


def estimated_columns(matrix: Matrix, *kinds: str) -> tuple[Column, ...]:
    """The columns of some kinds that have estimates, in order."""
    return tuple(c for c in matrix.columns if c.kind in kinds and matrix.estimate(matrix.everything, c))


def printed_rows(matrix: Matrix) -> tuple[Row, ...]:
    """Themes in the order printed, then groups and layers, and all reports last."""
    return (*matrix.themes, *matrix.rows_of("group"), *matrix.rows_of("layer"), matrix.everything)


@dataclass(frozen=True, slots=True)
class Facts:
    """The numbers behind what is said of estimates, for every language to say in its own words.

    `missing` are drawn and not coded yet, `unread` nobody has read, `told` is how many numbers have an interval.
    """

    total: int
    by_audit: bool
    audited: int
    missing: int
    unread: int
    told: int


def facts_of(matrix: Matrix) -> Facts | None:
    """The facts of a matrix; None where nothing is estimated."""
    whole = matrix.estimate(matrix.everything, matrix.total)
    if whole is None:
        return None
    told = [one for one in matrix.estimates.values() if one.telling and one.high > one.low]
    unread = len(matrix.with_status("unread")) + len(matrix.with_status("untouched"))
    missing = max(matrix.drawn - matrix.audited, 0)
    return Facts(whole.value, whole.ground == "audit", matrix.audited, missing, unread, len(told))


def about_estimates(matrix: Matrix) -> tuple[str, ...]:
    """What to know before reading an estimate, a paragraph each; nothing where nothing is estimated."""
    facts = facts_of(matrix)
    if facts is None:
        return ()
    ground = _audited(facts) if facts.by_audit else _model_only(facts)
    return tuple(filter(None, (ground, _unread(facts), _adding_up(facts), _many(facts))))


def _audited(facts: Facts) -> str:
    lacking = f" {sentence(reports(facts.missing))} er trukket, men ikke kodet slik ennå." if facts.missing else ""
    return (
        f"Anslagene gjelder alle {number(facts.total)} rapportene. De bygger på et kontrollutvalg: {reports(facts.audited)} "
        "som er trukket tilfeldig og kodet av mennesker som ikke hadde sett forslagene. Et 95\u00a0%-intervall er laget slik "
        f"at det rommer det riktige tallet i omtrent 95 av 100 slike utvalg.{lacking}"
    )


def _model_only(facts: Facts) -> str:
    return (
        f"Det finnes ikke noe tilfeldig kontrollutvalg ennå. Tallene for de {number(facts.total)} rapportene er derfor et "
        "modellbasert spenn, ikke et intervall med kjent sikkerhet: De stemmer bare hvis modellen feiler like ofte på "
        "rapportene som ikke er kodet, som på dem som er det."
    )


def _unread(facts: Facts) -> str:
    if not facts.unread:
        return ""
    told = sentence(reports(facts.unread))
    return f"{told} er ikke lest. De er med i anslagene, regnet som de andre, men mer usikkert, og gjør spennet bredere."


def _adding_up(facts: Facts) -> str:
    return (
        "Bortover i en rad summerer tallene seg til «Alle». Nedover gjør de ikke det: En rapport kan ha flere tema, og temaene "
        f"blir derfor til sammen flere enn {number(facts.total)}."
    )


def _many(facts: Facts) -> str:
    if not facts.told:
        return ""
    many = f"Her er {amount(facts.told, 'tall med spenn', 'tall med spenn', neuter=True)}."
    if facts.by_audit:
        many += (
            f" Selv om hvert holder i 95 av 100 tilfeller, må en vente at rundt {decimal(facts.told / 20, 0)} ikke gjør det."
        )
    return f"{many} Legg mest vekt på forskjeller som går igjen, ikke på én celle som skiller seg ut."
