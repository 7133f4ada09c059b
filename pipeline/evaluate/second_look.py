"""Codes that look wrong and that people should look at again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.classify.inputs import load_inputs
from pipeline.errors import Fault, UsageError
from pipeline.evaluate.crossval import Progress
from pipeline.evaluate.report import FEWEST, Bench, suspect_codes
from pipeline.evaluate.results import Suspect, plain
from pipeline.parallel import one_thread
from pipeline.project import Project
from pipeline.tables import write_csv

COLUMNS = ("report_id", "theme", "coded", "probability", "confidence", "margin", "page", "passage")


@dataclass(frozen=True, slots=True)
class SecondLook:
    """The suspect codes, the most suspect first, and what was left out."""

    suspects: tuple[Suspect, ...]
    faults: tuple[Fault, ...]

    def as_json(self) -> list[Any]:
        """The list for a program."""
        return [plain(one) for one in self.suspects]


def find_suspects(project: Project, progress: Progress) -> SecondLook:
    """Cross-validate and list the codes in force that look wrong. Raises UsageError when too few reports are coded."""
    inputs = load_inputs(project)
    coded = sum(report_id in inputs.codes for report_id in inputs.documents)
    if coded < FEWEST:
        raise UsageError(f"{coded} reports are coded; at least {FEWEST} are needed before a code can look wrong.")
    bench = Bench.of(inputs)
    with one_thread():
        return SecondLook(suspect_codes(bench, bench.cross_validate(progress)), inputs.faults)


def save_suspects(path: Path, found: tuple[Suspect, ...]) -> None:
    """Write the list as CSV; raises UsageError unless it is named .csv."""
    if path.suffix.lower() != ".csv":
        raise UsageError(f"{path.name} is not a CSV file. Name it with .csv at the end.")
    write_csv(path, COLUMNS, [_row(one) for one in found])


def _row(one: Suspect) -> dict[str, object]:
    figures = {name: f"{getattr(one, name):.4f}" for name in ("probability", "confidence", "margin")}
    told = {"report_id": one.report_id, "theme": one.theme, "coded": "yes" if one.coded else "no"}
    return {**told, **figures, "page": one.quote.page, "passage": one.quote.text}
