"""Retraining on what reviewers have decided: a challenger is trained beside the champion and measured against it.

Both answer for the same held-out reports in the same folds, and what is asked for is not a worse micro-F1 (paired bootstrap).
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Literal
from uuid import uuid4

from pipeline.classify.decided import origin_of
from pipeline.classify.inputs import Inputs, load_inputs
from pipeline.classify.store import load_card
from pipeline.classify.training import load_suggester, suggest_with, train_into
from pipeline.errors import ModelError
from pipeline.evaluate.compare import DECIDES, Comparison, compare
from pipeline.evaluate.history import Past, Recipe, remember
from pipeline.evaluate.page import render_page
from pipeline.evaluate.report import FEWEST, Bench, measure, told_of
from pipeline.evaluate.results import plain
from pipeline.files import write_atomic, write_json, writing
from pipeline.parallel import one_thread
from pipeline.project import Project
from pipeline.review.bodies import Retrained
from pipeline.review.champion import keep_champion, promote
from pipeline.review.codings import write_labels
from pipeline.review.events import Draft
from pipeline.review.running import Notice, Running, one_retraining, unwatched
from pipeline.review.store import Store
from pipeline.suggestions import Axis, Suggestion, load_suggestions

Verdict = Literal["first", "nothing new", "better", "no difference", "worse", "not measured"]
PROMOTED: tuple[Verdict, ...] = ("first", "better", "no difference")
SAID: dict[Verdict, str] = {
    "first": "It is the first model.",
    "nothing new": "Nothing has changed since the model in use was trained.",
    "better": "It is better than the model in use, and has taken its place.",
    "no difference": "It is not worse than the model in use within uncertainty, and has taken its place.",
    "worse": "It is worse than the model in use, which stays.",
    "not measured": f"It cannot be compared with the model in use, which stays: that takes {FEWEST} coded reports and themes "
    "that both know.",
}


@dataclass(frozen=True, slots=True)
class Flip:
    """A label that is suggested for a report by one model and not by the other."""

    report_id: str
    axis: Axis
    label: str
    now: bool
    before_probability: float
    now_probability: float


@dataclass(frozen=True, slots=True)
class Challenge:
    """How a retraining ended. `flips` are the changes for reports that both models suggested for."""

    challenger: str
    champion: str
    verdict: Verdict
    comparison: Comparison | None = None
    flips: tuple[Flip, ...] = ()

    def sentence(self) -> str:
        """The outcome for a person."""
        more = f" {len(self.flips)} suggestions change." if self.flips else ""
        how = "" if self.verdict in (*PROMOTED, "nothing new") else f" `temakart models promote {self.challenger} --reason …`"
        return f"Model {self.challenger}. {SAID[self.verdict]}{more}{how and how + ' puts it in use all the same.'}"


def retrain(
    project: Project, store: Store, actor: str, jobs: int = 1, told: Callable[[Running], None] = unwatched
) -> Challenge:
    """Train a challenger on all codes; it takes the champion's place unless it is worse beyond uncertainty.

    The outcome is an event, also when it failed; `told` hears how far it is. Raises UsageError while another retraining runs,
    and what training raises.
    """
    with one_retraining(project, actor, told) as notice:
        try:
            outcome = _retrained(project, store, notice, jobs)
        except Exception as error:
            _log(store, actor, Retrained(succeeded=False, message=str(error)[:10_000] or type(error).__name__))
            raise
        done = Running("done", message=outcome.sentence(), model=outcome.challenger, actor=actor, outcome=outcome.verdict)
        notice.write(done)
        return outcome


def flips(before: Iterable[Suggestion], now: Iterable[Suggestion]) -> tuple[Flip, ...]:
    """Labels that were suggested and are not, or the other way round, by report, axis and label."""
    old = {(one.report_id, one.axis, one.label): one for one in before}
    pairs = ((old.get((one.report_id, one.axis, one.label)), one) for one in now)
    found = (
        Flip(one.report_id, one.axis, one.label, one.suggested, was.probability, one.probability)
        for was, one in pairs
        if was and was.suggested != one.suggested
    )
    return tuple(sorted(found, key=lambda flip: (flip.report_id, flip.axis, flip.label)))


def _retrained(project: Project, store: Store, notice: Notice, jobs: int) -> Challenge:
    notice.at("codes")
    write_labels(store, project)
    champion, origin = keep_champion(project), origin_of(project)
    notice.at("training")
    inputs = load_inputs(project)
    bench = Bench.of(inputs)
    challenger = _train(project, bench)
    if challenger == champion:
        return _logged(store, notice.actor, Challenge(challenger, champion, "nothing new"))
    comparison = _compare(project, bench, champion, challenger, notice)
    folder = project.history / challenger
    out = folder / "suggestions.csv"
    suggest_with(project, inputs, load_suggester(project, folder), out, notice.at("suggesting"), jobs, bench.texts.of)
    changed = flips(load_suggestions(project.suggestions), load_suggestions(out))
    outcome = Challenge(challenger, champion, _verdict(champion, comparison), comparison, changed)
    write_json(folder / "challenge.json", plain(outcome))
    _logged(store, notice.actor, outcome)
    if outcome.verdict in PROMOTED:
        promote(project, store, challenger, notice.actor, SAID[outcome.verdict], origin)
        write_atomic(project.suggestions, out.read_bytes())
    return outcome


def _verdict(champion: str, comparison: Comparison | None) -> Verdict:
    if not champion:
        return "first"
    return comparison.verdict if comparison else "not measured"


def _train(project: Project, bench: Bench) -> str:
    """Train into the history; returns the model's id."""
    made = project.state / "challenger"
    with writing(made):
        shutil.rmtree(made, ignore_errors=True)
    identifier = str(train_into(project, bench.inputs, made, bench.texts, bench.refit.space)["id"])
    folder = project.history / identifier
    for file in sorted(made.iterdir()):
        write_atomic(folder / file.name, file.read_bytes())
    write_json(folder / "recipe.json", Recipe.of(bench.inputs).as_json())
    return identifier


