"""Quality on a public multi-label set: temakart with and without codes beside plain peers, split by split.

    python tests/bench/quality.py FOLDER/NAME [--splits N] [--train N] [--vectors FILE] [--out FILE]

Reads NAME.jsonl.gz (id, title, language, text, labels), NAME_codebook.yaml and NAME_splits.json (lists of training ids).
--vectors measures with other word vectors than the shipped ones.
Everything a system chooses, it chooses inside its training documents.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from omikuji_peer import omikuji_scores
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold
from sklearn.preprocessing import normalize
from sklearn.svm import LinearSVC

from pipeline.classify.texts import Counts, report_text
from pipeline.classify.themes import fit_themes
from pipeline.classify.thresholds import decide
from pipeline.codebook import Codebook
from pipeline.evaluate.codedset import load_coded_set
from pipeline.evaluate.metrics import Judged, calibration_error, macro_f1, mean_average_precision, micro_f1
from pipeline.evaluate.refit import KnownSpace, Refit
from pipeline.files import write_json
from pipeline.language.prepare import Prepared, prepare
from pipeline.language.vectors import Vectors, vectors_in
from pipeline.parallel import one_thread
from pipeline.project import Params

Floats = npt.NDArray[np.float64]
Answer = tuple[Floats, npt.NDArray[np.bool_]]
System = Callable[["Data", list[int], list[int]], Answer]
PARAMS = Params()


@dataclass(frozen=True, slots=True)
class Data:
    """One public set, read and prepared once."""

    codebook: Codebook
    ids: list[str]
    nynorsk: npt.NDArray[np.bool_]
    coded: npt.NDArray[np.int8]
    prepared: list[Prepared]
    counts: list[Counts]
    plain: object
    vectors: Vectors
    space: KnownSpace


def load(path: Path, vectors_file: Path | None = None) -> Data:
    """Read a set; the texts of all documents are known to every system, the labels are not."""
    vectors = vectors_in(vectors_file)
    found = load_coded_set(path)
    codebook, titles = found.codebook, dict(zip(found.ids, found.titles, strict=True))
    prepared = prepare(found.documents, titles, PARAMS.language)
    counts: list[Counts] = [report_text(report) for report in prepared]
    return Data(
        codebook,
        found.ids,
        np.array([document.language == "nn" for document in found.documents]),
        found.coded,
        prepared,
        counts,
        TfidfVectorizer(sublinear_tf=True, min_df=2, max_df=0.5).fit_transform(
            titles[document.report_id] + "\n" + document.text for document in found.documents
        ),
        vectors,
        Refit.of(codebook, counts, vectors, PARAMS.themes, PARAMS.seed).space,
    )


def temakart(data: Data, train: list[int], test: list[int]) -> Answer:
    """The theme model as it ships; the seconds are those of a model that has not seen the texts before."""
    space, themes, seed = data.space.plain(), PARAMS.themes, PARAMS.seed
    model = fit_themes(data.codebook, data.counts, data.coded[train], train, data.vectors, themes, seed, space)
    probabilities = model.probabilities([data.counts[row] for row in test])
    return probabilities, decide(probabilities, model.thresholds.suggest)


def codebook_alone(data: Data, train: list[int], test: list[int]) -> Answer:
    """The theme model without any coded document."""
    return temakart(data, [], test)


def peer(scores: Callable[[object, npt.NDArray[np.int8], object], Floats]) -> System:
    """A plain classifier over TF-IDF, its one threshold chosen by cross-validation inside the training documents."""

    def system(data: Data, train: list[int], test: list[int]) -> Answer:
        features, rows = data.plain, np.array(train)
        held_out = np.zeros((len(train), data.coded.shape[1]))
        for rest, fold in KFold(5, shuffle=True, random_state=PARAMS.seed).split(rows):
            held_out[fold] = scores(features[rows[rest]], data.coded[rows[rest]], features[rows[fold]])
        probabilities = scores(features[train], data.coded[train], features[test])
        return probabilities, decide(probabilities, np.full(held_out.shape[1], _best(held_out, data.coded[train])))

    return system


def _best(held_out: Floats, coded: npt.NDArray[np.int8]) -> float:
    candidates = np.quantile(held_out, np.linspace(0.4, 0.995, 80))
    judged = [macro_f1(Judged(coded, held_out, decide(held_out, np.full(coded.shape[1], value)))) for value in candidates]
    return float(candidates[int(np.argmax(judged))])


def _by_theme(fit: Callable[[object, npt.NDArray[np.int8], object], Floats]) -> Callable[..., Floats]:
    def scores(train: object, coded: npt.NDArray[np.int8], test: object) -> Floats:
        columns = [
            fit(train, coded[:, at], test) if coded[:, at].any() else np.zeros(test.shape[0]) for at in range(coded.shape[1])
        ]
        return np.stack(columns, axis=1)

    return scores


def _logistic(train: object, answers: npt.NDArray[np.int8], test: object) -> Floats:
    model = LogisticRegression(C=10, class_weight="balanced", max_iter=2000).fit(train, answers)
    return np.asarray(model.predict_proba(test)[:, 1])


def _svm(train: object, answers: npt.NDArray[np.int8], test: object) -> Floats:
    margin = LinearSVC(class_weight="balanced").fit(train, answers).decision_function(test)
    return np.asarray(1 / (1 + np.exp(-2 * margin)))


def _centroid(train: object, answers: npt.NDArray[np.int8], test: object) -> Floats:
    """Cosine to the mean of the theme's documents less the cosine to the mean of the others (Rocchio 1971)."""
    centres = [normalize(np.asarray(train[answers == value].mean(axis=0))) for value in (1, 0) if (answers == value).any()]
    near = [np.asarray(test @ centre.T).ravel() for centre in centres]
    return np.asarray(1 / (1 + np.exp(-8 * (near[0] - near[1])))) if len(near) == 2 else np.ones(test.shape[0])


