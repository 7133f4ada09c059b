"""A published file is recognised, a change in it or in what it was made from is named, and two editions are compared."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from pipeline.errors import FaultyFileError, MissingError, UsageError
from pipeline.files import sha256_file
from pipeline.labels import save_labels
from pipeline.matrix.publish import publish
from pipeline.matrix.verify import compare, verify
from pipeline.project import Project

from .portfolio import CODINGS, coding, write_project
from .reading import read

MakeProject = Callable[..., Project]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Project:
    project = write_project(tmp_path_factory.mktemp("frozen") / "p")
    publish(project)
    return project


@pytest.mark.parametrize("name", ["kunnskapsmatrise.xlsx", "kunnskapsmatrise.csv", "anslag.svg", "edition.json"])
def test_what_was_published_is_recognised(published: Project, name: str) -> None:
    assert verify(published, published.matrix / name).same


def test_every_form_names_its_edition_and_the_edition_every_form(published: Project) -> None:
    told = json.loads(read(published, "edition.json"))
    files = {path.name: path for path in published.matrix.iterdir() if path.name != "edition.json"}
    assert told["files"] == {name: sha256_file(path) for name, path in sorted(files.items())}
    for name in ("kunnskapsmatrise.html", "kunnskapsmatrise.csv", "kunnskapsmatrise.svg", "metode.md", "metode.nn.md"):
        assert told["edition"] in read(published, name), name
    assert told["edition"] in load_workbook(files["kunnskapsmatrise.xlsx"]).properties.description
    assert told["edition"].encode() in files["anslag.png"].read_bytes()


def test_a_file_that_was_changed_is_told_from_one_made_of_other_codes(published: Project, tmp_path: Path) -> None:
    old = shutil.copytree(published.matrix, tmp_path / "old")
    with (old / "kunnskapsmatrise.csv").open("a") as file:
        file.write("x")
    changed = verify(published, old / "kunnskapsmatrise.csv")
    assert (changed.same, changed.differs) == (False, ()) and "changed since it was published" in changed.sentence()
    alone = verify(published, Path(shutil.copy(old / "kunnskapsmatrise.csv", tmp_path / "min.csv")))
    assert not alone.same and "no edition.json beside it" in alone.sentence()


@pytest.mark.parametrize(
    ("change", "part"),
    [
        (lambda project: save_labels(project.labels, CODINGS[:1]), "labels"),
        (lambda project: project.params_file.write_text("seed: 7\n"), "parameters"),
        (lambda project: project.codebook.write_text(project.codebook.read_text() + "\n# ny\n"), "codebook"),
        (lambda project: project.notice.write_text("Et varsel."), "notice"),
    ],
)
def test_what_differs_is_named(make_project: MakeProject, change: Callable[[Project], object], part: str) -> None:
    project = make_project()
    publish(project)
    change(project)
    assert verify(project, project.matrix / "kunnskapsmatrise.html").differs == (part,)


def test_a_file_that_is_no_form_is_refused(published: Project, tmp_path: Path) -> None:
    with pytest.raises(MissingError):
        verify(published, tmp_path / "none.csv")
    with pytest.raises(UsageError, match="not a form of the matrix"):
        verify(published, published.codebook)


def test_new_codes_are_the_reason_and_their_numbers_the_change(make_project: MakeProject, tmp_path: Path) -> None:
    project = make_project()
    publish(project)
    old = shutil.copytree(project.matrix, tmp_path / "old")
    save_labels(project.labels, [*CODINGS, coding("b3", "vei")])
    publish(project)
    found = compare(old, project.matrix)
    assert found.reasons == ("labels",)
    coded = {(one.row, one.before, one.after) for one in found.changes if one.number == "coded" and one.column_kind == "all"}
    assert ("vei", "0", "1") in coded and ("alle", "2", "3") in coded
    assert "Changed since: the codes." in found.sentence() and "vei, coded: 0 -> 1" in found.sentence()
    assert compare(old, old).sentence() == "Both were made from the same. No number changed."


def test_tables_without_an_edition_are_compared_without_reasons(published: Project, tmp_path: Path) -> None:
    table = Path(shutil.copy(published.matrix / "kunnskapsmatrise.csv", tmp_path / "a.csv"))
    assert compare(table, published.matrix).reasons is None
    with pytest.raises(MissingError):
        compare(tmp_path, published.matrix)
    (tmp_path / "edition.json").write_text("{", encoding="utf-8")
    with pytest.raises(FaultyFileError):
        compare(table, published.matrix)
