"""Label Studio: decisions go out and come back without loss, and what was made there comes in."""

from __future__ import annotations

import json
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.codebook import load_codebook
from pipeline.documents import save_document
from pipeline.errors import FaultyFileError, MissingError
from pipeline.language.masking import MASK
from pipeline.project import Project
from pipeline.review.board import board
from pipeline.review.bodies import Body, NotCodable
from pipeline.review.codings import BroughtIn
from pipeline.review.engine import sqlite_url
from pipeline.review.labelstudio import read_tasks, setup, write_tasks
from pipeline.review.states import Decision
from pipeline.review.store import Store, open_store
from pipeline.suggestions import Suggestion, save_suggestions
from pipeline.tables import write_csv
from tests.conftest import CODEBOOK, MakeDocument, MakeProject
from tests.language.test_masking import ANNA

from .conftest import MakeUrl, code, draft


@pytest.fixture
def project(make_project: MakeProject) -> Project:
    return make_project(labels=[])


def tasks(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))


def said(store: Store) -> set[tuple[object, ...]]:
    """What every standing decision says, whatever event it was saved as."""
    found = [one for state in board(store.events()).states.values() for one in state.decisions]
    return {_content(one) for one in found}


def _content(one: Decision) -> tuple[object, ...]:
    who = (one.report_id, one.coder, one.coded_at, one.basis, one.codebook_version)
    return (*who, one.codable, frozenset(one.themes), one.recipient, one.comment, one.reason)


WORDS = st.text(st.characters(codec="utf-8"), max_size=8)
BODIES: st.SearchStrategy[Body] = st.one_of(
    st.builds(
        lambda themes, recipient, comment, basis: code(*themes, recipient=recipient, comment=comment, basis=basis),
        st.sets(st.sampled_from(["planlegging", "opplaering", "ukjent"])),
        st.sampled_from(["", "kommune"]),
        WORDS,
        st.sampled_from(["blind", "corrected", "adjudicated", "imported"]),
    ),
    st.builds(NotCodable, reason=WORDS.filter(str.strip), basis=st.just("corrected")),
)


