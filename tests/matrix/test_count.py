from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.grouping.store import Groups
from pipeline.labels import Coding
from pipeline.matrix.count import count
from pipeline.matrix.values import Cell, Column, ColumnKind, Matrix, Row
from pipeline.register import Register, Report
from pipeline.suggestions import Axis, Confidence, Suggestion

from .portfolio import CODINGS, FAILURES, REPORTS, SUGGESTIONS, UNSURE, codebook, coding, suggestion


def cell(matrix: Matrix, row: str, column: str = "", kind: ColumnKind = "recipient") -> Cell:
    rows = {item.key: item for item in matrix.rows if item.kind in ("theme", "all")}
    columns = {item.key: item for item in matrix.columns_of(kind)}
    return matrix.cell(rows[row], columns[column] if column else matrix.total)


def test_coded_and_suggested_stand_apart(small: Matrix) -> None:
    mat = cell(small, "mat")
    assert (mat.coded, mat.sure, mat.review) == (("a1", "a2"), ("b1",), ("b2",))
    assert (mat.count.coded, mat.count.suggested) == (2, 2)


def test_a_report_with_a_code_counts_only_as_coded(small: Matrix) -> None:
    assert cell(small, "vei").count.suggested == 0
    assert cell(small, "mat", "by").coded == ("a1",)


def test_every_report_has_one_fate(small: Matrix) -> None:
    fates = {entry.report_id: entry.status for entry in small.entries}
    assert fates == {
        "a1": "coded",
        "a2": "coded",
        "b1": "suggested",
        "b2": "suggested",
        "b3": "suggested",
        "c1": "unread",
        "c2": "untouched",
    }
    assert [entry.report_id for entry in small.without_theme] == ["b3"]


def test_an_unread_report_is_in_no_cell_even_with_an_old_suggestion(small: Matrix) -> None:
    assert all("c1" not in found.sure + found.review + found.uncertain for found in small.cells.values())
    assert small.with_status("unread")[0].failure == FAILURES[0]


def test_suggestions_with_too_few_examples_are_counted_apart_whatever_their_probability(small: Matrix) -> None:
    nytt = cell(small, "nytt")
    assert (nytt.coded, nytt.count.suggested, nytt.uncertain) == (("a1",), 0, ("b1",))
    assert small.scarce == ("nytt",)


def test_a_report_without_a_settled_recipient_has_a_column_of_its_own(small: Matrix) -> None:
    assert small.columns_of("recipient")[-1] == Column("recipient", "", "Mottaker ikke avklart")
    columns = {column.key: column for column in small.columns_of("recipient")}
    assert small.cell(small.everything, columns[""]).review == ("b2",)


def test_a_recipient_with_too_few_examples_is_not_settled() -> None:
    proposals = [suggestion("a1", "by", axis="recipient", confidence="too_few_examples")]
    matrix = count(Register(REPORTS[:1]), {}, proposals, codebook())
    everything, unsettled = matrix.everything, matrix.columns_of("recipient")[-1]
    assert matrix.cell(everything, unsettled).uncertain == ("a1",)
    assert matrix.entries[0].recipient_id == ""


def test_uncertain_themes_leave_the_recipient_as_sure_as_it_is() -> None:
    matrix = count(Register(REPORTS), {}, UNSURE, codebook(), FAILURES)
    assert cell(matrix, "mat", "bygd").uncertain == cell(matrix, "", "bygd").sure == ("b1",)
    assert all(matrix.count(theme, matrix.total).suggested == 0 for theme in matrix.themes)


def test_without_recipients_a_report_is_uncertain_when_all_its_themes_are() -> None:
    matrix = count(Register(REPORTS), {}, UNSURE, codebook(recipients=False))
    assert cell(matrix, "").uncertain == ("a1", "b1", "b2", "b3", "c1")
    mixed = [suggestion("a1", "mat"), suggestion("a1", "nytt", confidence="too_few_examples")]
    assert cell(count(Register(REPORTS), {}, mixed, codebook(recipients=False)), "").sure == ("a1",)


