"""What is in a corpus and where the model errs, as text for a notebook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import quantiles

from pipeline.classify.inputs import Inputs, load_inputs
from pipeline.classify.suggesting import Ready
from pipeline.classify.training import load_suggester
from pipeline.held_out import HeldOut, load_held_out
from pipeline.project import Project
from pipeline.tables import read_table

HALF = 0.5


def describe_corpus(project: Project) -> str:
    """Reports, pages, languages, kinds, regions and what could not be read. Raises MissingError before extraction."""
    inputs = load_inputs(project)
    documents = inputs.documents.values()
    words = [sum(len(page.text.split()) for page in document.pages) for document in documents]
    low, middle, high = quantiles(words, n=4) if len(words) > 1 else [float(words[0])] * 3
    failures = read_table(project.failures).rows if project.failures.is_file() else ()
    return "\n".join(
        [
            f"{len(inputs.register.reports)} reports, {len(words)} read, {len(inputs.codes)} coded.",
            f"Words in a report: {min(words)} to {max(words)}, median {middle:.0f}, half between {low:.0f} and {high:.0f}.",
            f"Pages: {sum(len(document.pages) for document in documents)}.",
            _tally("Languages", (document.language for document in documents)),
            _tally("Pages by method", (page.method for document in documents for page in document.pages)),
            _tally("Kinds", (report.kind or "not stated" for report in inputs.register.reports)),
            _tally("Regions", (report.region or "not stated" for report in inputs.register.reports)),
            _tally("Could not be read", (row.get("reason") for row in failures)),
        ]
    )


def _tally(title: str, values: Iterable[str | None]) -> str:
    found = sorted(Counter(value or "unknown" for value in values).items(), key=lambda item: (-item[1], item[0]))
    return f"{title}: " + (", ".join(f"{name} {number}" for name, number in found) or "none") + "."


@dataclass(frozen=True, slots=True)
class Mistake:
    """A theme that people and the model, which had not seen their code, disagree on; with the passage most like the theme."""

    report_id: str
    theme: str
    coded: bool
    probability: float
    page: int | None
    passage: str

    def __str__(self) -> str:
        how = "coded, not seen" if self.coded else "seen, not coded"
        place = f"\n    p. {self.page}: {self.passage}" if self.passage else ""
        return f"{self.report_id}  {self.theme}  ({how}, probability {self.probability:.2f}){place}"


def find_mistakes(project: Project, most: int = 10) -> list[Mistake]:
    """The disagreements that the model is surest of, each with its passage. Raises MissingError when there is no model."""
    inputs, suggester = load_inputs(project), load_suggester(project)
    wrong = sorted(
        _wrong(inputs, load_held_out(project.held_out)), key=lambda row: (-abs(row.probability - HALF), row.report_id)
    )
    shown = wrong[:most]
    reports = [report for report in inputs.register.reports if report.report_id in {row.report_id for row in shown}]
    found = {
        (item.report_id, row.label): row
        for item in suggester.suggest([Ready(report, inputs.documents[report.report_id]) for report in reports])
        for row in item.suggestions
    }
    return [
        Mistake(
            row.report_id,
            inputs.codebook.label(row.label),
            row.label in inputs.codes[row.report_id].themes,
            row.probability,
            found[row.report_id, row.label].evidence_page,
            found[row.report_id, row.label].evidence[:240],
        )
        for row in shown
    ]


def _wrong(inputs: Inputs, rows: Sequence[HeldOut]) -> list[HeldOut]:
    judged = [
        row for row in rows if row.axis == "theme" and row.report_id in inputs.codes and row.report_id in inputs.documents
    ]
    return [row for row in judged if (row.probability >= HALF) != (row.label in inputs.codes[row.report_id].themes)]
