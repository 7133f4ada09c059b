"""The commands one after the other, as an analyst runs them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import Workbook

from pipeline.classify.store import load_card
from pipeline.project import Project
from pipeline.suggestions import load_suggestions
from pipeline.tables import read_table, write_csv
from tests.cli.conftest import Temakart
from tests.conftest import REPORTS, MakeProject, write_labels


def test_extract_train_suggest_matrix_give_suggestions_for_the_uncoded(make_project: MakeProject, temakart: Temakart) -> None:
    project = make_project()
    for command in ("extract", "train", "evaluate", "suggest", "matrix"):
        assert temakart(project, command).code == 0, command
    rows = load_suggestions(project.suggestions)
    assert {row.report_id for row in rows} == {"r3", "r4"}
    assert {(row.axis, row.label) for row in rows if row.report_id == "r3"} == {
        *(("theme", theme) for theme in ("planlegging", "opplaering", "brukermedvirkning")),
        *(("recipient", recipient) for recipient in ("kommune", "andre")),
    }
    assert any(row.label == "brukermedvirkning" and row.suggested and row.report_id == "r3" for row in rows)
    assert (project.matrix / "kunnskapsmatrise.xlsx").is_file()


def test_evidence_is_a_passage_of_the_report_with_its_page(make_project: MakeProject, temakart: Temakart) -> None:
    project = make_project()
    temakart(project, "extract")
    temakart(project, "train")
    temakart(project, "suggest")
    row = next(r for r in load_suggestions(project.suggestions) if r.report_id == "r3" and r.label == "brukermedvirkning")
    assert row.evidence_page == 1
    assert "brukerråd" in row.evidence


def test_without_codes_the_codebook_alone_suggests_and_says_so(make_project: MakeProject, temakart: Temakart) -> None:
    project = make_project(labels=[])
    temakart(project, "extract")
    assert "the codebook alone suggests" in temakart(project, "train").out
    assert "codebook alone suggested" in temakart(project, "suggest").out
    themes = [row for row in load_suggestions(project.suggestions) if row.axis == "theme"]
    assert {row.report_id for row in themes} == {"r1", "r2", "r3", "r4"}
    assert {row.confidence for row in themes} == {"too_few_examples"}


def test_suggest_a_file_prints_bars_passages_and_pages(make_project: MakeProject, temakart: Temakart, tmp_path: Path) -> None:
    project = make_project()
    temakart(project, "extract")
    temakart(project, "train")
    report = tmp_path / "ny rapport.txt"
    report.write_text("Fagdag\n\nVi holdt kurs og opplæring for ansatte, med undervisning hver fredag.", encoding="utf-8")
    shown = temakart(project, "suggest", report)
    assert shown.code == 0
    assert "█" in shown.out and "s. 1" in shown.out and "Mottaker" in shown.out
    as_json = json.loads(temakart(project, "suggest", report, "--json").out)
    assert {row["axis"] for row in as_json["suggestions"]} == {"theme", "recipient"}


def test_extract_any_folder_to_another(make_project: MakeProject, temakart: Temakart, tmp_path: Path) -> None:
    folder = tmp_path / "inn" / "2014"
    folder.mkdir(parents=True)
    (folder / "æøå rapport.txt").write_text("Kommunen laget en plan.", encoding="utf-8")
    out = tmp_path / "ut"
    assert temakart(None, "extract", tmp_path / "inn", "--out", out).code == 0
    document = json.loads((out / "2014" / "æøå rapport.txt.json").read_text(encoding="utf-8"))
    assert document["pages"][0]["language"] == "nb"
    assert (out / "failures.csv").is_file()


def test_same_input_gives_the_same_bytes(make_project: MakeProject, temakart: Temakart) -> None:
    def results(name: str) -> dict[str, bytes]:
        project = make_project(name=name)
        for command in ("extract", "train", "suggest", "matrix"):
            temakart(project, command)
        files = [project.suggestions, *project.model.iterdir(), *project.matrix.iterdir(), *project.text.glob("*.json")]
        return {path.relative_to(project.root).as_posix(): path.read_bytes() for path in files}

    first, second = results("en"), results("to")
    assert first == second


def test_no_result_names_the_machines_folders(make_project: MakeProject, temakart: Temakart) -> None:
    project = make_project()
    for command in ("extract", "train", "suggest", "matrix"):
        temakart(project, command)
    texts = [project.suggestions, project.model / "card.json", project.matrix / "kunnskapsmatrise.html", project.document("r1")]
    assert not [path.name for path in texts if str(project.root) in path.read_text(encoding="utf-8")]


def test_init_makes_a_project_that_names_itself_one(temakart: Temakart, tmp_path: Path) -> None:
    made = temakart(None, "init", tmp_path / "ny")
    assert made.code == 0
    assert "no reports" in temakart(tmp_path / "ny", "extract").err
    assert temakart(None, "init", tmp_path / "ny").code == 2


def test_doctor_names_ocr_and_nynorsk(temakart: Temakart) -> None:
    names = {finding["name"] for finding in json.loads(temakart(None, "doctor", "--json").out)}
    assert {"OCR (Tesseract)", "Norwegian OCR data (nor)", "Nynorsk translation (Apertium)"} <= names


def test_labels_import_adds_and_never_removes(make_project: MakeProject, temakart: Temakart, tmp_path: Path) -> None:
    project = make_project()
    before = project.labels.read_text(encoding="utf-8")
    project.labels.write_text(before + "r9,ukjent_tema,,ola,2026-01-01,blind,1\n", encoding="utf-8")
    write_csv(tmp_path / "nye.csv", ["report_id", "themes", "recipient"], [{"report_id": "r3", "themes": "brukermedvirkning"}])
    assert temakart(project, "labels", "import", tmp_path / "nye.csv").code == 0
    rows = read_table(project.labels).rows
    assert [row.get("report_id") for row in rows] == ["r1", "r2", "r9", "r3"]
    again = temakart(project, "labels", "import", tmp_path / "nye.csv")
    assert "0 codings added, 1 were there already" in again.out
    assert len(read_table(project.labels).rows) == 4


def test_labels_export_gives_the_code_in_force(make_project: MakeProject, temakart: Temakart, tmp_path: Path) -> None:
    project = make_project()
    out = tmp_path / "ut.csv"
    assert temakart(project, "labels", "export", "--out", out).code == 0
    assert [row.get("themes") for row in read_table(out).rows] == ["planlegging", "opplaering"]


def test_models_list_shows_what_the_model_was_made_from(make_project: MakeProject, temakart: Temakart) -> None:
    project = make_project()
    assert "temakart train" in temakart(project, "models", "list").err
    temakart(project, "extract")
    temakart(project, "train")
    card = json.loads(temakart(project, "models", "list", "--json").out)
    assert card["training_ids"] == ["r1", "r2"]


def test_a_copy_is_grouped_counted_once_and_kept_in_the_register(make_project: MakeProject, temakart: Temakart) -> None:
    project = make_project({**REPORTS, "r5": REPORTS["r3"]}, columns={"r1": {"saksnr": "14/2"}})
    assert "1 group of reports seems" in temakart(project, "extract").out
    listed = json.loads(temakart(project, "register", "groups", "--json").out)
    assert [[row["report_id"] for row in group["reports"]] for group in listed["groups"]] == [["r3", "r5"]]
    assert "2 cells filled" in temakart(project, "register", "groups", "--write").out
    assert project.register.read_text(encoding="utf-8").splitlines()[::3] == ["report_id,file,saksnr,group", "r3,r3.txt,,r3"]
    assert "group of reports" not in temakart(project, "extract").out
    for command in ("train", "suggest", "matrix"):
        assert temakart(project, command).code == 0, command
    method = (project.matrix / "metode.md").read_text(encoding="utf-8")
    assert "`r5` (sammen med `r3`)" in method
    project.register.write_text(
        project.register.read_text(encoding="utf-8").replace("r5.txt,,r3", "r5.txt,,r5"), encoding="utf-8"
    )
    temakart(project, "matrix")
    assert "`r5`" not in (project.matrix / "metode.md").read_text(encoding="utf-8")


def test_groups_are_not_written_where_there_is_no_csv_register(make_project: MakeProject, temakart: Temakart) -> None:
    project = make_project({"a": REPORTS["r3"], "b": REPORTS["r3"]}, labels=[], register=False)
    temakart(project, "extract")
    assert "same file" in temakart(project, "register", "groups").out
    refused = temakart(project, "register", "groups", "--write")
    assert refused.code == 2 and "There is no register" in refused.err
    write_xlsx(project.root / "corpus" / "register.xlsx", [["report_id", "file"], ["a", "a.txt"], ["b", "b.txt"]])
    temakart(project, "extract")
    refused = temakart(project, "register", "groups", "--write")
    assert refused.code == 2 and "register.xlsx is a workbook" in refused.err


def write_xlsx(path: Path, rows: list[list[str]]) -> None:
    """A workbook of one sheet."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)


