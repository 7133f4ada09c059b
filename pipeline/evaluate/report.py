"""Measure a project's model: models/current/metrics.json and evaluation.html, and what is kept in models/history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.classify.inputs import Inputs, load_inputs
from pipeline.classify.model import coded_matrix
from pipeline.classify.space import report_counts
from pipeline.classify.stacking import Coded
from pipeline.errors import Fault
from pipeline.evaluate.compare import Comparison, compare
from pipeline.evaluate.crossval import Progress, Repeat, cross_validate
from pipeline.evaluate.curve import learning_curve
from pipeline.evaluate.history import Recipe, previous, remember, trained_card
from pipeline.evaluate.metrics import averaged
from pipeline.evaluate.mistakes import Erring, erring_reports, quotes, worst_reports, wrong_pairs
from pipeline.evaluate.nextup import next_to_code
from pipeline.evaluate.page import render_page
from pipeline.evaluate.quality import Quality, measure_quality
from pipeline.evaluate.recipients import measure_recipients
from pipeline.evaluate.refit import Refit
from pipeline.evaluate.results import Measured, Next, Suspect, as_json
from pipeline.evaluate.suspects import suspects
from pipeline.files import write_atomic, write_json
from pipeline.language.prepare import Prepared
from pipeline.parallel import one_thread
from pipeline.project import Project

FEWEST = 10


@dataclass(frozen=True, slots=True)
class Bench:
    """A project made ready to be measured: its texts, which of them are coded, and how."""

    inputs: Inputs
    prepared: tuple[Prepared, ...]
    which: tuple[int, ...]
    coded: Coded
    refit: Refit

    @classmethod
    def of(cls, inputs: Inputs) -> Bench:
        """Prepare the texts and fit the space they share."""
        prepared = inputs.prepared(inputs.shared())
        which = [row for row, report in enumerate(prepared) if report.report_id in inputs.codes]
        coded = coded_matrix(inputs, [prepared[row] for row in which])
        counts, params = [report_counts(report) for report in prepared], inputs.params
        with one_thread():
            refit = Refit.of(
                inputs.codebook,
                counts,
                inputs.vectors(),
                params.themes,
                params.seed,
                inputs.together([report.report_id for report in prepared]),
                inputs.encoder.encode if inputs.encoder else None,
            )
        return cls(inputs, tuple(prepared), tuple(which), coded, refit)

    @property
    def ids(self) -> list[str]:
        """The reports of the portfolio in the order of the texts."""
        return [report.report_id for report in self.prepared]

    @property
    def coded_reports(self) -> list[Prepared]:
        """The coded reports in the order of the answers."""
        return [self.prepared[row] for row in self.which]

    def cross_validate(self, progress: Progress) -> tuple[Repeat, ...]:
        """Held-out answers for the coded reports."""
        params = self.inputs.params
        return cross_validate(self.refit, self.coded, self.which, params.evaluate, params.suggest.sure_error, progress)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What was measured, or None with the reason in `note`; the metrics as they stand in metrics.json; what was left out."""

    measured: Measured | None
    note: str
    metrics: dict[str, Any]
    faults: tuple[Fault, ...]


def evaluate_project(project: Project, progress: Progress) -> Evaluation:
    """Cross-validate on the codes in force; write metrics.json, evaluation.html and the model's history."""
    inputs = load_inputs(project)
    coded = sum(report_id in inputs.codes for report_id in inputs.documents)
    outcome = _too_few(coded, inputs.faults) if coded < FEWEST else _measured(project, inputs, progress)
    write_json(project.model / "metrics.json", outcome.metrics)
    write_atomic(project.model / "evaluation.html", render_page(outcome.measured, inputs))
    return outcome


def _too_few(coded: int, faults: tuple[Fault, ...]) -> Evaluation:
    note = f"{coded} reports are coded; at least {FEWEST} are needed before quality can be measured."
    return Evaluation(None, note, {"reports": coded, "note": note}, faults)


