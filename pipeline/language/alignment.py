"""One space for both written forms: nynorsk words beside their bokmål, not in a corner of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from pipeline.language.vectors import unit_rows
from pipeline.language.words import lemma

AXES = 3


def without_form(words: Sequence[str], matrix: npt.NDArray[np.float32], pairs: Mapping[str, str]) -> npt.NDArray[np.float32]:
    """The vectors, shape (words, dimensions), less what tells nynorsk words from bokmål; of unit length.

    Words that stand beside each other are of one written form, so that skip-gram learns the form before the meaning. The main
    axes of the differences within `pairs` (nynorsk and bokmål for the same) are taken out of all words, as is done
    with other unwanted directions (Bolukbasi et al. 2016, «Man is to computer programmer…»). Without pairs, nothing is.
    """
    rows = {word: row for row, word in enumerate(words)}
    told = sorted({(lemma(ours), lemma(theirs)) for ours, theirs in pairs.items()})
    known = [(rows[ours], rows[theirs]) for ours, theirs in told if ours != theirs and ours in rows and theirs in rows]
    if not known:
        return unit_rows(matrix)
    unit = unit_rows(matrix)
    nynorsk, bokmal = np.array(known).T
    axes = np.linalg.svd(unit[bokmal] - unit[nynorsk], full_matrices=False)[2][:AXES]
    return unit_rows(unit - (unit @ axes.T) @ axes)
