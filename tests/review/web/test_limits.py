"""Every limit of the web room that no other test walks up to: what is still let through, and what no longer is."""

from __future__ import annotations

import dataclasses
import io
import json
from typing import Any

import pytest
from annotated_types import Ge, Gt, Le, Lt
from PIL import Image
from pydantic import ValidationError

from pipeline.documents import Document, Page, Source, save_document
from pipeline.errors import MissingError
from pipeline.extract.failures import ExtractionError
from pipeline.project import Params, Project, ReviewParams
from pipeline.register import load_register
from pipeline.review.people import find_person
from pipeline.review.web import room as rooms
from pipeline.review.web.drawing import MOST_PIXELS, page_picture
from tests.conftest import MakeProject
from tests.review.conftest import code, draft

from .conftest import LOCAL, MakeSite, Site, csrf
from .test_saving import body, opened, send

STEPS = {"int": 1, "float": 1e-6}


def bounds() -> list[tuple[str, Any, Any]]:
    """Each bounded parameter under `review`, with the last value inside a bound and the first outside."""
    found = []
    for name, field in ReviewParams.model_fields.items():
        step = STEPS.get(getattr(field.annotation, "__name__", ""), 0)
        for bound in field.metadata:
            match bound:
                case Ge(ge=at):
                    found.append((name, at, at - step))
                case Le(le=at):
                    found.append((name, at, at + step))
                case Gt(gt=at):
                    found.append((name, at + step, at))
                case Lt(lt=at):
                    found.append((name, at - step, at))
    return found


@pytest.mark.parametrize(("name", "inside", "outside"), bounds())
def test_a_parameter_may_go_so_far_and_no_further(name: str, inside: float, outside: float) -> None:
    assert getattr(ReviewParams.model_validate({name: inside}), name) == inside
    with pytest.raises(ValidationError):
        ReviewParams.model_validate({name: outside})


@pytest.mark.parametrize(
    ("changed", "inside"),
    [({"reason": "x" * 10_000}, True), ({"reason": "x" * 10_001}, False)],
)
def test_a_save_may_hold_so_much_and_no_more(site: Site, changed: dict[str, Any], inside: bool) -> None:
    client = site.browser("kari")
    assert send(client, body(opened(client)) | changed).status_code == (200 if inside else 422)


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ({"codebook": "x" * 200}, {"codebook": "x" * 201}),
        ({"recipient": "x" * 200}, {"recipient": "x" * 201}),
        ({"decisions": {"x" * 200: True}}, {"decisions": {"x" * 201: True}}),
        ({"decisions": {f"t{n}": True for n in range(500)}}, {"decisions": {f"t{n}": True for n in range(501)}}),
    ],
)
def test_ids_have_a_length_and_a_number_that_is_still_understood(site: Site, short: Any, long: Any) -> None:
    """What is short enough is looked up in the codebook, and not found; what is too long is not looked at."""
    client = site.browser("kari")
    sent = body(opened(client))
    assert "Kodeboken er endret" in send(client, sent | short).json()["message"]
    assert "Kodeboken er endret" not in send(client, sent | long).json()["message"]


def test_a_version_no_store_reaches_is_a_conflict_and_a_greater_one_not_understood(site: Site) -> None:
    client = site.browser("kari")
    assert send(client, body(opened(client), based_on=2**31)).status_code == 409
    assert send(client, body(opened(client), based_on=2**31 + 1)).status_code == 422


@pytest.mark.parametrize("text", ["\\ud800", "\\u0000"])
@pytest.mark.parametrize("field", ["comment", "reason"])
def test_a_character_that_no_text_holds_does_no_harm(site: Site, field: str, text: str) -> None:
    client = site.browser("kari")
    raw = json.dumps(body(opened(client)) | {field: "MERKE"}).replace("MERKE", f"x{text}")
    headers = {"x-csrf-token": csrf(client), "content-type": "application/json"}
    assert client.post("/lagre/r1", content=raw, headers=headers).status_code in (200, 422)
    assert client.get("/historikk/r1").status_code == 200


def test_an_id_that_is_used_already_is_not_used_for_something_else(site: Site) -> None:
    client = site.browser("kari")
    sent = body(opened(client))
    assert send(client, sent).status_code == 200
    assert send(client, sent | {"reason": "Noe annet."}).status_code == 422
    assert len(site.store.events(kinds=("coded", "not_codable"))) == 1


def searchable(site: Site, text: str) -> None:
    document = Document("r1", Source("r1.txt", "0" * 64, 1, "txt"), "1", (Page(1, text),))
    save_document(document, site.project.document("r1"))


@pytest.mark.parametrize(("letters", "hits"), [(199, 0), (200, 1), (201, 1)])
def test_a_search_is_cut_at_two_hundred_letters(site: Site, letters: int, hits: int) -> None:
    """The report holds 200 letters and then another: 199 and a wrong one are not found, what is beyond 200 is not looked at."""
    searchable(site, "a" * 200 + "b")
    wanted = "a" * min(letters, 200) + "x" * (letters != 200)
    assert len(site.browser("kari").get("/sok/r1", params={"q": wanted}).json()["hits"]) == hits


@pytest.mark.parametrize(("words", "more"), [(200, False), (201, True)])
def test_a_search_shows_two_hundred_hits_and_says_whether_there_are_more(site: Site, words: int, more: bool) -> None:
    searchable(site, "mus " * words)
    answer = site.browser("kari").get("/sok/r1?q=mus").json()
    assert (len(answer["hits"]), answer["more"]) == (200, more)


