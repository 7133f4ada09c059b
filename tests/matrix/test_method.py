from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from pipeline.grouping.store import Proposal, save_proposals
from pipeline.matrix.fates import source_of
from pipeline.matrix.load import load_edition
from pipeline.matrix.method import method_lines, method_text
from pipeline.matrix.page import render_page
from pipeline.matrix.patterns import Pattern, Patterns
from pipeline.matrix.values import Column, Row
from pipeline.project import Project

from .reading import bokmal_in

MakeProject = Callable[..., Project]


def test_the_method_names_every_report_that_is_not_counted(make_project: MakeProject) -> None:
    text = method_text(load_edition(make_project()))
    assert "- **Kodet:** 2 rapporter er kodet av mennesker" in text
    assert "3 rapporter er ikke kodet av noen. En modell (m1)" in text
    assert "gitt 4 temaforslag: 1 som den regner som sikre, 2 som bør leses av et menneske og 1 som er usikre" in text
    assert "Én rapport lot seg ikke lese og er ikke med i noen celle: `c1` (låst med passord)." in text
    assert "**Verken kodet eller foreslått:** Én rapport: `c2`." in text
    assert "Én rapport er gjennomgått uten at noe tema ble satt eller foreslått: `b3`." in text
    assert "**For få kodede eksempler:** Det gjelder «Nytt» (ett usikkert forslag)." in text
    assert "**Tall med spørsmålstegn, som 3?,**" in text and "får ikke foreslå" not in text
    assert "i snitt 2,0 tema" in text


def test_the_method_without_labels(make_project: MakeProject) -> None:
    text = method_text(load_edition(make_project(labels=False)))
    assert "> Ingen rapporter er kodet ennå.\n" in text and "i snitt" not in text and "**Kodet:**" not in text


def test_the_method_where_the_codebook_alone_suggests(make_project: MakeProject) -> None:
    text = method_text(load_edition(make_project(labels=False, unsure=True)))
    assert "> Ingen rapporter er kodet ennå. Forslagene bygger bare på kodeboken.\n" in text
    assert "5 temaforslag som er usikre fordi temaet har for få kodede eksempler." in text
    assert "- **For få kodede eksempler** har alle temaene." in text and "Tall uten tegn" not in text


def test_the_method_without_suggestions_or_recipients(make_project: MakeProject) -> None:
    text = method_text(load_edition(make_project(suggestions=False, recipients=False)))
    assert "Ingen rapporter har forslag fra modellen." in text
    assert "mottakertype" not in text and "uavklart" not in text


def test_the_notice_stands_first(make_project: MakeProject) -> None:
    lines = method_lines(method_text(load_edition(make_project(notice="Bare en\nprøve.\n"))))
    assert [line.kind for line in lines[:3]] == ["title", "notice", "heading"]
    assert lines[1].text == "Bare en prøve."


def test_the_text_has_no_holes(make_project: MakeProject) -> None:
    text = method_text(load_edition(make_project()))
    assert "\n\n\n" not in text and "  " not in text and " ." not in text and "None" not in text


def test_the_method_and_the_page_say_what_is_counted_together(make_project: MakeProject) -> None:
    project = make_project()
    save_proposals(
        project.groups, [Proposal("b1", "b1", False, "same_text", 0.9), Proposal("b3", "b1", True, "same_text", 0.9)]
    )
    edition = load_edition(project)
    assert "telles én gang. Én rapport telles derfor ikke for seg: `b1` (sammen med `b3`)." in method_text(edition)
    assert "<b>b1</b>" in render_page(edition) and "telles sammen med b3</li>" in render_page(edition)
    assert [source_of(entry) for entry in edition.matrix.grouped] == ["foreslått; telles sammen med b3"]


def test_without_groups_nothing_is_said_of_them(make_project: MakeProject) -> None:
    edition = load_edition(make_project())
    assert "Telt sammen" not in method_text(edition) and "Telt sammen" not in render_page(edition)


def sections(text: str) -> list[list[list[str]]]:
    """The numbers of each paragraph of each section."""
    return [
        [re.findall(r"\d[\d\u00a0]*", line.replace("metode.nn.md", "metode.md")) for line in part.splitlines() if line.strip()]
        for part in text.split("\n## ")
    ]


@pytest.mark.parametrize(
    "options",
    [{}, {"labels": False}, {"labels": False, "unsure": True}, {"suggestions": False, "recipients": False}, {"audit": True}],
    ids=["codes and suggestions", "no codes", "the codebook alone", "no suggestions", "an audit"],
)
def test_both_forms_of_norwegian_say_the_same(make_project: MakeProject, options: dict[str, bool]) -> None:
    project = make_project(**{name: value for name, value in options.items() if name != "audit"})
    edition = load_edition(project)
    if "audit" in options:
        estimates = {place: replace(one, ground="audit") for place, one in edition.matrix.estimates.items()}
        edition = replace(edition, matrix=replace(edition.matrix, estimates=estimates, audited=2, drawn=5), patterns=FOUND)
    assert sections(method_text(edition)) == sections(method_text(edition, "nn"))


BOTH = Pattern("together", Row("theme", "mat", ""), Row("theme", "ro", ""), "12 av 20", "3 av 30", True, 0.01)
IN_TOWNS = Pattern("recipient", Row("theme", "mat", ""), Column("recipient", "by", ""), "12 av 20", "3 av 30", False, 0.01)
LATER = Pattern("year", Row("theme", "mat", ""), None, "2012", "2014", True, 0.01)
FOUND = Patterns((BOTH, IN_TOWNS, LATER) * 4, 60, 57)


def test_the_method_names_the_clearest_patterns_and_says_that_there_are_more(make_project: MakeProject) -> None:
    text = method_text(replace(load_edition(make_project()), patterns=FOUND))
    assert text.count("12 av 20") == 4 and "De 5 tydeligste av 12 står her" in text
    assert "«Mat og måltider» og «Ro» går ofte sammen: 12 av 20" in text


def test_the_nynorsk_has_no_bokmal_left_in_it(make_project: MakeProject) -> None:
    text = method_text(replace(load_edition(make_project()), patterns=FOUND), "nn")
    assert bokmal_in(re.sub(r"`[^`]*`", "", text)) == set()
    assert "«Mat og måltid» er sjeldnare når mottakaren er «Byar» enn elles" in text
    assert "«Mat og måltid» er vanlegare i nyare rapportar: Halvparten av rapportane med temaet er frå 2012 eller" in text
