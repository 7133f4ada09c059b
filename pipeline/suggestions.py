"""What the model proposes: annotations/suggestions.csv, one row per report and label."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args

from pipeline.tables import Row, parse_number, read_generated, write_csv
from pipeline.words import Form

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
    "reason_nn",
    "model",
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One label for one report, with its probability and the passage it rests on.

    `evidence_page` is None when no passage carries the label; `reason` says in bokmål, `reason_nn` in nynorsk, how a
    recipient was decided. Both are empty for themes.
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
    reason_nn: str = ""

    def reason_in(self, form: Form) -> str:
        """The reason in a form of Norwegian; in bokmål where the other was not written."""
        return (self.reason_nn if form == "nn" else "") or self.reason


def by_report(suggestions: Iterable[Suggestion]) -> dict[str, tuple[Suggestion, ...]]:
    """The suggestions of each report, in their order."""
    found: dict[str, list[Suggestion]] = defaultdict(list)
    for one in suggestions:
        found[one.report_id].append(one)
    return {report_id: tuple(rows) for report_id, rows in found.items()}


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


def load_suggestions(path: Path) -> tuple[Suggestion, ...]:
    """Read suggestions.csv; no file means none. Raises FaultyFileError listing every row that is not a suggestion."""
    return read_generated(path, COLUMNS[:6], _suggestion, "Run `temakart suggest` to write it again.")


def _suggestion(row: Row) -> Suggestion:
    axis, confidence = row.get("axis"), row.get("confidence")
    if axis not in get_args(Axis) or confidence not in get_args(Confidence):
        raise ValueError(f"«{axis}» and «{confidence}» are not an axis and a confidence.")
    page = parse_number(row.get("evidence_page"))
    return Suggestion(
        report_id=row.get("report_id"),
        axis=cast(Axis, axis),
        label=row.get("label"),
        probability=parse_number(row.get("probability")) or 0.0,
        suggested=row.get("suggested") == "1",
        confidence=cast(Confidence, confidence),
        evidence_page=int(page) if page is not None else None,
        evidence=row.get("evidence"),
        reason=row.get("reason"),
        model=row.get("model"),
        reason_nn=row.get("reason_nn"),
    )
