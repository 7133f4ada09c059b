"""omikuji, the strongest back end of Annif, over the TF-IDF features of the other peers (Prabhu et al. 2018, «Parabel»)."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import sparse

Floats = npt.NDArray[np.float64]


def omikuji_scores(train: sparse.csr_matrix, coded: npt.NDArray[np.int8], test: sparse.csr_matrix) -> Floats:
    """Scores between 0 and 1 of the test rows, shape (rows, themes), with the settings Annif has by default.

    Its three trees are drawn from a seed of its own that cannot be set, so that a second run differs a little.
    """
    try:
        import omikuji
    except ImportError:
        raise SystemExit("omikuji is not installed, so it cannot be compared with. Run `scripts/setup.sh dev`.") from None
    with tempfile.TemporaryDirectory() as folder, _quiet():
        path = Path(folder) / "train.txt"
        path.write_text("".join(_lines(train, coded)), encoding="ascii")
        model = omikuji.Model.train_on_data(str(path), n_threads=1)
    found = np.zeros((test.shape[0], coded.shape[1]))
    for row in range(test.shape[0]):
        one = test.getrow(row)
        for theme, score in model.predict(zip(one.indices.tolist(), one.data.tolist(), strict=True), top_k=coded.shape[1]):
            found[row, theme] = score
    return found


def _lines(rows: sparse.csr_matrix, coded: npt.NDArray[np.int8]) -> Iterator[str]:
    """What omikuji reads: a head with the numbers of rows, features and labels, then «labels feature:value …»."""
    yield f"{rows.shape[0]} {rows.shape[1]} {coded.shape[1]}\n"
    for row in range(rows.shape[0]):
        one = rows.getrow(row).sorted_indices()
        features = " ".join(f"{column}:{value:.6f}" for column, value in zip(one.indices, one.data, strict=True))
        yield f"{','.join(str(theme) for theme in np.flatnonzero(coded[row]))} {features}\n"


@contextmanager
def _quiet() -> Iterator[None]:
    """Without the log that omikuji writes straight to the terminal, past Python."""
    sys.stdout.flush()
    kept, nowhere = {stream: os.dup(stream) for stream in (1, 2)}, os.open(os.devnull, os.O_WRONLY)
    for stream in kept:
        os.dup2(nowhere, stream)
    try:
        yield
    finally:
        for stream, before in kept.items():
            os.dup2(before, stream)
            os.close(before)
        os.close(nowhere)
