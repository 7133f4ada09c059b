from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy import sparse

from pipeline.classify import selftraining
from pipeline.classify.folds import fold_of
from pipeline.classify.linear import NONE, Examples, Fit, Floats, Ridge, Rows
from pipeline.classify.selftraining import Known, Learned, learn, members, taught
from pipeline.classify.stacking import NOTE
from pipeline.project import ThemeParams

REPORTS, THEMES, CODED = 90, 3, 9


def known(seed: int = 0, **changes: object) -> Known:
    """Ninety reports that each lean to one of three themes, and three definitions; the first nine are coded."""
    random = np.random.default_rng(seed)
    about = np.append(np.arange(REPORTS) % THEMES, np.arange(THEMES))
    rows = np.eye(THEMES)[about].repeat(4, axis=1) + random.normal(0, 0.8, (REPORTS + THEMES, 4 * THEMES))
    likenesses = (2 * np.eye(THEMES)[about[:REPORTS]] - 1)[..., None] + random.normal(0, 3, (REPORTS, THEMES, 8))
    likenesses[..., NOTE] = 0  # no theme has a note
    coded = np.eye(THEMES, dtype=np.int8)[about[:CODED]]
    texts = sparse.csr_matrix(rows)
    found = Known(Examples(texts, rows @ rows.T), likenesses, np.arange(CODED), coded, ThemeParams())
    return replace(found, **changes)  # type: ignore[arg-type]  # the names are Known's


def without_codes(seed: int = 0) -> Known:
    return known(seed, which=np.arange(0), coded=np.zeros((0, THEMES), dtype=np.int8))


def right(learned: Learned) -> float:
    """Share of the reports nobody coded whose theme comes first."""
    uncoded = np.arange(CODED, REPORTS)
    return float((learned.portfolio[uncoded].argmax(axis=1) == uncoded % THEMES).mean())


def test_it_learns_from_codes_and_definitions() -> None:
    coded, alone = (np.mean([right(learn(each(seed), 1)) for seed in range(5)]) for each in (known, without_codes))
    assert coded > alone > 0.6


def test_the_rest_of_the_portfolio_teaches() -> None:
    rounds = [ThemeParams(rounds=rounds) for rounds in (0, 2)]
    alone, taught = (np.mean([right(learn(known(seed, params=params), 1)) for seed in range(12)]) for params in rounds)
    assert taught > alone


def test_a_belief_of_no_weight_changes_nothing() -> None:
    once, again = (learn(known(params=ThemeParams(unlabelled_weight=0.0, rounds=rounds)), 1) for rounds in (0, 2))
    np.testing.assert_array_equal(once.portfolio, again.portfolio)


def test_the_codes_of_a_fold_never_reach_the_classifier_it_is_judged_by(monkeypatch: pytest.MonkeyPatch) -> None:
    """However a fold's codes are turned, what is decided of it stays; only the common weights may move."""
    seen: list[Floats] = []
    fold = fold_of(known().coded, 5, 1)[0]
    turned = known().coded.copy()
    turned[fold] = 1 - turned[fold]
    monkeypatch.setattr(selftraining, "fold_of", lambda *given: fold_of(known().coded, 5, 1))
    plain = selftraining._held_out

    def watched(*given: Any) -> Floats:
        seen.append(plain(*given)[fold])
        return plain(*given)

    monkeypatch.setattr(selftraining, "_held_out", watched)
    for coded in (known().coded, turned):
        learn(known(coded=coded, params=ThemeParams(rounds=0)), 1)
    np.testing.assert_array_equal(seen[0], seen[1])


@pytest.mark.parametrize("coded", [CODED, REPORTS])
def test_folds_and_rounds_share_an_inverse_and_say_what_plain_fits_say(monkeypatch: pytest.MonkeyPatch, coded: int) -> None:
    codes = np.eye(THEMES, dtype=np.int8)[np.arange(coded) % THEMES]
    told = known(which=np.arange(coded), coded=codes)
    shared = learn(told, 1)

    def plainly(ridge: Ridge, targets: Floats, other: Rows = NONE, weight: float = 0.0) -> Fit:
        weights = ridge.weights.copy()
        weights[other] = weight
        return shared_fit(Ridge.of(told.examples, weights, ridge.penalty), targets)

    shared_fit = Ridge.fit
    monkeypatch.setattr(Ridge, "fit", plainly)
    plain = learn(told, 1)
    np.testing.assert_allclose(shared.portfolio, plain.portfolio, atol=1e-6)
    np.testing.assert_allclose(shared.held_out, plain.held_out, atol=1e-6)
    np.testing.assert_allclose(shared.linear.coefficients, plain.linear.coefficients, atol=1e-6)


def test_without_codes_nothing_is_held_out() -> None:
    found = learn(without_codes(), 1)
    assert found.held_out.shape == (0, THEMES) and found.portfolio.shape == (REPORTS, THEMES)


def test_the_same_input_gives_the_same_beliefs() -> None:
    np.testing.assert_array_equal(learn(known(), 3).portfolio, learn(known(), 3).portfolio)


def test_of_a_large_portfolio_every_coded_report_and_some_others_are_learned_from(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selftraining, "MANY", 10)
    chosen, where = members(50, [49, 3, 17], seed=1)
    assert len(chosen) == 10 and sorted(set(chosen)) == chosen.tolist()
    np.testing.assert_array_equal(chosen[where], [49, 3, 17])
    assert len(members(50, range(12), seed=1)[0]) == 12


def test_of_a_small_portfolio_all_reports_are_learned_from() -> None:
    chosen, where = members(6, [5, 2], seed=1)
    assert chosen.tolist() == list(range(6)) and where.tolist() == [5, 2]


def test_answers_to_judge_by_are_not_flattered_by_their_own_codes() -> None:
    """Weights fitted to the codes they are judged by look better than weights fitted to others' codes."""

    def loss(probabilities: Floats, codes: Any) -> float:
        return float(-np.log(np.where(codes == 1, probabilities, 1 - probabilities)).mean())

    told = [known(seed, params=ThemeParams(prior_reports=0.1)) for seed in range(8)]
    learned = [learn(each, 1) for each in told]
    judged = np.mean([loss(found.held_out, each.coded) for found, each in zip(learned, told, strict=True)])
    flattered = np.mean([loss(found.portfolio[:CODED], each.coded) for found, each in zip(learned, told, strict=True)])
    assert judged > flattered


def test_of_very_many_codings_a_random_part_is_learned_from(monkeypatch: pytest.MonkeyPatch) -> None:
    assert taught(7, seed=1).tolist() == list(range(7))
    monkeypatch.setattr(selftraining, "MANY_CODED", 5)
    some = taught(7, seed=1)
    assert len(some) == 5 and sorted(set(some)) == some.tolist() and set(some) <= set(range(7))
