"""Files built to harm: each gets its text or its reason, and the batch goes on. `make bench-hostile` runs thousands."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from pipeline.extract import REASONS, extract_all
from pipeline.extract.batch import untouched
from pipeline.project import ExtractParams
from pipeline.register import Report
from tests.bench.damage import DAMAGES, HOSTILE, Damage
from tests.extract.conftest import PARAGRAPH, Sheet, pdf_bytes

READ = ("page_tree_loop", "outline_loop", "said_pages", "deep_arrays", "odd_boxes", "far_boxes", "javascript", "launch")
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
    "encrypted_oddly.pdf": "encrypted",
}
PARAMS = ExtractParams(ocr="off", memory_mb=1024)


def test_each_built_file_is_read_or_refused_with_its_reason(tmp_path: Path) -> None:
    names = [*(f"{name}.pdf" for name in READ), *REFUSED]
    for name in names:
        (tmp_path / name).write_bytes(HOSTILE[name]())
    reports = [Report(name, name) for name in names]
    out = tmp_path / "out"
    result = extract_all(reports, tmp_path, out, PARAMS, jobs=1, annotate=untouched, progress=lambda *_: None)
    assert {failure.report_id: failure.reason for failure in result.failures} == REFUSED
    assert set(result.done) == {f"{name}.pdf" for name in READ}
    assert not [path for path in out.rglob("*") if path.suffix in (".tmp", ".sh") or path.name == ".scratch"]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_damage_costs_at_most_the_file(tmp_path: Path, damage: Damage) -> None:
    sound = pdf_bytes(*(Sheet().lines(72, 100, *PARAGRAPH) for _ in range(2)))
    reports = [Report("sound", "sound.pdf")]
    (tmp_path / "sound.pdf").write_bytes(sound)
    for number in range(6):
        (tmp_path / f"{number}.pdf").write_bytes(damage(sound, random.Random(number)))
        reports.append(Report(f"r{number}", f"{number}.pdf"))
    result = extract_all(reports, tmp_path, tmp_path / "out", PARAMS, jobs=1, annotate=untouched, progress=lambda *_: None)
    assert "sound" in result.done
    assert len(result.done) + len(result.failures) == 7
    assert {failure.reason for failure in result.failures} <= set(REASONS) - {"crashed"}
