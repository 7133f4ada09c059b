"""From Document to what the classifier reads: passages with their counted words and weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain

import numpy as np
import numpy.typing as npt

from pipeline.documents import Document, Passage
from pipeline.language.boilerplate import NOTHING_SHARED, Shared, without_shared
from pipeline.language.identify import identify
from pipeline.language.memory import FORGETFUL, Memory
from pipeline.language.nynorsk import to_bokmal
from pipeline.language.passages import passages
from pipeline.language.wording import Wording
from pipeline.language.words import counted
from pipeline.parallel import spread, worth
from pipeline.project import LanguageParams

AT_ONCE = 40


@dataclass(frozen=True, slots=True)
class Prepared:
    """A report ready to be scored: its passages, the words each adds, and how much each passage weighs.

    `encodings` holds a vector a passage where a sentence encoder is used, shape (passages, hidden size).
    """

    report_id: str
    passages: tuple[Passage, ...]
    words: Wording
    weights: tuple[float, ...]
    encodings: npt.NDArray[np.float32] | None = None


def prepare(
    documents: Sequence[Document],
    titles: Mapping[str, str],
    params: LanguageParams,
    shared: Shared = NOTHING_SHARED,
    memory: Memory = FORGETFUL,
    jobs: int = 1,
) -> list[Prepared]:
    """Passages and counted words of each document, nynorsk turned into bokmål, boilerplate left out.

    The register's title counts as a passage of its own, on page 1. `memory` keeps translations and `jobs` is how many
    processes there may be; neither changes the result.
    """
    cut = [_with_title(passages(document, params.passage_words), titles.get(document.report_id, "")) for document in documents]
    texts = [[passage.text for passage in found] for found in cut]
    jobs = worth(jobs, sum(len(document.pages) for document in documents))
    size = AT_ONCE if jobs > 1 else max(1, len(texts))
    parts = [texts[at : at + size] for at in range(0, len(texts), size)]
    words = chain.from_iterable(spread(partial(_words, params=params, shared=shared, memory=memory), parts, jobs))
    return [
        Prepared(
            report_id=document.report_id,
            passages=tuple(found),
            words=counts,
            weights=tuple(params.role_weights.get(passage.role, 1.0) for passage in found),
        )
        for document, found, counts in zip(documents, cut, words, strict=True)
    ]


def _words(texts: Sequence[Sequence[str]], params: LanguageParams, shared: Shared, memory: Memory) -> list[Wording]:
    """What the passages of each report add to its counts."""
    own = [without_shared(some, shared) for some in texts]
    told = {(i, j): text for i, some in enumerate(own) for j, text in enumerate(some)}
    nynorsk = [place for place, text in told.items() if identify(text) == "nn"]
    translated = to_bokmal([told[place] for place in nynorsk], params.translate_nynorsk == "auto", memory)
    told |= dict(zip(nynorsk, translated, strict=True))
    return [Wording.of(counted(told[i, j]) for j in range(len(some))) for i, some in enumerate(own)]


def _with_title(found: list[Passage], title: str) -> list[Passage]:
    return [Passage(1, title, "title"), *found] if title else found
