"""«Matrise»: the same numbers as the published one, never in the way of reviewing, and nothing told to blind coders."""

from __future__ import annotations

import csv
import io
import re
import time
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from pipeline.errors import ModelError
from pipeline.matrix.publish import publish
from pipeline.project import Project
from pipeline.review.bodies import Assigned
from pipeline.review.codings import open_review, write_labels
from pipeline.review.people import Person, add_person
from pipeline.review.web.livematrix import LiveMatrix, Task, edition_of
from tests.matrix.portfolio import HOSTILE, write_project
from tests.matrix.reading import Page, _told, bokmal_in, estimates_in, seen
from tests.review.conftest import code, draft

from .conftest import LOCAL, Site


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """The matrix's small portfolio in the review room."""
    monkeypatch.delenv("TEMAKART_DATABASE", raising=False)
    # The worker is tested by itself below; here it would only take its time to start.
    monkeypatch.setattr(LiveMatrix, "_edition", _in_this_process)
    with open_review(write_project(tmp_path / "p")) as store:
        add_person(store, Person("kari", "Kari", "øst", "reviewer"), "test")
        add_person(store, Person("anne", "Anne", "øst", "analyst"), "test")
        yield Site(Project(tmp_path / "p"), store, LOCAL)


def _in_this_process(live: LiveMatrix) -> object:
    from pipeline.review.web import livematrix

    labels = live._project.state / "live" / "labels.csv"
    livematrix.write_codes_of_now(live._store, live._project, labels)
    return livematrix.load_edition(live._project, labels)


def shown(client: TestClient) -> str:
    """The page once the newest matrix is there."""
    for _ in range(300):
        told = client.get("/matrise/tilstand").json()
        if told["fresh"] or told["failed"]:
            break
        time.sleep(0.05)
    return client.get("/matrise").text


def numbers_of(text: str) -> dict[tuple[str, str], tuple[int, int, int]]:
    """Coded, suggested and uncertain of each cell of the page."""
    found = Page(text).numbers.items()
    return {key: (one["coded"], one["suggested"], one["uncertain"]) for key, one in found}


def test_its_numbers_are_those_of_the_published_table_to_the_last_digit(site: Site) -> None:
    site.store.append(draft(code("ro", "vei", recipient="bygd"), report_id="b1"))
    text = shown(site.browser("kari"))
    write_labels(site.store, site.project)
    publish(site.project)
    lines = list(csv.DictReader(io.StringIO((site.project.matrix / "kunnskapsmatrise.csv").read_text(encoding="utf-8-sig"))))
    printed = numbers_of(text)
    published = {
        (line["row"], line["column"]): (int(line["coded"]), int(line["suggested"]), int(line["too_few_examples"]))
        for line in lines
        if line["row_kind"] in ("theme", "all") and line["column_kind"] in ("recipient", "all")
    }
    assert printed == published and published["ro", "bygd"] == (1, 0, 0)
    estimates = estimates_in(text)
    by_key = {tuple(line[name] for name in ("row_kind", "row", "column_kind", "column")): line for line in lines}
    assert estimates
    for key, said in estimates.items():
        line = by_key[key]
        if line["estimate"]:
            assert said == _told(line["estimate"], line["low"], line["high"]), key
    edition = site.browser("kari")
    assert f"utgave {lines[0]['edition']}" in shown(edition) and "de samme som i den publiserte" in shown(edition)