def with_flow(project: Project, temakart: Temakart) -> Project:
    """The project with the files that `temakart run` needs, less the hidden ones, as when somebody has copied it."""
    assert temakart(None, "init", project.root.parent / "mal").code == 0
    for name in ("dvc.yaml", "params.yaml"):
        (project.root / name).write_bytes((project.root.parent / "mal" / name).read_bytes())
    return project


@pytest.mark.slow
def test_run_keeps_a_model_in_use_by_decision_until_the_codes_change(
    make_project: MakeProject, temakart: Temakart, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.review.running.give_way", lambda: None)
    project = with_flow(make_project(), temakart)
    temakart(project, "run")
    codes = [("r1", "planlegging", "kommune"), ("r2", "opplaering", "andre"), ("r3", "brukermedvirkning", "andre")]
    write_labels(project, codes)
    other = json.loads(temakart(project, "review", "retrain", "--json").out)["challenger"]
    assert temakart(project, "models", "promote", other, "--reason", "Sett over").code == 0
    told = temakart(project, "run")
    assert told.code == 0 and f"put {other} in use («Sett over»)" in told.out
    assert load_card(project.model)["id"] == other
    assert {row.model for row in load_suggestions(project.suggestions)} == {other}
    write_labels(project, [*codes[:2], ("r4", "planlegging", "kommune")])
    told = temakart(project, "run")
    assert "these have changed: the codes" in told.out and load_card(project.model)["id"] != other


@pytest.mark.slow
def test_run_does_everything_once_and_then_nothing(make_project: MakeProject, temakart: Temakart) -> None:
    project = with_flow(make_project(), temakart)
    assert temakart(project, "run").code == 0
    first = {
        path: path.stat().st_mtime_ns
        for path in [project.suggestions, project.model / "model.skops", *project.matrix.iterdir()]
    }
    again = temakart(project, "run")
    assert again.code == 0
    assert "reports read" not in again.out
    assert first == {path: path.stat().st_mtime_ns for path in first}
    (project.root / "annotations" / "labels.csv").unlink()
    changed = temakart(project, "run")
    assert "the codebook alone suggests" in changed.out
    assert len({row.report_id for row in load_suggestions(project.suggestions)}) == 4
