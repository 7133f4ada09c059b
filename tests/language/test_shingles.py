from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language import shingles as module
from pipeline.language.shingles import shingles

TEXTS = st.lists(st.text("abcæøå", max_size=12), max_size=8)


@given(TEXTS)
def test_each_text_has_as_many_as_it_has_different_runs(texts: list[str]) -> None:
    found = shingles(texts, 3)
    runs = [{text[at : at + 3] for at in range(len(text) - 2)} for text in texts]
    assert np.bincount(found.owners, minlength=len(texts)).tolist() == [len(some) for some in runs]
    assert len(np.unique(found.hashes)) == len(set().union(*runs))


@given(TEXTS)
def test_a_share_is_the_same_share_of_every_text(texts: list[str]) -> None:
    everything, kept = shingles(texts, 3), shingles(texts, 3, one_in=2)
    chosen = everything.hashes % np.uint64(2) == 0
    np.testing.assert_array_equal(kept.hashes, everything.hashes[chosen])
    np.testing.assert_array_equal(kept.owners, everything.owners[chosen])


def test_portions_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["bolig for alle", "", "alle skal bo", "bo"] * 5
    whole = shingles(texts, 4)
    monkeypatch.setattr(module, "AT_ONCE", 20)
    parts = shingles(texts, 4)
    np.testing.assert_array_equal(parts.hashes, whole.hashes)
    np.testing.assert_array_equal(parts.owners, whole.owners)


def test_a_run_has_the_same_hash_wherever_it_stands() -> None:
    assert shingles(["bolig"], 5).hashes.tolist() == [shingles(["x", "bolig"], 5).hashes[0]]
