"""How well copies of boilerplate are found that are not letter for letter the same, and how fast.

    python tests/bench/shared.py --project . [--copies N] [--seed N] [--text FILE --reports N]

Copies of the sentences in corpus/boilerplate.md, each disturbed in one way, are put into the project's texts, one to a
report; every other sentence that is marked and stands in no passage of that list counts as marked by mistake. With `--text`,
the sentences of a large file, dealt out to N reports, are searched for the time it takes.
"""

from __future__ import annotations

import argparse
import random
import re
import resource
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.classify.inputs import load_inputs
from pipeline.documents import Document, Page, Source
from pipeline.language.boilerplate import Shared, find_shared
from pipeline.language.nearby import Pattern
from pipeline.language.passages import sentences
from pipeline.language.shingles import words_of
from pipeline.project import Project

MISREAD = {"m": "rn", "l": "1", "i": "l", "å": "a", "ø": "o", "e": "c", "h": "b", "u": "n", "t": "f", "g": "q"}
Disturb = Callable[[str, random.Random, Sequence[str]], str]


def misread(rate: float) -> Disturb:
    """As a scanner reads: letters taken for others, blanks lost."""

    def disturb(text: str, chance: random.Random, others: Sequence[str]) -> str:
        wrong = (MISREAD.get(letter.lower(), "") for letter in text)
        return "".join(bad if chance.random() < rate else good for good, bad in zip(text, wrong, strict=True))

    return disturb


def reworded(share: float) -> Disturb:
    """Some words, at least one, replaced by words from elsewhere."""

    def disturb(text: str, chance: random.Random, others: Sequence[str]) -> str:
        words = text.split()
        for at in chance.sample(range(len(words)), max(1, round(share * len(words)))):
            words[at] = chance.choice(others)
        return " ".join(words)

    return disturb


DISTURBED: dict[str, Disturb] = {
    "unchanged": lambda text, chance, others: text,
    "1 % of letters misread": misread(0.01),
    "3 % of letters misread": misread(0.03),
    "one word in ten replaced": reworded(0.1),
    "one word in five replaced": reworded(0.2),
    "hyphen and blank put in": lambda text, chance, others: text[: len(text) // 2] + "- " + text[len(text) // 2 :],
}


def measure(project: Project, copies: int, seed: int) -> None:
    """Print recall for each way of disturbing, and how much else was marked."""
    documents = list(load_inputs(project).documents.values())
    lines = (project.root / "corpus" / "boilerplate.md").read_text(encoding="utf-8").splitlines()
    known = [line[2:].strip() for line in lines if line.startswith("- ")]
    others = [word for document in documents for word in document.text.split() if word.isalpha()]
    chance = random.Random(seed)
    print(f"{len(documents)} reports, {len(known)} sentences of boilerplate, {copies} copies of each put in")
    for name, disturb in DISTURBED.items():
        told = [(disturb(text, chance, others), at) for text in known for at in chance.sample(range(len(documents)), copies)]
        changed = [_with(document, [text for text, at in told if at == number]) for number, document in enumerate(documents)]
        shared = Shared.of(passage.text for passage in find_shared(changed, 3))
        found = sum(place is not None for place in shared.which([text for text, _ in told]))
        mistaken, held = _mistaken(documents, known, shared)
        print(f"{name:28s} found {found / len(told):6.1%} of {len(told)}; marked besides {mistaken} of {held} sentences")


def _with(document: Document, added: Sequence[str]) -> Document:
    page = Page(len(document.pages) + 1, "\n\n".join(added))
    return replace(document, pages=(*document.pages, page))


def _mistaken(documents: Sequence[Document], known: Sequence[str], shared: Shared) -> tuple[int, int]:
    """The sentences marked that neither resemble boilerplate nor stand in three reports, and how many there are in all."""
    told = [
        (document.report_id, sentence)
        for document in documents
        for block in re.split(r"\n\s*\n", document.text)
        for sentence in sentences(block.replace("\n", " "))
    ]
    patterns = [Pattern.of(" ".join(words_of(text))) for text in known]
    reports = Counter(words for _, words in {(name, " ".join(words_of(sentence))) for name, sentence in told})
    marked = [sentence for (_, sentence), at in zip(told, shared.which([s for _, s in told]), strict=True) if at is not None]
    forms = [" ".join(words_of(sentence)) for sentence in marked]
    other = [form for form in forms if reports[form] < 3 and not _resembles(form, patterns)]
    return len(other), len(told)


def _resembles(form: str, patterns: Sequence[Pattern]) -> bool:
    """Whether half of a sentence's runs of letters stand in one of the patterns: it is boilerplate, perhaps cut in two."""
    grams = Pattern.of(form).grams
    return any(2 * len(grams & pattern.grams) >= len(grams) for pattern in patterns)


def time_it(path: Path, reports: int) -> None:
    """Print the CPU time and the memory of a search through a large text dealt out to reports."""
    told = path.read_text(encoding="utf-8", errors="ignore").split("\n")
    size = -(-len(told) // reports)
    pages = [Page(1, "\n\n".join(told[at : at + size])) for at in range(0, len(told), size)]
    documents = [Document(f"r{at}", Source("", "", 0, "txt"), "", (page,)) for at, page in enumerate(pages)]
    count = sum(len(sentences(line)) for line in told)
    before = time.process_time()
    found = find_shared(documents, 3)
    seconds, memory = time.process_time() - before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{count} sentences in {len(documents)} reports: {len(found)} passages, {seconds:.1f} s CPU, {memory:.0f} MB at most")


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--project", type=Path, default=Path())
    parser.add_argument("--copies", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--text", type=Path)
    parser.add_argument("--reports", type=int, default=730)
    arguments = parser.parse_args()
    if arguments.text:
        time_it(arguments.text, arguments.reports)
    else:
        measure(Project(arguments.project.resolve()), arguments.copies, arguments.seed)


if __name__ == "__main__":
    main()
