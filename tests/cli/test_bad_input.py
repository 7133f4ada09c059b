"""Bad input gets a sentence naming file and row, costs no good input, and the exit code says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.project import Project
from pipeline.suggestions import load_suggestions
from pipeline.tables import read_table
from tests.cli.conftest import Temakart
from tests.conftest import CODEBOOK, LABELS, MakeProject
from tests.extract.conftest import Sheet, pdf_bytes


def failures(project: Project) -> dict[str, str]:
    return {row.get("report_id"): row.get("reason") for row in read_table(project.failures).rows}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"dette er tekst", "not_a_pdf"),
        (b"%PDF-1.4\n1 0 obj\n<<", "truncated"),
        (b"PK\x05\x06" + bytes(18), "not_a_pdf"),
    ],
)
def test_an_unreadable_pdf_is_listed_and_the_rest_is_read(
    make_project: MakeProject, temakart: Temakart, content: bytes, reason: str
) -> None:
    project = make_project(register=False)
    (project.raw / "daarlig.pdf").write_bytes(content)
    told = temakart(project, "extract")
    assert told.code == 3
    assert failures(project) == {"daarlig.pdf": reason}
    assert "daarlig.pdf" in told.err
    assert len(list(project.text.glob("*.json"))) == 4
    assert temakart(project, "--keep-going", "extract").code == 0


def test_an_encrypted_pdf_is_listed_with_what_to_do(make_project: MakeProject, temakart: Temakart) -> None:
    project = make_project(register=False)
    (project.raw / "laast.pdf").write_bytes(pdf_bytes(Sheet(), password="hemmelig"))
    told = temakart(project, "extract")
    assert told.code == 3
    assert failures(project) == {"laast.pdf": "encrypted"}
    assert "password" in told.err
    assert len(list(project.text.glob("*.json"))) == 4


def test_a_register_row_without_a_file_is_listed_as_missing(make_project: MakeProject, temakart: Temakart) -> None:
    project = make_project()
    with project.register.open("a", encoding="utf-8") as file:
        file.write("r5,finnes_ikke.pdf\n")
    assert temakart(project, "extract").code == 3
    assert failures(project) == {"r5": "missing"}


def test_a_file_without_a_row_is_named(make_project: MakeProject, temakart: Temakart) -> None:
    project = make_project()
    (project.raw / "ekstra.txt").write_text("Ikke i registeret.", encoding="utf-8")
    told = temakart(project, "extract")
    assert told.code == 3
    assert "corpus/raw/ekstra.txt" in told.err
    assert not project.document("ekstra").is_file()


def test_a_duplicate_id_is_named_with_its_line_and_the_first_row_counts(make_project: MakeProject, temakart: Temakart) -> None:
    project = make_project()
    with project.register.open("a", encoding="utf-8") as file:
        file.write("r1,r2.txt\n")
    told = temakart(project, "extract")
    assert told.code == 3
    assert "register.csv, line 6" in told.err and "«r1»" in told.err
    assert '"file": "r1.txt"' in project.document("r1").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("row", "word"),
    [("r3,ukjent_tema,,,,,", "ukjent_tema"), ("r99,opplaering,,,,,", "r99"), ("r3,opplaering,romvesen,,,,", "romvesen")],
)
def test_labels_that_name_the_unknown_are_named_and_the_rest_trains(
    make_project: MakeProject, temakart: Temakart, row: str, word: str
) -> None:
    project = make_project()
    with project.labels.open("a", encoding="utf-8") as file:
        file.write(row + "\n")
    temakart(project, "extract")
    told = temakart(project, "train")
    assert told.code == 3
    assert "labels.csv, line 4" in told.err and word in told.err
    assert (project.model / "model.skops").is_file()


def test_labels_as_excel_in_norwegian_writes_them(make_project: MakeProject, temakart: Temakart) -> None:
    project = make_project(labels=[])
    text = "report_id;themes;recipient;coder\nr1;planlegging|opplaering;kommune;Åse Bjørnø\n;;;\n;;;\n"
    (project.root / "annotations" / "labels.csv").write_bytes(text.encode("cp1252"))
    temakart(project, "extract")
    told = temakart(project, "train")
    assert told.code == 0
    assert "Trained on 1 coded reports of 4" in told.out


def test_an_unreadable_labels_file_stops_training_with_a_sentence(make_project: MakeProject, temakart: Temakart) -> None:
    project = make_project(labels=[])
    (project.root / "annotations" / "labels.csv").write_text("id;kode\n1;2\n", encoding="utf-8")
    temakart(project, "extract")
    told = temakart(project, "train")
    assert told.code == 1
    assert "labels.csv" in told.err and "report_id" in told.err


def test_a_faulty_codebook_lists_all_its_faults(make_project: MakeProject, temakart: Temakart) -> None:
    broken = CODEBOOK.replace("layer: definert", "layer: ukjent").replace("decide: {order: 1,", "decide: {order: x,")
    project = make_project(codebook=broken)
    temakart(project, "extract")
    told = temakart(project, "train")
    assert told.code == 1
    assert told.err.count("ukjent") == 2
    faulty = [at for at, line in enumerate(broken.splitlines(), 1) if "ukjent" in line or "order: x" in line]
    assert len(faulty) == 3 and all(f"line {at}:" in told.err for at in faulty)


def test_training_before_extraction_says_what_to_do(make_project: MakeProject, temakart: Temakart) -> None:
    told = temakart(make_project(), "train")
    assert told.code == 1
    assert "temakart extract" in told.err


def test_a_changed_codebook_asks_for_training(make_project: MakeProject, temakart: Temakart) -> None:
    project = make_project()
    temakart(project, "extract")
    temakart(project, "train")
    project.codebook.write_text(CODEBOOK.replace("Kommunen lager", "Kommunen utarbeider"), encoding="utf-8")
    told = temakart(project, "suggest")
    assert told.code == 1
    assert "temakart train" in told.err


def test_unknown_settings_are_named(make_project: MakeProject, temakart: Temakart) -> None:
    project = make_project()
    project.params_file.write_text("themes:\n  fold: 3\nsuggest:\n  sure_error: 2\n", encoding="utf-8")
    told = temakart(project, "extract")
    assert told.code == 1
    assert "themes.fold" in told.err and "suggest.sure_error" in told.err


@pytest.mark.parametrize("arguments", [("suggest", "finnes_ikke.pdf"), ("extract", "finnes_ikke")])
def test_a_path_that_does_not_exist_is_wrong_usage(
    make_project: MakeProject, temakart: Temakart, arguments: tuple[str, str]
) -> None:
    project = make_project()
    temakart(project, "extract")
    temakart(project, "train")
    told = temakart(project, *arguments)
    assert told.code == 2
    assert "finnes_ikke" in told.err and "Traceback" not in told.err


def test_a_folder_that_is_no_project_is_wrong_usage(temakart: Temakart, tmp_path: Path) -> None:
    told = temakart(tmp_path, "train")
    assert told.code == 2
    assert "temakart init" in told.err


def test_an_unknown_command_is_wrong_usage(temakart: Temakart) -> None:
    assert temakart(None, "finnes-ikke").code == 2


def test_a_register_that_climbs_out_reads_nothing_outside(
    make_project: MakeProject, temakart: Temakart, tmp_path: Path
) -> None:
    project = make_project()
    (tmp_path / "hemmelig.txt").write_text("Hemmelig.", encoding="utf-8")
    with project.register.open("a", encoding="utf-8") as file:
        file.write("r6,../../../hemmelig.txt\n")
    told = temakart(project, "extract")
    assert told.code == 3
    assert "corpus/raw" in told.err
    assert not project.document("r6").exists()


def test_labels_without_suffix_meet_files_without_a_register(make_project: MakeProject, temakart: Temakart) -> None:
    project = make_project(register=False, labels=LABELS)
    temakart(project, "extract")
    assert temakart(project, "train").code == 0
    temakart(project, "suggest")
    assert {row.report_id for row in load_suggestions(project.suggestions)} == {"r3.txt", "r4.txt"}


def test_one_bad_file_among_several_costs_no_other(make_project: MakeProject, temakart: Temakart, tmp_path: Path) -> None:
    project = make_project()
    temakart(project, "extract")
    temakart(project, "train")
    (tmp_path / "tom.pdf").write_bytes(b"")
    (tmp_path / "god.txt").write_text("Kurs for ansatte.", encoding="utf-8")
    told = temakart(project, "suggest", tmp_path / "tom.pdf", tmp_path / "god.txt")
    assert told.code == 3
    assert "tom.pdf" in told.err and "god.txt" in told.out
    assert temakart(project, "suggest", tmp_path / "tom.pdf").code == 1
