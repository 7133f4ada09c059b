"""The page for the eye: what it shows, and that nothing from the file runs in the reader's browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.extract import ExtractionError
from pipeline.extract.inspect import FLAGS, NOISE, inspect_file
from pipeline.language.boilerplate import SharedPassage, save_shared
from pipeline.portfolio import inspect_report
from pipeline.project import ExtractParams
from tests.conftest import MakeProject
from tests.extract.conftest import PARAGRAPH, Sheet, docx_bytes, pdf_bytes

PLAIN = ExtractParams(ocr="off")


def _page(tmp_path: Path, data: bytes, name: str = "rapport.pdf") -> str:
    path = tmp_path / name
    path.write_bytes(data)
    return inspect_file(path, PLAIN)


def test_each_page_stands_beside_its_blocks_with_the_reason_for_noise(tmp_path: Path) -> None:
    sheets = [Sheet().text(72, 40, "Rapport fra kommunen", 8).lines(72, 200, *PARAGRAPH) for _ in range(3)]
    html = _page(tmp_path, pdf_bytes(*sheets))
    assert html.count("data:image/jpeg;base64,") == 3
    assert html.count("Prosjektet har gitt hjelp") == 3
    assert html.count(f"header: {NOISE['header']}") == 3
    assert set(re.findall(r'href="#(p\d+b\d+)"', html)) == set(re.findall(r'id="(p\d+b\d+)"', html))


def test_text_and_name_of_a_file_are_escaped(tmp_path: Path) -> None:
    sheet = Sheet().text(72, 200, "<script>alert(1)</script> & <img src=x onerror=y>")
    html = _page(tmp_path, pdf_bytes(sheet), "<b>a&b.pdf")
    assert "<script" not in html and "<img src=x" not in html and "<b>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp;" in html
    assert "&lt;b&gt;a&amp;b.pdf" in html


def test_flags_are_explained(tmp_path: Path) -> None:
    sheet = Sheet().text(72, 100, "Å R S R A P P O R T").lines(72, 200, *PARAGRAPH)
    assert f"spaced_letters: {FLAGS['spaced_letters']}" in _page(tmp_path, pdf_bytes(sheet))


def test_a_word_document_has_blocks_and_no_pictures(tmp_path: Path) -> None:
    html = _page(tmp_path, docx_bytes("<w:p><w:r><w:t>Bolig først</w:t></w:r></w:p>"), "notat.docx")
    assert "Bolig først" in html and "base64" not in html


def test_a_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    with pytest.raises(ExtractionError) as caught:
        _page(tmp_path, b"%PDF-1.4\n1 0 obj")
    assert caught.value.reason == "truncated"


def test_the_page_is_written_where_it_was_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text("Bolig først", encoding="utf-8")
    Path("ut").mkdir()
    assert inspect_report(Path("a.txt"), None) == Path("a.txt.inspect.html")
    assert inspect_report(Path("a.txt"), Path("ut")) == Path("ut/a.txt.inspect.html")
    assert "Bolig først" in inspect_report(Path("a.txt"), Path("b.html")).read_text(encoding="utf-8")
    with pytest.raises(UsageError):
        inspect_report(Path("nei.pdf"), None)


def test_what_other_reports_share_is_marked_and_escaped(tmp_path: Path, make_project: MakeProject) -> None:
    project = make_project()
    goal = "Programmet har <tre> mål for alle kommunene som deltar."
    save_shared(project.boilerplate, [SharedPassage(goal, 41, ())])
    path = tmp_path / "a.txt"
    path.write_text(f"Vi bygde fire hus. {goal} Så flyttet vi inn.", encoding="utf-8")
    html = inspect_report(path, tmp_path / "a.html", project).read_text(encoding="utf-8")
    assert '<mark title="shared by 41 reports">Programmet har &lt;tre&gt; mål' in html
    assert "Vi bygde fire hus. <mark" in html and "</mark> Så flyttet vi inn." in html
    assert "<mark" not in inspect_report(path, tmp_path / "b.html").read_text(encoding="utf-8")
