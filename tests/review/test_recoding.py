"""A changed codebook: old codes become new ones by the rule, and reports to look at again are listed."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import FaultyFileError, MissingError
from pipeline.project import Project
from pipeline.review.board import Board, board
from pipeline.review.bodies import CodebookChanged, Flagged, NotCodable
from pipeline.review.codings import read_labels, write_labels
from pipeline.review.events import body_json, parse_body
from pipeline.review.recoding import Recoded, recode
from pipeline.review.store import Store
from pipeline.tables import read_table
from tests.conftest import MakeProject

from .conftest import code, draft

RULE = """\
from: gammel
to: prøve-1
themes:
  renamed: {plan: planlegging}
  merged: {opplaering: [kurs, veiledning]}
  split: {medvirkning: [brukermedvirkning, opplaering]}
  removed: [annet]
recipients:
  renamed: {kommuner: kommune}
  split: {frivillige: [andre, kommune]}
"""


@pytest.fixture
def project(make_project: MakeProject) -> Project:
    return make_project(labels=[])


def apply(store: Store, project: Project, text: str = RULE, actor: str = "ana") -> Recoded:
    file = project.root / "regel.yaml"
    file.write_text(text, encoding="utf-8")
    return recode(store, project, file, actor)


def now(store: Store) -> Board:
    return board(store.events())


def test_codes_are_mapped_as_if_made_with_the_new_codebook(store: Store, project: Project) -> None:
    old = draft(code("plan", "kurs", "veiledning", "annet", recipient="kommuner", comment="husk", codebook_version="gammel"))
    store.append(old)
    assert apply(store, project) == Recoded(1, {})
    found = now(store).get("r1").in_force
    assert found and (found.themes, found.recipient) == (("planlegging", "opplaering"), "kommune")
    assert (found.coder, found.comment, found.codebook_version) == ("kari", "husk", "prøve-1")
    assert found.coded_at == store.events()[0].at
    assert store.version("r1") == 2
    assert store.events()[0].id == old.id


def test_what_cannot_be_mapped_for_certain_is_listed(store: Store, project: Project) -> None:
    store.append(draft(code("medvirkning", recipient="frivillige")))
    outcome = apply(store, project)
    state = now(store).get("r1")
    assert state.in_force and (state.in_force.themes, state.in_force.recipient) == (("brukermedvirkning", "opplaering"), "")
    assert outcome.look_again == {"r1": tuple(one.reason_in("nb") for one in state.look_again)}
    assert outcome.look_again["r1"] == (
        "Temaet «medvirkning» er delt i «Brukermedvirkning» og «Opplæring».",
        "Mottakertypen «frivillige» er delt i «Andre» og «Kommuner».",
    )
    assert state.look_again[1].reason_in("nn") == "Mottakartypen «frivillige» er delt i «Andre» og «Kommuner»."
    store.append(draft(code("brukermedvirkning")))
    assert now(store).get("r1").look_again == ()


def test_a_new_theme_has_every_coded_report_looked_at_again(store: Store, project: Project) -> None:
    store.append_all([draft(code("planlegging")), draft(NotCodable(reason="tom", basis="corrected"), report_id="r2")])
    outcome = apply(store, project, "from: gammel\nto: prøve-1\nthemes: {added: [opplaering]}\n")
    assert outcome == Recoded(0, {"r1": ("Temaet «Opplæring» er nytt i kodeboken.",)})


def test_a_reason_written_before_there_was_nynorsk_is_stored_as_it_was_and_read_in_bokmal() -> None:
    old = Flagged(reason="Temaet er delt.")
    assert body_json(old) == '{"kind":"flagged","reason":"Temaet er delt."}'
    assert old.reason_in("nn") == "Temaet er delt." == old.reason_in("nb")
    both = Flagged(reason="Temaet er tatt ut.", reason_nn="Temaet er teke ut.")
    assert parse_body(body_json(both)) == both


def test_a_theme_may_be_split_into_many_with_long_names(store: Store, project: Project) -> None:
    names = "".join(
        f"  - {{id: ny{at}, label: {'Et svært langt navn ' * 5}{at}, group: g, layer: definert, definition: d, terms: [a]}}\n"
        for at in range(4)
    )
    project.codebook.write_text(project.codebook.read_text("utf-8").replace("recipients:\n", f"{names}recipients:\n"), "utf-8")
    store.append(draft(code("medvirkning")))
    rule = "from: gammel\nto: prøve-1\nthemes: {split: {medvirkning: [ny0, ny1, ny2, ny3]}}\n"
    (reasons,) = apply(store, project, rule).look_again.values()
    assert len(reasons[0]) > 400 and "…" not in reasons[0]


def test_each_coders_coding_is_mapped_and_the_same_one_stays_in_force(store: Store, project: Project) -> None:
    store.append_all([
        draft(code("plan", basis="blind"), "ola"),
        draft(code("kurs", basis="blind"), "kari"),
        draft(code("annet", "plan", coder="liv", coded_at="2020-01-01")),
        draft(code("opplaering", coder="per", coded_at="2020-01-01")),
    ])  # fmt: skip
    before = now(store).get("r1")
    assert apply(store, project).mapped == 3
    after = now(store).get("r1")
    assert [one.coder for one in after.decisions] == [one.coder for one in before.decisions]
    assert (after.standing, after.blind()[0].themes) == ("disagreement", ("opplaering",))
    assert before.in_force and after.in_force and after.in_force.coder == before.in_force.coder


def test_a_second_time_does_nothing_whoever_does_it(store: Store, project: Project) -> None:
    store.append_all([draft(code("planlegging", "opplaering")), draft(code("medvirkning"), report_id="r2")])
    renamed = "{planlegging: opplaering, opplaering: planlegging}"
    swap = f"from: gammel\nto: prøve-1\nthemes: {{renamed: {renamed}, added: [opplaering]}}"
    assert apply(store, project, swap).mapped == 1
    events = store.events()
    assert apply(store, project, swap, "liv").mapped == 0
    assert store.events() == events


def test_the_change_itself_is_an_event(store: Store, project: Project) -> None:
    apply(store, project)
    [event] = store.events(kinds=["codebook_changed"])
    assert isinstance(event.body, CodebookChanged)
    assert (event.body.to_version, event.body.mapping["themes"]["renamed"]) == ("prøve-1", {"plan": "planlegging"})


def test_labels_of_the_old_codebook_give_way_to_the_mapped_ones(store: Store, project: Project) -> None:
    project.labels.write_text("report_id,themes,coder,notat\nr1,plan,kari,husk\n", encoding="utf-8")
    read_labels(store, project)
    apply(store, project)
    write_labels(store, project)
    [row] = read_table(project.labels).rows
    assert (row.get("themes"), row.get("coder"), row.get("notat"), row.get("codebook_version")) == (
        "planlegging",
        "kari",
        "husk",
        "prøve-1",
    )
    assert write_labels(store, project).added == 0


MISFITS = {
    "from: a\nto: b\n": "the codebook is version «prøve-1»",
    "from: a\nto: prøve-1\nthemes: {renamed: {plan: planlegg}}\n": "«planlegg» is not in the codebook",
    "from: a\nto: prøve-1\nthemes: {removed: [opplaering]}\n": "«opplaering» is still in the codebook",
    "from: a\nto: prøve-1\nthemes: {renamed: {x: opplaering}, removed: [x]}\n": "«x» is named twice",
    "from: a\nto: prøve-1\ntemaer: {}\n": "temaer",
    "- liste\n": "not a rule",
    "from: [\n": "not valid YAML",
}


@pytest.mark.parametrize(("text", "told"), MISFITS.items(), ids=range(len(MISFITS)))
def test_a_rule_that_does_not_fit_changes_nothing(store: Store, project: Project, text: str, told: str) -> None:
    with pytest.raises(FaultyFileError, match=told):
        apply(store, project, text)
    assert store.count() == 0


def test_no_rule(store: Store, project: Project, tmp_path: Path) -> None:
    with pytest.raises(MissingError, match=r"regel\.yaml"):
        recode(store, project, tmp_path / "regel.yaml", "ana")
