from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import FaultyFileError
from pipeline.suggestions import COLUMNS, Suggestion, load_suggestions, save_suggestions

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\r\0"), max_size=12).map(str.strip)
SUGGESTION = st.builds(
    Suggestion,
    TEXT,
    st.sampled_from(["theme", "recipient"]),
    TEXT,
    st.integers(0, 10_000).map(lambda number: number / 10_000),
    st.booleans(),
    st.sampled_from(["sure", "review", "too_few_examples"]),
    st.none() | st.integers(1, 500),
    TEXT,
    TEXT,
    TEXT,
    TEXT,
)


def load(folder: Path, *rows: str) -> tuple[Suggestion, ...]:
    path = folder / "suggestions.csv"
    path.write_text("\n".join([";".join(COLUMNS), *rows]), encoding="utf-8-sig")
    return load_suggestions(path)


@given(st.lists(SUGGESTION, max_size=4))
def test_what_is_saved_is_loaded(suggestions: list[Suggestion]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "suggestions.csv"
        save_suggestions(path, suggestions)
        assert load_suggestions(path) == tuple(suggestions)


def test_evidence_never_runs_as_a_formula(tmp_path: Path) -> None:
    path = tmp_path / "suggestions.csv"
    save_suggestions(path, [Suggestion("r1", "theme", "mat", 0.5, True, "sure", 1, "=HYPERLINK(1)", "@sum", "m")])
    assert ",'=HYPERLINK(1),'@sum," in path.read_text(encoding="utf-8")


def test_a_file_that_excel_in_norwegian_saved_again(tmp_path: Path) -> None:
    (found,) = load(tmp_path, "r1;theme;mat;0,9512;1;sure;3;Et sted.;;;m1")
    assert (found.probability, found.suggested, found.evidence_page) == (0.9512, True, 3)


def test_a_reason_is_said_in_nynorsk_where_it_was_written_so_and_else_in_bokmal(tmp_path: Path) -> None:
    path = tmp_path / "suggestions.csv"
    path.write_text("report_id,axis,label,probability,suggested,confidence,reason\nr1,recipient,lag,0.9,1,sure,Navnet.\n")
    (old,) = load_suggestions(path)
    (new,) = load(tmp_path, "r1;recipient;lag;0,9;1;sure;3;Et sted.;Navnet.;Namnet.;m1")
    assert [one.reason_in(form) for one in (old, new) for form in ("nb", "nn")] == ["Navnet.", "Navnet.", "Navnet.", "Namnet."]


def test_every_row_spoilt_by_hand_is_told_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(FaultyFileError, match="temakart suggest") as caught:
        load(
            tmp_path, "r1;theme;mat;mye;1;sure", "r2;theme;mat;0,5;1;sure", "r3;tema;mat;0,5;1;sure", "r4;theme;mat;0,5;1;helt"
        )
    assert [fault.row for fault in caught.value.faults] == [2, 4, 5]


def test_no_file_means_no_suggestions(tmp_path: Path) -> None:
    assert load_suggestions(tmp_path / "suggestions.csv") == ()
