"""The review room's commands, as an analyst runs them."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.project import Project
from pipeline.tables import read_table
from tests.classify.conftest import extracted
from tests.cli.conftest import Temakart
from tests.conftest import MakeProject

__all__ = ["extracted"]

RULE = "from: prøve-1\nto: prøve-2\nthemes: {split: {opplaering: [kurs, planlegging]}}\n"


@pytest.fixture
def project(make_project: MakeProject, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.delenv("TEMAKART_DATABASE", raising=False)
    return make_project()


def test_people_are_added_listed_given_passwords_and_let_go(
    project: Project, temakart: Temakart, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("fjellrev og tyttebær\n"))
    added = temakart(project, "review", "people", "add", "kari", "--name", "Kari Nordmann", "--office", "øst", "--stdin")
    assert (added.code, added.out) == (0, "Kari Nordmann (kari) is a reviewer.\n")
    assert "without a password" in temakart(project, "review", "people", "add", "ana", "--name", "Ana", "--analyst").out
    monkeypatch.setattr("sys.stdin", io.StringIO("kort\n"))
    refused = temakart(project, "review", "people", "password", "ana", "--stdin")
    assert (refused.code, "from 10 to 200" in refused.err) == (2, True)
    assert "last active analyst" in temakart(project, "review", "people", "deactivate", "ana").err
    assert temakart(project, "review", "people", "deactivate", "kari").code == 0
    listed = json.loads(temakart(project, "review", "people", "list", "--json").out)
    assert [(one["id"], one["role"], one["active"], one["has_password"]) for one in listed] == [
        ("ana", "analyst", True, False),
        ("kari", "reviewer", False, True),
    ]
    assert (
        "ana  Ana  –  analyst  no password\nkari  Kari Nordmann  øst  reviewer  not active"
        in temakart(project, "review", "people", "list").out
    )


def test_without_a_store_it_is_told_and_none_is_made(project: Project, temakart: Temakart, tmp_path: Path) -> None:
    for arguments in (("people", "list"), ("backup", tmp_path / "b.db"), ("export", tmp_path / "b.jsonl")):
        told = temakart(project, "review", *arguments)
        assert (told.code, "no review store yet" in told.err) == (1, True)
    assert temakart(project, "labels", "export").code == 1
    assert not project.reviews.exists()


def test_a_store_is_backed_up_and_exported_and_comes_back(
    project: Project, make_project: MakeProject, temakart: Temakart, tmp_path: Path
) -> None:
    temakart(project, "review", "people", "add", "kari", "--name", "Kari")
    assert temakart(project, "review", "backup", tmp_path / "b.db").out.startswith("3 events")
    assert temakart(project, "review", "export", tmp_path / "b.jsonl").code == 0
    for command, file in (("restore", "b.db"), ("rebuild", "b.jsonl")):
        other = make_project(name=command)
        assert temakart(other, "review", command, tmp_path / file).code == 0
        assert "kari" in temakart(other, "review", "people", "list").out
        assert temakart(other, "review", command, tmp_path / file).code == 1


def test_a_changed_codebook_maps_the_codes_of_labels_csv(project: Project, temakart: Temakart) -> None:
    text = project.codebook.read_text(encoding="utf-8").replace("id: opplaering", "id: kurs").replace("prøve-1", "prøve-2")
    project.codebook.write_text(text, encoding="utf-8")
    (project.root / "regel.yaml").write_text(RULE, encoding="utf-8")
    told = temakart(project, "review", "codebook", project.root / "regel.yaml")
    assert (told.code, told.out.splitlines()[0]) == (0, "1 codings mapped; 1 reports to look at again.")
    assert "r2: Temaet «opplaering» er delt i" in told.out
    assert [row.get("themes") for row in read_table(project.labels).rows] == ["planlegging", "kurs;planlegging"]


def test_the_store_may_be_elsewhere(project: Project, temakart: Temakart, tmp_path: Path) -> None:
    project.params_file.write_text(f"review: {{database: 'sqlite:///{tmp_path}/annet.db'}}\n", encoding="utf-8")
    assert temakart(project, "review", "people", "add", "kari", "--name", "Kari").code == 0
    assert (tmp_path / "annet.db").is_file() and not project.reviews.exists()


def test_the_environment_goes_before_the_settings(
    project: Project, temakart: Temakart, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEMAKART_DATABASE", f"sqlite:///{tmp_path}/miljø.db")
    assert temakart(project, "review", "people", "add", "kari", "--name", "Kari").code == 0
    assert (tmp_path / "miljø.db").is_file() and not project.reviews.exists()


def test_review_says_what_there_is(temakart: Temakart) -> None:
    assert "people" in temakart(None, "review", "--help").out


def test_label_studio_both_ways(project: Project, make_project: MakeProject, temakart: Temakart, tmp_path: Path) -> None:
    out = tmp_path / "ut.json"
    assert temakart(project, "labels", "export", "--format", "labelstudio").code == 2
    assert temakart(project, "labels", "export", "--format", "labelstudio", "--out", out).code == 0
    assert out.with_suffix(".xml").is_file()
    other = make_project(labels=[], name="annet")
    told = temakart(other, "labels", "import", out, "--json")
    assert (told.code, json.loads(told.out)) == (0, {"added": 2, "known": 0})
    assert other.labels.read_bytes() == (
        project.labels.read_bytes() if temakart(project, "labels", "export").code == 0 else b""
    )


def test_codes_of_a_table_reach_the_store_and_leave_it_again(project: Project, temakart: Temakart, tmp_path: Path) -> None:
    temakart(project, "review", "people", "add", "kari", "--name", "Kari")
    (tmp_path / "nye.csv").write_text("report_id,themes\nr3,brukermedvirkning\n", encoding="utf-8")
    assert temakart(project, "labels", "import", tmp_path / "nye.csv").code == 0
    project.labels.unlink()
    assert temakart(project, "labels", "export").out == "3 codings written to annotations/labels.csv.\n"
    assert temakart(project, "labels", "export", "--out", tmp_path / "ut.csv").out.startswith("3 codes in force")


def test_a_coded_project_is_played_again_and_told_drawn_and_written(
    extracted: Callable[..., Project], temakart: Temakart, tmp_path: Path
) -> None:
    project = extracted(reports=30, coded=24)
    out, figure = tmp_path / "ut" / "arbeid.json", tmp_path / "ut" / "arbeid.svg"
    options = ("review", "simulate", "--start", "12", "--batch", "6", "--repeats", "2", "--out", out, "--figure", figure)
    told = temakart(project, *options)
    assert told.code == 0 and "project: 24 reports, 3 themes, 24 labels. 2 playings from 12 coded" in told.out
    written = json.loads(out.read_text(encoding="utf-8"))
    assert set(written["orders"]) == {"nothing", "random", "useful", "confident"}
    assert written["orders"]["nothing"]["whole"]["set_by_hand"]["value"] == 24
    assert figure.read_text(encoding="utf-8").startswith("<svg")
    assert json.loads(temakart(project, *options, "--json").out) == written
    refused = temakart(project, "review", "simulate", "--start", "15")
    assert (refused.code, "from 10 to 14" in refused.err) == (2, True)


def test_a_coded_set_that_is_not_there_is_told(project: Project, temakart: Temakart, tmp_path: Path) -> None:
    told = temakart(project, "review", "simulate", tmp_path / "finnes-ikke")
    assert told.code == 1 and "finnes-ikke_codebook.yaml" in told.err
