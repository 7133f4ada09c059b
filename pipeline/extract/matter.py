"""Blocks that are no part of the report: colophons, lists of publications, map covers, web clutter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.documents import Block

_COLOPHON = re.compile(r"\b(?:ISBN|ISSN)\b|©|\bcopyright\b|\bopplag:? \d|\bprinted by\b", re.I)
# A search for words costs a tenth of the expression, and almost no page has one.
_COLOPHON_HINTS = ("isbn", "issn", "©", "copyright", "opplag", "printed by")
_IMPRINT = re.compile(
    r"(?:trykk(?:eri|ing)?|omslag(?:sbilde|sfoto)?|forsidefoto|grafisk \w+|layout|sats"
    r"|utgiver|utgjevar|bestilling(?:snummer)?|prosjektnummer|tittel|forfatter(?:e)?|dato)\s*:",
    re.I,
)
_GRANT = re.compile(r"tilskudd|tilskot|mottaker|mottakar|søker|søkjar|kroner", re.I)
_LIST_TITLE = re.compile(
    r"(?:andre |tidligere |nyere |siste |øvrige |utvalgte )?"
    r"(?:publikasjoner|utgivelser|rapporter|publikasjonar)"
    r"(?: (?:fra|frå|i serien|utgitt|av)\b.{0,80})?|publikasjonsliste|like dokumenter?",
    re.I,
)
_CLUTTER = re.compile(
    r"(?:størrelse:? ?px|begynne med side:?|download|no results found|fulltekst|like dokumenter"
    r"|last ned|vis mer|transkript|save this pdf as.*)[\s:.]*\d*",
    re.I,
)


def mark_matter(blocks: Sequence[Block], page: int, pages: int) -> tuple[Block, ...]:
    """The blocks of one page with `noise` set where the text is not the report's own."""
    marked = [_clutter(block) for block in blocks]
    if page <= 4 or page > pages - 3:
        marked = _publications(marked)
        if _has_colophon("\n".join([block.text for block in marked if not block.noise])):
            marked = [_colophon(block) for block in marked]
    if _is_map(marked):
        marked = [block if block.noise or block.kind == "heading" else replace(block, noise="map") for block in marked]
    return tuple(marked)


def _clutter(block: Block) -> Block:
    if not block.noise and _CLUTTER.fullmatch(block.text.strip()):
        return replace(block, noise="web_clutter")
    return block


def _has_colophon(text: str) -> bool:
    lowered = text.lower()
    return any(hint in lowered for hint in _COLOPHON_HINTS) and _COLOPHON.search(text) is not None


def _colophon(block: Block) -> Block:
    """Imprint lines; one that names the grant or its recipient says something about the report and stays."""
    if block.noise or block.kind == "table" or len(block.text) > 400 or _GRANT.search(block.text):
        return block
    if block.kind == "heading" and not block.text.upper().startswith(("ISBN", "ISSN", "©")):
        return block
    if _has_colophon(block.text) or _IMPRINT.match(block.text):
        return replace(block, noise="colophon")
    return block


def _publications(blocks: Sequence[Block]) -> list[Block]:
    """A list of other publications reaches from its title to the next heading."""
    marked: list[Block] = []
    inside = False
    for block in blocks:
        if block.kind in ("heading", "table"):
            inside = bool(_LIST_TITLE.fullmatch(block.text.strip()))
        marked.append(replace(block, noise="publication_list") if inside and not block.noise else block)
    return marked


def _is_map(blocks: Sequence[Block]) -> bool:
    """A page of names and no sentence, like the municipalities on a map."""
    if any(block.kind == "table" for block in blocks):
        return False
    words = " ".join([block.text for block in blocks if not block.noise]).split()
    if len(words) < 120:
        return False
    if _runs_small(words, 0.15 * len(words)):
        return False
    letters = [word for word in words if word[:1].isalpha()]
    if len(letters) < 120:
        return False
    capitals = sum(word[0].isupper() for word in letters)
    stops = sum(word.endswith((".", ",", ":")) for word in letters)
    return capitals >= 0.85 * len(letters) and stops <= 0.02 * len(letters)


def _runs_small(words: Sequence[str], most: float) -> bool:
    """Whether more than `most` words begin with a small letter: told of running text after a few lines."""
    small = 0
    for word in words:
        small += word[0].islower()
        if small > most:
            return True
    return False
