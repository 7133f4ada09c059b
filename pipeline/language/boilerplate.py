"""Sentences that many reports share: programme goals, grant conditions, form texts. They say nothing of one report."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from pipeline.documents import Document
from pipeline.files import sha256_bytes
from pipeline.language.passages import sentences

LEAST_WORDS = 5


def fingerprint(sentence: str) -> str | None:
    """A short hash of the sentence's words, or None when it is too short to be called shared."""
    words = re.findall(r"\w+", sentence.lower())
    return sha256_bytes(" ".join(words).encode("utf-8"))[:16] if len(words) >= LEAST_WORDS else None


def shared_sentences(documents: Iterable[Document], reports: int) -> frozenset[str]:
    """Fingerprints of the sentences that stand in at least `reports` of the documents."""
    seen: Counter[str] = Counter()
    for document in documents:
        blocks = re.split(r"\n\s*\n", document.text)
        found = {fingerprint(sentence) for block in blocks for sentence in sentences(block.replace("\n", " "))}
        seen.update(mark for mark in found if mark)
    return frozenset(mark for mark, count in seen.items() if count >= reports)


def without_shared(text: str, shared: frozenset[str]) -> str:
    """The text less its shared sentences."""
    if not shared:
        return text
    return " ".join(sentence for sentence in sentences(text) if fingerprint(sentence) not in shared)
