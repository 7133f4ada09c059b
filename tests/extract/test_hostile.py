"""Files built to harm: each gets its text or its reason, and the batch goes on. `make bench-hostile` runs thousands."""

from __future__ import annotations

import random
from functools import partial
from pathlib import Path

import pytest

from pipeline.extract import REASONS, BatchResult, ExtractionError, extract_all
from pipeline.extract.batch import untouched
from pipeline.extract.hired import Limits
from pipeline.extract.pdf import read_pdf
from pipeline.project import ExtractParams
from pipeline.register import Report
from tests.bench.damage import DAMAGES, HOSTILE, Damage
from tests.extract.conftest import PARAGRAPH, Sheet, pdf_bytes

READ = ("outline_loop", "said_pages", "deep_arrays", "odd_boxes", "far_boxes", "javascript", "launch")
READ += ("attachment", "self_length")
REFUSED = {
    "empty.pdf": "empty",
    "blank.txt": "empty",
    "page.html.pdf": "not_a_pdf",
    "text.pdf": "not_a_pdf",
    "zip.pdf": "not_a_pdf",
    "zip.docx": "not_a_pdf",
    "entities.docx": "not_a_pdf",
    "head-only.pdf": "truncated",
    "page_tree_loop.pdf": "not_a_pdf",
    "no_pages.pdf": "empty",
    "encrypted_oddly.pdf": "encrypted",
}
PARAMS = ExtractParams(ocr="off", memory_mb=1024)


def run(folder: Path, *names: str, params: ExtractParams = PARAMS) -> BatchResult:
    """Files of a folder through the batch, to the folder `out` in it."""
    reports = [Report(name, name) for name in names]
    return extract_all(reports, folder, folder / "out", params, jobs=1, annotate=untouched, progress=lambda *_: None)


def test_each_built_file_is_read_or_refused_with_its_reason(tmp_path: Path) -> None:
    names = [*(f"{name}.pdf" for name in READ), *REFUSED]
    for name in names:
        (tmp_path / name).write_bytes(HOSTILE[name]())
    result = run(tmp_path, *names)
    assert {failure.report_id: failure.reason for failure in result.failures} == REFUSED
    assert set(result.done) == {f"{name}.pdf" for name in READ}
    kept = {*(f"{name}.pdf.json" for name in READ), "failures.csv", ".state.jsonl", ".lock"}
    assert {path.name for path in (tmp_path / "out").rglob("*")} == kept


@pytest.mark.parametrize("name", ["form_loop.pdf", "inflating.pdf"])
def test_a_file_that_needs_more_memory_is_ended_and_listed(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(HOSTILE[name]())
    (failure,) = run(tmp_path, name, params=ExtractParams(ocr="off", memory_mb=512)).failures
    assert failure.reason == "memory" and "512 MB" in failure.detail


def test_a_file_that_needs_more_time_is_ended_and_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.extract.batch.Limits", partial(Limits, least_seconds=0.02))
    (tmp_path / "many_letters.pdf").write_bytes(HOSTILE["many_letters.pdf"]())
    params = ExtractParams(ocr="off", seconds_per_100_pages=0.02)
    (failure,) = run(tmp_path, "many_letters.pdf", params=params).failures
    assert failure.reason == "timeout" and "seconds" in failure.detail


def test_of_a_file_with_too_many_pages_none_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.extract.pdf._page", lambda *_: pytest.fail("a page was read"))
    with pytest.raises(ExtractionError) as caught:
        read_pdf(HOSTILE["many_pages.pdf"](), ExtractParams(), bool, lambda *_: pytest.fail("time was given"))
    assert caught.value.reason == "too_large"


def test_a_file_of_too_many_bytes_is_not_even_hashed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.extract.batch.sha256_file", lambda path: pytest.fail(f"{path.name} was read"))
    with (tmp_path / "stor.pdf").open("wb") as file:
        file.truncate(500_000_001)
    assert run(tmp_path, "stor.pdf").failures[0].reason == "too_large"


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_damage_costs_at_most_the_file(tmp_path: Path, damage: Damage) -> None:
    sound = pdf_bytes(*(Sheet().lines(72, 100, *PARAGRAPH) for _ in range(2)))
    names = ["sound.pdf", *(f"{number}.pdf" for number in range(6))]
    (tmp_path / "sound.pdf").write_bytes(sound)
    for number in range(6):
        (tmp_path / f"{number}.pdf").write_bytes(damage(sound, random.Random(number)))
    result = run(tmp_path, *names)
    assert "sound.pdf" in result.done
    assert len(result.done) + len(result.failures) == 7
    assert {failure.reason for failure in result.failures} <= set(REASONS) - {"crashed"}
