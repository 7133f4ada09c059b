"""How long training and suggesting take on a portfolio as large as the real one, beside a plain peer on the same texts.

    python tests/bench/speed.py [--project DIR] [--reports 730] [--pages 30] [--keep FOLDER]

The reports are made: their pages are those of the project's Documents, their words a walk from each word to one that follows
it in the Documents of the same written form (a Markov chain, with a seed), and every thirtieth word a compound of two
others. So no sentence is shared, and the vocabulary has a long tail. Pages a report: log-normal, from 10 to 200. Nothing is
asserted; every row is a command a user runs, timed from start to end, CPU time of its children included.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from pipeline.classify.inputs import load_inputs
from pipeline.classify.suggesting import Ready
from pipeline.classify.training import load_suggester
from pipeline.documents import Block, Document, Page, save_document
from pipeline.grouping.refresh import refresh
from pipeline.project import Project, find_project
from pipeline.register import load_register
from pipeline.tables import write_csv

SEED = 2016
COMPOUND_EVERY = 30
SPREAD = 0.6
FEWEST_PAGES, MOST_PAGES = 10, 200


class Chain:
    """Words that follow words in some texts."""

    def __init__(self, texts: list[str]) -> None:
        self.words = [word for text in texts for word in text.split()]
        self.places: dict[str, list[int]] = {}
        for place, word in enumerate(self.words):
            self.places.setdefault(word, []).append(place)
        self.long = sorted({word.lower() for word in self.words if word.isalpha() and 4 < len(word) < 12})

    def text(self, words: int, chance: random.Random) -> str:
        """So many words, each one that follows the one before somewhere."""
        place, told = chance.randrange(len(self.words)), []
        for at in range(words):
            compound = at % COMPOUND_EVERY == COMPOUND_EVERY - 1
            told.append(chance.choice(self.long) + chance.choice(self.long) if compound else self.words[place])
            place = (chance.choice(self.places[self.words[place]]) + 1) % len(self.words)
        return " ".join(told)


def portfolio(source: Project, folder: Path, reports: int, pages: int) -> Project:
    """A project of made reports with the codebook and as many codes as the source."""
    project, chance = Project(folder), random.Random(SEED)
    shutil.copytree(source.root / "annotations", folder / "annotations", ignore=shutil.ignore_patterns("suggestions.csv"))
    shutil.copy(source.params_file, project.params_file)
    inputs = load_inputs(source)
    documents = sorted(inputs.documents.values(), key=lambda one: (one.report_id not in inputs.codes, one.report_id))
    forms = sorted({document.language for document in documents})
    chains = {form: Chain([one.text for one in documents if one.language == form]) for form in forms}
    names = [document.report_id for document in documents]
    names += [f"made_{at:04d}" for at in range(reports - len(names))]
    for at, name in enumerate(names[:reports]):
        like = documents[at % len(documents)]
        count = min(MOST_PAGES, max(FEWEST_PAGES, round(chance.lognormvariate(0, SPREAD) * pages)))
        save_document(made(like, name, count, chains[like.language], chance), project.document(name))
    write_csv(project.register, ["report_id", "file"], [{"report_id": name, "file": f"{name}.pdf"} for name in names[:reports]])
    # As `temakart extract` leaves it: what reports share is found once, when they are read.
    refresh(load_register(project).reports, project.text, project.params.language.boilerplate_reports)
    return project


def made(like: Document, name: str, pages: int, chain: Chain, chance: random.Random) -> Document:
    """A report with the pages and blocks of another, again and again, and other words."""
    told = [_page(like.pages[at % len(like.pages)], at + 1, chain, chance) for at in range(pages)]
    return replace(like, report_id=name, pages=tuple(told), source=replace(like.source, file=f"{name}.pdf"))


def _page(like: Page, number: int, chain: Chain, chance: random.Random) -> Page:
    blocks = tuple(
        block if block.noise or block.cells else replace(block, text=_text(block, chain, chance)) for block in like.blocks
    )
    return replace(like, number=number, blocks=blocks, text="\n\n".join(one.text for one in blocks if not one.noise))


def _text(block: Block, chain: Chain, chance: random.Random) -> str:
    return block.text if block.kind == "heading" else chain.text(len(block.text.split()), chance)


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds on the clock and of the processors."""

    wall: float
    cpu: float


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def timed(work: Callable[[], object]) -> Took:
    """How long some work takes."""
    cpu, wall = _cpu(), time.perf_counter()
    work()
    return Took(time.perf_counter() - wall, _cpu() - cpu)


def command(project: Project, *words: str) -> Callable[[], object]:
    """A command of temakart on a project."""
    call = [sys.executable, "-m", "pipeline", "--project", str(project.root), "--keep-going", *words]
    return lambda: subprocess.run(call, check=True, stdout=subprocess.DEVNULL)


def peer(project: Project) -> None:
    """TF-IDF and a linear SVM a theme, fitted on the coded reports, deciding on all."""
    inputs = load_inputs(project)
    names = sorted(inputs.documents)
    rows = TfidfVectorizer(sublinear_tf=True, min_df=2, max_df=0.5).fit_transform(inputs.documents[name].text for name in names)
    coded = [at for at, name in enumerate(names) if name in inputs.codes]
    for theme in inputs.codebook.theme_ids:
        answers = [theme in inputs.codes[names[at]].themes for at in coded]
        if len(set(answers)) == 2:
            LinearSVC().fit(rows[coded], answers).decision_function(rows)


def steps(project: Project) -> Iterator[tuple[str, Callable[[], object]]]:
    """What is timed, in order; the first `train` finds no cache."""
    yield "peer: TF-IDF + linear SVM, fit and decide", lambda: peer(project)
    yield "train, nothing kept", command(project, "train", "--anew")
    yield "train again, translations kept", command(project, "train", "--anew")
    yield "suggest, one worker", command(project, "suggest", "--jobs", "1")
    yield "suggest, two workers", command(project, "suggest", "--jobs", "2")
    yield "load the model", lambda: load_suggester(project)
    suggester, inputs = load_suggester(project), load_inputs(project)
    by_length = sorted(inputs.register.reports, key=lambda one: len(inputs.documents[one.report_id].pages))
    report = by_length[len(by_length) // 2]
    pair = [Ready(report, inputs.documents[report.report_id])]
    suggester.suggest(pair)
    yield f"one report of {len(pair[0].document.pages)} pages, model loaded", lambda: suggester.suggest(pair)


def main() -> None:
    """Make the portfolio and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--project", type=Path, default=Path())
    parser.add_argument("--reports", type=int, default=730)
    parser.add_argument("--pages", type=int, default=30)
    parser.add_argument("--keep", type=Path, help="make the portfolio here and leave it")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        made_in = arguments.keep or Path(folder) / "portfolio"
        source = find_project(arguments.project)
        project = Project(made_in) if made_in.exists() else portfolio(source, made_in, arguments.reports, arguments.pages)
        shutil.rmtree(project.state, ignore_errors=True)
        inputs = load_inputs(project)
        words = sum(len(document.text.split()) for document in inputs.documents.values())
        coded = sum(name in inputs.codes for name in inputs.documents)
        print(f"{len(inputs.documents)} made reports, {words:,} words, {coded} coded, {os.cpu_count()} processors")
        base = None
        for name, work in steps(project):
            took = timed(work)
            base = base or took
            print(
                f"{name:48s} {took.wall:8.2f} s  CPU {took.cpu:8.2f} s  {took.cpu / base.cpu:6.2f} × the peer's CPU", flush=True
            )


if __name__ == "__main__":
    main()
