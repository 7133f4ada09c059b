"""How quickly the analyst's pages answer, with a portfolio in review.

python tests/bench/overview.py [--reports 730] [--reviewers 20] [--events 20000]
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from board import coded, draft, visit
from starlette.testclient import TestClient

from pipeline.codebook import load_codebook
from pipeline.files import write_json
from pipeline.project import Project, ReviewParams
from pipeline.register import load_register
from pipeline.review.assigning import assign
from pipeline.review.engine import sqlite_url
from pipeline.review.people import Person, add_person
from pipeline.review.store import Store, open_store
from pipeline.review.web.app import create_app
from pipeline.review.web.settings import Settings
from pipeline.suggestions import Suggestion, save_suggestions
from pipeline.tables import write_csv

ROOT = Path(__file__).parents[2]
PAGES = ("/oversikt", "/fordeling", "/fordeling/plan?region=&share=10", "/personer")
OFFICES = ("Øst", "Vest", "Sør", "Midt", "Bodø", "Hammerfest", "Nasjonal")
ASKED = 50


def main() -> None:
    """Fill a project, ask each page again and again with a save before each, print the times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=730)
    parser.add_argument("--reviewers", type=int, default=20)
    parser.add_argument("--events", type=int, default=20_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        project = Project(Path(folder))
        _files(project, options.reports)
        with open_store(sqlite_url(project.reviews)) as store:
            _fill(store, options.reports, options.reviewers, options.events)
            assign(store, load_register(project).reports, 0.1, 2016, "anne")
            print(f"{store.count()} events of {options.reports} reports by {options.reviewers} reviewers")
            _measure(project, store, options.reports)


def _files(project: Project, reports: int) -> None:
    project.codebook.parent.mkdir(parents=True)
    project.codebook.write_bytes((ROOT / "annotations" / "codebook.yaml").read_bytes())
    themes = load_codebook(project.codebook).theme_ids
    names = [f"r{number:03d}" for number in range(reports)]
    rows = [{"report_id": one, "file": f"{one}.pdf", "region": OFFICES[at % len(OFFICES)]} for at, one in enumerate(names)]
    write_csv(project.root / "corpus" / "register.csv", ["report_id", "file", "region"], rows)
    rows_of = [Suggestion(one, "theme", theme, 0.9, True, "sure", 1, "", "", "m") for one in names for theme in themes]
    save_suggestions(project.suggestions, rows_of)
    learnt = names[::2]
    card = {"id": "m", "codebook": {"sha256": ""}, "libraries": {"scikit-learn": ""}, "training_ids": learnt}
    write_json(project.model / "card.json", card)
    write_json(project.history / "m" / "recipe.json", {"codes": {name: themes[:3] for name in learnt}})


def _fill(store: Store, reports: int, reviewers: int, events: int) -> None:
    add_person(store, Person("anne", "Anne", OFFICES[0], "analyst"), "anne")
    for person in range(reviewers):
        add_person(store, Person(f"p{person}", f"Person {person}", OFFICES[person % len(OFFICES)]), "anne")
    for number in range(reports):
        store.append_all([one for person in range(reviewers) for one in visit(number, person)])
    more = range(max(events - store.count(), 0))
    store.append_all([draft(at % reports, at % reviewers, coded(at)) for at in more])


def _measure(project: Project, store: Store, reports: int) -> None:
    """Milliseconds of processor time of a request, the board's news included; the first one reads everything."""
    app = create_app(project, store, Settings("127.0.0.1", 0, "local", ("testserver",), ReviewParams()))
    client = TestClient(app, follow_redirects=True)
    token = client.get("/inn").text.split('name="csrf" value="')[1][:64]
    assert client.post("/inn", data={"csrf": token, "person": "anne"}).status_code == 200
    for path in PAGES:
        seconds = []
        for number in range(ASKED):
            store.append(draft(number % reports, number % 20, coded(number)))
            before = time.process_time()
            answer = client.get(path)
            assert answer.status_code == 200, answer.text
            seconds.append(time.process_time() - before)
        middle, high = statistics.median(seconds), statistics.quantiles(seconds, n=20)[-1]
        print(f"{path}: median {middle * 1000:.0f} ms, 95th percentile {high * 1000:.0f} ms of processor time")


if __name__ == "__main__":
    main()
