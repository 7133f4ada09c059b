"""What the demonstration reports say, from their Markdown sources: the truth that extraction is measured against."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import numpy as np
from ruamel.yaml import YAML

_TOKEN = re.compile(r"\w+")
_NOTE = re.compile(r"\^\[((?:[^\[\]]|\[[^\]]*\])*)\]")
_NOTICE = re.compile(
    r"(?:Demonstrasjonstekst|Demonstration)\s+(?:skr|text).{60,130}?(?:oppdiktet|oppdikta|invented)\.", re.DOTALL
)
_MARKS = str.maketrans("", "", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class Truth:
    """One source: its running text without and with footnotes, its table rows and its layout words."""

    report_id: str
    body: str
    notes: str
    rows: tuple[tuple[str, ...], ...]
    layout: frozenset[str]
    meta: dict[str, Any]

    @property
    def furniture(self) -> tuple[str, ...]:
        """The running header and footer."""
        return tuple(str(self.meta[name]) for name in ("header", "footer") if name in self.layout)


def read_truth(path: Path) -> Truth:
    """Read one Markdown source."""
    match = re.match(r"---\n(.*?)\n---\n(.*)", path.read_text(encoding="utf-8"), re.DOTALL)
    assert match, path
    meta, text = YAML(typ="safe").load(match[1]), match[2]
    layout = frozenset(meta["layout"])
    body = re.sub(r"^\\newpage|^\|[-|: ]+\|$|^\d+\. ", "", _NOTE.sub("", text), flags=re.MULTILINE)
    body = re.sub(r"[*_`\\]", "", re.sub(r"\[\[bilde:\s*(.*?)\]\]", r"\1", body))
    head = [str(meta["title"]), *(map(str, (meta.get("cover") or []) if "cover" in layout else []))]
    head += [f"{name} {value}" for name, value in meta.get("letterhead") or []]
    return Truth(path.stem, " ".join(head) + " " + body, " ".join(_NOTE.findall(text)), _rows(text), layout, meta)


def _rows(text: str) -> tuple[tuple[str, ...], ...]:
    lines = [line for line in text.split("\n") if line.startswith("|") and not re.fullmatch(r"[|:\- ]+", line)]
    plain = [re.sub(r"\^\[.*?\]|[*`]", "", line).strip().strip("|").split("|") for line in lines]
    return tuple(tuple(cell.strip() for cell in row) for row in plain)


def words(text: str) -> list[str]:
    """The words of a text as the sources have them: no footnote marks, no list numbers, no notice."""
    text = re.sub(r"^\d{1,2}\. ", "", _NOTICE.sub("", text).translate(_MARKS), flags=re.MULTILINE)
    return _TOKEN.findall(text.lower())


def word_f1(truth: Truth, text: str) -> float:
    """F1 over the words as a bag, footnotes counted with the text."""
    wanted, found = Counter(words(truth.body + " " + truth.notes)), Counter(words(text))
    return 2 * (wanted & found).total() / max(wanted.total() + found.total(), 1)


def order_similarity(truth: Truth, text: str) -> float:
    """One minus the normalised edit distance between the words in their order, footnotes left out."""
    notes = Counter(words(truth.notes))
    wanted, found = words(truth.body), []
    for word in words(text):
        notes[word] -= notes[word] > 0
        found.append(word)
    return 1 - edit_distance(wanted, found) / max(len(wanted), len(found), 1)


def edit_distance(one: list[str], other: list[str]) -> int:
    """How many words must be put in, taken out or changed."""
    numbers = {word: number for number, word in enumerate({*one, *other})}
    row = np.array([numbers[word] for word in other], dtype=np.int64)
    steps = np.arange(len(other) + 1)
    before = steps.copy()
    for count, word in enumerate(one, 1):
        after = np.empty_like(before)
        after[0] = count
        after[1:] = np.minimum(before[1:] + 1, before[:-1] + (row != numbers[word]))
        before = np.minimum.accumulate(after - steps) + steps
    return int(before[-1])


@dataclass(slots=True)
class CharacterErrors:
    """Errors and characters, all and those of æ ø å."""

    wrong: int = 0
    total: int = 0
    wrong_special: int = 0
    total_special: int = 0

    def add(self, truth: Truth, text: str) -> None:
        """Count the errors in a reading; words only the reading has (page numbers, contents) are not the truth's."""
        one, other = _letters(truth.body), _letters(_NOTICE.sub("", text))
        self.total += len(" ".join(one))
        self.total_special += sum(letter in "æøå" for letter in " ".join(one))
        for tag, i, j, k, m in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
            if tag not in ("equal", "insert"):
                self._add(" ".join(one[i:j]), " ".join(other[k:m]))

    def _add(self, wanted: str, found: str) -> None:
        same = SequenceMatcher(None, wanted, found, autojunk=False).get_matching_blocks()
        self.wrong += min(max(len(wanted), len(found)) - sum(block.size for block in same), len(wanted))
        kept = sum(letter in "æøå" for block in same for letter in wanted[block.a : block.a + block.size])
        self.wrong_special += sum(letter in "æøå" for letter in wanted) - kept


def _letters(text: str) -> list[str]:
    plain = re.sub(r"[-–]", " ", text.lower()).translate(_MARKS)
    return re.sub(r"[^\w ]", "", re.sub(r"\s+", " ", plain)).split()
