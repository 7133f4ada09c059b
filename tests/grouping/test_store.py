from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import FaultyFileError
from pipeline.grouping.store import Groups, Proposal, in_force, load_proposals, save_proposals
from pipeline.register import Report

IDS = "abcd"
CELLS = st.dictionaries(st.sampled_from(IDS), st.sampled_from([*IDS, "x", ""]))


def proposal(report_id: str, group: str = "a", *, counted: bool = False) -> Proposal:
    return Proposal(report_id, group, counted, "same_text", 0.125)


ALL_ONE = [proposal(name) for name in "abc"]


def groups(proposals: list[Proposal], **cells: str) -> list[tuple[str, ...]]:
    """The groups in force for reports a to d, by their members."""
    reports = [Report(name, f"{name}.pdf", group=cells.get(name, "")) for name in IDS]
    return list(in_force(reports, proposals).members().values())


def test_a_proposal_stands_where_the_register_says_nothing() -> None:
    assert groups(ALL_ONE) == [("a", "b", "c")]
    assert groups([]) == []


def test_a_report_with_a_value_of_its_own_stands_alone() -> None:
    assert groups(ALL_ONE, b="b") == [("a", "c")]
    assert groups(ALL_ONE, a="a") == [("b", "c")]
    assert groups(ALL_ONE, a="a", c="alene") == []


def test_the_same_value_makes_a_group_whatever_is_proposed() -> None:
    assert groups([], a="x", d="x") == [("a", "d")]
    assert groups(ALL_ONE, c="x", d="x") == [("a", "b", "c", "d")]


def test_a_new_report_joins_the_registers_group() -> None:
    assert groups(ALL_ONE, a="a", b="a") == [("a", "b", "c")]


def test_between_two_groups_of_the_register_a_report_stands_alone() -> None:
    five = [Report(name, "", group=cell) for name, cell in zip("abcde", ["x", "x", "y", "y", ""], strict=True)]
    assert in_force(five, [proposal(name) for name in "abcde"]).members() == {"a": ("a", "b"), "c": ("c", "d")}


@given(CELLS, st.lists(st.builds(proposal, st.sampled_from("abcdq"), st.sampled_from("aq"))))
def test_the_analysts_word_wins(cells: dict[str, str], proposals: list[Proposal]) -> None:
    of = in_force([Report(name, "", group=cells.get(name, "")) for name in IDS], proposals).of
    said = {name: cell for name, cell in cells.items() if cell}
    for one in said:
        for other in said:
            assert one == other or (of.get(one, one) == of.get(other, other)) == (said[one] == said[other])
    assert set(of) <= set(IDS) and all(of[of[name]] == of[name] for name in of)


def test_counted_by_proposal_is_preferred() -> None:
    assert in_force([], [proposal("a", counted=True), proposal("b")]) == Groups({}, frozenset("a"))


def test_proposals_come_back_as_they_were_written(tmp_path: Path) -> None:
    told = (proposal("a", counted=True), proposal("b"))
    save_proposals(tmp_path / "groups.csv", told)
    assert load_proposals(tmp_path / "groups.csv") == told
    assert load_proposals(tmp_path / "none.csv") == ()


def test_a_changed_file_names_every_row(tmp_path: Path) -> None:
    path = tmp_path / "groups.csv"
    path.write_text("report_id,group,counted,reason,similarity\na,a,1,same_text,mye\nb,a,0,fordi,0.5\n", encoding="utf-8")
    with pytest.raises(FaultyFileError, match="your word goes in the register") as caught:
        load_proposals(path)
    assert [fault.row for fault in caught.value.faults] == [2, 3]
