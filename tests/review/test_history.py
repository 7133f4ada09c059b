"""History: who, when, what was suggested, shown, accepted and changed, and what became of it."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from pipeline.errors import StoreError
from pipeline.review.bodies import LabelFact, Shown, ShownSuggestion, Withdrawn
from pipeline.review.events import parse_body
from pipeline.review.history import history, seen_by
from pipeline.review.store import Store

from .conftest import code, draft


def fact(label: str, how: str, *, suggested: bool, shown: bool = True, chosen: bool) -> LabelFact:
    return LabelFact.model_validate(
        {"axis": "theme", "label": label, "suggested": suggested, "shown": shown, "chosen": chosen, "how": how}
    )


def test_the_five_facts_of_a_label_are_told_apart(store: Store) -> None:
    facts = (
        fact("a", "accepted", suggested=True, chosen=True),
        fact("b", "changed", suggested=True, chosen=False),
        fact("c", "by_hand", suggested=True, shown=False, chosen=True),
        fact("d", "untouched", suggested=False, chosen=False),
    )
    store.append(draft(code("a", "c", facts=facts)))
    [entry] = history(store.events())
    assert (entry.suggested, entry.shown) == (("a", "b", "c"), ("a", "b", "d"))
    assert (entry.accepted, entry.changed, entry.by_hand) == (("a",), ("b",), ("c",))


IMPOSSIBLE: list[dict[str, Any]] = [
    {"how": "accepted", "suggested": True, "shown": False, "chosen": True},
    {"how": "accepted", "suggested": True, "shown": True, "chosen": False},
    {"how": "changed", "suggested": True, "shown": True, "chosen": True},
    {"how": "by_hand", "suggested": True, "shown": True, "chosen": True},
    {"how": "untouched", "suggested": True, "shown": False, "chosen": True},
]


@pytest.mark.parametrize("said", IMPOSSIBLE, ids=lambda said: said["how"])
def test_facts_that_contradict_each_other_are_refused(said: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="cannot be"):
        LabelFact.model_validate({"axis": "theme", "label": "a", **said})


def test_facts_that_contradict_the_code_are_refused() -> None:
    with pytest.raises(ValidationError, match="otherwise than the code"):
        code("b", facts=[fact("a", "accepted", suggested=True, chosen=True)])


def test_a_blind_coding_was_shown_nothing() -> None:
    with pytest.raises(ValidationError, match="not blind"):
        code("a", basis="blind", facts=[fact("a", "accepted", suggested=True, chosen=True)])
    assert code("a", basis="blind", facts=[fact("a", "by_hand", suggested=True, shown=False, chosen=True)]).facts
    suggestion = ShownSuggestion(axis="theme", label="a", probability=0.5, suggested=True, confidence="review")
    with pytest.raises(ValidationError, match="opened blind"):
        Shown(blind=True, suggestions=(suggestion,))


def test_what_became_of_each_decision(store: Store) -> None:
    first, second, third = draft(code("a")), draft(code("b"), "ola"), draft(code("c"), "ola")
    store.append_all([first, draft(Shown()), second, third, draft(Withdrawn(event=second.id), "ola")])
    entries = history(store.events())
    assert [entry.fate for entry in entries] == ["standing", "none", "superseded", "in_force", "none"]
    assert [entry.coder for entry in entries] == ["kari", "kari", "ola", "ola", "ola"]


def test_a_blind_coder_sees_only_what_is_their_own(store: Store) -> None:
    store.append_all([draft(code("a", basis="blind"), "kari"), draft(code("b", basis="blind"), "ola")])
    entries = history(store.events())
    assert [entry.coder for entry in seen_by(entries, "ola", blind=True)] == ["ola"]
    assert seen_by(entries, "ola", blind=False) == entries


@pytest.mark.parametrize("text", ["", "{}", '{"kind": "burned"}', '{"kind": "coded", "themes": ["a", "a"], "basis": "blind"}'])
def test_a_body_that_is_none_is_told_in_a_sentence(text: str) -> None:
    with pytest.raises(StoreError, match="cannot be understood"):
        parse_body(text)
