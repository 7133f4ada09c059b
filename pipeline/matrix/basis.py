"""What a number rests on: people, the model, or little more than the codebook; and how each is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pipeline.matrix.values import Count, Matrix, Standing
from pipeline.matrix.words import BOKMAL
from pipeline.norwegian import joined, number
from pipeline.words import Words

BasisName = Literal["coded", "suggested", "uncertain"]


@dataclass(frozen=True, slots=True)
class Basis:
    """One of the three ways a report is counted, with the signs that tell its numbers from the others'."""

    name: BasisName
    before: str
    after: str
    letter: str
    example: int
    tint: str

    def of(self, count: Count) -> int:
        """The number of reports counted this way."""
        return {"coded": count.coded, "suggested": count.suggested, "uncertain": count.uncertain}[self.name]

    def written(self, value: int) -> str:
        """The number as printed: «3», «(2)», «3?»."""
        return f"{self.before}{number(value)}{self.after}"

    def said(self, what: Literal["heading", "spoken", "counted", "legend"], t: Words = BOKMAL) -> str:
        """What it is called as a heading, by a screen reader, after a number, or in the legend."""
        return t(f"basis.{self.name}_{what}")

    @property
    def sample(self) -> str:
        """An example for the legend."""
        return self.written(self.example)


CODED = Basis(
    name="coded",
    before="",
    after="",
    letter="K",
    example=3,
    tint="s",
)
SUGGESTED = Basis(
    name="suggested",
    before="(",
    after=")",
    letter="(F)",
    example=2,
    tint="t",
)
UNCERTAIN = Basis(
    name="uncertain",
    before="",
    after="?",
    letter="U?",
    example=3,
    tint="u",
)
BASES = (CODED, SUGGESTED, UNCERTAIN)
BASIS_OF: Mapping[Standing, Basis] = {
    "coded": CODED,
    "sure": SUGGESTED,
    "review": SUGGESTED,
    "uncertain": UNCERTAIN,
}


def bases_in(matrix: Matrix) -> tuple[Basis, ...]:
    """The bases some number of the matrix rests on; coded and suggested where there is no number at all."""
    counts = [cell.count for cell in matrix.cells.values()]
    return tuple(basis for basis in BASES if any(map(basis.of, counts))) or BASES[:2]


def spoken(count: Count, t: Words = BOKMAL) -> str:
    """The numbers of a cell as a screen reader says them."""
    told = [f"{number(basis.of(count))} {basis.said('spoken', t)}" for basis in BASES if basis.of(count)]
    return joined(told) if told else t("count.reports_none")


def nothing_coded(matrix: Matrix, t: Words = BOKMAL) -> str:
    """What to say first where no report is coded; nothing else may look as if people stood behind it."""
    if matrix.count(matrix.everything, matrix.total).coded:
        return ""
    themes = [mark for entry in matrix.entries for mark in entry.themes]
    alone = bool(matrix.scarce) and all(mark.standing == "uncertain" for mark in themes)
    return t("basis.nothing_coded") + (f" {t('basis.codebook_alone')}" if alone else "")


def starred(matrix: Matrix) -> tuple[str, ...]:
    """The themes to mark as having too few examples; none where it is so for all, which is said in words."""
    return matrix.scarce if len(matrix.scarce) < len(matrix.themes) else ()


def about_scarce(matrix: Matrix, t: Words = BOKMAL) -> str:
    """The footnote on themes with too few examples."""
    if not matrix.scarce:
        return ""
    return t("basis.scarce_some" if starred(matrix) else "basis.scarce_all")
