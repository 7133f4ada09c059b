"""Nynorsk to bokmål for the model: Apertium when it is installed, else a list of the most important words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib import resources
from pathlib import Path

from pipeline.files import sha256_bytes
from pipeline.language import apertium
from pipeline.language.memory import FORGETFUL, Memory
from pipeline.language.passages import sentences

SUFFIXES = (
    (re.compile(r"heita?$"), "het"),
    (re.compile(r"heiter$"), "heter"),
    (re.compile(r"leg$"), "lig"),
    (re.compile(r"lege$"), "lige"),
    (re.compile(r"ande$"), "ende"),
    (re.compile(r"(ing|ning)ar$"), r"\1er"),
    (re.compile(r"(ing|ning)ane$"), r"\1ene"),
    (re.compile(r"arar$"), "ere"),
    (re.compile(r"arane$"), "erne"),
    (re.compile(r"ane$"), "ene"),
    (re.compile(r"^kv(?=[aeiouyæøå])"), "hv"),
    (re.compile(r"^heime"), "hjemme"),
    (re.compile(r"^heim"), "hjem"),
    (re.compile(r"^mogleg"), "mulig"),
    (re.compile(r"tenest"), "tjenest"),
)
# So many sentences are some ten seconds' work, which is what a run that is stopped may lose.
KEPT_AT_ONCE = 2_000
WORD = re.compile(r"[\wæøåÆØÅéèêòôó-]+")


def apertium_installed() -> bool:
    """Whether the machine can translate with Apertium."""
    return apertium.mode_file() is not None


def to_bokmal(texts: Sequence[str], use_apertium: bool = True, memory: Memory = FORGETFUL) -> list[str]:
    """Bokmål for each nynorsk text, one for one, good enough to count words in; never shown to a reader.

    Sentences are translated each for itself and kept in `memory`, so that a text always gives the same words.
    """
    found = by_apertium(texts, memory) if use_apertium else None
    return [word_for_word(text) for text in texts] if found is None else found


def by_apertium(texts: Sequence[str], memory: Memory = FORGETFUL) -> list[str] | None:
    """The same by Apertium alone; None where it is not installed or fails."""
    mode = apertium.mode_file()
    cut = [sentences(" ".join(text.split())) for text in texts]
    told = _told(sorted({sentence for found in cut for sentence in found}), mode, memory) if mode else None
    return None if told is None else [" ".join(told[sentence] for sentence in found) for found in cut]


def _told(wanted: Sequence[str], mode: Path, memory: Memory) -> dict[str, str] | None:
    """Sentences with their bokmål, from memory where it is there."""
    version = apertium.version(mode)
    keys = {sha256_bytes(f"{version} {sentence}".encode()): sentence for sentence in wanted}
    known = {key: value.decode("utf-8") for key, value in memory.recall(list(keys)).items()}
    missing = [key for key in keys if key not in known]
    for at in range(0, len(missing), KEPT_AT_ONCE):
        some = missing[at : at + KEPT_AT_ONCE]
        found = apertium.translate([keys[key] for key in some], mode)
        if found is None:
            return None
        new = dict(zip(some, found, strict=True))
        memory.keep({key: value.encode("utf-8") for key, value in new.items()})
        known |= new
    return {keys[key]: value for key, value in known.items()}


def word_for_word(text: str) -> str:
    """Bokmål by a word list and the commonest sound correspondences; unknown words stand as they are."""
    return WORD.sub(lambda match: _word(match[0].lower()), text)


@cache
def word_list() -> dict[str, str]:
    """The nynorsk words of the list that ships, and their bokmål."""
    rows = resources.files("pipeline.language").joinpath("data", "nynorsk_bokmal.tsv").read_text(encoding="utf-8")
    return dict(line.split("\t") for line in rows.splitlines() if line and not line.startswith("#"))


def _word(word: str) -> str:
    known = word_list()
    if word in known:
        return known[word]
    for prefix in (
        "bustad",
        "bu",
        "teneste",
        "brukar",
        "bebuar",
        "verkemiddel",
        "utleige",
        "leige",
        "flyktning",
    ):
        if word.startswith(prefix) and len(word) > len(prefix) + 3 and prefix in known:
            return known[prefix] + _word(word[len(prefix) :])
    for pattern, replacement in SUFFIXES:
        word = pattern.sub(replacement, word)
    return word