def test_a_report_with_only_uncertain_themes_is_not_without_theme() -> None:
    matrix = count(Register(REPORTS), {}, UNSURE, codebook(), FAILURES)
    assert [entry.report_id for entry in matrix.without_theme] == ["b3"]


def test_sure_is_the_themes_in_theme_rows_and_the_recipients_in_the_sum(small: Matrix) -> None:
    assert cell(small, "ro", "bygd").review == ("b1",)
    assert cell(small, "", "bygd").sure == ("b1",)
    assert cell(small, "", "by").review == ("b3",)


def test_a_group_counts_a_report_once_by_its_strongest_theme(small: Matrix) -> None:
    group = next(row for row in small.rows_of("group") if row.key == "Hverdag")
    found = small.cell(group, small.total)
    assert (found.coded, found.sure, found.review) == (("a1", "a2"), ("b1",), ("b2",))


def test_rows_are_grouped_by_layer_and_group_in_the_codebooks_order(small: Matrix) -> None:
    assert [(s.layer.key, s.group.key, [t.key for t in s.themes]) for s in small.sections] == [
        ("definert", "Hverdag", ["mat", "ro"]),
        ("definert", "Ute", ["vei"]),
        ("overordnet", "Overordnede tema", ["nytt"]),
    ]


def test_regions_and_years_come_in_norwegian_order_with_the_unknown_last(small: Matrix) -> None:
    assert [c.label for c in small.columns_of("region")] == ["Vest", "Øst", "Region ikke oppgitt"]
    assert [c.label for c in small.columns_of("year")] == ["2014", "2015", "År ikke oppgitt"]


def test_what_does_not_fit_is_named() -> None:
    proposals = [*SUGGESTIONS, suggestion("z9", "mat"), suggestion("b1", "gammelt_tema")]
    matrix = count(Register(REPORTS), {"y8": coding("y8", "mat")}, proposals, codebook())
    assert (matrix.outside, matrix.unknown_labels) == (("y8", "z9"), ("gammelt_tema",))


def test_without_recipients_only_the_total_is_left() -> None:
    codings = {item.report_id: item for item in CODINGS}
    matrix = count(Register(REPORTS), codings, SUGGESTIONS, codebook(recipients=False), FAILURES)
    assert matrix.columns_of("recipient") == ()
    assert matrix.count(matrix.everything, matrix.total).coded == 2
    assert matrix.cell(matrix.everything, matrix.total).sure == ()


def test_nothing_at_all_is_an_empty_matrix() -> None:
    matrix = count(Register(()), {}, [], codebook())
    assert matrix.entries == () and not matrix.cells
    assert matrix.count(matrix.themes[0], matrix.total).coded == 0


def test_a_code_without_a_recipient_is_still_coded() -> None:
    matrix = count(Register(REPORTS[:1]), {"a1": coding("a1", "mat", "")}, [], codebook())
    unsettled = matrix.columns_of("recipient")[-1]
    assert matrix.cell(matrix.themes[0], unsettled).coded == ("a1",)


def grouped(together: dict[str, str], preferred: str = "") -> Matrix:
    """The small portfolio with some reports in groups."""
    codings = {item.report_id: item for item in CODINGS}
    groups = Groups(together, frozenset(preferred.split()))
    return count(Register(REPORTS), codings, SUGGESTIONS, codebook(), FAILURES, groups)


def test_a_group_is_counted_once_and_every_report_is_still_listed(small: Matrix) -> None:
    matrix = grouped({"b1": "b1", "b3": "b1"})
    assert [(entry.report_id, entry.counted_with) for entry in matrix.grouped] == [("b3", "b1")]
    assert [entry.report_id for entry in matrix.entries] == [entry.report_id for entry in small.entries]
    assert all("b3" not in found.coded + found.sure + found.review + found.uncertain for found in matrix.cells.values())
    assert [entry.report_id for entry in matrix.with_status("suggested")] == ["b1", "b2"]


