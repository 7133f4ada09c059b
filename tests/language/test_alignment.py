from __future__ import annotations

import numpy as np

from pipeline.language.alignment import without_form
from pipeline.language.vectors import shipped_vectors

PAIRS = {"bustad": "bolig", "teneste": "tjeneste", "leige": "leie", "sjukdom": "sykdom", "ikkje": "ikke"}
WORDS = [word for pair in PAIRS.items() for word in pair] + ["skule", "skole"]


def apart() -> np.ndarray:
    """Two words for each of six matters; every other one is nynorsk and lies far off in one direction."""
    matters = np.repeat(np.random.default_rng(3).normal(size=(6, 20)), 2, axis=0)
    form = np.tile([[3.0], [-3.0]], (6, 1)) * np.ones((1, 20))
    return (matters + form).astype(np.float32)


def test_a_pair_that_was_not_told_lies_together_when_the_written_form_is_out() -> None:
    before, after = apart(), without_form(WORDS, apart(), PAIRS)
    assert before[10] @ before[11] < 0
    assert after[10] @ after[11] > 0.99
    assert after[10] @ after[1] < 0.9


def test_without_a_known_pair_the_vectors_stay() -> None:
    unit = apart() / np.linalg.norm(apart(), axis=1, keepdims=True)
    assert np.allclose(without_form(WORDS, apart(), {"ukjend": "ukjent"}), unit)


def test_a_shipped_nynorsk_word_lies_nearer_its_bokmal_than_another_nynorsk_word() -> None:
    told = ["arbeidsløyse", "sjukefråvær", "arbeidsløshet", "sykefravær"]
    vectors = shipped_vectors().of(told)
    unemployed, sick = vectors[:2] @ vectors.T
    assert unemployed[2] > unemployed[1] and sick[3] > sick[0]
