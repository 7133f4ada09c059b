"""Measure a project's model: models/current/metrics.json and evaluation.html, and what is kept in models/history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.classify.inputs import Inputs, load_inputs
from pipeline.classify.model import Texts, coded_matrix
from pipeline.classify.stacking import Coded
from pipeline.errors import Fault
from pipeline.evaluate.compare import Comparison, compare
from pipeline.evaluate.crossval import Progress, Repeat, cross_validate
from pipeline.evaluate.curve import Curve, learning_curve
from pipeline.evaluate.history import Recipe, come_into_use, previous, remember, trained_card
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
Card = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Bench:
    """A project made ready to be measured: its texts, which of them are coded, and how."""

    inputs: Inputs
    texts: Texts
    which: tuple[int, ...]
    coded: Coded
    refit: Refit

    @classmethod
    def of(cls, inputs: Inputs) -> Bench:
        """Prepare the texts and fit the space they share."""
        texts, params = Texts.in_project(inputs), inputs.params
        which = [row for row, report in enumerate(texts.reports) if report.report_id in inputs.codes]
        coded = coded_matrix(inputs, [texts.reports[row] for row in which])
        with one_thread():
            refit = Refit.of(
                inputs.codebook,
                texts.counts,
                inputs.vectors(),
                params.themes,
                params.seed,
                inputs.together([report.report_id for report in texts.reports]),
                inputs.encoder.encode if inputs.encoder else None,
            )
        return cls(inputs, texts, tuple(which), coded, refit)

    @property
    def ids(self) -> list[str]:
        """The reports of the portfolio in the order of the texts."""
        return [report.report_id for report in self.texts.reports]

    @property
    def coded_ids(self) -> list[str]:
        """The coded reports in the order of the answers."""
        return [self.texts.reports[row].report_id for row in self.which]

    def with_passages(self) -> list[Prepared]:
        """The same with their passages."""
        return [self.inputs.prepared(self.texts.reports[row]) for row in self.which]

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
    card = trained_card(project, inputs)
    with one_thread():
        repeats = bench.cross_validate(steps.part(0))
        curve = learning_curve(bench.refit, bench.coded, bench.which, repeats, params.evaluate, steps.part(1))
        compared = _compared(project, bench, repeats, card, steps.part(2))
        measured = measure(project, bench, repeats, str(card["id"]) if card else "", compared, curve)
    outcome = told_of(measured, inputs)
    if card:
        remember(project, card, outcome.metrics, Recipe.of(inputs), [repeat.judged for repeat in repeats])
        come_into_use(project, str(card["id"]))
    return outcome


def told_of(measured: Measured, inputs: Inputs) -> Evaluation:
    """What was measured with the note that figures of demonstration texts carry."""
    note = ""
    if measured.demonstration:
        note = "Scored on demonstration texts: this shows that the machinery works, not how good it is."
    return Evaluation(measured, note, {**as_json(measured), "note": note}, inputs.faults)


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


def measure(
    project: Project, bench: Bench, repeats: Sequence[Repeat], model: str, compared: Comparison | None, curve: Curve | None
) -> Measured:
    """Everything that follows from the held-out answers; `model` is the one that was trained on these codes, if any."""
    params = bench.inputs.params
    return Measured(
        model=model,
        reports=len(bench.which),
        portfolio=len(bench.texts.reports),
        folds=params.evaluate.folds,
        repeats=params.evaluate.repeats,
        demonstration=project.notice.is_file(),
        quality=_quality(bench, repeats),
        recipient=measure_recipients(bench.inputs, bench.texts.decisions),
        curve=curve,
        next_to_code=_next(bench),
        worst_reports=_worst(bench, repeats),
        suspects=suspect_codes(bench, repeats),
        comparison=compared,
    )


def _quality(bench: Bench, repeats: Sequence[Repeat]) -> Quality:
    inputs = bench.inputs
    return measure_quality(
        repeats,
        inputs.codebook.theme_ids,
        [inputs.documents[name].language for name in bench.coded_ids],
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
    found = quotes(repeats[0], bench.with_passages(), wrong_pairs(judged, worst_reports(judged)))
    return erring_reports(judged, bench.inputs.codebook.theme_ids, bench.coded_ids, found)


def suspect_codes(bench: Bench, repeats: Sequence[Repeat]) -> tuple[Suspect, ...]:
    """The codes that look wrong by held-out answers, each with a passage and page."""
    doubts = suspects(averaged([repeat.judged for repeat in repeats]))
    found = quotes(repeats[0], bench.with_passages(), [(doubt.row, doubt.theme) for doubt in doubts])
    themes = bench.inputs.codebook.theme_ids
    return tuple(
        Suspect(
            bench.coded_ids[doubt.row],
            themes[doubt.theme],
            doubt.coded,
            doubt.probability,
            doubt.confidence,
            doubt.margin,
            found[doubt.row, doubt.theme],
        )
        for doubt in doubts
    )


def _compared(
    project: Project, bench: Bench, repeats: Sequence[Repeat], card: Card | None, progress: Progress
) -> Comparison | None:
    past = previous(project, str(card["id"]) if card else "")
    if past is None:
        return None
    recipe = Recipe.of(bench.inputs)
    return compare(past, recipe, bench.refit, bench.ids, repeats, bench.inputs.params.evaluate.bootstrap, progress)
