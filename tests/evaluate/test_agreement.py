from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from pipeline.evaluate.agreement import INDEPENDENT, Agreement, Ratings, agreement, alphas, by_report, kappa, masi, nominal
from pipeline.evaluate.metrics import resamples
from pipeline.labels import Basis, Coding
from tests.classify.conftest import make_codebook

NONE = np.zeros((0, 0), dtype=np.int64)
THEMES = st.frozensets(st.sampled_from("abcd"))


def ratings_of(*coders: str) -> Ratings:
    """One line a coder, one letter a unit, a dot where the coder did not answer."""
    return [{str(at): line[unit] for at, line in enumerate(coders) if line[unit] != "."} for unit in range(len(coders[0]))]


def alpha(ratings: Ratings) -> float:
    return alphas(ratings, nominal, NONE).value


def coding(report_id: str, coder: str, *themes: str, at: str = "2026-01-01", basis: Basis = "blind", who: str = "") -> Coding:
    return Coding(report_id, themes, who, coder, at, basis, "1")


def agreed(*codings: Coding, basis: Basis = "blind") -> Agreement:
    return agreement(codings, make_codebook(), (basis,), 100, 1)


@pytest.mark.parametrize(
    ("coders", "published"),
    [
        (("0100000000", "1110010100"), 0.095),  # two coders, two answers
        (("aabbdcccedda", "babbbccceddd"), 0.692),  # two coders, five answers
        (("123321412...", "1233224125.3", ".3332342251.", "12332441251."), 0.743),  # four coders, some silent
    ],
)
def test_alpha_is_that_of_krippendorffs_worked_examples(coders: tuple[str, ...], published: float) -> None:
    """Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, examples A to C."""
    assert alpha(ratings_of(*coders)) == pytest.approx(published, abs=0.0005)


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("ab")), min_size=2, max_size=30))
def test_alpha_does_not_care_who_said_what_or_what_the_answers_are_called(pairs: list[tuple[str, str]]) -> None:
    found = alpha([{"x": one, "y": other} for one, other in pairs])
    turned = alpha([{"x": other * 2, "y": one * 2} for one, other in pairs])
    assert found == turned or (math.isnan(found) and math.isnan(turned))
    assert math.isnan(found) or found <= 1


def test_alpha_is_one_for_the_same_answers_and_about_nothing_for_chance() -> None:
    random = np.random.default_rng(1)
    answers = random.integers(0, 2, (3000, 2)).tolist()
    assert alpha([{"x": one, "y": one} for one, _ in answers]) == 1
    assert abs(alpha([{"x": one, "y": other} for one, other in answers])) < 0.05


def test_without_a_difference_in_answers_alpha_is_not_defined() -> None:
    assert math.isnan(alpha([{"x": True, "y": True}] * 5))
    assert math.isnan(alpha([]))


def test_a_unit_that_one_coder_answered_changes_nothing() -> None:
    both = ratings_of("aabb", "abbb")
    assert alpha([*both, {"x": "a"}, {}]) == alpha(both)
    assert alphas([*both, {"x": "a"}], nominal, NONE).units == 4


def test_resampled_alpha_is_alpha_of_the_resampled_units() -> None:
    ratings = ratings_of("aabbab", "abbbaa", "aab.ab")
    rows = resamples(6, 20, 3)
    drawn = alphas(ratings, nominal, rows).drawn
    np.testing.assert_allclose(drawn, [alpha([ratings[unit] for unit in row]) for row in rows])


@given(THEMES, THEMES)
def test_masi_is_a_distance_between_sets(one: frozenset[str], other: frozenset[str]) -> None:
    found = masi(one, other)
    assert found == masi(other, one)
    assert (found == 0) == (one == other)
    assert 0 <= found <= 1


@pytest.mark.parametrize(
    ("one", "other", "distance"), [("ab", "ab", 0), ("a", "ab", 2 / 3), ("ab", "bc", 8 / 9), ("a", "b", 1)]
)
def test_masi_grades_how_sets_overlap(one: str, other: str, distance: float) -> None:
    """Passonneau (2006): Jaccard times 1, 2/3, 1/3 or 0."""
    assert masi(frozenset(one), frozenset(other)) == pytest.approx(distance)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1, max_size=30))
def test_kappa_is_scikit_learns(pairs: list[tuple[str, str]]) -> None:
    first, second = [one for one, _ in pairs], [other for _, other in pairs]
    found = kappa(first, second)
    if len({*first, *second}) == 1:
        assert math.isnan(found)
    else:
        assert found == pytest.approx(cohen_kappa_score(first, second))


def test_each_coder_counts_with_the_newest_row_of_the_kinds_asked_for() -> None:
    rows = [
        coding("r", "kari", "fiske", at="2026-01-02"),
        coding("r", "kari", "skog", at="2026-01-01"),
        coding("r", "ola", "skole", basis="corrected"),
        coding("r", "per", "skole", basis="adjudicated"),
        coding("r", ""),
    ]
    assert {coder: one.themes for coder, one in by_report(rows, ("blind",))["r"].items()} == {"kari": ("fiske",)}
    assert list(by_report(rows, INDEPENDENT)["r"]) == ["kari", "ola"]


def test_reports_that_one_person_coded_say_nothing_of_agreement() -> None:
    found = agreed(coding("a", "kari", "fiske"), coding("b", "ola", "skog"))
    assert (found.reports, found.coders, found.pairs, found.differences) == (0, (), (), ())
    assert math.isnan(found.mean_of_themes.value) and math.isnan(found.themes_as_set.alpha.value)


def test_agreement_of_a_project_tells_themes_recipient_pairs_and_differences() -> None:
    rows = []
    for at in range(12):
        theme = ("fiske", "skog")[at % 2]
        rows += [coding(f"r{at:02d}", "kari", theme, who="lag"), coding(f"r{at:02d}", "ola", theme, who=("lag", "by")[at == 3])]
    rows[1] = coding("r00", "ola", "fiske", "skog", who="lag")
    found = agreed(*rows)
    assert found.reports == 12 and found.coders == ("kari", "ola")
    assert found.themes["fiske"].alpha.value == 1 > found.themes["skog"].alpha.value > 0.5
    assert math.isnan(found.themes["skole"].alpha.value)
    assert found.themes["skog"].few and found.themes["skog"].alpha.low < found.themes["skog"].alpha.value
    assert found.mean_of_themes.value == pytest.approx((1 + found.themes["skog"].alpha.value) / 2)
    assert [(one.report_id, one.question, dict(one.answers)) for one in found.differences] == [
        ("r00", "skog", {"kari": "nei", "ola": "ja"}),
        ("r03", "recipient", {"kari": "lag", "ola": "by"}),
    ]
    pair = found.pairs[0]
    assert (pair.first, pair.second, pair.reports) == ("kari", "ola", 12)
    assert pair.themes["fiske"] == 1 and pair.recipient == 0


def test_codings_of_another_kind_are_not_mixed_in() -> None:
    rows = (coding("a", "kari", "fiske"), coding("a", "ola", "skog", basis="corrected"))
    assert agreed(*rows).reports == 0
    assert agreement(rows, make_codebook(), INDEPENDENT, 100, 1).reports == 1
