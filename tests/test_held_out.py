from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import FaultyFileError
from pipeline.held_out import HeldOut, load_held_out, save_held_out


def test_rows_come_back_sorted_and_with_four_decimals(tmp_path: Path) -> None:
    save_held_out(tmp_path / "h.csv", [HeldOut("b", "theme", "mat", 0.123456), HeldOut("a", "recipient", "by", 1.0)])
    assert load_held_out(tmp_path / "h.csv") == (HeldOut("a", "recipient", "by", 1.0), HeldOut("b", "theme", "mat", 0.1235))
    assert load_held_out(tmp_path / "none.csv") == ()


@pytest.mark.parametrize("cells", ["a,theme,mat,", "a,theme,mat,1.2", "a,topic,mat,0.2", "a,theme,mat,high"])
def test_a_row_that_is_no_probability_is_named(tmp_path: Path, cells: str) -> None:
    (tmp_path / "h.csv").write_text(f"report_id,axis,label,probability\n{cells}\n", encoding="utf-8")
    with pytest.raises(FaultyFileError, match="line 2"):
        load_held_out(tmp_path / "h.csv")
