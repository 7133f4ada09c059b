"""Two more sets for `quality.py`, derived from public text, so that nothing is chosen on one set alone.

    python tests/bench/derive.py TEXT OUT [--documents N]

TEXT holds storting.txt.xz (speeches, a blank line between them) and forskrifter.txt.xz (regulations, a paragraph a line).
The themes of a document are the offices or authorities it names (tasks/*.yaml), which are then hidden from the text; the
definitions say in other words what these are charged with. Such labels are coarse: a debate may be about health and call on
another minister. They tell two systems apart, not how good one is.
"""

from __future__ import annotations

import argparse
import gzip
import json
import lzma
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from ruamel.yaml import YAML

SEED = 2016
CODED, SPLITS, LEAST_CODED = 57, 10, 2
LEAST_NAMED = 2
DEBATE_WORDS = 1_500
FEWEST_WORDS, MOST_WORDS = 200, 6_000
WORD = re.compile(r"[\w-]+")
TITLE = re.compile(r"(?:Forskrift|Forskrifter|Føresegn|Føresegner) (?:om|til|for|angående|vedrørende|mot)\b")
NOT_TITLE = re.compile(r"trer i kraft|oppheves|gjelder|endret|\bnr\. \d")
NYNORSK = re.compile(r"\b(?:ikkje|eit|ein|frå|dei|skal vere|gjere)\b")
BOKMAL = re.compile(r"\b(?:ikke|et|en|fra|de|skal være|gjøre)\b")


@dataclass(frozen=True, slots=True)
class Text:
    """A title and what follows it."""

    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Row:
    """A document and its themes."""

    id: str
    text: Text
    labels: list[str]


@dataclass(frozen=True, slots=True)
class Task:
    """How a set is made: its texts, the word that a theme's `named` is put into, and what else is hidden by which word."""

    name: str
    texts: Callable[[list[str]], Iterator[Text]]
    source: str
    word: str
    hidden: str
    instead: str


@dataclass(frozen=True, slots=True)
class Names:
    """Which theme a word names, each word looked at once."""

    themes: dict[str, re.Pattern[str]]
    hidden: re.Pattern[str]
    known: dict[str, frozenset[str]]

    @classmethod
    def of(cls, task: Task, themes: list[dict[str, str]]) -> Names:
        """Those of a task."""
        patterns = {theme["id"]: re.compile(task.word.format(theme["named"]), re.IGNORECASE) for theme in themes}
        return cls(patterns, re.compile(task.hidden, re.IGNORECASE), {})

    def named(self, word: str) -> frozenset[str]:
        """The themes that a word names."""
        if word not in self.known:
            self.known[word] = frozenset(theme for theme, pattern in self.themes.items() if pattern.fullmatch(word))
        return self.known[word]

    def labels(self, text: Text) -> list[str]:
        """The themes named twice, or in the title."""
        counts = Counter(theme for word in WORD.findall(text.body) for theme in self.named(word))
        counts.update(theme for word in WORD.findall(text.title) for theme in [*self.named(word)] * LEAST_NAMED)
        return [theme for theme in self.themes if counts[theme] >= LEAST_NAMED]

    def hide(self, text: str, instead: str) -> str:
        """The text without the words that name a theme."""
        return WORD.sub(lambda at: instead if self.named(at[0]) or self.hidden.fullmatch(at[0]) else at[0], text)


def debates(lines: list[str]) -> Iterator[Text]:
    """Speeches that follow each other, some fifteen hundred words at a time."""
    told: list[str] = []
    words = 0
    for line in lines:
        told.append(line)
        words += len(line.split())
        if not line and words >= DEBATE_WORDS:
            yield Text("", "\n\n".join(filter(None, told)))
            told, words = [], 0


def regulations(lines: list[str]) -> Iterator[Text]:
    """Regulations, from one title to the next."""
    starts = [at for at, line in enumerate(lines) if TITLE.match(line) and len(line) < 220 and not NOT_TITLE.search(line)]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        yield Text(lines[start], "\n\n".join(filter(None, lines[start + 1 : end])))


