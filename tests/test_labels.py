from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.codebook import Codebook, load_codebook
from pipeline.errors import FaultyFileError
from pipeline.labels import Basis, Coding, Labels, in_force, load_labels, save_labels

HEADER = "report_id;themes;recipient;coder;coded_at;basis;codebook_version"
THEMES = ("planlegging", "opplaering", "brukermedvirkning")


@pytest.fixture
def codebook(tmp_path: Path, codebook_text: str) -> Codebook:
    (tmp_path / "codebook.yaml").write_text(codebook_text, encoding="utf-8")
    return load_codebook(tmp_path / "codebook.yaml")


def load(folder: Path, codebook: Codebook, *rows: str, known: tuple[str, ...] | None = ("r1", "r2")) -> Labels:
    (folder / "labels.csv").write_bytes("\r\n".join([HEADER, *rows]).encode("cp1252"))
    return load_labels(folder / "labels.csv", codebook, known)


def coding(coded_at: str, basis: Basis = "blind", coder: str = "kari", report_id: str = "r1") -> Coding:
    return Coding(report_id, ("opplaering",), "andre", coder, coded_at, basis, "1")


def test_a_row_as_excel_in_norwegian_saves_it(tmp_path: Path, codebook: Codebook) -> None:
    labels = load(tmp_path, codebook, "r1;opplaering|planlegging;andre;Åse;15.01.2026;corrected;1", ";;;;;;")
    expected = Coding("r1", ("planlegging", "opplaering"), "andre", "Åse", "2026-01-15", "corrected", "1")
    assert labels == Labels((expected,))


def test_no_file_means_no_codings(tmp_path: Path, codebook: Codebook) -> None:
    assert load_labels(tmp_path / "labels.csv", codebook) == Labels()


def test_an_unknown_report_costs_only_its_row(tmp_path: Path, codebook: Codebook) -> None:
    labels = load(tmp_path, codebook, "r9;opplaering", "r1;opplaering")
    assert [found.report_id for found in labels.codings] == ["r1"]
    assert [(fault.row, "«r9»" in fault.what) for fault in labels.faults] == [(2, True)]


def test_an_unknown_theme_costs_only_itself(tmp_path: Path, codebook: Codebook) -> None:
    labels = load(tmp_path, codebook, "r1;opplæring;andre", "r2;mat|opplaering")
    assert [(found.report_id, found.themes) for found in labels.codings] == [("r2", ("opplaering",))]
    assert [fault.row for fault in labels.faults] == [2, 2, 3]
    assert "whole row" in labels.faults[1].what


def test_a_report_coded_with_no_theme_is_a_coding(tmp_path: Path, codebook: Codebook) -> None:
    labels = load(tmp_path, codebook, "r1;;kommune")
    assert (labels.codings[0].themes, labels.faults) == ((), ())


def test_an_unknown_recipient_costs_only_itself(tmp_path: Path, codebook: Codebook) -> None:
    labels = load(tmp_path, codebook, "r1;opplaering;fylket")
    assert (labels.codings[0].themes, labels.codings[0].recipient) == (("opplaering",), "")
    assert "«fylket»" in labels.faults[0].what


def test_an_unknown_basis_counts_as_imported(tmp_path: Path, codebook: Codebook) -> None:
    labels = load(tmp_path, codebook, "r1;opplaering;;;;gjettet", "r2;opplaering")
    assert [found.basis for found in labels.codings] == ["imported", "imported"]
    assert [fault.row for fault in labels.faults] == [2]


def test_a_table_of_something_else_is_refused(tmp_path: Path, codebook: Codebook) -> None:
    (tmp_path / "labels.csv").write_text("navn,tema\n", encoding="utf-8")
    with pytest.raises(FaultyFileError, match="report_id"):
        load_labels(tmp_path / "labels.csv", codebook)


def test_without_a_register_a_bare_name_is_the_file(tmp_path: Path, codebook: Codebook) -> None:
    labels = load(tmp_path, codebook, "a;opplaering", "b;opplaering", known=("a.pdf", "b.pdf", "b.docx", "mappe/a.pdf"))
    assert [found.report_id for found in labels.codings] == ["a.pdf"]
    assert [fault.row for fault in labels.faults] == [3]


def test_the_newest_row_is_in_force() -> None:
    rows = [coding("2026-03-01", coder="ny"), coding("2026-01-01", coder="gammel")]
    assert in_force(rows)["r1"].coder == "ny"


def test_an_adjudicated_row_is_in_force_over_a_newer_one() -> None:
    rows = [coding("2026-01-01", "adjudicated", "første"), coding("2026-02-01", "adjudicated", "siste"), coding("2026-03-01")]
    assert in_force(rows)["r1"].coder == "siste"


def test_of_rows_of_the_same_time_the_last_is_in_force() -> None:
    assert in_force([coding("2026-01-01", coder="a"), coding("2026-01-01", coder="b")])["r1"].coder == "b"


def test_a_norwegian_date_is_as_new_as_the_same_iso_date(tmp_path: Path, codebook: Codebook) -> None:
    labels = load(tmp_path, codebook, "r1;opplaering;;ny;02.02.2026", "r1;planlegging;;gammel;2026-01-31")
    assert in_force(labels.codings)["r1"].coder == "ny"


CODINGS = st.lists(
    st.builds(
        Coding,
        st.sampled_from(["r1", "r2"]),
        st.sets(st.sampled_from(THEMES)).map(lambda chosen: tuple(theme for theme in THEMES if theme in chosen)),
        st.sampled_from(["", "kommune", "andre"]),
        st.text(st.characters(codec="utf-8", exclude_characters="\r\0"), max_size=8).map(str.strip),
        st.dates().map(str),
        st.sampled_from(["blind", "corrected", "adjudicated", "imported"]),
        st.sampled_from(["1", "2016-1"]),
    ),
    max_size=5,
)


@given(CODINGS)
def test_what_is_saved_is_loaded_in_any_order_the_same(codings: list[Coding]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path, again = Path(folder) / "labels.csv", Path(folder) / "again.csv"
        save_labels(path, codings)
        labels = load_labels(path, CODEBOOK)
        assert labels.faults == ()
        assert sorted(map(repr, labels.codings)) == sorted(map(repr, codings))
        save_labels(again, labels.codings)
        assert again.read_bytes() == path.read_bytes()


CODEBOOK = Codebook.model_validate(
    {
        "version": "1",
        "themes": [
            {"id": theme, "label": theme, "group": "g", "layer": "definert", "definition": "d", "terms": ["t"]}
            for theme in THEMES
        ],
        "recipients": [{"id": name, "label": name, "definition": "d"} for name in ("kommune", "andre")],
    }
)