def test_a_new_code_makes_it_stale_and_the_last_is_shown_until_the_new_is_ready(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = site.browser("kari")
    assert numbers_of(shown(client))["mat", "alle"] == (2, 2, 0)
    monkeypatch.setattr(LiveMatrix, "_make", lambda *_: None)  # one that takes for ever
    site.store.append(draft(code("mat"), report_id="b2"))
    text = client.get("/matrise").text
    assert numbers_of(text)["mat", "alle"] == (2, 2, 0) and "regnes ut på nytt" in text
    assert client.get("/matrise/tilstand").json()["fresh"] is False


def test_opening_reports_changes_nothing_it_rests_on(site: Site) -> None:
    client = site.browser("kari")
    shown(client)
    client.get("/rapport/b1")
    assert client.get("/matrise/tilstand").json()["fresh"] is True


def test_the_first_time_the_page_says_that_it_is_being_made(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LiveMatrix, "_make", lambda *_: None)
    answer = site.browser("kari").get("/matrise")
    assert answer.status_code == 200 and "Matrisen regnes ut" in answer.text


def test_a_failure_is_told_and_the_last_matrix_stays(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    client = site.browser("kari")
    shown(client)

    def fail(_: LiveMatrix) -> None:
        raise ModelError("register.csv: linje 3 <kan> ikke leses.")

    monkeypatch.setattr(LiveMatrix, "_edition", fail)
    site.store.append(draft(code("mat"), report_id="b2"))
    text = shown(client)
    assert "kunne ikke regnes ut" in text and "linje 3 &lt;kan&gt; ikke leses" in text
    assert numbers_of(text)["mat", "alle"] == (2, 2, 0)


def test_reports_are_linked_and_hostile_text_stays_text(site: Site) -> None:
    data = Page(shown(site.browser("kari"))).data
    assert data["address"] == "/rapport/" and HOSTILE in {one["title"] for one in data["reports"]}


def test_who_has_chosen_nynorsk_reads_nynorsk_and_the_same_numbers(site: Site) -> None:
    client = site.browser("kari")
    bokmaal = shown(client)
    client.cookies.set("temakart_malform", "nn")
    nynorsk = client.get("/matrise").text
    assert '<html lang="nn">' in nynorsk and "Mat og måltid" in nynorsk and "Mat og måltider" not in nynorsk
    assert bokmal_in(seen(nynorsk)) == set() and len(bokmal_in(seen(bokmaal))) > 20
    assert numbers_of(nynorsk) == numbers_of(bokmaal)


def test_only_the_pages_own_script_and_style_run(site: Site) -> None:
    client = site.browser("kari")
    shown(client)
    answer = client.get("/matrise")
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy and "script-src 'self' 'sha256-" in policy and "style-src 'self' 'sha256-" in policy
    assert " style=" not in answer.text and not re.search(r"<[^>]* on\w+=", answer.text)
    assert "sha256" not in client.get("/").headers["content-security-policy"]


def test_who_is_to_code_a_report_blind_finds_nothing_of_it_here(site: Site) -> None:
    site.store.append(draft(code("ro", recipient="bygd"), "ola", "b1"))
    site.store.append(draft(Assigned(to="kari", blind=True), "anne", "b1"))
    site.store.append(draft(Assigned(to="kari", blind=True), "anne", "b3"))
    blind, other = shown(site.browser("kari")), shown(site.browser("anne"))
    data = Page(blind).data
    assert {one["id"] for one in data["reports"]} == {"a1", "a2", "b2"}
    assert "b1" in {one["id"] for one in Page(other).data["reports"]}
    # The counts are those of the list: a difference would tell what is left out.
    for (row, column), counts in numbers_of(blind).items():
        listed = [
            one for one in data["reports"]
            if column in ("alle", one["recipient"]) and (row == "alle" or row in {theme["id"] for theme in one["themes"]})
        ]  # fmt: skip
        assert sum(counts) == len(listed), (row, column)
    assert numbers_of(other)["ro", "bygd"] == (1, 0, 0) and numbers_of(blind)["ro", "bygd"] == (0, 0, 0)
    assert "2 rapporter blindt" in blind and "blindt. De er ikke med" not in other
    assert HOSTILE not in unescape(blind)


def test_the_worker_gives_the_same_edition_or_says_what_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.nice", lambda _: 0)
    project = write_project(tmp_path / "p")
    made = edition_of(Task(project.root, project.labels), lambda *_: None)
    assert not isinstance(made, str) and made.matrix.estimates
    project.suggestions.write_text("report_id\nb1\n", encoding="utf-8")
    told = edition_of(Task(project.root, project.labels), lambda *_: None)
    assert isinstance(told, str) and "suggestions.csv" in told


@pytest.mark.slow
def test_the_worker_runs_beside_the_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TEMAKART_DATABASE", raising=False)
    project = write_project(tmp_path / "p")
    with open_review(project) as store:
        add_person(store, Person("kari", "Kari", "øst", "reviewer"), "test")
        client = Site(project, store, LOCAL).browser("kari")
        assert "regnes ut" in client.get("/matrise").text
        for _ in range(600):
            if client.get("/matrise/tilstand").json()["fresh"]:
                break
            time.sleep(0.2)
        assert numbers_of(client.get("/matrise").text)["mat", "alle"] == (2, 2, 0)
