"""The queue's order, keys, marks on the page, and pictures of pages."""

from __future__ import annotations

import dataclasses

import pytest

from pipeline.codebook import load_codebook
from pipeline.documents import Block
from pipeline.errors import MissingError
from pipeline.register import load_register
from pipeline.review.bodies import Assigned, AuditDrawn
from pipeline.review.web.drawing import AHEAD, page_picture, page_sizes
from pipeline.review.web.keys import COMMANDS, keys_for
from pipeline.review.web.marks import evidence_boxes
from pipeline.review.web.turns import next_after
from tests.conftest import MakeDocument, MakeProject
from tests.review.conftest import code, draft

from .conftest import Site, suggestion


def test_the_next_after_the_last_is_the_first_again() -> None:
    assert [next_after(["a", "b", "c"], after) for after in ("", "a", "c")] == ["a", "b", "a"]
    assert next_after([], "a") is None


def test_two_people_are_offered_different_reports_and_what_is_assigned_comes_first(site: Site) -> None:
    site.store.append(draft(Assigned(to="ola"), "anne", "r4"))
    kari, ola = site.browser("kari"), site.browser("ola")
    assert ola.get("/neste").headers["location"] == "/rapport/r4"
    ola.app.state.room.arrives("r1", "ola")  # type: ignore[attr-defined]
    assert ola.get("/neste?etter=r4").headers["location"] != "/rapport/r4"
    assert kari.get("/neste").headers["location"] == "/rapport/r1"


def test_every_fourth_report_offered_is_of_the_audit_sample(site: Site) -> None:
    site.store.append(draft(AuditDrawn(design="d", probability=0.5), "anne", "r1"))
    client = site.browser("kari")
    met, after = [], ""
    for _ in range(4):
        after = client.get(f"/neste?etter={after}").headers["location"].removeprefix("/rapport/")
        met.append(after)
    assert met == ["r2", "r3", "r4", "r1"]


def test_what_one_is_given_to_code_blind_comes_before_what_nobody_is_given(site: Site) -> None:
    for report in ("r3", "r4"):
        site.store.append(draft(Assigned(to="kari", blind=True), "anne", report))
    client, met, after = site.browser("kari"), [], ""
    for _ in range(4):
        after = client.get(f"/neste?etter={after}").headers["location"].removeprefix("/rapport/")
        met.append(after)
    assert {*met[:2]} == {"r3", "r4"} and {*met[2:]} == {"r1", "r2"}


def test_what_one_has_coded_blind_no_longer_waits_for_one_though_it_does_for_the_other(site: Site) -> None:
    for person in ("kari", "ola"):
        site.store.append(draft(Assigned(to=person, blind=True), "anne", "r1"))
    site.store.append(draft(code("planlegging", basis="blind"), "kari", "r1"))
    kari, ola = site.browser("kari"), site.browser("ola")
    assert "Venter på deg: 0" in kari.get("/mitt").text and "Venter på deg: 1" in ola.get("/mitt").text
    assert "0 av 1 gjenstår" in kari.get("/").text and "1 av 1 gjenstår" in ola.get("/").text


def test_no_two_labels_share_a_key_and_none_takes_a_commands(make_project: MakeProject, codebook_text: str) -> None:
    given = codebook_text.replace("  - id: opplaering\n", "  - id: opplaering\n    key: g\n")
    given = given.replace("  - id: kommune\n", "  - id: kommune\n    key: z\n")
    keys = keys_for(load_codebook(make_project(codebook=given).codebook))
    used = [*keys.themes.values(), *keys.recipients.values()]
    assert keys.themes["opplaering"] == "g"
    assert len(used) == len(set(used)) == 5 and not COMMANDS & set(used)


def test_the_evidence_is_marked_where_it_stands_and_nowhere_else(make_document: MakeDocument) -> None:
    document = make_document(
        [
            Block("paragraph", "Kommunen laget en boligplan som ble vedtatt i mars.", bbox=(10, 10, 90, 30)),
            Block("paragraph", "Hver beboer fikk egen kontakt og oppfølging hjemme.", bbox=(10, 40, 90, 60)),
        ]
    )
    one = suggestion("r1", "planlegging", 0.9, evidence="laget en boligplan som ble vedtatt …")
    assert evidence_boxes(document, one) == [(10, 10, 90, 30)]
    assert evidence_boxes(document, dataclasses.replace(one, evidence_page=2)) == []


def test_a_page_is_drawn_once_and_pages_ahead_with_it(make_project: MakeProject) -> None:
    pypdfium2 = pytest.importorskip("pypdfium2")
    project = make_project(reports={"r1": "tekst"}, register=False)
    pdf = pypdfium2.PdfDocument.new()
    for _ in range(AHEAD + 1):
        pdf.new_page(200, 100)
    pdf.save(project.raw / "a.pdf")
    report = load_register(project).get("a.pdf")
    assert report is not None
    assert page_picture(project, report, 1).startswith(b"\xff\xd8")
    assert list(map(tuple, page_sizes(project, report))) == [(200, 100)] * (AHEAD + 1)
    for number in (0, AHEAD + 2):
        with pytest.raises(MissingError):
            page_picture(project, report, number)
    drawn = sorted(path.name for path in (project.state / "pages").glob("*/*.jpg"))
    assert drawn == [f"{number}.jpg" for number in range(1, AHEAD + 1)]


def test_a_pdf_that_cannot_be_drawn_and_a_page_that_is_not_there_are_not_found(site: Site) -> None:
    (site.project.raw / "r1.pdf").write_bytes(b"%PDF-1.4 tull")
    site.project.register.write_text("report_id,file\nr1,r1.pdf\n", encoding="utf-8")
    client = site.browser("kari")
    for path in ("/side/1/r1", "/side/0/r1", "/side/99999999/r1"):
        assert client.get(path).status_code == 404
    assert client.get("/steder/r1").json()["sizes"] == []
