"""Nynorsk to bokmål for the model: Apertium when it is installed, else a list of the most important words."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from importlib import resources

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
WORD = re.compile(r"[\wæøåÆØÅéèêòôó-]+")


def apertium_installed() -> bool:
    """Whether the machine can translate with Apertium."""
    return shutil.which("apertium") is not None


def to_bokmal(texts: Sequence[str], use_apertium: bool = True) -> list[str]:
    """Bokmål for each nynorsk text, one for one, good enough to count words in; never shown to a reader."""
    if not texts:
        return []
    if use_apertium and apertium_installed():
        translated = _apertium(texts)
        if translated is not None:
            return translated
    return [word_for_word(text) for text in texts]


def _apertium(texts: Sequence[str]) -> list[str] | None:
    # Apertium turns @ into a mark of its own («<guio>»), which would be counted as a word.
    lines = "\n".join(" ".join(text.replace("@", " ").split()) for text in texts) + "\n"
    done = subprocess.run(
        ["apertium", "-u", "-f", "line", "nno-nob"],
        input=lines,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    translated = done.stdout.splitlines()
    return translated if done.returncode == 0 and len(translated) == len(texts) else None


def word_for_word(text: str) -> str:
    """Bokmål by a word list and the commonest sound correspondences; unknown words stand as they are."""
    return WORD.sub(lambda match: _word(match[0].lower()), text)


@cache
def _list() -> dict[str, str]:
    rows = resources.files("pipeline.language").joinpath("data", "nynorsk_bokmal.tsv").read_text(encoding="utf-8")
    return dict(line.split("\t") for line in rows.splitlines() if line and not line.startswith("#"))


def _word(word: str) -> str:
    known = _list()
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
