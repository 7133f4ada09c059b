"""Whole portfolios: failures listed, nothing done twice, the same bytes whatever happens."""

from __future__ import annotations

import csv
import os
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.documents import Document, load_document
from pipeline.errors import DiskError
from pipeline.extract import BatchResult, extract_all
from pipeline.project import ExtractParams
from pipeline.register import Report

from .conftest import PARAGRAPH, Sheet, pdf_bytes

PARAMS = ExtractParams(ocr="off")
PAGE = Sheet().lines(70, 90, *PARAGRAPH)


def same(document: Document) -> Document:
    """Annotate nothing."""
    return document


def norwegian(document: Document) -> Document:
    """Say that everything is bokmål."""
    return replace(document, language="nb")


norwegian.version = "7"  # type: ignore[attr-defined]


def die_writing(document: Document) -> Document:
    """Die as a worker does that is killed while it writes the Document."""
    Path(os.environ["HALF_WRITTEN"]).write_text("{")
    os._exit(1)


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """A folder with three readable reports and two that are not."""
    folder = tmp_path / "raw"
    folder.mkdir()
    for number in range(3):
        sheet = Sheet().text(70, 60, f"Rapport nummer {number}", 18).lines(70, 90, *PARAGRAPH)
        (folder / f"r{number}.pdf").write_bytes(pdf_bytes(sheet))
    (folder / "tom.pdf").write_bytes(b"")
    (folder / "låst.pdf").write_bytes(pdf_bytes(PAGE, password="hemmelig"))
    return folder


REPORTS = [Report(f"r{number}", f"r{number}.pdf") for number in range(3)] + [
    Report("tom", "tom.pdf"), Report("laast", "låst.pdf"), Report("borte", "finnes/ikke.pdf"),
]  # fmt: skip


def run(raw: Path, reports: list[Report] | None = None, *, jobs: int = 1, annotate=same, params=PARAMS) -> BatchResult:  # type: ignore[no-untyped-def]
    """Extract to the folder `text` beside `raw`."""
    seen: list[tuple[int, int, str]] = []
    result = extract_all(
        REPORTS if reports is None else reports, raw, raw.parent / "text", params,
        jobs=jobs, annotate=annotate, progress=lambda done, total, name: seen.append((done, total, name)),
    )  # fmt: skip
    assert len(seen) <= len(REPORTS)
    return result


def folder_bytes(folder: Path) -> dict[str, bytes]:
    """All files of a folder."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_documents_and_failures(raw: Path) -> None:
    result = run(raw, annotate=norwegian)
    assert result.done == ("r0", "r1", "r2")
    assert {failure.report_id: failure.reason for failure in result.failures} == {
        "tom": "empty", "laast": "encrypted", "borte": "missing",
    }  # fmt: skip
    document = load_document(raw.parent / "text" / "r1.json")
    assert document.language == "nb"
    assert document.source.file == "r1.pdf"
    with (raw.parent / "text" / "failures.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [(row["report_id"], row["reason"]) for row in rows] == [
        ("borte", "missing"), ("laast", "encrypted"), ("tom", "empty"),
    ]  # fmt: skip


def test_second_run_does_nothing_and_starts_no_process(raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(raw)
    before = folder_bytes(raw.parent / "text")
    monkeypatch.setattr("pipeline.extract.isolate.hire", lambda *_: pytest.fail("a worker was started"))
    result = run(raw)
    assert result.done == ()
    assert result.unchanged == ("r0", "r1", "r2")
    assert len(result.failures) == 3
    assert folder_bytes(raw.parent / "text") == before


def test_only_what_changed_is_read_again(raw: Path) -> None:
    run(raw)
    (raw / "r1.pdf").write_bytes(pdf_bytes(PAGE))
    assert run(raw).done == ("r1",)
    (raw / "tom.pdf").write_bytes(pdf_bytes(PAGE))
    assert run(raw).done == ("tom",)
    (raw.parent / "text" / "r2.json").write_text("{}")
    assert run(raw).done == ("r2",)


def test_parameters_and_annotation_are_part_of_the_key(raw: Path) -> None:
    run(raw)
    assert len(run(raw, annotate=norwegian).done) == 3
    assert run(raw, annotate=norwegian, params=ExtractParams(ocr="off", max_pages=99)).done == (
        "r0",
        "r1",
        "r2",
    )


def test_same_bytes_whatever_the_order_and_the_number_of_jobs(raw: Path) -> None:
    run(raw)
    one = folder_bytes(raw.parent / "text")
    for path in (raw.parent / "text").iterdir():
        path.unlink()
    run(raw, REPORTS[::-1], jobs=3)
    assert folder_bytes(raw.parent / "text") == one


def test_documents_of_reports_no_longer_listed_go_and_foreign_files_stay(raw: Path) -> None:
    run(raw)
    foreign = raw.parent / "text" / "innstillinger.json"
    foreign.write_text('{"mitt": 1}')
    run(raw, REPORTS[1:])
    names = {path.name for path in (raw.parent / "text").glob("*.json")}
    assert names == {"r1.json", "r2.json", "innstillinger.json"}


def test_a_report_that_can_no_longer_be_read_loses_its_document(raw: Path) -> None:
    run(raw)
    (raw / "r0.pdf").write_bytes(b"")
    result = run(raw)
    assert "r0" in {failure.report_id for failure in result.failures}
    assert not (raw.parent / "text" / "r0.json").exists()


def test_an_id_that_is_a_path_gets_its_own_folder_and_goes_with_its_report(raw: Path) -> None:
    run(raw, [Report("2012/a.pdf", "r0.pdf")])
    nested = raw.parent / "text" / "2012" / "a.pdf.json"
    assert nested.is_file()
    assert run(raw, [Report("2012/a.pdf", "r0.pdf")]).unchanged == ("2012/a.pdf",)
    run(raw, [Report("x", "r0.pdf")])
    assert not nested.exists()


def test_a_document_that_the_disk_does_not_take_stops_the_run(raw: Path) -> None:
    (raw.parent / "text").mkdir()
    (raw.parent / "text" / "a").write_text("no folder")
    with pytest.raises(DiskError):
        run(raw, [Report("a/b", "r0.pdf")])


def test_what_a_killed_worker_left_half_written_is_gone(raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    half = raw.parent / "text" / ".0123456789abcdef.1.tmp"
    monkeypatch.setenv("HALF_WRITTEN", str(half))
    assert [failure.reason for failure in run(raw, [REPORTS[0]], annotate=die_writing).failures] == ["crashed"]
    assert not half.exists()
