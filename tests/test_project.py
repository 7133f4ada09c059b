from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import FaultyFileError, UsageError
from pipeline.project import Params, Project, find_project, load_params

from .conftest import MakeProject


def params(folder: Path, text: str | bytes) -> Params:
    path = folder / "params.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return load_params(path)


def faults(folder: Path, text: str | bytes) -> list[str]:
    with pytest.raises(FaultyFileError) as caught:
        params(folder, text)
    return [fault.what for fault in caught.value.faults]


@pytest.mark.parametrize("text", ["", "# bare en merknad\n", "extract: {}\n"])
def test_what_the_file_leaves_out_has_the_defaults(tmp_path: Path, text: str) -> None:
    assert params(tmp_path, text) == Params() == load_params(tmp_path / "finnes_ikke.yaml")


def test_what_the_file_says_is_used(tmp_path: Path) -> None:
    found = params(tmp_path, "seed: 7\nextract: {ocr: off, max_pages: 12}\n")
    assert (found.seed, found.extract.ocr, found.extract.max_pages) == (7, "off", 12)
    assert found.extract.ocr_dpi == Params().extract.ocr_dpi


def test_every_unknown_name_and_impossible_value_is_told(tmp_path: Path) -> None:
    found = faults(tmp_path, "extract: {ocr: kanskje, sider: 4}\nsuggest: {sure_error: 0.9}\nfrø: 1\n")
    assert sorted(what.split(":")[0] for what in found) == ["extract.ocr", "extract.sider", "frø", "suggest.sure_error"]


@pytest.mark.parametrize("text", ["- liste\n", "bare tekst\n"])
def test_a_file_that_is_no_list_of_settings(tmp_path: Path, text: str) -> None:
    assert len(faults(tmp_path, text)) == 1


def test_broken_yaml_names_the_line(tmp_path: Path) -> None:
    with pytest.raises(FaultyFileError, match=r"params\.yaml, line 2: not valid YAML"):
        params(tmp_path, "seed: 1\nseed: 2\n")


def test_windows_1252_is_refused_and_a_byte_order_mark_is_not(tmp_path: Path) -> None:
    assert "UTF-8" in faults(tmp_path, "seed: 1 # frø\n".encode("cp1252"))[0]
    assert params(tmp_path, "seed: 1 # frø\n".encode("utf-8-sig")).seed == 1


def test_this_project_says_its_settings_in_full() -> None:
    path = Path(__file__).parents[1] / "params.yaml"
    assert load_params(path).model_fields_set == set(Params.model_fields)


@pytest.mark.parametrize("name", ["labels", "register", "programme_municipalities"])
def test_a_workbook_is_used_only_where_there_is_no_csv(tmp_path: Path, name: str) -> None:
    project = Project(tmp_path)
    asked = getattr(project, name)
    assert asked.suffix == ".csv"
    asked.parent.mkdir()
    asked.with_suffix(".xlsx").touch()
    assert getattr(project, name).suffix == ".xlsx"
    asked.touch()
    assert getattr(project, name) == asked


def test_the_project_is_the_folder_asked_for_else_the_environment_else_here(
    make_project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, environment, asked = (make_project(name=name).root for name in ("her", "miljø", "spurt"))
    monkeypatch.chdir(here)
    monkeypatch.delenv("TEMAKART_PROJECT", raising=False)
    assert find_project().root == here
    monkeypatch.setenv("TEMAKART_PROJECT", str(environment))
    assert find_project().root == environment
    assert find_project(asked).root == asked


def test_a_folder_without_a_codebook_is_no_project(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="temakart init"):
        find_project(tmp_path)


def test_an_id_that_is_a_path_lies_in_a_folder_of_its_own(tmp_path: Path) -> None:
    project = Project(tmp_path)
    assert project.document("2014/a.pdf") == project.text / "2014" / "a.pdf.json"