@given(st.lists(st.tuples(st.sampled_from(["kari", "ola"]), st.sampled_from(["r1", "r2"]), BODIES), max_size=5))
def test_a_round_trip_loses_nothing(made: list[tuple[str, str, Body]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        project = Project(Path(name))
        project.codebook.parent.mkdir()
        project.codebook.write_text(CODEBOOK, encoding="utf-8")
        rows = [{"report_id": report, "file": f"{report}.txt"} for report in ("r1", "r2")]
        write_csv(project.root / "corpus" / "register.csv", ["report_id", "file"], rows)
        file = Path(name) / "ut.json"
        with open_store(sqlite_url(Path(name) / "a.db")) as store, open_store(sqlite_url(Path(name) / "b.db")) as other:
            store.append_all([draft(body, coder, report) for coder, report, body in made])
            write_tasks(store, project, file)
            assert read_tasks(store, project, file).added == 0
            read_tasks(other, project, file)
            assert said(other) == said(store)
            again = read_tasks(other, project, file)
            assert (again.added, again.known) == (0, len(made))


def test_the_same_store_gives_the_same_bytes(store: Store, project: Project, tmp_path: Path) -> None:
    store.append(draft(code("opplaering")))
    for name in ("a.json", "b.json"):
        assert write_tasks(store, project, tmp_path / name) == 4
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


def test_a_task_has_the_text_without_identity_numbers_and_the_suggestions(
    store: Store, project: Project, make_document: MakeDocument, tmp_path: Path
) -> None:
    save_document(make_document(f"Beboer {ANNA} flyttet inn.", "Side to."), project.document("r1"))
    rows = [("theme", "opplaering", True), ("theme", "planlegging", False), ("recipient", "kommune", True)]
    save_suggestions(
        project.suggestions,
        [Suggestion("r1", axis, label, 0.5, chosen, "review", 1, "", "", "m1") for axis, label, chosen in rows],  # type: ignore[arg-type]
    )
    write_tasks(store, project, tmp_path / "ut.json")
    task, without = tasks(tmp_path / "ut.json")[:2]
    assert task["data"]["text"] == f"Beboer {MASK} flyttet inn.\n\nSide to."
    [prediction] = task["predictions"]
    assert prediction["model_version"] == "m1"
    assert [one["value"]["choices"] for one in prediction["result"]] == [["opplaering"], ["kommune"]]
    assert (without["data"]["text"], without["predictions"]) == ("", [])


def test_the_set_up_shows_labels_and_stores_ids(project: Project) -> None:
    view = ET.fromstring(setup(load_codebook(project.codebook)))
    themes, recipients = view.findall("Choices")
    assert [(one.get("alias"), one.get("value")) for one in themes][1] == ("opplaering", "Opplæring")
    assert (themes.get("choice"), recipients.get("choice"), len(recipients)) == ("multiple", "single", 2)


def choices(name: str, *chosen: str) -> dict[str, Any]:
    return {"from_name": name, "to_name": "text", "type": "choices", "value": {"choices": list(chosen)}}


def task(report_id: str, *annotations: dict[str, Any]) -> dict[str, Any]:
    return {"data": {"report_id": report_id}, "annotations": list(annotations)}


def read(store: Store, project: Project, *found: Any) -> BroughtIn:
    file = project.root / "inn.json"
    file.write_text(json.dumps(found), encoding="utf-8")
    return read_tasks(store, project, file)


def test_what_was_made_in_label_studio_has_its_maker_and_time(store: Store, project: Project) -> None:
    made = {"created_at": "2026-02-01T08:00:00Z", "completed_by": {"email": "kari@husbanken.no"}}
    result = [choices("themes", "Opplæring", "planlegging"), choices("recipient", "Kommuner")]
    skipped = {"result": [], "was_cancelled": True}
    assert read(store, project, task("r1", {**made, "result": result}, skipped)) == BroughtIn(1, 0)
    [one] = board(store.events()).get("r1").decisions
    assert (one.themes, one.recipient) == (("opplaering", "planlegging"), "kommune")
    assert (one.coder, one.coded_at, one.basis) == ("kari@husbanken.no", "2026-02-01T08:00:00Z", "imported")


def test_what_was_changed_in_label_studio_is_a_coding_of_its_own(store: Store, project: Project, tmp_path: Path) -> None:
    store.append(draft(code("opplaering", basis="adjudicated")))
    write_tasks(store, project, tmp_path / "ut.json")
    sent = tasks(tmp_path / "ut.json")
    sent[0]["annotations"][0] |= {"result": [choices("themes", "planlegging")], "completed_by": 7, "updated_at": "2026-09-01"}
    assert read(store, project, *sent).added == 1
    found = board(store.events()).get("r1")
    assert [(one.coder, one.basis, one.themes) for one in found.decisions] == [
        ("kari", "adjudicated", ("opplaering",)),
        ("labelstudio-7", "imported", ("planlegging",)),
    ]
    assert found.standing == "adjudicated"


def test_what_cannot_be_used_is_told_and_the_rest_taken(store: Store, project: Project) -> None:
    good = task("r2", {"result": [choices("themes", "ukjent")]})
    outcome = read(store, project, task("r9", {"result": []}), 7, {"data": {}}, task("r1", {"result": [{}]}), good)
    assert (outcome.added, len(outcome.faults)) == (1, 5)
    assert [
        word in str(fault) for fault, word in zip(outcome.faults, ("r9", "task 2", "task 3", "task 4", "ukjent"), strict=True)
    ]
    assert board(store.events()).get("r2").decisions[0].themes == ("ukjent",)


@pytest.mark.parametrize("text", ["", "{}", "[" * 100_000, '"tekst"'])
def test_a_file_of_something_else(store: Store, project: Project, text: str, tmp_path: Path) -> None:
    (tmp_path / "inn.json").write_text(text, encoding="utf-8")
    with pytest.raises(FaultyFileError, match=r"inn\.json cannot be read"):
        read_tasks(store, project, tmp_path / "inn.json")
    with pytest.raises(MissingError):
        read_tasks(store, project, tmp_path / "borte.json")


def test_a_store_of_the_other_kind_takes_them_too(
    store: Store, make_url_of_store: MakeUrl, project: Project, tmp_path: Path
) -> None:
    store.append(draft(code("opplaering", comment="Æ\0")))
    write_tasks(store, project, tmp_path / "ut.json")
    with open_store(make_url_of_store()) as other:
        assert read_tasks(other, project, tmp_path / "ut.json").added == 1
        assert said(other) == said(store)
