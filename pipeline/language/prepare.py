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
from pipeline.language.nynorsk import apertium_installed, by_apertium, to_bokmal
from pipeline.language.passages import passages
from pipeline.language.wording import Wording
from pipeline.language.words import counted
from pipeline.parallel import spread, worth
from pipeline.project import LanguageParams

AT_ONCE = 40


@dataclass(frozen=True, slots=True)
class Counted:
    """A report as the theme model reads it: the words that each passage adds, and how much each passage weighs.

    `encodings` holds a vector a passage where a sentence encoder is used, shape (passages, hidden size). `firm` is False where
    a translator that is installed has failed, so that another run may count other words.
    """

    report_id: str
    words: Wording
    weights: tuple[float, ...]
    encodings: npt.NDArray[np.float32] | None = None
    firm: bool = True


@dataclass(frozen=True, slots=True)
class Prepared(Counted):
    """The same with the passages themselves, which evidence is shown from."""

    passages: tuple[Passage, ...] = ()


def prepare(
    documents: Sequence[Document],
    titles: Mapping[str, str],
    params: LanguageParams,
    shared: Shared = NOTHING_SHARED,
    memory: Memory = FORGETFUL,
    jobs: int = 1,
) -> list[Prepared]:
    """Passages and counted words of each document, nynorsk turned into bokmål, boilerplate left out.

    `memory` keeps translations and `jobs` is how many processes there may be; neither changes the result.
    """
    cut = [cut_up(document, titles.get(document.report_id, ""), params) for document in documents]
    texts = [[passage.text for passage in found] for found in cut]
    jobs = worth(jobs, sum(len(document.pages) for document in documents))
    size = AT_ONCE if jobs > 1 else max(1, len(texts))
    parts = [texts[at : at + size] for at in range(0, len(texts), size)]
    words = chain.from_iterable(spread(partial(_words, params=params, shared=shared, memory=memory), parts, jobs))
    return [
        Prepared(
            report_id=document.report_id,
            words=counts,
            weights=tuple(params.role_weights.get(passage.role, 1.0) for passage in found),
            firm=firm,
            passages=found,
        )
        for document, found, (counts, firm) in zip(documents, cut, words, strict=True)
    ]


def with_passages(report: Counted, document: Document, title: str, params: LanguageParams) -> Prepared:
    """A report that has been counted, with its passages cut again from its Document."""
    found = cut_up(document, title, params)
    return Prepared(report.report_id, report.words, report.weights, report.encodings, report.firm, found)


def cut_up(document: Document, title: str, params: LanguageParams) -> tuple[Passage, ...]:
    """The passages of a document; the register's title counts as one of its own, on page 1."""
    found = passages(document, params.passage_words)
    return (Passage(1, title, "title"), *found) if title else tuple(found)


def _words(
    texts: Sequence[Sequence[str]], params: LanguageParams, shared: Shared, memory: Memory
) -> list[tuple[Wording, bool]]:
    """What the passages of each report add to its counts, and whether they always will."""
    own = [without_shared(some, shared) for some in texts]
    told = {(i, j): text for i, some in enumerate(own) for j, text in enumerate(some)}
    nynorsk = [place for place, text in told.items() if identify(text) == "nn"]
    translated, firm = _bokmal([told[place] for place in nynorsk], params.translate_nynorsk == "auto", memory)
    told |= dict(zip(nynorsk, translated, strict=True))
    loose = frozenset() if firm else {i for i, _ in nynorsk}
    return [(Wording.of(counted(told[i, j]) for j in range(len(some))), i not in loose) for i, some in enumerate(own)]


def _bokmal(texts: Sequence[str], use_apertium: bool, memory: Memory) -> tuple[list[str], bool]:
    """Nynorsk texts in bokmål, and whether that is by the best means of this machine."""
    found = by_apertium(texts, memory) if use_apertium and texts else None
    if found is not None:
        return found, True
    return to_bokmal(texts, use_apertium=False), not (use_apertium and apertium_installed())
