from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.classify.training import train_project
from pipeline.errors import ModelError
from pipeline.evaluate.report import Evaluation, evaluate_project
from pipeline.evaluate.results import Measured
from pipeline.project import Project
from tests.classify.conftest import TRADES, WORD_LIST
from tests.conftest import write_labels

SETTINGS = "evaluate: {repeats: 1, folds: 3, bootstrap: 100, curve_repeats: 1, next_reports: 2}\n"
Extracted = Callable[..., Project]


def evaluate(project: Project) -> Evaluation:
    project.params_file.write_text(WORD_LIST + SETTINGS, encoding="utf-8")
    return evaluate_project(project, lambda done, total: None)


def measured(project: Project) -> Measured:
    found = evaluate(project).measured
    assert found is not None
    return found


def recoded(project: Project, reports: int, shift: int = 0) -> None:
    """Every report coded with its trade, or with another one."""
    names = list(TRADES)
    write_labels(project, [(f"r{at:02d}", names[(at + shift) % 3], ("lag", "by")[at % 2]) for at in range(reports)])


def test_fewer_than_ten_coded_reports_are_not_measured(extracted: Extracted) -> None:
    project = extracted(reports=12, coded=9)
    found = evaluate(project)
    assert found.measured is None and found.note.startswith("9 reports are coded")
    assert found.metrics == {"reports": 9, "note": found.note}
    assert "9 rapporter er kodet" in (project.model / "evaluation.html").read_text(encoding="utf-8")


def test_coded_reports_that_could_not_be_read_do_not_count(extracted: Extracted) -> None:
    project = extracted(reports=12, coded=12)
    for report_id in ("r00", "r01", "r02"):
        project.document(report_id).unlink()
    assert evaluate(project).metrics["reports"] == 9


def test_the_figures_stand_in_metrics_json(extracted: Extracted) -> None:
    project = extracted(reports=14, coded=12)
    found = evaluate(project)
    written = json.loads((project.model / "metrics.json").read_text(encoding="utf-8"))
    assert written == found.metrics
    quality = written["quality"]
    assert list(quality["themes"]) == list(TRADES) and {row["coded"] for row in quality["themes"].values()} == {4}
    for row in (*quality["themes"].values(), {"f1": quality["overall"]["macro_f1"]}):
        assert 0 <= row["f1"]["low"] <= row["f1"]["value"] <= row["f1"]["high"] <= 1
    assert written["curve"] is None and written["comparison"] is None
    assert [one["report_id"] for one in written["next_to_code"]] in (["r12", "r13"], ["r13", "r12"])


def test_clear_texts_are_coded_well(extracted: Extracted) -> None:
    found = measured(extracted(reports=12, coded=12))
    assert found.quality.overall["macro_f1"].value > 0.8
    assert found.suspects == ()


def test_a_wrong_code_is_named_with_the_passage_that_speaks_against_it(extracted: Extracted) -> None:
    project = extracted(reports=24, coded=24)
    names = list(TRADES)
    write_labels(project, [(f"r{at:02d}", names[(at + (at == 6)) % 3], "lag") for at in range(24)])
    first = measured(project).suspects[0]
    assert (first.report_id, first.theme, first.coded) in {("r06", "fiske", False), ("r06", "skog", True)}
    worst = measured(project).worst_reports[0]
    assert worst.report_id == "r06" and {one.kind for one in worst.mistakes} == {"false", "missed"}
    false = next(one for one in worst.mistakes if one.kind == "false")
    assert false.theme == "fiske" and false.quote.page in (1, 2, 3)
    assert set(false.quote.text.lower().strip(".").split()) & set(TRADES["fiske"].split())


def test_recipients_are_counted_against_the_rules(extracted: Extracted) -> None:
    columns = {"r00": {"grantee": "Idrettslaget laget"}, "r01": {"grantee": "Nes kommune"}, "r02": {"grantee": "Nes kommune"}}
    found = measured(extracted(reports=12, coded=10, columns=columns)).recipient
    assert (found.coded, found.right) == (10, 2)
    assert found.by_basis["register"].count == 2 and found.by_basis["register"].of == 3
    assert found.by_basis["none"].count == 0 and found.top.of == 10


