"""Which reports are proposed as one, and which are not although much speaks for it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.documents import Document
from pipeline.grouping.propose import propose
from pipeline.grouping.store import Proposal
from pipeline.register import Report

from .conftest import document, misread, text_of

OTHERS = [(Report(f"z{at}", f"z{at}.pdf", f"Noe annet {at}", "Byen"), document(f"z{at}", text_of(f"z{at}"))) for at in range(4)]
Known = tuple[Report, Document]


def proposed(*pairs: Known) -> dict[str, tuple[str, ...]]:
    """The groups proposed among some reports and four others, the counted one first, with the reason at the end."""
    everything = [*pairs, *OTHERS]
    found = propose([report for report, _ in everything], {text.report_id: text for _, text in everything})
    names = dict.fromkeys(proposal.group for proposal in found)
    return {name: _told([p for p in found if p.group == name]) for name in names}


def _told(members: list[Proposal]) -> tuple[str, ...]:
    ordered = sorted(members, key=lambda member: (not member.counted, member.report_id))
    assert [member.counted for member in ordered] == [True] + [False] * (len(members) - 1)
    return (*(member.report_id for member in ordered), members[0].reason)


def report(report_id: str, *texts: str, **known: object) -> Known:
    """A report and its text."""
    return replace(Report(report_id, f"{report_id}.pdf"), **known), document(report_id, *texts)  # type: ignore[arg-type]


def test_the_same_file_twice_is_one_report() -> None:
    first, second = report("a", text_of("a", 20)), report("b", text_of("a", 20))
    copied = (second[0], replace(second[1], source=first[1].source))
    assert proposed(first, copied) == {"a": ("a", "b", "same_file")}


def test_a_scan_and_its_original_are_one_report() -> None:
    assert proposed(report("a", text_of("a")), report("b", misread(text_of("a")))) == {"a": ("a", "b", "same_text")}


@pytest.mark.parametrize(
    "draft",
    [{"kind": "utkast til rapport"}, {"title": "Bo i nord (utkast)"}, {"file": "bo_i_nord_UTKAST.pdf"}, {}],
    ids=["kind", "title", "file", "stamp on the page"],
)
def test_a_draft_and_its_final_are_one_report_and_the_final_is_counted(draft: dict[str, object]) -> None:
    same, stamp = text_of("same", 300), "" if draft else "UTKAST 12.03.2014\n\n"
    first = report("a", stamp + same + " " + text_of("left out", 120), **draft)
    assert proposed(first, report("b", same + " " + text_of("added", 200))) == {"a": ("b", "a", "draft_and_final")}


def test_a_draft_of_another_report_is_not() -> None:
    assert proposed(report("a", text_of("a"), kind="utkast"), report("b", text_of("b"), kind="sluttrapport")) == {}


SERIES: dict[str, dict[str, object]] = {
    "a": {"title": "Delrapport 2013: Leie til eie", "grantee": "Byen kommune", "year_to": 2013, "kind": "delrapport"},
    "b": {"title": "Leie til eie i Byen. Sluttrapport", "grantee": "Byen kommune", "year_to": 2015, "kind": "sluttrapport"},
}


def test_interim_and_final_reports_of_one_project_are_one() -> None:
    same = text_of("same", 60)
    pair = [report(name, same + " " + text_of(name), **known) for name, known in SERIES.items()]
    assert proposed(*pair) == {"a": ("b", "a", "interim_and_final")}


@pytest.mark.parametrize(
    ("changed", "shared"),
    [
        ({"title": "Ungdomsbolig. Sluttrapport"}, 60),
        ({"grantee": "Bygda kommune"}, 60),
        ({"kind": "sluttrapport", "title": "Leie til eie", "year_to": 2009}, 60),
        ({"year_from": 2009, "year_to": 2009}, 60),
        ({}, 0),
    ],
    ids=["another project", "another grantee", "two finals", "final before the interim", "no common text"],
)
def test_what_does_not_fit_is_another_project(changed: dict[str, object], shared: int) -> None:
    same = text_of("same", shared) if shared else ""
    first = report("a", same + text_of("a"), **{**SERIES["a"], **({"kind": "sluttrapport"} if "two" in changed else {})})
    first = first if changed.get("kind") is None else (replace(first[0], kind="sluttrapport", title="Leie til eie"), first[1])
    assert proposed(first, report("b", same + text_of("b"), **{**SERIES["b"], **changed})) == {}


def test_projects_of_one_municipality_with_the_same_boilerplate_are_not_one() -> None:
    boilerplate = text_of("programme goals", 250)
    pairs = [
        report(name, boilerplate + " " + text_of(name, 150), title=title, grantee="Byen kommune", kind=kind, year_to=2014)
        for name, title, kind in (
            ("a", "Ungdomsbolig", "sluttrapport"),
            ("b", "Boligkontor", "delrapport"),
            ("c", "Leie til eie", "sluttrapport"),
            ("d", "Færre utkastelser", "årsrapport"),
        )
    ]
    assert proposed(*pairs) == {}


def test_a_form_that_municipalities_fill_in_is_not_one_report() -> None:
    form = text_of("form", 300)
    pairs = [
        report(name, form + " " + text_of(name, 100), title="Halvårsrapport", grantee=name.upper() * 4, kind="halvårsrapport")
        for name in "abcdef"
    ]
    assert proposed(*pairs) == {}


def test_reports_without_text_are_in_no_group() -> None:
    read = report("a", text_of("a"))
    assert propose([read[0], Report("b", "a.pdf")], {"a": read[1]}) == ()
    assert proposed(report("a", ""), report("b", "")) == {}