SYSTEMS: dict[str, System] = {
    "temakart": temakart,
    "temakart, codebook alone": codebook_alone,
    "TF-IDF + logistic regression": peer(_by_theme(_logistic)),
    "TF-IDF + linear SVM": peer(_by_theme(_svm)),
    "nearest centroid": peer(_by_theme(_centroid)),
    "TF-IDF + omikuji": peer(omikuji_scores),
}


def measure(name: str, data: Data, splits: Sequence[Sequence[str]], train_size: int | None) -> dict[str, object]:
    """One system on all splits: means and the figures of each split."""
    index = {identifier: row for row, identifier in enumerate(data.ids)}
    per_split, seconds = [], 0.0
    for number, split in enumerate(splits):
        train = _sized([index[identifier] for identifier in split], len(data.ids), train_size, number)
        test = sorted(set(range(len(data.ids))) - set(train))
        start = time.perf_counter()
        with one_thread():
            probabilities, said = SYSTEMS[name](data, train, test)
        seconds += time.perf_counter() - start
        judged = Judged(data.coded[test], probabilities, said)
        bokmal, nynorsk = (judged.rows(np.flatnonzero(data.nynorsk[test] == form)) for form in (False, True))
        per_split.append(
            {
                "macro_f1": macro_f1(judged),
                "micro_f1": micro_f1(judged),
                "map": mean_average_precision(judged),
                "ece": calibration_error(judged),
                "micro_f1_bokmal": micro_f1(bokmal),
                "micro_f1_nynorsk": micro_f1(nynorsk),
            }
        )
    means = {key: round(float(np.mean([one[key] for one in per_split])), 4) for key in per_split[0]}
    return {"system": name, **means, "seconds": round(seconds, 2), "per_split": per_split}


def _sized(train: list[int], documents: int, size: int | None, seed: int) -> list[int]:
    """The split's own training documents, cut down or filled up at random to `size`."""
    if size is None or size == len(train):
        return train
    if size < len(train):
        return train[:size]
    rest = np.random.default_rng(seed).permutation(sorted(set(range(documents)) - set(train)))
    return [*train, *rest[: size - len(train)].tolist()]


def main() -> None:
    """Print the table and write the rows."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--splits", type=int, default=10)
    parser.add_argument("--train", type=int)
    parser.add_argument("--vectors", type=Path)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    data = load(arguments.data, arguments.vectors)
    splits = json.loads(Path(f"{arguments.data}_splits.json").read_text(encoding="utf-8"))[: arguments.splits]
    print(
        f"{arguments.data.name}: {len(data.ids)} documents, {len(splits)} splits of {arguments.train or len(splits[0])} coded"
    )
    print(f"{'system':32s}", *(f"{name:>8s}" for name in ("macro-F1", "micro-F1", "mAP", "ECE", "seconds")))
    rows = []
    for name in SYSTEMS:
        row = measure(name, data, splits, arguments.train)
        rows.append(row)
        figures = " ".join(f"{row[key]:8.3f}" for key in ("macro_f1", "micro_f1", "map", "ece"))
        print(f"{name:32s} {figures} {row['seconds']:8.1f}")
    forms = (
        f"bokmål {rows[0]['micro_f1_bokmal']:.3f}, nynorsk {rows[0]['micro_f1_nynorsk']:.3f} ({data.nynorsk.sum()} documents)"
    )
    print(f"temakart's micro-F1 by written form: {forms}")
    for row in rows[2:]:
        leads = [
            ours["macro_f1"] - theirs["macro_f1"] for ours, theirs in zip(rows[0]["per_split"], row["per_split"], strict=True)
        ]
        ahead = sum(lead > 0 for lead in leads)
        print(f"ahead of {row['system']} in macro-F1 on {ahead} of {len(leads)} splits, by {min(leads):+.3f} at least")
    if arguments.out:
        write_json(arguments.out, rows)


if __name__ == "__main__":
    main()
