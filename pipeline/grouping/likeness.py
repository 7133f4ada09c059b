"""How much of each report's own text stands in each other report."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy import sparse

from pipeline.documents import Document
from pipeline.language.shingles import shingles, words_of

RUN, ONE_IN = 8, 8
AS_IF_REPORTS = 100
Floats = npt.NDArray[np.float64]


def shares(documents: Sequence[Document]) -> Floats:
    """The share of report i's text that stands in report j, shape (reports, reports), zeros on the diagonal.

    Texts are runs of RUN letters, which survive a scan; one in ONE_IN is looked at. A run weighs the less the more reports
    hold it, as a word does in TF-IDF, so that boilerplate is little evidence. Few reports are weighed as if there were
    AS_IF_REPORTS more, or what two of three share would pass for common.
    """
    found = shingles(["".join(words_of(document.text)) for document in documents], RUN, ONE_IN)
    _, columns = np.unique(found.hashes, return_inverse=True)
    table = sparse.csr_matrix(
        (np.ones(len(columns)), (found.owners, columns)), shape=(len(documents), columns.max(initial=0) + 1)
    )
    reports_with = np.maximum(np.asarray(table.sum(axis=0)).ravel(), 1)
    weighted = table @ sparse.diags(np.log((AS_IF_REPORTS + len(documents)) / reports_with) ** 2)
    both = np.asarray((weighted @ table.T).toarray())
    own = np.maximum(both.diagonal(), 1e-12)
    np.fill_diagonal(both, 0.0)
    return np.asarray(both / own[:, None])