@pytest.mark.parametrize(
    ("together", "preferred", "counted"),
    [("a1 b3", "b3", "a1"), ("b1 c2", "c2", "b1"), ("c1 c2", "c1", "c2"), ("b2 b3", "b2", "b2"), ("b2 b3", "", "b3")],
    ids=["coded first", "then suggested", "unread last", "then the proposed", "then the newest"],
)
def test_which_report_of_a_group_is_counted(together: str, preferred: str, counted: str) -> None:
    matrix = grouped(dict.fromkeys(together.split(), together.split()[0]), preferred)
    assert {entry.report_id: entry.counted_with for entry in matrix.grouped} == {
        name: counted for name in together.split() if name != counted
    }


def test_a_final_is_counted_before_a_newer_interim_report() -> None:
    reports = (Report("a", "a.pdf", kind="sluttrapport", year_to=2014), Report("b", "b.pdf", kind="delrapport", year_to=2015))
    matrix = count(Register(reports), {}, [], codebook(), groups=Groups({"a": "a", "b": "a"}))
    assert [entry.report_id for entry in matrix.grouped] == ["b"]


THEMES = st.sampled_from(codebook().theme_ids)
RECIPIENTS = st.sampled_from(("by", "bygd", ""))


@st.composite
def portfolios(draw: st.DrawFn) -> Matrix:
    names = [f"r{index}" for index in range(draw(st.integers(0, 8)))]
    regions, kinds = st.sampled_from(("Øst", "")), st.sampled_from(("plan", ""))
    reports = tuple(Report(n, f"{n}.pdf", region=draw(regions), kind=draw(kinds)) for n in names)
    codings: dict[str, Coding] = {}
    proposals: list[Suggestion] = []
    for name in names:
        if draw(st.booleans()):
            codings[name] = coding(name, " ".join(draw(st.sets(THEMES))), draw(RECIPIENTS))
        labels: list[tuple[Axis, str]] = [("theme", theme) for theme in draw(st.sets(THEMES))]
        labels += [("recipient", r) for r in draw(st.sets(RECIPIENTS, max_size=1)) if r]
        for axis, label in labels:
            confidence: Confidence = draw(st.sampled_from(("sure", "review", "too_few_examples")))
            yes = draw(st.booleans())
            proposals.append(suggestion(name, label, axis=axis, suggested=yes, confidence=confidence))
    together = {name: group for name in names if (group := draw(st.sampled_from(["r0", "r1", ""])))}
    return count(Register(reports), codings, proposals, codebook(), groups=Groups(together))


@given(portfolios())
def test_every_row_adds_up_across_every_kind_of_column(matrix: Matrix) -> None:
    for row in matrix.rows:
        whole = matrix.count(row, matrix.total)
        for kind in ("recipient", "region", "year", "kind"):
            parts = [matrix.count(row, column) for column in matrix.columns_of(kind)]
            for name in ("coded", "sure", "review", "suggested", "uncertain"):
                assert sum(getattr(part, name) for part in parts) == getattr(whole, name), (row, kind, name)


@given(portfolios())
def test_no_report_stands_twice_in_a_cell_and_no_theme_exceeds_its_group(matrix: Matrix) -> None:
    for found in matrix.cells.values():
        counted = found.coded + found.sure + found.review + found.uncertain
        assert len(counted) == len(set(counted))
    for section in matrix.sections:
        group = matrix.count(section.group, matrix.total)
        for theme in section.themes:
            number = matrix.count(theme, matrix.total)
            assert number.coded <= group.coded and number.suggested <= group.suggested


def test_a_row_outside_the_matrix_counts_nothing(small: Matrix) -> None:
    assert small.count(Row("theme", "finnes_ikke", ""), small.total).coded == 0
    with pytest.raises(AttributeError):
        small.entries[0].status = "coded"  # type: ignore[misc]


@given(portfolios())
def test_every_report_is_counted_or_counted_with_one_that_is(matrix: Matrix) -> None:
    fates = {entry.report_id: entry.counted_with for entry in matrix.entries}
    assert all(fates[other] == "" for other in fates.values() if other)
