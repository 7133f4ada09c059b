"""The sample is random, only grows, knows its own probabilities, and is recognised when it has been coded blind."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.audit import Candidate, Design, audited, draw_sample, inclusion, load_audit, save_audit
from pipeline.errors import FaultyFileError, UsageError
from pipeline.labels import Basis, Coding

DESIGNS: tuple[Design, ...] = ("simple", "office", "probability")


def candidates(number: int) -> list[Candidate]:
    return [Candidate(f"r{at:03d}", ("Øst", "Vest", "Nord")[at % 3], (at * 37 % 100) / 200) for at in range(number)]


def coding(report_id: str, basis: Basis, day: int = 1) -> Coding:
    return Coding(report_id, ("mat",), "", "kari", f"2026-01-{day:02d}", basis, "1")


@given(st.integers(1, 20), st.integers(1, 20), st.sampled_from(DESIGNS), st.sampled_from(DESIGNS))
def test_a_second_draw_extends_the_first(first: int, second: int, design: Design, other: Design) -> None:
    once = draw_sample(candidates(40), (), first, design, 1)
    twice = draw_sample(candidates(40), once, second, other, 1)
    assert twice[:first] == once
    assert len({drawn.report_id for drawn in twice}) == first + second
    assert [drawn.order for drawn in twice] == list(range(1, first + second + 1))
    assert all(0 < chance <= 1 for chance in inclusion(twice).values())


def test_a_simple_sample_drawn_twice_is_one_drawn_at_once() -> None:
    parts = draw_sample(candidates(40), draw_sample(candidates(40), (), 7, "simple", 1), 5, "simple", 1)
    whole = draw_sample(candidates(40), (), 12, "simple", 1)
    assert [drawn.report_id for drawn in parts] == [drawn.report_id for drawn in whole]
    assert list(inclusion(parts).values()) == pytest.approx([12 / 40] * 12)


def test_the_order_of_the_register_draws_nobody() -> None:
    drawn = draw_sample(reversed(candidates(40)), (), 10, "simple", 1)
    assert drawn == draw_sample(candidates(40), (), 10, "simple", 1)
    assert [one.report_id for one in drawn] != [one.report_id for one in draw_sample(candidates(40), (), 10, "simple", 2)]


@pytest.mark.parametrize("design", DESIGNS)
def test_every_report_is_drawn_as_often_as_its_probability_says(design: Design) -> None:
    draws = [draw_sample(candidates(30), (), 9, design, seed) for seed in range(400)]
    for report_id in ("r000", "r013", "r029"):
        told = [drawn.probability for sample in draws for drawn in sample if drawn.report_id == report_id]
        assert len(told) / 400 == pytest.approx(told[0], abs=0.08)
        assert len(set(told)) == 1


def test_every_office_is_drawn_from() -> None:
    assert {drawn.stratum for drawn in draw_sample(candidates(40), (), 4, "office", 1)} == {"Øst", "Vest", "Nord"}


def test_doubtful_reports_are_drawn_more_often() -> None:
    drawn = draw_sample(candidates(60), (), 20, "probability", 1)
    chance = {one.stratum: one.probability for one in drawn}
    assert chance["high"] > chance["low"] > 0


@pytest.mark.parametrize("size", [0, 41])
def test_more_than_is_left_cannot_be_drawn(size: int) -> None:
    with pytest.raises(UsageError, match="40 reports are left to draw"):
        draw_sample(candidates(40), (), size, "simple", 1)


def test_only_reports_coded_blind_are_audited() -> None:
    sample = draw_sample([Candidate(name) for name in ("blind", "settled", "shown", "none", "later")], (), 5, "simple", 1)
    codings = [
        coding("blind", "blind"),
        coding("settled", "blind"),
        coding("settled", "adjudicated", 2),
        coding("shown", "corrected"),
        coding("later", "blind"),
        coding("later", "corrected", 2),
        coding("not drawn", "blind"),
    ]
    assert audited(sample, codings) == {"blind", "settled"}


def test_the_file_keeps_what_was_drawn(tmp_path: Path) -> None:
    sample = draw_sample(candidates(40), (), 9, "office", 1)
    save_audit(tmp_path / "audit.csv", sample)
    read = load_audit(tmp_path / "audit.csv")
    assert [drawn.report_id for drawn in read] == [drawn.report_id for drawn in sample]
    assert inclusion(read) == pytest.approx(inclusion(sample), abs=1e-6)
    assert load_audit(tmp_path / "none.csv") == ()


@pytest.mark.parametrize("cells", ["a,1,1,,0,9,simple", "a,x,1,,0.5,9,simple", "a,1,1,,0.5,9,lucky", "a,1,1,,0.5,0,simple"])
def test_a_sample_changed_by_hand_is_refused(tmp_path: Path, cells: str) -> None:
    (tmp_path / "audit.csv").write_text(f"report_id,order,draw,stratum,probability,frame,design\n{cells}\n", encoding="utf-8")
    with pytest.raises(FaultyFileError, match=r"audit\.csv was changed by hand"):
        load_audit(tmp_path / "audit.csv")