def _compare(project: Project, bench: Bench, champion: str, challenger: str, notice: Notice) -> Comparison | None:
    """Cross-validate both in the same folds. What is found of the challenger is kept as `temakart evaluate` keeps it."""
    if len(bench.which) < FEWEST:
        return None
    inputs, recipe, tell = bench.inputs, Recipe.of(bench.inputs), notice.at("comparing")
    with one_thread():
        repeats = bench.cross_validate(lambda done, total: tell(done, 2 * total))
        found = None
        if champion:
            past = Past(champion, _recipe(project, inputs, champion), tuple(repeat.judged for repeat in repeats))
            draws = inputs.params.evaluate.bootstrap
            later = partial(_second_half, tell)
            found = compare(past, recipe, bench.refit, bench.ids, repeats, draws, later)
        outcome = told_of(measure(project, bench, repeats, challenger, found, None), inputs)
    folder = project.history / challenger
    remember(project, load_card(folder), outcome.metrics, recipe, [repeat.judged for repeat in repeats])
    write_atomic(folder / "evaluation.html", render_page(outcome.measured, inputs))
    return found


def _second_half(tell: Callable[[int, int], None], done: int, total: int) -> None:
    tell(total + done, 2 * total)


def _recipe(project: Project, inputs: Inputs, champion: str) -> Recipe:
    """What the champion learnt from; where that was not kept, the reports it was trained on with their codes of today."""
    folder, today = project.history / champion, Recipe.of(inputs)
    try:
        if (folder / "recipe.json").is_file():
            return Recipe.from_json(json.loads((folder / "recipe.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(f"{folder / 'recipe.json'} is damaged ({error}). Delete it and retrain again.") from error
    told = set(load_card(folder)["training_ids"])
    codes = {name: themes for name, themes in today.codes.items() if name in told}
    return Recipe(today.codebook, codes, today.themes, today.evaluate, today.seed)


def _logged(store: Store, actor: str, outcome: Challenge) -> Challenge:
    figures = {"flips": float(len(outcome.flips))}
    if outcome.comparison:
        change = outcome.comparison.overall[DECIDES]
        figures |= {"before": change.before, "now": change.now, "low": change.change.low, "high": change.change.high}
    _log(store, actor, Retrained(model=outcome.challenger, succeeded=True, message=outcome.sentence(), figures=figures))
    return outcome


def _log(store: Store, actor: str, body: Retrained) -> None:
    store.append(Draft(uuid4(), actor, body))
