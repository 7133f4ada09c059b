"""Does the list of suspect codes find wrong ones? Flip some codes of the training documents and look for them in the list.

    python tests/bench/suspects.py FOLDER/NAME [--splits N] [--flipped N]

Flips are drawn evenly among the coded and the uncoded pairs. Beside our list stands cleanlab's (multi-label, one theme at a
time, ranked by self-confidence) where cleanlab is installed; temakart does not need it.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from quality import PARAMS, load

from pipeline.evaluate.crossval import cross_validate
from pipeline.evaluate.metrics import Coded, Judged, averaged
from pipeline.evaluate.refit import Refit
from pipeline.evaluate.suspects import suspects
from pipeline.language.vectors import shipped_vectors
from pipeline.parallel import one_thread

Pairs = list[tuple[int, int]]


def flip(coded: Coded, many: int, seed: int) -> tuple[Coded, set[tuple[int, int]]]:
    """The codes with `many` of them turned round, half of them taken away, and which."""
    random = np.random.default_rng(seed)
    wrong = [tuple(pair) for value in (1, 0) for pair in random.permutation(np.argwhere(coded == value))[: many // 2].tolist()]
    changed = coded.copy()
    for row, theme in wrong:
        changed[row, theme] = 1 - changed[row, theme]
    return changed, set(wrong)


def ours(judged: Judged) -> Pairs:
    """temakart's list."""
    return [(doubt.row, doubt.theme) for doubt in suspects(judged)]


def plainly(judged: Judged) -> Pairs:
    """All codes held improbable, without asking what is usual for the theme."""
    confidence = np.where(judged.coded == 1, judged.probabilities, 1 - judged.probabilities)
    order = np.argsort(confidence, axis=None, kind="stable")
    pairs = [divmod(int(at), judged.coded.shape[1]) for at in order]
    return [pair for pair in pairs if confidence[pair] < 0.5]


def cleanlabs(judged: Judged) -> Pairs:
    """cleanlab's list: confident learning for each theme, all themes ranked together."""
    from cleanlab.filter import find_label_issues

    found = []
    for theme in range(judged.coded.shape[1]):
        probabilities, answers = judged.probabilities[:, theme], judged.coded[:, theme].astype(int)
        if 0 < answers.sum() < len(answers):
            both = np.stack([1 - probabilities, probabilities], axis=1)
            marked = find_label_issues(answers, both, filter_by="confident_learning")
            found += [(both[row, answers[row]], (int(row), theme)) for row in np.flatnonzero(marked)]
    return [pair for _, pair in sorted(found)]


def ways() -> dict[str, Callable[[Judged], Pairs]]:
    """The lists that can be made here."""
    try:
        import cleanlab
    except ImportError:
        return {"temakart": ours, "improbable": plainly}
    return {"temakart": ours, "improbable": plainly, f"cleanlab {cleanlab.__version__}": cleanlabs}


def tell(name: str, lists: Sequence[Pairs], wrong: Sequence[set[tuple[int, int]]]) -> None:
    """Precision and recall of a way's lists, whole and cut at as many as were flipped."""
    hits = [sum(pair in flipped for pair in pairs) for pairs, flipped in zip(lists, wrong, strict=True)]
    tops = [sum(pair in flipped for pair in pairs[: len(flipped)]) for pairs, flipped in zip(lists, wrong, strict=True)]
    length, all_wrong = sum(map(len, lists)), sum(map(len, wrong))
    print(
        f"{name:16s} {length / len(lists):5.1f} pairs a list; precision {sum(hits) / max(length, 1):.2f}, "
        f"recall {sum(hits) / all_wrong:.2f}; among as many as were flipped {sum(tops) / all_wrong:.2f}"
    )


def main() -> None:
    """Print the figures of each way over the splits."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--splits", type=int, default=10)
    parser.add_argument("--flipped", type=int, default=20)
    arguments = parser.parse_args()
    data = load(arguments.data)
    refit = Refit.of(data.codebook, data.counts, shipped_vectors(), PARAMS.themes, PARAMS.seed)
    index = {identifier: row for row, identifier in enumerate(data.ids)}
    splits = json.loads(Path(f"{arguments.data}_splits.json").read_text(encoding="utf-8"))[: arguments.splits]
    answers, wrong = [], []
    with one_thread():
        for number, split in enumerate(splits):
            rows = sorted(index[identifier] for identifier in split)
            coded, flipped = flip(data.coded[rows], arguments.flipped, number)
            found = cross_validate(refit, coded, rows, PARAMS.evaluate, PARAMS.suggest.sure_error, lambda done, total: None)
            answers.append(averaged([repeat.judged for repeat in found]))
            wrong.append(flipped)
    pairs = len(splits[0]) * len(data.codebook.themes)
    print(
        f"{arguments.data.name}, {len(splits)} splits of {len(splits[0])} coded, {arguments.flipped} of {pairs} codes flipped"
    )
    for name, way in ways().items():
        tell(name, [way(judged) for judged in answers], wrong)


if __name__ == "__main__":
    main()
