"""The language of every page, added to a Document right after extraction."""

from __future__ import annotations

from dataclasses import replace

from pipeline.documents import Document
from pipeline.language.identify import identify

VERSION = "1"


def annotate_language(document: Document) -> Document:
    """The document with the language of each page, and of the whole: the one with most text."""
    pages = tuple(replace(page, language=identify(page.text)) for page in document.pages)
    amount: dict[str, int] = {}
    for page in pages:
        if page.text:
            amount[page.language] = amount.get(page.language, 0) + len(page.text)
    language = max(sorted(amount), key=lambda name: amount[name], default="und")
    return replace(document, pages=pages, language=language)
