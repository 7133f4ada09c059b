"""A project small enough to read: three themes, two recipients, four reports as text, two of them coded."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from pipeline.documents import Block, Document, Page, Source
from pipeline.project import Project
from pipeline.tables import write_csv
from tests.chromium import CHROMIUM

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# a machine under load, or stopped for a while, is no fault of the code under test
settings.register_profile("temakart", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("temakart")

CODEBOOK = """\
version: "prøve-1"
themes:
  - id: planlegging
    label: Planlegging og strategi
    label_nn: Planlegging og strategi
    group: Styring
    layer: definert
    definition: Kommunen lager planer og kartlegger behovet for boliger.
    not_when: Bare prosjektets egen plan er nevnt.
    definition_nn: Kommunen lagar planar og kartlegg behovet for bustader.
    not_when_nn: Berre planen for sjølve prosjektet er nemnd.
    terms: [boligplan, kartlegging, strategi]
    terms_nn: [bustadplan, kartlegging, strategi]
  - id: opplaering
    label: Opplæring
    label_nn: Opplæring
    group: Kompetanse
    layer: definert
    definition: Ansatte får kurs, undervisning eller veiledning.
    terms: [kurs, opplæring, fagdag]
  - id: brukermedvirkning
    label: Brukermedvirkning
    group: Overordnede temaer
    layer: overordnet
    definition: Brukere er med på å forme tilbudet.
    terms: [brukermedvirkning, brukerråd, erfaringskonsulent]
recipients:
  - id: kommune
    label: Kommuner
    definition: Kommune eller bydel.
    definition_nn: Kommune eller ein bydel.
    terms: [kommune]
    decide: {order: 1, municipality: other}
  - id: andre
    label: Andre
    definition: Organisasjoner, stiftelser og andre.
    decide: {order: 2, words: [stiftelsen, foreningen]}
"""

REPORTS = {
    "r1": "Ny boligplan\n\nHamar kommune kartla behovet for boliger og laget en strategi for fem år. "
    "Kommunestyret vedtok boligplanen, og kartleggingen gjentas hvert år.",
    "r2": "Kurs for ansatte\n\nStiftelsen holdt tolv kurs for ansatte i kommunen. Hver fagdag ga opplæring i "
    "oppfølging av leietakere, og nye ansatte fikk undervisning.",
    "r3": "Brukerråd i bygget\n\nBeboerne valgte et brukerråd. En erfaringskonsulent ledet møtene, og "
    "brukermedvirkning ble skrevet inn i avtalene.",
    "r4": "Frå plan til kurs\n\nKommunen laga ein bustadplan og ein strategi. Etterpå fekk dei tilsette opplæring "
    "og kurs, og kartlegginga blei brukt på kvar fagdag.",
}
LABELS = (("r1", "planlegging", "kommune"), ("r2", "opplaering", "andre"))

MakeProject = Callable[..., Project]
MakeDocument = Callable[..., Document]


@pytest.fixture
def codebook_text() -> str:
    """The codebook of the small project, to be changed one fault at a time."""
    return CODEBOOK


@pytest.fixture
def make_project(tmp_path: Path) -> MakeProject:
    """Write a project under tmp_path: `make_project(reports={"a": "Tekst"}, labels=[("a", "opplaering", "andre")])`.

    `register=False` leaves the register out; `columns` adds cells to its rows by report id.
    """

    def make(
        reports: Mapping[str, str] = REPORTS,
        labels: Sequence[tuple[str, str, str]] = LABELS,
        codebook: str = CODEBOOK,
        *,
        register: bool = True,
        columns: Mapping[str, Mapping[str, str]] | None = None,
        name: str = "project",
    ) -> Project:
        project = Project(tmp_path / name)
        project.raw.mkdir(parents=True)
        project.codebook.parent.mkdir(parents=True)
        project.codebook.write_text(codebook, encoding="utf-8")
        for report_id, text in reports.items():
            (project.raw / f"{report_id}.txt").write_text(text, encoding="utf-8")
        if register:
            extra = columns or {}
            names = sorted({column for cells in extra.values() for column in cells})
            rows = [{"report_id": r, "file": f"{r}.txt", **extra.get(r, {})} for r in reports]
            write_csv(project.root / "corpus" / "register.csv", ["report_id", "file", *names], rows)
        if labels:
            write_labels(project, labels)
        return project

    return make


def write_labels(project: Project, labels: Sequence[tuple[str, str, str]]) -> None:
    """Codings by one coder on one day."""
    rows = [
        {"report_id": report_id, "themes": themes, "recipient": recipient, "coder": "kari", "coded_at": "2026-01-15",
         "basis": "blind", "codebook_version": "prøve-1"}
        for report_id, themes, recipient in labels
    ]  # fmt: skip
    write_csv(project.root / "annotations" / "labels.csv", list(rows[0]), rows)


@pytest.fixture
def make_document() -> MakeDocument:
    """A Document from pages, each a text or a list of blocks: `make_document("Side én.", [Block("heading", "Mål")])`."""

    def make(*pages: str | Sequence[Block], report_id: str = "r1") -> Document:
        return Document(
            report_id,
            Source(f"{report_id}.txt", "0" * 64, 1, "txt"),
            "1",
            tuple(_page(number, content) for number, content in enumerate(pages, 1)),
        )

    return make


def _page(number: int, content: str | Sequence[Block]) -> Page:
    if isinstance(content, str):
        return Page(number, content)
    return Page(number, "\n\n".join(block.text for block in content if block.noise is None), tuple(content))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium without a window, one for a module; names that end in .test are this computer."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        args = ["--no-sandbox", "--host-resolver-rules=MAP *.test 127.0.0.1"]
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=args)
        yield launched
        launched.close()