def _measured(project: Project, inputs: Inputs, progress: Progress) -> Evaluation:
    bench, params = Bench.of(inputs), inputs.params
    steps = Steps.planned(progress, params.evaluate.repeats * params.evaluate.folds, inputs, len(bench.which))
    with one_thread():
        repeats = bench.cross_validate(steps.part(0))
        measured = _measure(project, bench, repeats, steps)
    note = ""
    if measured.demonstration:
        note = "Scored on demonstration texts: this shows that the machinery works, not how good it is."
    metrics = {**as_json(measured), "note": note}
    card = trained_card(project, inputs)
    if card:
        remember(project, card, metrics, Recipe.of(inputs), [repeat.judged for repeat in repeats])
    return Evaluation(measured, note, metrics, inputs.faults)


@dataclass(frozen=True, slots=True)
class Steps:
    """One progress bar over the cross-validation, the learning curve and the comparison."""

    progress: Progress
    parts: tuple[int, ...]

    @classmethod
    def planned(cls, progress: Progress, fits: int, inputs: Inputs, coded: int) -> Steps:
        """The fits of each part; the smaller sizes of the curve are three, each with all folds."""
        return cls(progress, (fits, 3 * inputs.params.evaluate.repeats * inputs.params.evaluate.curve_repeats, fits))

    def part(self, number: int) -> Progress:
        """Progress within one part, told as progress of the whole."""
        before, whole = sum(self.parts[:number]), sum(self.parts)
        return lambda done, total: self.progress(before + round(done * self.parts[number] / total), whole)


def _measure(project: Project, bench: Bench, repeats: Sequence[Repeat], steps: Steps) -> Measured:
    inputs, params = bench.inputs, bench.inputs.params
    card = trained_card(project, inputs)
    return Measured(
        model=str(card["id"]) if card else "",
        reports=len(bench.which),
        portfolio=len(bench.prepared),
        folds=params.evaluate.folds,
        repeats=params.evaluate.repeats,
        demonstration=project.notice.is_file(),
        quality=_quality(bench, repeats),
        recipient=measure_recipients(inputs),
        curve=learning_curve(bench.refit, bench.coded, bench.which, repeats, params.evaluate, steps.part(1)),
        next_to_code=_next(bench),
        worst_reports=_worst(bench, repeats),
        suspects=suspect_codes(bench, repeats),
        comparison=_compared(project, bench, repeats, steps.part(2)),
    )


def _quality(bench: Bench, repeats: Sequence[Repeat]) -> Quality:
    inputs = bench.inputs
    return measure_quality(
        repeats,
        inputs.codebook.theme_ids,
        [inputs.documents[report.report_id].language for report in bench.coded_reports],
        inputs.params.themes.min_positives,
        inputs.params.suggest.sure_error,
        inputs.params.evaluate,
        inputs.params.seed,
    )


def _next(bench: Bench) -> tuple[Next, ...]:
    model = bench.refit.fit(bench.coded, bench.which)
    found = next_to_code(bench.refit, model, bench.which, bench.inputs.params.evaluate.next_reports)
    return tuple(Next(bench.ids[one.row], one.worth, one.themes) for one in found)


def _worst(bench: Bench, repeats: Sequence[Repeat]) -> tuple[Erring, ...]:
    judged = repeats[0].judged
    found = quotes(repeats[0], bench.coded_reports, wrong_pairs(judged, worst_reports(judged)))
    return erring_reports(judged, bench.inputs.codebook.theme_ids, bench.coded_reports, found)


def suspect_codes(bench: Bench, repeats: Sequence[Repeat]) -> tuple[Suspect, ...]:
    """The codes that look wrong by held-out answers, each with a passage and page."""
    doubts = suspects(averaged([repeat.judged for repeat in repeats]))
    found = quotes(repeats[0], bench.coded_reports, [(doubt.row, doubt.theme) for doubt in doubts])
    themes = bench.inputs.codebook.theme_ids
    return tuple(
        Suspect(
            bench.coded_reports[doubt.row].report_id,
            themes[doubt.theme],
            doubt.coded,
            doubt.probability,
            doubt.confidence,
            doubt.margin,
            found[doubt.row, doubt.theme],
        )
        for doubt in doubts
    )


def _compared(project: Project, bench: Bench, repeats: Sequence[Repeat], progress: Progress) -> Comparison | None:
    card = trained_card(project, bench.inputs)
    past = previous(project, str(card["id"]) if card else "")
    if past is None:
        return None
    recipe = Recipe.of(bench.inputs)
    return compare(past, recipe, bench.refit, bench.ids, repeats, bench.inputs.params.evaluate.bootstrap, progress)
