"""Measure a project's model and write models/current/metrics.json."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.classify.inputs import Inputs, load_inputs
from pipeline.classify.model import coded_matrix, decisions
from pipeline.classify.space import report_counts
from pipeline.errors import Fault
from pipeline.evaluate.crossval import cross_validate
from pipeline.evaluate.metrics import METRICS, Interval, Judged, calibration_error, f1_by_theme, with_interval
from pipeline.files import write_json
from pipeline.language.vectors import shipped_vectors
from pipeline.parallel import one_thread
from pipeline.project import Project

FEWEST = 10


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The metrics as they stand in metrics.json, and what was left out."""

    metrics: dict[str, Any]
    faults: tuple[Fault, ...]

    def table(self) -> str:
        """The metrics as a table for a terminal."""
        if "themes" not in self.metrics:
            return str(self.metrics["note"])
        lines = [f"{self.metrics['reports']} coded reports, {self.metrics['folds']} folds, {self.metrics['repeats']} repeats."]
        lines += [f"  {name:24s} {_shown(value)}" for name, value in self.metrics["overall"].items()]
        lines.append(f"  {'theme':40s} {'coded':>5s} {'said':>5s} {'F1':>6s}  95 % interval")
        lines += [_theme_line(name, row) for name, row in self.metrics["themes"].items()]
        recipient = self.metrics["recipient"]
        lines.append(f"  recipient by rule: {recipient['right']} of {recipient['coded']} as coded")
        return "\n".join([*lines, *filter(None, [self.metrics["note"]])])


def _theme_line(name: str, row: dict[str, Any]) -> str:
    f1 = row["f1"]
    few = "  few" if row["few"] else ""
    return f"  {name:40s} {row['coded']:5d} {row['suggested']:5d} {f1['value']:6.2f}  {f1['low']:.2f}–{f1['high']:.2f}{few}"


def _shown(value: dict[str, float]) -> str:
    interval = f"  ({value['low']:.3f}–{value['high']:.3f})" if "low" in value else ""
    return f"{value['value']:.3f}{interval}"


def evaluate_project(project: Project, progress: Callable[[int, int], None]) -> Evaluation:
    """Cross-validate on the codes in force and save the figures."""
    inputs = load_inputs(project)
    coded = sum(report_id in inputs.codes for report_id in inputs.documents)
    note = (
        "Scored on demonstration texts: this shows that the machinery works, not how good it is."
        if project.notice.is_file()
        else ""
    )
    if coded < FEWEST:
        told = f"{coded} reports are coded; at least {FEWEST} are needed before quality can be measured."
        metrics: dict[str, Any] = {"reports": coded, "note": told}
    else:
        metrics = {**_measure(inputs, progress), "note": note}
    write_json(project.model / "metrics.json", metrics)
    return Evaluation(metrics, inputs.faults)


def _measure(inputs: Inputs, progress: Callable[[int, int], None]) -> dict[str, Any]:
    prepared = inputs.prepared(inputs.shared())
    which = [row for row, report in enumerate(prepared) if report.report_id in inputs.codes]
    coded = coded_matrix(inputs, [prepared[row] for row in which])
    params = inputs.params
    with one_thread():
        judged = cross_validate(
            inputs.codebook,
            [report_counts(report) for report in prepared],
            coded,
            which,
            shipped_vectors(),
            params.themes,
            params.evaluate,
            params.seed,
            progress,
            inputs.together([prepared[row].report_id for row in which]),
        )
    draws, seed = params.evaluate.bootstrap, params.seed
    overall = {name: _as_dict(with_interval(metric, judged, draws, seed)) for name, metric in METRICS.items()}
    # Resampling reports can only add calibration error, so its percentile interval would lie beside the figure itself.
    overall["calibration_error"] = {"value": round(calibration_error(judged), 4)}
    return {
        "reports": len(which),
        "folds": params.evaluate.folds,
        "repeats": params.evaluate.repeats,
        "overall": overall,
        "themes": {theme: _theme(judged.theme(at), inputs) for at, theme in enumerate(inputs.codebook.theme_ids)},
        "recipient": _recipients(inputs),
    }


def _theme(judged: Judged, inputs: Inputs) -> dict[str, Any]:
    interval = with_interval(
        lambda some: float(f1_by_theme(some)[0]), judged, inputs.params.evaluate.bootstrap, inputs.params.seed
    )
    coded = int(judged.coded.sum())
    return {
        "coded": coded,
        "suggested": int(judged.said.sum()),
        "f1": _as_dict(interval),
        "few": coded < inputs.params.themes.min_positives,
    }


def _recipients(inputs: Inputs) -> dict[str, int]:
    """How often the rules, which no code has shaped, say what was coded."""
    found = decisions(inputs)
    coded = {report_id: code.recipient for report_id, code in inputs.codes.items() if code.recipient}
    right = sum(found[report_id].recipient == recipient for report_id, recipient in coded.items())
    return {"coded": len(coded), "right": right}


def _as_dict(interval: Interval) -> dict[str, float]:
    return {name: float(np.round(getattr(interval, name), 4)) for name in ("value", "low", "high")}
