"""Is the evidence what the suggestion rests on? Take it out, and take out as many random words.

    python tests/bench/evidence.py FOLDER/NAME [--splits N] [--documents N]
    python tests/bench/evidence.py --project FOLDER

For every suggested theme of held-out documents: how far the probability falls without the passages shown as evidence, against
how far it falls on average without as many words drawn at random from the document (deletion test, cf. DeYoung et al. 2020).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import numpy as np
from quality import PARAMS, Data, load

from pipeline.classify.evidence import best_evidence, passage_weights
from pipeline.classify.inputs import load_inputs
from pipeline.classify.store import load_model
from pipeline.classify.texts import Text, report_text
from pipeline.classify.themes import ThemeModel, fit_themes
from pipeline.classify.thresholds import decide
from pipeline.language.prepare import Prepared
from pipeline.language.vectors import shipped_vectors
from pipeline.language.wording import Wording
from pipeline.parallel import one_thread
from pipeline.project import find_project

DRAWS = 20


def falls(model: ThemeModel, report: Prepared, random: np.random.Generator) -> list[tuple[float, float]]:
    """For each suggested theme: the fall in probability without its evidence, and without random words."""
    before = model.probabilities([report_text(report)])
    weights = passage_weights(model, report)
    found = []
    for theme in np.flatnonzero(decide(before, model.thresholds.suggest)[0]):
        shown = {id(one.passage) for one in best_evidence(report, weights, int(theme), PARAMS.suggest.evidence_passages)}
        taken = [at for at, passage in enumerate(report.passages) if id(passage) in shown]
        rest = [at for at in range(len(report.passages)) if at not in taken]
        if not taken or not rest:
            continue
        gone = {(at, place) for at in taken for place in range(len(report.words[at]))}
        texts = [_without(report, gone), *_random(report, taken, random)]
        after = model.probabilities(texts)[:, theme]
        found.append((float(before[0, theme] - after[0]), float(before[0, theme] - after[1:].mean())))
    return found


def _without(report: Prepared, gone: Collection[tuple[int, int]]) -> Text:
    """A report's counts without the words at some places, told by passage and by place in it."""
    words = ([word for place, word in enumerate(passage) if (at, place) not in gone] for at, passage in enumerate(report.words))
    return report_text(replace(report, words=Wording.of(words)))


def _random(report: Prepared, taken: Collection[int], random: np.random.Generator) -> list[Text]:
    """As many words as the evidence has less, drawn from the whole document, twenty times."""
    places = [(at, place) for at, passage in enumerate(report.words) for place in range(len(passage))]
    many = sum(len(report.words[at]) for at in taken)
    drawn = [random.choice(len(places), many, replace=False) for _ in range(DRAWS)]
    return [_without(report, {places[one] for one in some}) for some in drawn]


def measure(data: Data, split: list[str], documents: int, seed: int) -> list[tuple[float, float]]:
    """One split: the model as it ships, some of the documents it has not been told the codes of."""
    index = {identifier: row for row, identifier in enumerate(data.ids)}
    train = [index[identifier] for identifier in split]
    random = np.random.default_rng(seed)
    test = random.permutation(sorted(set(range(len(data.ids))) - set(train)))[:documents]
    vectors = shipped_vectors()
    model = fit_themes(data.codebook, data.counts, data.coded[train], train, vectors, PARAMS.themes, PARAMS.seed, data.space)
    return [pair for row in test for pair in falls(model, data.prepared[row], random)]


def of_project(folder: Path) -> list[tuple[float, float]]:
    """The uncoded reports of a project and its trained model."""
    project = find_project(folder)
    model, inputs = load_model(project.model), load_inputs(project)
    random = np.random.default_rng(PARAMS.seed)
    reports = [report for report in map(inputs.prepared, inputs.counted(model.shared)) if report.report_id not in inputs.codes]
    return [pair for report in reports for pair in falls(model.themes, report, random)]


def tell(name: str, pairs: list[tuple[float, float]]) -> None:
    """Print the median falls and their ratio."""
    evidence, chance = np.median(np.array(pairs), axis=0)
    more = np.mean([one > other for one, other in pairs])
    print(f"{name}: {len(pairs)} suggestions")
    print(f"probability falls by {evidence:.4f} without the evidence, by {chance:.4f} without as many random words (medians)")
    print(f"ratio of the medians {evidence / max(chance, 1e-9):.1f}; the evidence weighs more in {more:.0%}")


def main() -> None:
    """Measure a public set or a project."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, nargs="?")
    parser.add_argument("--project", type=Path)
    parser.add_argument("--splits", type=int, default=2)
    parser.add_argument("--documents", type=int, default=60)
    arguments = parser.parse_args()
    with one_thread():
        if arguments.project:
            tell(f"the project in {arguments.project}", of_project(arguments.project))
            return
        data = load(arguments.data)
        splits = json.loads(Path(f"{arguments.data}_splits.json").read_text(encoding="utf-8"))[: arguments.splits]
        tell(
            f"{arguments.data.name}, {len(splits)} splits, {arguments.documents} held-out documents each",
            [pair for at, split in enumerate(splits) for pair in measure(data, split, arguments.documents, at)],
        )


if __name__ == "__main__":
    main()
