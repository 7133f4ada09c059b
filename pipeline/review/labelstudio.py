"""Codings to and from Label Studio: tasks as JSON, with a labelling set-up that fits the codebook.

A task is a report. Each decision is one of its annotations, the suggestions are a prediction. What Label Studio has no
place for (who, when, on what basis, with which codebook) stands in the task's data, which it gives back as it was, by the
annotation's `unique_id`. An annotation made or changed in Label Studio has Label Studio's own maker and time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from pipeline.codebook import Codebook, Recipient, Theme, load_codebook
from pipeline.documents import load_document
from pipeline.errors import Fault, FaultyFileError, MissingError
from pipeline.files import sha256_json, write_atomic, write_json
from pipeline.labels import Coding
from pipeline.language.masking import mask
from pipeline.project import Project
from pipeline.register import Report, load_register
from pipeline.review.board import board
from pipeline.review.codings import BroughtIn, Incoming, bring_in
from pipeline.review.states import Decision
from pipeline.review.store import Store
from pipeline.suggestions import Suggestion, load_suggestions

OWN = ("coder", "coded_at", "basis", "codebook_version")


def write_tasks(store: Store, project: Project, file: Path) -> int:
    """Write a task for every report to `file`, and the set-up beside it as .xml; returns how many tasks.

    The text of a report is there where it has been extracted, without identity numbers.
    """
    states = board(store.events())
    suggested = {name: list(rows) for name, rows in groupby(load_suggestions(project.suggestions), lambda row: row.report_id)}
    reports = load_register(project).reports
    tasks = [
        _task(number, report, _text(project, report.report_id), states.get(report.report_id).decisions, suggested)
        for number, report in enumerate(reports, 1)
    ]
    write_json(file, tasks)
    write_atomic(file.with_suffix(".xml"), setup(load_codebook(project.codebook)))
    return len(tasks)


def _text(project: Project, report_id: str) -> str:
    path = project.document(report_id)
    return mask(load_document(path).text)[0] if path.is_file() else ""


def _task(
    number: int, report: Report, text: str, decisions: Sequence[Decision], suggested: dict[str, list[Suggestion]]
) -> dict[str, Any]:
    codings = {str(one.event): {**{name: getattr(one, name) for name in OWN}, "sha256": _digest(one)} for one in decisions}
    data = {"report_id": report.report_id, "title": report.title or report.report_id, "text": text, "codings": codings}
    predictions = _prediction(suggested[report.report_id]) if report.report_id in suggested else []
    return {"id": number, "data": data, "annotations": list(map(_annotation, decisions)), "predictions": predictions}


def _annotation(one: Decision) -> dict[str, Any]:
    result = [
        *_choices("themes", one.themes),
        *_choices("recipient", [one.recipient] if one.recipient else []),
        *_words("comment", one.comment),
        *_words("not_codable", one.reason),
    ]
    return {"unique_id": str(one.event), "result": result, "was_cancelled": False}


def _prediction(rows: Sequence[Suggestion]) -> list[dict[str, Any]]:
    said = [row for row in rows if row.suggested]
    result = [
        *_choices("themes", [row.label for row in said if row.axis == "theme"]),
        *_choices("recipient", [row.label for row in said if row.axis == "recipient"]),
    ]
    return [{"model_version": rows[0].model, "result": result}]


def _choices(name: str, chosen: Sequence[str]) -> list[dict[str, Any]]:
    return [_result(name, "choices", {"choices": list(chosen)})] if chosen else []


def _words(name: str, words: str) -> list[dict[str, Any]]:
    return [_result(name, "textarea", {"text": [words]})] if words else []


def _result(name: str, kind: str, value: dict[str, Any]) -> dict[str, Any]:
    return {"id": name, "from_name": name, "to_name": "text", "type": kind, "value": value}


def _digest(one: Decision) -> str:
    return _content_digest(one.themes, one.recipient, one.comment, one.reason)


def _content_digest(themes: Iterable[str], recipient: str, comment: str, reason: str) -> str:
    return sha256_json([sorted(themes), recipient, comment, reason])


def setup(codebook: Codebook) -> str:
    """The labelling set-up to paste into a Label Studio project: it shows labels and stores ids."""
    lines = [
        "<View>",
        '  <Header value="$title"/>',
        '  <Text name="text" value="$text"/>',
        *_block("themes", "multiple", codebook.themes),
        *_block("recipient", "single", codebook.recipients),
        '  <TextArea name="comment" toName="text" placeholder="Kommentar"/>',
        '  <TextArea name="not_codable" toName="text" placeholder="Kan ikke kodes, fordi …"/>',
        "</View>",
    ]
    return "\n".join(lines) + "\n"


def _block(name: str, choice: str, entries: Sequence[Theme] | Sequence[Recipient]) -> list[str]:
    listed = [
        f"    <Choice value={quoteattr(entry.label)} alias={quoteattr(entry.id)} hint={quoteattr(entry.definition)}/>"
        for entry in entries
    ]
    return [f'  <Choices name="{name}" toName="text" choice="{choice}">', *listed, "  </Choices>"]


def read_tasks(store: Store, project: Project, file: Path) -> BroughtIn:
    """Add the annotations of an exported or changed task file that the store does not hold.

    Raises MissingError without the file and FaultyFileError when it is no list of tasks. An annotation that cannot be used
    is left out with a fault; a label that the codebook lacks is kept, and told.
    """
    if not file.is_file():
        raise MissingError(f"There is no file {file}. Check the path.")
    try:
        tasks = json.loads(file.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise FaultyFileError(f"{file.name} cannot be read.", [Fault(file.name, None, f"not JSON ({error}).")]) from error
    if not isinstance(tasks, list):
        fault = Fault(file.name, None, "this is no list of tasks. Export it from Label Studio as «JSON».")
        raise FaultyFileError(f"{file.name} cannot be read.", [fault])
    faults: list[Fault] = []

    def tell(what: str) -> None:
        faults.append(Fault(file.name, None, what))

    known = {report.report_id for report in load_register(project).reports}
    codebook = load_codebook(project.codebook)
    found = [one for number, task in enumerate(tasks, 1) for one in _from_task(number, task, known, codebook, tell)]
    outcome = bring_in(store, found, file.name, by_comment=True)
    return BroughtIn(outcome.added, outcome.known, (*faults, *outcome.faults))


def _from_task(number: int, task: Any, known: set[str], codebook: Codebook, tell: Callable[[str], None]) -> Iterable[Incoming]:
    try:
        data, annotations = task["data"], task.get("annotations") or []
        report_id = data["report_id"]
        if report_id not in known:
            tell(f"task {number}: the report «{report_id}» is not in the register. It is left out.")
            return
        for annotation in annotations:
            if not annotation.get("was_cancelled"):
                yield _from_annotation(report_id, data.get("codings") or {}, annotation, codebook, tell)
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        tell(f"task {number} cannot be understood ({error!r}). What is left of it is left out.")


def _from_annotation(
    report_id: str, own: dict[str, Any], annotation: Any, codebook: Codebook, tell: Callable[[str], None]
) -> Incoming:
    values = {item["from_name"]: item["value"] for item in annotation["result"]}
    themes = _ids(values.get("themes"), codebook.themes, report_id, tell)
    recipient = "".join(_ids(values.get("recipient"), codebook.recipients, report_id, tell)[:1])
    comment, reason = _joined(values.get("comment")), _joined(values.get("not_codable"))
    facts = own.get(str(annotation.get("unique_id")))
    if not facts or facts["sha256"] != _content_digest(themes, recipient, comment, reason):
        made = annotation.get("updated_at") or annotation.get("created_at") or ""
        facts = {"coder": _maker(annotation.get("completed_by")), "coded_at": made, "basis": "imported", "codebook_version": ""}
    coding = Coding(report_id, themes, recipient, *(facts[name] for name in OWN))
    return Incoming(coding, comment, reason)


def _ids(
    value: Any, entries: Sequence[Theme] | Sequence[Recipient], report_id: str, tell: Callable[[str], None]
) -> tuple[str, ...]:
    """The chosen ids; a set-up without aliases gives labels, which are as good."""
    by_label = {entry.label: entry.id for entry in entries}
    chosen = tuple(dict.fromkeys(by_label.get(str(one), str(one)) for one in (value or {"choices": []})["choices"]))
    for one in sorted(set(chosen) - {entry.id for entry in entries}):
        tell(f"«{one}» of «{report_id}» is not in the codebook. It is kept as it is written.")
    return chosen


def _joined(value: Any) -> str:
    text = (value or {"text": ""})["text"]
    return text if isinstance(text, str) else "\n".join(map(str, text))


def _maker(completed_by: Any) -> str:
    if isinstance(completed_by, dict):
        return str(completed_by.get("email") or completed_by.get("username") or completed_by.get("id") or "labelstudio")
    return f"labelstudio-{completed_by}" if completed_by else "labelstudio"