@pytest.mark.parametrize(("reports", "pages"), [(50, 1), (51, 2)])
def test_the_queue_shows_fifty_reports_on_a_page(make_site: MakeSite, reports: int, pages: int) -> None:
    site = make_site(reports={f"r{n:02d}": "tekst" for n in range(reports)})
    client = site.browser("kari")
    assert client.get("/").text.count('<th scope="row">') == 50
    assert ("Side 1 av 2" in client.get("/").text) == (pages == 2)
    last = f"Side {pages} av {pages}"
    for asked in ("2", "3", "999999"):
        assert (last in client.get(f"/?side={asked}").text) == (pages == 2)
    for asked in ("0", "-1", "1e3", "9999999", "²", "x"):
        assert client.get(f"/?side={asked}").text.count('<th scope="row">') == 50


@pytest.mark.parametrize(("coded", "listed"), [(50, 50), (51, 50)])
def test_my_page_lists_the_fifty_newest(make_site: MakeSite, coded: int, listed: int) -> None:
    site = make_site(reports={f"r{n:02d}": "tekst" for n in range(coded)})
    for number in range(coded):
        site.store.append(draft(code("planlegging"), "kari", f"r{number:02d}"))
    assert site.browser("kari").get("/mitt").text.count('href="/rapport/') == listed


@pytest.mark.parametrize("letters", [100, 101])
def test_a_name_is_cut_at_a_hundred_letters(make_site: MakeSite, letters: int) -> None:
    site = make_site(people=())
    client = site.browser()
    assert client.post("/inn", data={"csrf": csrf(client, "/inn"), "name": "å" * letters}).status_code == 303
    made = find_person(site.store, "a" * 80)
    assert made and made.name == "å" * 100


@pytest.mark.parametrize(("letters", "status"), [(100, 303), (101, 401)])
def test_an_id_has_a_hundred_letters_at_most(make_site: MakeSite, letters: int, status: int) -> None:
    accounts = dataclasses.replace(LOCAL, mode="accounts")
    site = make_site(accounts, people=(("k" * 100, "reviewer"),))
    client = site.browser()
    form = {"csrf": csrf(client, "/inn"), "person": "k" * letters, "password": "en lang setning"}
    assert client.post("/inn", data=form).status_code == status


@pytest.mark.parametrize(("seconds", "left_alone"), [(599, True), (601, False)])
def test_a_report_is_left_to_who_opened_it_for_ten_minutes(
    site: Site, monkeypatch: pytest.MonkeyPatch, seconds: float, left_alone: bool
) -> None:
    room = site.browser("kari").app.state.room  # type: ignore[attr-defined]
    now = rooms.time.monotonic()
    room.arrives("r1", "kari")
    monkeypatch.setattr(rooms.time, "monotonic", lambda: now + seconds)
    assert ("r1" in room.taken("ola")) == left_alone
    assert room.taken("kari") == set()


@pytest.mark.parametrize("every", [2, 3])
def test_so_many_reports_offered_are_followed_by_a_blind_one(make_site: MakeSite, every: int) -> None:
    from pipeline.review.bodies import AuditDrawn

    site = make_site(dataclasses.replace(LOCAL, params=ReviewParams(audit_every=every)))
    site.store.append(draft(AuditDrawn(design="d", probability=0.5), "anne", "r1"))
    client, met, after = site.browser("kari"), list[str](), ""
    for _ in range(4):
        after = client.get(f"/neste?etter={after}").headers["location"].removeprefix("/rapport/")
        met.append(after)
    assert met.index("r1") == every - 1


def drawable(make_project: MakeProject, points: tuple[float, float], **review: Any) -> Project:
    pypdfium2 = pytest.importorskip("pypdfium2")
    project = make_project(reports={"r1": "tekst"}, register=False)
    project.params_file.write_text(Params(review=ReviewParams(**review)).model_dump_json(), encoding="utf-8")
    pdf = pypdfium2.PdfDocument.new()
    pdf.new_page(*points)
    pdf.save(project.raw / "a.pdf")
    return Project(project.root)


@pytest.mark.parametrize(
    ("points", "dpi", "pixels"),
    [((720, 360), 100, 1000), ((72 * MOST_PIXELS / 100, 36), 100, MOST_PIXELS), ((14_400, 36), 100, MOST_PIXELS)],
)
def test_a_picture_has_so_many_dots_an_inch_and_so_many_in_all(
    make_project: MakeProject, points: tuple[float, float], dpi: int, pixels: int
) -> None:
    project = drawable(make_project, points, page_dpi=dpi)
    report = load_register(project).get("a.pdf")
    assert report is not None
    assert abs(Image.open(io.BytesIO(page_picture(project, report, 1))).width - pixels) <= 1


def test_a_page_that_takes_too_long_is_given_up(make_project: MakeProject) -> None:
    project = drawable(make_project, (200, 100), page_seconds=1e-6)
    report = load_register(project).get("a.pdf")
    assert report is not None
    with pytest.raises((ExtractionError, MissingError)):
        page_picture(project, report, 1)


@pytest.mark.parametrize("path", ["/rapport/", "/historikk/", "/steder/", "/sok/", "/side/1/"])
def test_an_address_as_long_as_a_server_takes_is_not_found(site: Site, path: str) -> None:
    assert site.browser("kari").get(path + "x" * 60_000).status_code == 404
