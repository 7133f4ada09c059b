"""From Document to what the classifier reads: passages with their counted words and weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.documents import Document, Passage
from pipeline.language.boilerplate import NOTHING_SHARED, Shared, without_shared
from pipeline.language.identify import identify
from pipeline.language.nynorsk import to_bokmal
from pipeline.language.passages import passages
from pipeline.language.words import counted
from pipeline.project import LanguageParams


@dataclass(frozen=True, slots=True)
class Prepared:
    """A report ready to be scored: its passages, the words each adds, and how much each passage weighs."""

    report_id: str
    passages: tuple[Passage, ...]
    words: tuple[tuple[str, ...], ...]
    weights: tuple[float, ...]


def prepare(
    documents: Sequence[Document],
    titles: Mapping[str, str],
    params: LanguageParams,
    shared: Shared = NOTHING_SHARED,
) -> list[Prepared]:
    """Passages and counted words of each document, nynorsk turned into bokmål, boilerplate left out.

    The register's title counts as a passage of its own, on page 1.
    """
    cut = [_with_title(passages(document, params.passage_words), titles.get(document.report_id, "")) for document in documents]
    own = [without_shared([passage.text for passage in found], shared) for found in cut]
    told = {(i, j): text for i, texts in enumerate(own) for j, text in enumerate(texts)}
    nynorsk = [place for place, text in told.items() if identify(text) == "nn"]
    translated = to_bokmal([told[place] for place in nynorsk], params.translate_nynorsk == "auto")
    told |= dict(zip(nynorsk, translated, strict=True))
    return [
        Prepared(
            report_id=document.report_id,
            passages=tuple(cut[i]),
            words=tuple(tuple(counted(told[i, j])) for j in range(len(cut[i]))),
            weights=tuple(params.role_weights.get(passage.role, 1.0) for passage in cut[i]),
        )
        for i, document in enumerate(documents)
    ]


def _with_title(found: list[Passage], title: str) -> list[Passage]:
    return [Passage(1, title, "title"), *found] if title else found
