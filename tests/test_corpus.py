"""The demonstration corpus is what its README and the brief for it say."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from ruamel.yaml import YAML

from pipeline.codebook import load_codebook
from pipeline.labels import load_labels
from pipeline.project import Project
from pipeline.register import Register, load_register

PROJECT = Project(Path(__file__).parents[1])
CORPUS = PROJECT.root / "corpus"
WORD = re.compile(r"\w[\w-]*")


@dataclass(frozen=True, slots=True)
class Source:
    """A text of the corpus before it was set."""

    meta: dict[str, Any]
    body: str

    @property
    def layout(self) -> list[str]:
        """The layout words of the front matter."""
        return list(self.meta["layout"])


@dataclass(frozen=True, slots=True)
class Pdf:
    """What a reader of the PDF is told before reading."""

    pages: int
    characters: int
    first_page: str
    metadata: dict[str, str]


@cache
def sources() -> dict[str, Source]:
    """The sources by report id."""
    found = {}
    for path in sorted((CORPUS / "source").glob("*.md")):
        _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
        found[path.stem] = Source(YAML(typ="safe").load(front), body)
    return found


@cache
def pdfs() -> dict[str, Pdf]:
    """The PDFs by report id."""
    found = {}
    for path in sorted(PROJECT.raw.glob("*.pdf")):
        with pypdfium2.PdfDocument(path) as document:
            texts = [page.get_textpage() for page in document]
            first = re.sub(r"[-\s]+", " ", texts[0].get_text_bounded())
            characters = sum(pdfium.FPDFText_CountChars(text) for text in texts)
            found[path.stem] = Pdf(len(document), characters, first, document.get_metadata_dict())
    return found


@cache
def register() -> Register:
    """The register of the corpus."""
    return load_register(PROJECT)


@cache
def boilerplate() -> frozenset[str]:
    """The sentences that reports may share."""
    lines = (CORPUS / "boilerplate.md").read_text(encoding="utf-8").splitlines()
    return frozenset(sentence for line in lines if line.startswith("- ") for sentence in sentences(line[2:]))


def sentences(text: str) -> set[str]:
    """The sentences of six words or more, by their words alone."""
    found = (" ".join(WORD.findall(piece.lower())) for piece in re.split(r"[.!?]+(?:\s|$)|\n\s*\n|\n(?=[-|#>])", text))
    return {sentence for sentence in found if sentence.count(" ") >= 5}


def with_layout(name: str) -> set[str]:
    """The reports with one trait of layout."""
    return {report_id for report_id, source in sources().items() if name in source.layout}


def test_every_row_has_a_source_and_a_pdf_and_the_other_way_round() -> None:
    rows = {report.report_id for report in register().reports}
    assert rows == sources().keys() == pdfs().keys()
    assert register().faults == ()
    assert all(report.file == f"{report.report_id}.pdf" for report in register().reports)
    assert {report_id: source.meta["report_id"] for report_id, source in sources().items()} == {name: name for name in rows}


def test_57_reports_are_coded_and_60_are_not() -> None:
    labels = load_labels(PROJECT.labels, load_codebook(PROJECT.codebook), pdfs().keys())
    assert labels.faults == ()
    coded = Counter(coding.report_id for coding in labels.codings)
    assert (len(coded), set(coded.values()), len(pdfs().keys() - coded.keys())) == (57, {1}, 60)
    assert not any(report_id.startswith("andre_") for report_id in coded)
    assert all(coding.themes and coding.recipient and coding.basis == "imported" for coding in labels.codings)


def test_every_code_of_the_codebook_is_used() -> None:
    codebook = load_codebook(PROJECT.codebook)
    codings = load_labels(PROJECT.labels, codebook).codings
    assert {theme for coding in codings for theme in coding.themes} == set(codebook.theme_ids)
    assert {coding.recipient for coding in codings} <= set(codebook.recipient_ids)


def test_written_forms() -> None:
    forms = Counter(source.meta["language"] for source in sources().values())
    assert forms.keys() == {"nb", "nn", "mixed", "en"}
    assert forms["nn"] >= 12 and forms["mixed"] == 2 and forms["en"] == 1


def test_layouts() -> None:
    assert len(with_layout("scanned")) == 8
    assert len(with_layout("two_columns")) >= 6
    for name in ("header", "footer", "toc", "footnotes", "hyphen", "spaced", "cover", "letterhead"):
        assert len(with_layout(name)) >= 3, name


def test_tables() -> None:
    with_tables = {
        report_id for report_id, source in sources().items() if re.search(r"^\|[ :|-]+\|$", source.body, re.MULTILINE)
    }
    assert len(with_tables) >= 8


def test_scans_have_no_text_layer_and_all_others_have() -> None:
    assert {report_id for report_id, pdf in pdfs().items() if pdf.characters == 0} == with_layout("scanned")
    assert min(pdf.characters for report_id, pdf in pdfs().items() if report_id not in with_layout("scanned")) > 1000


def test_pages_and_words() -> None:
    assert {report_id: pdf.pages for report_id, pdf in pdfs().items() if not 2 <= pdf.pages <= 10} == {}
    words = {report_id: len(WORD.findall(source.body)) for report_id, source in sources().items()}
    assert {report_id: count for report_id, count in words.items() if not 350 <= count <= 2700} == {}


def test_the_first_page_or_the_metadata_says_that_it_is_a_demonstration_text() -> None:
    says = re.compile(r"demonstr(?:asjonstekst|ation text)", re.IGNORECASE)
    scanned = with_layout("scanned")
    assert [report_id for report_id, pdf in pdfs().items() if not any(map(says.search, pdf.metadata.values()))] == []
    assert [r for r, pdf in pdfs().items() if r not in scanned and not says.search(pdf.first_page)] == []


def test_no_text_of_a_report_names_the_demonstration_itself() -> None:
    words = re.compile(r"temakart|demonstrasjon|kunnskapsmatrise", re.IGNORECASE)
    assert [report_id for report_id, source in sources().items() if words.search(source.body)] == []


def test_no_sentence_is_shared_by_more_than_two_reports_but_boilerplate() -> None:
    stands_in: defaultdict[str, set[str]] = defaultdict(set)
    for report_id, source in sources().items():
        for sentence in sentences(source.body) - boilerplate():
            stands_in[sentence].add(report_id)
    assert {sentence: reports for sentence, reports in stands_in.items() if len(reports) > 2} == {}


def test_boilerplate_is_really_shared() -> None:
    shared = Counter(sentence for source in sources().values() for sentence in sentences(source.body) & boilerplate())
    assert sum(count >= 3 for count in shared.values()) >= 3


def test_the_whole_corpus_is_small() -> None:
    committed = [path for folder in ("raw", "source") for path in (CORPUS / folder).iterdir()]
    assert sum(path.stat().st_size for path in committed) <= 25e6


@pytest.mark.parametrize("name", ["README.md", "NOTICE.txt"])
def test_a_reader_is_told_that_it_measures_nothing(name: str) -> None:
    text = (CORPUS / name).read_text(encoding="utf-8").lower()
    assert re.search(r"measures\s+nothing|demonstr", text)


def test_the_readme_counts_rightly() -> None:
    told = (CORPUS / "README.md").read_text(encoding="utf-8")
    forms = Counter(source.meta["language"] for source in sources().values())
    assert (
        f"{forms['nb']} reports in bokmål, {forms['nn']} in nynorsk, {forms['mixed']} that mix the two, {forms['en']} in"
        in told
    )