@pytest.mark.parametrize("notice", [True, False])
def test_figures_scored_on_demonstration_texts_say_so(notice: bool, extracted: Extracted) -> None:
    project = extracted(reports=12, coded=10)
    if notice:
        (project.root / "corpus" / "NOTICE.txt").write_text("Demonstrasjon.", encoding="utf-8")
    assert ("demonstration texts" in evaluate(project).note) == notice
    assert ("demonstrasjonstekster" in (project.model / "evaluation.html").read_text(encoding="utf-8")) == notice


def test_measuring_twice_writes_the_same_bytes(extracted: Extracted) -> None:
    project = extracted(reports=26, coded=25)
    train_project(project)
    written = []
    for _ in range(2):
        evaluate(project)
        files = [*project.model.glob("*.json"), *project.model.glob("*.html"), *project.history.rglob("*.json")]
        written.append({path.name: path.read_bytes() for path in files})
    assert written[0] == written[1] and "evaluation.html" in written[0] and "answers.json" in written[0]


def history(project: Project) -> list[str]:
    found: list[str] = json.loads((project.history / "index.json").read_text(encoding="utf-8"))
    return found


def test_what_was_measured_of_a_model_is_kept_under_its_id(extracted: Extracted) -> None:
    project = extracted(reports=14, coded=12)
    card = train_project(project).card
    evaluate(project)
    assert history(project) == [card["id"]]
    folder = project.history / card["id"]
    assert (folder / "metrics.json").read_bytes() == (project.model / "metrics.json").read_bytes()
    assert (folder / "card.json").read_bytes() == (project.model / "card.json").read_bytes()


def test_figures_of_other_codes_than_the_models_are_not_filed_under_it(extracted: Extracted) -> None:
    project = extracted(reports=14, coded=12)
    train_project(project)
    recoded(project, 13)
    assert measured(project).model == ""
    assert not project.history.exists()


def test_a_model_with_better_codes_is_found_better_than_the_one_before(extracted: Extracted) -> None:
    project = extracted(reports=27, coded=0)
    recoded(project, 27, shift=1)
    write_labels(project, [(f"r{at:02d}", list(TRADES)[(at + (at < 20)) % 3], "lag") for at in range(27)])
    before = train_project(project).card["id"]
    evaluate(project)
    recoded(project, 27)
    now = train_project(project).card["id"]
    found = measured(project).comparison
    assert found is not None and found.previous == before and found.refitted
    assert found.verdict == "better" and found.overall["micro_f1"].change.low > 0
    assert history(project) == [before, now]
    page = (project.model / "evaluation.html").read_text(encoding="utf-8")
    assert "bedre enn den forrige" in page and before in page


def test_only_the_program_changed_so_the_answers_of_then_are_compared(extracted: Extracted) -> None:
    project = extracted(reports=14, coded=12)
    first = train_project(project).card["id"]
    evaluate(project)
    other = project.history / ("0" * 12)
    (project.history / first).rename(other)
    (project.history / "index.json").write_text(json.dumps([other.name]), encoding="utf-8")
    found = measured(project).comparison
    assert found is not None and not found.refitted
    assert found.verdict == "no difference"
    assert all(abs(one.change.value) < 1e-9 for one in found.overall.values())


def test_a_damaged_history_is_named_with_what_to_do(extracted: Extracted) -> None:
    project = extracted(reports=14, coded=12)
    folder = project.history / "abc"
    folder.mkdir(parents=True)
    (folder / "recipe.json").write_text("{}", encoding="utf-8")
    (project.history / "index.json").write_text('["abc", "gone"]', encoding="utf-8")
    with pytest.raises(ModelError, match="Delete it"):
        evaluate(project)


def test_the_page_is_whole_by_itself_and_escapes_what_reports_say(extracted: Extracted) -> None:
    columns = {f"r{at:02d}": {"title": "<script>alert(1)</script>"} for at in range(26)}
    project = extracted(reports=26, coded=25, columns=columns)
    evaluate(project)
    page = (project.model / "evaluation.html").read_text(encoding="utf-8")
    assert "<script" not in page and "&lt;script&gt;" in page
    assert not [word for word in ("http://", "https://", "src=", str(Path(project.root))) if word in page]
    assert page.count("<table") == page.count("</table>") and "Vis tallene som tabell" in page
