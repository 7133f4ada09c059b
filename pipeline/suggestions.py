"""What the model proposes: annotations/suggestions.csv, one row per report and label."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from pipeline.tables import read_table, write_csv

Axis = Literal["theme", "recipient"]
Confidence = Literal["sure", "review", "too_few_examples"]
COLUMNS = (
    "report_id",
    "axis",
    "label",
    "probability",
    "suggested",
    "confidence",
    "evidence_page",
    "evidence",
    "reason",
    "model",
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One label for one report, with its probability and the passage it rests on.

    `evidence_page` is None when no passage carries the label; `reason` says in Norwegian how a recipient was
    decided and is empty for themes.
    """

    report_id: str
    axis: Axis
    label: str
    probability: float
    suggested: bool
    confidence: Confidence
    evidence_page: int | None
    evidence: str
    reason: str
    model: str


def save_suggestions(path: Path, suggestions: Iterable[Suggestion]) -> None:
    """Write the contract's long form, in the order given, probabilities with four decimals."""
    rows = [
        {
            **{name: getattr(suggestion, name) for name in COLUMNS},
            "probability": f"{suggestion.probability:.4f}",
            "suggested": int(suggestion.suggested),
        }
        for suggestion in suggestions
    ]
    write_csv(path, COLUMNS, rows)


def load_suggestions(path: Path) -> list[Suggestion]:
    """Read suggestions.csv; no file means none."""
    if not path.is_file():
        return []
    table = read_table(path, required=COLUMNS[:6])
    return [
        Suggestion(
            report_id=row.get("report_id"),
            axis=cast(Axis, row.get("axis")),
            label=row.get("label"),
            probability=float(row.get("probability")),
            suggested=row.get("suggested") == "1",
            confidence=cast(Confidence, row.get("confidence")),
            evidence_page=int(row.get("evidence_page")) if row.get("evidence_page") else None,
            evidence=row.get("evidence"),
            reason=row.get("reason"),
            model=row.get("model"),
        )
        for row in table.rows
    ]
