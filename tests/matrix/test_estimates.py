"""Estimates of the small portfolio: they add up, hold what is known, and are the same in every form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.audit import Candidate, draw_sample, save_audit
from pipeline.estimate.estimating import Settings
from pipeline.held_out import HeldOut, save_held_out
from pipeline.labels import Coding
from pipeline.matrix.beliefs import Sources, portfolio_of
from pipeline.matrix.count import count
from pipeline.matrix.estimated import about_estimates, arranged_rows, published, written
from pipeline.matrix.estimates import apportioned, audit_size, estimates
from pipeline.matrix.load import load_edition
from pipeline.matrix.longform import row_id
from pipeline.matrix.pageestimates import page_estimates, shade
from pipeline.matrix.publish import publish
from pipeline.matrix.values import Estimated, Matrix
from pipeline.matrix.words import words
from pipeline.project import Project
from pipeline.register import Register, Report
from pipeline.suggestions import Suggestion

from .portfolio import codebook, coding, suggestion
from .reading import estimated, estimates_in_csv, estimates_in_page, estimates_in_workbook, read

MakeProject = Callable[..., Project]
QUICK = Settings(draws=200)
FEW, UNSURE = "for få", "for usikkert"
THEMES, RECIPIENTS = codebook().theme_ids, codebook().recipient_ids


def beliefs(names: list[str]) -> list[Suggestion]:
    """What the model thinks of some reports, differently of each."""
    return [
        suggestion(name, label, 0.1 + (37 * at + 13 * number) % 80 / 100, axis=axis, suggested=False)
        for at, name in enumerate(names)
        for axis, labels in (("theme", THEMES), ("recipient", RECIPIENTS))
        for number, label in enumerate(labels)
    ]


def estimate(codings: list[Coding], reports: int, unread: int = 0, drawn: int = 0) -> Matrix:
    """A portfolio of some reports, the last of them unread, a sample of them drawn."""
    names = [f"r{at:02d}" for at in range(reports)]
    register = Register(tuple(Report(name, "f", region="ØV"[at % 2], year_to=2010 + at % 3) for at, name in enumerate(names)))
    suggestions = beliefs(names[: reports - unread])
    sample = draw_sample([Candidate(item.report_id) for item in codings], (), drawn, "simple", 1) if drawn else ()
    sources = Sources(suggestions, (), sample, codings)
    matrix = count(register, {item.report_id: item for item in codings}, suggestions, codebook())
    found = estimates(matrix, codebook(), sources, QUICK)
    return replace(matrix, estimates=found, audited=audit_size(sources, found))


@settings(max_examples=15)
@given(st.integers(0, 8), st.integers(0, 4), st.lists(st.sampled_from(THEMES), max_size=3, unique=True))
def test_every_row_adds_up_and_keeps_what_is_known(coded: int, unread: int, themes: list[str]) -> None:
    matrix = estimate([coding(f"r{at:02d}", " ".join(themes)) for at in range(coded)], 14, unread)
    for row in matrix.rows:
        whole = matrix.estimates[row, matrix.total]
        known = matrix.count(row, matrix.total).coded
        assert known <= whole.low <= whole.value <= whole.high <= 14 - (0 if row.kind == "all" else coded - known)
        for kind in ("recipient", "region", "year"):
            cells = [one for column in matrix.columns_of(kind) if (one := matrix.estimate(row, column))]
            assert sum(cell.value for cell in cells) == whole.value
            assert all(0 <= cell.low <= cell.value <= cell.high <= 14 for cell in cells)


@given(st.lists(st.floats(0, 50), min_size=1, max_size=8))
def test_apportioned_numbers_add_up_and_stay_beside_their_values(values: list[float]) -> None:
    total = round(sum(values))
    whole = apportioned(values, total)
    assert abs(sum(whole) - total) <= 1e-9 or sum(whole) == total
    assert all(-1.001 < number - value < 1.001 for number, value in zip(whole, values, strict=True))


def test_twenty_random_blind_codes_make_an_audit_and_fewer_do_not() -> None:
    codings = [coding(f"r{at:02d}", "mat" if at % 2 else "") for at in range(25)]
    audited, few = estimate(codings, 60, drawn=20), estimate(codings, 60, drawn=19)
    assert (audited.audited, few.audited) == (20, 0)
    assert "20 rapporter som er trukket tilfeldig" in about_estimates(audited)[0]
    assert "modellbasert spenn" in about_estimates(few)[0]


def test_unread_reports_are_named_and_counted_in() -> None:
    matrix = estimate([], 30, unread=10)
    assert "10 rapporter er ikke lest" in about_estimates(matrix)[1]
    assert matrix.estimates[matrix.everything, matrix.total].value == 30


def test_coded_reports_are_judged_by_models_that_have_not_seen_their_codes() -> None:
    register = Register((Report("a", "f"), Report("b", "f")))
    matrix = count(register, {"a": coding("a", "mat")}, beliefs(["b"]), codebook())
    unseen = HeldOut("a", "theme", "mat", 0.25)
    portfolio = portfolio_of(matrix.entries, codebook(), Sources(beliefs(["b"]), [unseen]))
    assert portfolio.themes[0, THEMES.index("mat")] == 0.25
    assert portfolio.coded[0, THEMES.index("mat")] == 1


def test_reports_drawn_more_often_weigh_less() -> None:
    names = ["a1", "b1", "b2", "b3", "b4"]
    sample = draw_sample([Candidate(name, name[0]) for name in names], (), 2, "office", 1)
    codings = [coding(drawn.report_id, "") for drawn in sample]
    register = Register(tuple(Report(name, "f") for name in names))
    matrix = count(register, {item.report_id: item for item in codings}, beliefs(names), codebook())
    found = portfolio_of(matrix.entries, codebook(), Sources((), (), sample, codings))
    weights = {name[0]: weight for name, weight in zip(names, found.weight, strict=True) if weight != 1}
    assert weights == pytest.approx({"a": 0.4, "b": 1.6})


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (Estimated(34, 28, 41, "audit", 90), "34\u00a0(28–41)"),
        (Estimated(5, 5, 5, "audit", 5), "5"),
        (Estimated(5, 1, 8, "model", 10), UNSURE),
        (Estimated(1, 0, 3, "model", 4), FEW),
        (Estimated(1100, 1000, 1250, "audit", 2000), "1\u00a0100\u00a0(1\u00a0000–1\u00a0250)"),
        (None, ""),
    ],
)
def test_words_stand_where_a_number_would_mean_nothing(one: Estimated | None, words: str) -> None:
    assert written(one) == words
    assert (published(one)[0] is None) == (words in (UNSURE, FEW, ""))


def test_nothing_read_is_not_estimated() -> None:
    matrix = estimate([], 5, unread=5)
    assert matrix.estimates == {} and about_estimates(matrix) == ()


def test_every_form_has_the_same_estimates(make_project: MakeProject) -> None:
    project = make_project()
    save_held_out(project.held_out, [HeldOut("a1", "theme", theme, 0.4) for theme in THEMES])
    publish(project)
    matrix = load_edition(project).matrix
    words = estimated(matrix)
    shown = {(row.kind, row_id(row)) for row in arranged_rows(matrix)}
    assert {row.key for row in matrix.rows if (row.kind, row_id(row)) not in shown} == {"Overordnede tema"}
    assert estimates_in_page(project) == {place: told for place, told in words.items() if place[:2] in shown}
    numbers = {place: "" if told in (FEW, UNSURE) else told for place, told in words.items()}
    assert estimates_in_csv(project) == estimates_in_workbook(project, matrix) == numbers
    assert {FEW, UNSURE} & set(words.values())


def test_the_page_shades_the_estimates_of_themes_by_their_number(make_project: MakeProject) -> None:
    project = make_project()
    save_held_out(project.held_out, [HeldOut("a1", "theme", theme, 0.4) for theme in THEMES])
    publish(project)
    matrix = load_edition(project).matrix
    table = page_estimates(matrix, ("region",), words("nb"))
    assert table
    cells = [(row, column, one) for row, line in table.tables[0].lines for column, one in line if one]
    told = [one for row, column, one in cells if row.kind == "theme" and column.kind != "all" and one.estimate.telling]
    most = max(one.estimate.value for one in told)
    assert told and {one.shade for one in told if one.estimate.value == most} == {shade(most, most)}
    assert all((one.shade > 0) == (one.estimate.value > 0) for one in told)
    assert not any(one.shade for row, column, one in cells if row.kind != "theme" or column.kind == "all")
    assert f'class="estimate e{shade(most, most)} ' in read(project, "kunnskapsmatrise.html")


def test_an_audit_of_a_project_is_read_with_its_codes(make_project: MakeProject) -> None:
    project = make_project()
    save_audit(project.audit, draw_sample([Candidate("a1"), Candidate("a2")], (), 2, "simple", 1))
    path = project.params_file
    path.write_text("estimate: {fewest_audited: 10}\n", encoding="utf-8")
    assert load_edition(project).matrix.audited == 0
