from __future__ import annotations

import lzma
from pathlib import Path

from pipeline.wordlist import count_words, is_word, read_lines


def test_inflected_words_are_known_in_any_case_and_strings_are_not() -> None:
    assert is_word("Bolig") and is_word("KOMMUNEN") and is_word("årene")
    assert not is_word("xqzbolig") and not is_word("bolig kommune")


def test_words_are_counted_in_lower_case_and_rare_ones_left_out() -> None:
    lines = ["Bolig og bolig.", "BOLIG, leie 2014", "å leie"]
    assert count_words(lines, least=2) == {"bolig": 3, "leie": 2}


def test_only_the_commonest_are_kept_and_sorted_by_word() -> None:
    assert list(count_words(["vei mat mat ro ro ro"], least=1, most=2)) == ["mat", "ro"]


def test_sources_are_read_packed_or_not(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("på\n", encoding="utf-8")
    (tmp_path / "b.txt.xz").write_bytes(lzma.compress("åpen\n".encode()))
    assert list(read_lines([str(tmp_path / "a.txt"), str(tmp_path / "b.txt.xz")])) == ["på\n", "åpen\n"]
