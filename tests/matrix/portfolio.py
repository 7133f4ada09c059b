"""A small portfolio: four themes, two recipients, and one report of every fate."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pipeline.codebook import Codebook, Recipient, Theme
from pipeline.labels import Coding, save_labels
from pipeline.matrix.values import Failure
from pipeline.project import Project
from pipeline.register import Report
from pipeline.suggestions import Axis, Confidence, Suggestion, save_suggestions
from pipeline.tables import write_csv

HOSTILE = '=1+1 </script><script>alert("x")</script> & «slutt»'

CODEBOOK = """
version: "prøve-1"
themes:
  - {id: mat, label: Mat og måltider, label_nn: Mat og måltid, group: Hverdag, group_nn: Kvardag, layer: definert,
     definition: Mat., terms: [mat]}
  - {id: vei, label: Vei, label_nn: Veg, group: Ute, layer: definert, definition: Vei., terms: [vei]}
  - {id: ro, label: Ro, group: Hverdag, layer: definert, definition: Ro., terms: [ro]}
  - {id: nytt, label: Nytt, group: Overordnede tema, group_nn: Overordna tema, layer: overordnet,
     definition: Nytt., terms: [ny]}
"""
RECIPIENTS = """
recipients:
  - {id: by, label: Byer, label_nn: Byar, definition: En by.}
  - {id: bygd, label: Bygder og øyer, label_nn: Bygder og øyar, definition: En bygd.}
"""


def suggestion(
    report_id: str,
    label: str,
    probability: float = 0.9,
    *,
    axis: Axis = "theme",
    suggested: bool = True,
    confidence: Confidence = "sure",
    page: int | None = 2,
    evidence: str = "Et sted i teksten.",
) -> Suggestion:
    return Suggestion(
        report_id,
        axis,
        label,
        probability,
        suggested,
        confidence,
        page,
        evidence,
        "Navnet sier det." if axis == "recipient" else "",
        "m1",
        "Namnet seier det." if axis == "recipient" else "",
    )


def coding(report_id: str, themes: str, recipient: str = "by") -> Coding:
    return Coding(report_id, tuple(themes.split()), recipient, "kari", "2026-01-01", "blind", "prøve-1")


REPORTS = (
    Report("a1", "a1.pdf", "Første", "Byen", "Øst", 2013, 2014, None, "plan"),
    Report("a2", "a2.pdf", "Andre", "Bygda", "Vest", 2014, None, None, "plan"),
    Report("b1", "b1.pdf", HOSTILE, "Bygda", "Øst", 2014, 2015, None, "brev"),
    Report("b2", "b2.pdf", "Fjerde", "", "", None, None, None, ""),
    Report("b3", "b3.pdf", "Femte", "Byen", "Vest", 2015, 2015, None, "brev"),
    Report("c1", "c1.pdf", "Låst"),
    Report("c2", "c2.pdf", "Glemt"),
)
CODINGS = (coding("a1", "mat ro nytt"), coding("a2", "mat", "bygd"))
SUGGESTIONS = (
    suggestion("a1", "vei"),
    suggestion("b1", "mat", 0.95, evidence=HOSTILE),
    suggestion("b1", "ro", 0.7, confidence="review"),
    suggestion("b1", "vei", 0.2, suggested=False),
    suggestion("b1", "nytt", 0.4, confidence="too_few_examples"),
    suggestion("b1", "bygd", axis="recipient"),
    suggestion("b1", "by", 0.1, axis="recipient", suggested=False),
    suggestion("b2", "mat", 0.6, confidence="review", page=None, evidence=""),
    suggestion("b2", "nytt", 0.8, suggested=False, confidence="too_few_examples"),
    suggestion("b3", "mat", 0.1, suggested=False),
    suggestion("b3", "by", axis="recipient", confidence="review"),
    suggestion("c1", "mat"),
)
UNSURE = tuple(replace(item, confidence="too_few_examples") if item.axis == "theme" else item for item in SUGGESTIONS)
"""The suggestions as they are where no report is coded."""
FAILURES = (Failure("c1", "encrypted", "locked"),)


def codebook(*, recipients: bool = True) -> Codebook:
    themes = [
        ("mat", "Mat og måltider", "Hverdag", "definert"),
        ("vei", "Vei", "Ute", "definert"),
        ("ro", "Ro", "Hverdag", "definert"),
        ("nytt", "Nytt", "Overordnede tema", "overordnet"),
    ]
    return Codebook(
        version="prøve-1",
        themes=tuple(
            Theme.model_validate({"id": i, "label": label, "group": g, "layer": lay, "definition": "d", "terms": ["t"]})
            for i, label, g, lay in themes
        ),
        recipients=(
            Recipient(id="by", label="Byer", definition="d"),
            Recipient(id="bygd", label="Bygder og øyer", definition="d"),
        )
        if recipients
        else (),
    )


def write_project(
    root: Path,
    *,
    labels: bool = True,
    suggestions: bool = True,
    unsure: bool = False,
    recipients: bool = True,
    notice: str = "",
) -> Project:
    project = Project(root)
    project.codebook.parent.mkdir(parents=True)
    project.codebook.write_text(CODEBOOK + (RECIPIENTS if recipients else ""), encoding="utf-8")
    columns = ("report_id", "file", "title", "grantee", "region", "year_from", "year_to", "kind")
    write_csv(project.register, columns, [{name: getattr(r, name) for name in columns} for r in REPORTS])
    rows = [{"report_id": f.report_id, "file": "", "reason": f.reason, "detail": f.detail} for f in FAILURES]
    write_csv(project.failures, ("report_id", "file", "reason", "detail"), rows)
    if labels:
        save_labels(project.labels, CODINGS)
    if suggestions:
        save_suggestions(project.suggestions, UNSURE if unsure else SUGGESTIONS)
    if notice:
        (root / "corpus" / "NOTICE.txt").write_text(notice, encoding="utf-8")
    return project
