"""labels.csv in and out of the store: nothing is lost, nothing doubled, and the same code is in force."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.labels import Coding, in_force, label_cells, label_rows
from pipeline.project import Project
from pipeline.review.board import board
from pipeline.review.bodies import NotCodable, Withdrawn
from pipeline.review.codings import BroughtIn, as_coding, key, labels_table, read_labels, standing_codes, write_labels
from pipeline.review.store import Store, open_project_store
from pipeline.tables import read_table, write_csv
from tests.conftest import CODEBOOK, MakeProject

from .conftest import code, draft


@pytest.fixture
def project(make_project: MakeProject) -> Project:
    return make_project()


def header(project: Project, *rows: str) -> None:
    lines = ["report_id,themes,recipient,coder,coded_at,basis,codebook_version,notat", *rows]
    project.labels.write_text("\n".join(lines) + "\n", encoding="utf-8")


def codings(project: Project) -> list[Coding]:
    return [row.coding for row in label_rows(read_table(project.labels))]


def test_reading_labels_again_adds_nothing(store: Store, project: Project) -> None:
    assert read_labels(store, project) == BroughtIn(2, 0)
    assert read_labels(store, project) == BroughtIn(0, 2)
    assert [(event.actor, event.version) for event in store.events()] == [("import", 1), ("import", 1)]


def test_what_the_store_wrote_is_not_read_back_as_news(store: Store, project: Project) -> None:
    read_labels(store, project)
    store.append_all([draft(code("opplaering", comment="bra"), report_id=name) for name in ("r1", "r3")])
    assert write_labels(store, project) == BroughtIn(0, 4)
    once = project.labels.read_bytes()
    assert read_labels(store, project) == BroughtIn(0, 4)
    write_labels(store, project)
    assert project.labels.read_bytes() == once


def test_columns_and_words_temakart_does_not_know_are_kept(store: Store, project: Project) -> None:
    header(project, "r1,ukjent tema;opplaering,fylket,,,blind,1,=se side 4", "r9,planlegging,,ola,15.01.2026,,,", ",,,,,,,husk")
    assert write_labels(store, project).added == 2
    rows = [row.cells for row in read_table(project.labels).rows]
    assert [row["notat"] for row in rows] == ["=se side 4", "", "husk"]
    assert (rows[0]["themes"], rows[0]["recipient"], rows[0]["coder"], rows[0]["coded_at"]) == (
        "ukjent tema;opplaering",
        "fylket",
        "",
        "",
    )
    assert (rows[1]["coded_at"], rows[1]["basis"]) == ("2026-01-15", "imported")


def test_a_note_changed_in_the_file_stays_changed_and_a_lost_file_is_written_again(store: Store, project: Project) -> None:
    header(project, "r1,opplaering,kommune,kari,2026-01-15,blind,1,gammelt")
    write_labels(store, project)
    header(project, "r1,opplaering,kommune,kari,2026-01-15,blind,1,nytt")
    assert write_labels(store, project).added == 0
    assert [row.get("notat") for row in read_table(project.labels).rows] == ["nytt"]
    project.labels.unlink()
    write_labels(store, project)
    assert [row.get("notat") for row in read_table(project.labels).rows] == ["gammelt"]


def test_withdrawn_codings_and_reports_that_cannot_be_coded_have_no_row(store: Store, project: Project) -> None:
    read_labels(store, project)
    made = draft(code("opplaering"), report_id="r3")
    store.append_all([made, draft(Withdrawn(event=made.id), report_id="r3")])
    store.append(draft(NotCodable(reason="bare bilder", basis="corrected"), report_id="r1"))
    write_labels(store, project)
    assert [coding.report_id for coding in codings(project)] == ["r2"]
    assert write_labels(store, project).added == 0


def test_rows_that_come_while_labels_are_written_are_not_lost(
    store: Store, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(*arguments: object) -> object:
        monkeypatch.undo()
        with project.labels.open("a", encoding="utf-8") as file:
            file.write("r3,opplaering,andre,ola,2026-02-01,blind,1\n")
        return labels_table(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr("pipeline.review.codings.labels_table", late)
    assert write_labels(store, project).known == 3


def test_a_coding_that_cannot_be_one_is_told_and_the_rest_taken(store: Store, project: Project) -> None:
    header(project, f"r1,{'x' * 201},,kari,2026-01-15,blind,1,", "r2,opplaering,,kari,2026-01-15,blind,1,")
    outcome = read_labels(store, project)
    assert (outcome.added, len(outcome.faults)) == (1, 1)
    assert "«r1»" in str(outcome.faults[0])


WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0;|"), max_size=6).map(str.strip)
ROWS = st.lists(
    st.builds(
        Coding,
        st.sampled_from(["r1", "r2"]),
        st.lists(st.sampled_from(["planlegging", "opplaering", "ukjent"]), unique=True, max_size=3).map(tuple),
        st.sampled_from(["", "kommune", "andre"]),
        WORDS,
        st.sampled_from(["", "2026-01-01", "2026-01-02", "2026-01-02T08:00:00.000000Z"]),
        st.sampled_from(["blind", "corrected", "adjudicated", "imported"]),
        st.sampled_from(["", "1"]),
    ),
    unique_by=key,
    max_size=6,
)


@given(ROWS)
def test_a_round_trip_loses_nothing_and_changes_no_code_in_force(rows: list[Coding]) -> None:
    with tempfile.TemporaryDirectory() as name:
        project = Project(Path(name))
        project.labels.parent.mkdir()
        project.codebook.write_text(CODEBOOK, encoding="utf-8")
        write_csv(project.labels, list(label_cells(rows[0])) if rows else ["report_id", "themes"], map(label_cells, rows))
        store = open_project_store(project)
        write_labels(store, project)
        assert sorted(map(repr, codings(project))) == sorted(map(repr, rows))
        assert in_force(codings(project)) == in_force(rows)
        held = {one.report_id: as_coding(one.in_force) for one in board(store.events()).states.values() if one.in_force}
        assert held == in_force(rows)
        once = project.labels.read_bytes()
        write_labels(store, project)
        assert project.labels.read_bytes() == once
        assert len(standing_codes(board(store.events()).states.values())) == len(rows)
        store.close()