TASKS = (
    Task(
        "statsraad",
        debates,
        "storting.txt.xz",
        r"(?:{})minister\w*",
        r"[\w-]*(?:minister|departement|komit[eé])\w*",
        "statsråd",
    ),
    Task("forskrift", regulations, "forskrifter.txt.xz", r"(?:[\w-]+-)?(?:{})", r"[\w-]*departement\w*", "etaten"),
)


def candidates(task: Task, names: Names, lines: list[str]) -> Iterator[Row]:
    """The documents of fitting length that name a theme."""
    for at, text in enumerate(task.texts(lines)):
        if FEWEST_WORDS <= len(text.body.split()) <= MOST_WORDS and (labels := names.labels(text)):
            yield Row(f"{task.name}-{at:05d}", text, labels)


def chosen(found: list[Row], documents: int) -> list[Row]:
    """So many documents at random, half of them with more than one theme if there are so many."""
    order = [found[at] for at in np.random.default_rng(SEED).permutation(len(found))]
    several = [row for row in order if len(row.labels) > 1][: documents // 2]
    single = [row for row in order if len(row.labels) == 1][: documents - len(several)]
    return sorted([*several, *single], key=lambda row: row.id)


def packed(row: Row, names: Names, instead: str) -> bytes:
    """A document as a line of the set."""
    title, text = names.hide(row.text.title, instead), names.hide(row.text.body, instead)
    form = "nn" if len(NYNORSK.findall(text)) > len(BOKMAL.findall(text)) else "nb"
    told = {"id": row.id, "title": title, "language": form, "text": text, "labels": row.labels}
    return (json.dumps(told, ensure_ascii=False) + "\n").encode()


def splits(told: list[Row], themes: list[str]) -> list[list[str]]:
    """Training ids: at random, but two of each theme."""
    drawn = []
    for seed in range(SPLITS):
        order = [told[at] for at in np.random.default_rng(SEED + seed).permutation(len(told))]
        first = {row.id for theme in themes for row in [row for row in order if theme in row.labels][:LEAST_CODED]}
        rest = [row.id for row in order if row.id not in first]
        drawn.append(sorted([*first, *rest[: CODED - len(first)]]))
    return drawn


def codebook(themes: list[dict[str, str]]) -> str:
    """The codebook, as JSON, which YAML can read; what a definition lists are the theme's terms."""
    told = [
        {
            "id": theme["id"],
            "label": theme["label"],
            "group": "alle",
            "layer": "definert",
            "definition": theme["definition"],
            "terms": theme["definition"].rstrip(".").split(", "),
        }
        for theme in themes
    ]
    return json.dumps({"version": 1, "themes": told}, ensure_ascii=False, indent=1)


def make(task: Task, source: Path, out: Path, documents: int) -> None:
    """Write one set."""
    themes = YAML(typ="safe").load(Path(__file__).parent / "tasks" / f"{task.name}.yaml")["themes"]
    names = Names.of(task, themes)
    with lzma.open(source / task.source, "rt", encoding="utf-8") as file:
        told = chosen(list(candidates(task, names, file.read().split("\n"))), documents)
    with gzip.GzipFile(out / f"{task.name}.jsonl.gz", "wb", mtime=0) as file:
        file.writelines(packed(row, names, task.instead) for row in told)
    (out / f"{task.name}_codebook.yaml").write_text(codebook(themes), encoding="utf-8")
    drawn = splits(told, [theme["id"] for theme in themes])
    (out / f"{task.name}_splits.json").write_text(json.dumps(drawn), encoding="utf-8")
    counts = Counter(label for row in told for label in row.labels)
    print(f"{task.name}: {len(told)} documents, {counts.total() / len(told):.2f} themes each; {dict(counts.most_common())}")


def main() -> None:
    """Write both sets."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("text", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--documents", type=int, default=600)
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    for task in TASKS:
        make(task, asked.text, asked.out, asked.documents)


if __name__ == "__main__":
    main()
