"""From Document to what the classifier reads: passages with their counted words and weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.documents import Document, Passage
from pipeline.language.boilerplate import without_shared
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


def annotate_language(document: Document) -> Document:
    """The document with the language of each page, and of the whole: the one with most text."""
    pages = tuple(replace(page, language=identify(page.text)) for page in document.pages)
    amount: dict[str, int] = {}
    for page in pages:
        if page.text:
            amount[page.language] = amount.get(page.language, 0) + len(page.text)
    language = max(sorted(amount), key=lambda name: amount[name], default="und")
    return replace(document, pages=pages, language=language)


def prepare(
    documents: Sequence[Document],
    titles: Mapping[str, str],
    params: LanguageParams,
    shared: frozenset[str] = frozenset(),
) -> list[Prepared]:
    """Passages and counted words of each document, nynorsk turned into bokmål, boilerplate left out.

    The register's title counts as a passage of its own, on page 1.
    """
    cut = [_with_title(passages(document, params.passage_words), titles.get(document.report_id, "")) for document in documents]
    nynorsk = [(i, j) for i, found in enumerate(cut) for j, passage in enumerate(found) if identify(passage.text) == "nn"]
    translated = to_bokmal([cut[i][j].text for i, j in nynorsk], params.translate_nynorsk == "auto")
    bokmal = dict(zip(nynorsk, translated, strict=True))
    return [
        Prepared(
            report_id=document.report_id,
            passages=tuple(cut[i]),
            words=tuple(tuple(counted(_told(passage, bokmal.get((i, j)), shared))) for j, passage in enumerate(cut[i])),
            weights=tuple(params.role_weights.get(passage.role, 1.0) for passage in cut[i]),
        )
        for i, document in enumerate(documents)
    ]


def _with_title(found: list[Passage], title: str) -> list[Passage]:
    return [Passage(1, title, "title"), *found] if title else found


def _told(passage: Passage, bokmal: str | None, shared: frozenset[str]) -> str:
    """The text to count: the bokmål of a nynorsk passage that is not boilerplate."""
    own = without_shared(passage.text, shared)
    return bokmal if bokmal is not None and own == passage.text else own
