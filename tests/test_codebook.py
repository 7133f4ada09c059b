from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.codebook import Codebook, load_codebook
from pipeline.errors import Fault, FaultyFileError, MissingError


def load(folder: Path, text: str | bytes) -> Codebook:
    path = folder / "codebook.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return load_codebook(path)


def faults(folder: Path, text: str | bytes) -> list[Fault]:
    with pytest.raises(FaultyFileError) as caught:
        load(folder, text)
    return caught.value.faults


def line_of(text: str, wanted: str, nth: int = 1) -> int:
    """The number of the nth line that has `wanted` in it."""
    return [number for number, line in enumerate(text.splitlines(), 1) if wanted in line][nth - 1]


def test_a_sound_codebook_keeps_its_order_and_labels(tmp_path: Path, codebook_text: str) -> None:
    codebook = load(tmp_path, codebook_text)
    assert codebook.theme_ids == ("planlegging", "opplaering", "brukermedvirkning")
    assert codebook.recipient_ids == ("kommune", "andre")
    assert codebook.label("opplaering") == "Opplæring"
    assert codebook.label("andre") == "Andre"
    assert codebook.label("finnes_ikke") == "finnes_ikke"


def test_every_fault_is_told_at_once_with_its_line(tmp_path: Path, codebook_text: str) -> None:
    text = (
        codebook_text.replace("layer: overordnet", "layer: øverst")
        .replace("definition: Ansatte får kurs, undervisning eller veiledning.", "definition: ''")
        .replace("terms: [kurs, opplæring, fagdag]", "terms: []")
        .replace("    group: Overordnede temaer\n", "")
        .replace("id: andre", "id: kommune")
        .replace("municipality: other", "municipality: noen")
    )
    found = faults(tmp_path, text)
    assert [fault.row for fault in found] == sorted(
        [
            line_of(text, "layer: øverst"),
            line_of(text, "definition: ''"),
            line_of(text, "terms: []"),
            line_of(text, "- id: brukermedvirkning"),
            line_of(text, "- id: kommune", 2),
            line_of(text, "municipality: noen"),
        ]
    )
    assert {fault.file for fault in found} == {"codebook.yaml"}


@pytest.mark.parametrize(
    ("sound", "faulty", "says"),
    [
        ("layer: overordnet", "layer: øverst", "«øverst» is not known"),
        ("id: opplaering", "id: opp læring", "may only have letters"),
        ("id: opplaering", "id: planlegging", "used already on line 3"),
        ("label: Opplæring", "label: '  '", "is empty"),
        ("label: Opplæring", "label:", "label: this is empty"),
        ("label: Opplæring", "label: true", "label: this is not a text"),
        ("terms: [kurs, opplæring, fagdag]", "terms: []", "at least one term"),
        ("terms: [kurs, opplæring, fagdag]", "terms: kurs", "terms: this must be a list"),
        ("terms: [kurs, opplæring, fagdag]", "terms: [kurs, '']", "terms.1: this is empty"),
        ("{order: 2, words:", "{order: 2, ord:", "this setting is not known"),
    ],
)
def test_a_fault_stands_on_its_line(tmp_path: Path, codebook_text: str, sound: str, faulty: str, says: str) -> None:
    text = codebook_text.replace(sound, faulty, 1)
    (fault,) = faults(tmp_path, text)
    assert fault.row == line_of(codebook_text, sound)
    assert says in fault.what


@pytest.mark.parametrize(
    ("sound", "faulty", "says"),
    [
        ('version: "prøve-1"', "", "`version` is missing"),
        ('version: "prøve-1"', "version:", "`version` is missing"),
        ("recipients:\n", "recipients: kommune\nresten:\n", "«recipients» must be a list"),
        ("themes:\n", "themes:\n  - bare et ord\n", "themes[1] is not an entry"),
    ],
)
def test_faults_of_the_whole(tmp_path: Path, codebook_text: str, sound: str, faulty: str, says: str) -> None:
    (fault,) = faults(tmp_path, codebook_text.replace(sound, faulty, 1))
    assert says in fault.what


def test_faults_are_told_in_the_order_of_the_file(tmp_path: Path, codebook_text: str) -> None:
    text = "\n" + codebook_text.split("\n", 1)[1].split("recipients:")[0].replace("overordnet", "øverst")
    text += "recipients: kommune\n"
    rows = [1, line_of(text, "layer: øverst"), line_of(text, "recipients:")]
    assert [fault.row for fault in faults(tmp_path, text)] == rows


@pytest.mark.parametrize("text", ["version: 1\n", "version: 1\nthemes: []\n"])
def test_a_codebook_without_themes_is_refused(tmp_path: Path, text: str) -> None:
    assert "no themes" in faults(tmp_path, text)[0].what


@pytest.mark.parametrize("text", ["", "- bare\n- en liste\n", "bare tekst\n"])
def test_a_file_that_is_no_codebook(tmp_path: Path, text: str) -> None:
    assert "no «themes:»" in faults(tmp_path, text)[0].what


def test_broken_yaml_names_the_line(tmp_path: Path, codebook_text: str) -> None:
    text = codebook_text.replace("[kurs, opplæring, fagdag]", "[kurs, opplæring")
    (fault,) = faults(tmp_path, text)
    assert fault.row is not None and fault.row >= line_of(text, "[kurs, opplæring")
    assert "valid YAML" in fault.what


def test_a_key_given_twice_is_refused(tmp_path: Path, codebook_text: str) -> None:
    text = codebook_text.replace("    label: Opplæring\n", "    label: Opplæring\n    label: Kurs\n")
    (fault,) = faults(tmp_path, text)
    assert fault.row == line_of(text, "label: Kurs")


def test_windows_1252_is_refused_with_what_to_do(tmp_path: Path, codebook_text: str) -> None:
    assert "Save it as UTF-8" in faults(tmp_path, codebook_text.encode("cp1252"))[0].what


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path, codebook_text: str) -> None:
    text = codebook_text.replace("\n", "\r\n").encode("utf-8-sig")
    assert load(tmp_path, text) == load(tmp_path, codebook_text)


def test_numbers_are_taken_as_text_and_unknown_keys_kept(tmp_path: Path, codebook_text: str) -> None:
    text = codebook_text.replace('"prøve-1"', "2016").replace("id: opplaering", "id: 7\n    farge: blå")
    codebook = load(tmp_path, text)
    assert (codebook.version, codebook.theme_ids[1]) == ("2016", "7")
    assert codebook.themes[1].model_extra == {"farge": "blå"}


def test_no_file_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(MissingError, match="temakart init"):
        load_codebook(tmp_path / "codebook.yaml")


def test_the_codebook_of_this_project_is_the_printed_one() -> None:
    codebook = load_codebook(Path(__file__).parents[1] / "annotations" / "codebook.yaml")
    layers = [theme.layer for theme in codebook.themes]
    assert (layers.count("definert"), layers.count("overordnet"), len(codebook.recipients)) == (7, 5, 10)
    assert all(theme.label_nn and theme.not_when and theme.terms_nn for theme in codebook.themes)
    assert all(theme.definition_nn and theme.not_when_nn for theme in codebook.themes)
    assert all(recipient.label_nn and recipient.definition_nn for recipient in codebook.recipients)
    orders = [recipient.decide.order for recipient in codebook.recipients if recipient.decide]
    assert len(set(orders)) == len(orders)
