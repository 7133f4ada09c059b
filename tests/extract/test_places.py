"""No file outside the given folders is read or written, and no name of a file stops the run."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest

from pipeline.documents import load_document
from pipeline.extract import BatchResult, extract_all
from pipeline.extract.batch import untouched
from pipeline.portfolio import extract_paths
from pipeline.project import ExtractParams
from pipeline.register import Report
from tests.bench.damage import PAGES, TEXT, page, pdf, single, stream

from .conftest import PARAGRAPH, Read, Sheet, pdf_bytes

PDF = pdf_bytes(Sheet().lines(70, 90, *PARAGRAPH))
ODD_NAMES = [
    b"a\nb.pdf", b"bl\xe5.pdf", "bl\u00e5.pdf".encode(), "bla\u030a.pdf".encode(), "linje\u2028skift\x85.pdf".encode(),
    b"..pdf",
    b"..%2f..%2fa.pdf", b"CON.pdf", b"con.pdf", b" .pdf", b"-rf.pdf", b"=1+1.pdf", b"\x1b[31m.pdf", "\U0001f600.pdf".encode(),
    b"back\\slash.pdf", b".skjult.pdf", b".0123456789abcdef.1.tmp.pdf", b"x" * 246 + b".pdf",
]  # fmt: skip


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """A folder with one report."""
    folder = tmp_path / "raw"
    folder.mkdir()
    (folder / "r0.pdf").write_bytes(PDF)
    return folder


def run(raw: Path, *reports: Report) -> BatchResult:
    """Extract to the folder `text` beside `raw`."""
    out, params = raw.parent / "text", ExtractParams(ocr="off")
    return extract_all(reports, raw, out, params, jobs=1, annotate=untouched, progress=lambda *_: None)


@pytest.mark.parametrize(
    "file", ["../hemmelig.pdf", "lenke.pdf", "/etc/passwd", "rot/hemmelig.pdf", "a\x00b.pdf", "mappe", "rør"]
)
def test_no_file_outside_the_folder_is_read(raw: Path, file: str) -> None:
    secret = raw.parent / "hemmelig.pdf"
    secret.write_bytes(PDF)
    (raw / "lenke.pdf").symlink_to(secret)
    (raw / "rot").symlink_to(raw.parent)
    (raw / "mappe").mkdir()
    os.mkfifo(raw / "rør")
    result = run(raw, Report("x", file))
    assert [failure.reason for failure in result.failures] == ["missing"]
    assert not (raw.parent / "text" / "x.json").exists()


@pytest.mark.parametrize("name", ["../utenfor", "a/../../utenfor", "/utenfor"])
def test_no_file_outside_the_folder_is_written(raw: Path, name: str) -> None:
    before = set(raw.parent.rglob("*"))
    result = run(raw, Report(name, "r0.pdf"))
    assert [failure.reason for failure in result.failures] == ["missing"]
    after = {path for path in raw.parent.rglob("*") if path.parent != raw.parent / "text"}
    assert after - before <= {raw.parent / "text"}


def test_a_link_among_the_documents_is_neither_followed_nor_read(raw: Path) -> None:
    text, other = raw.parent / "text", raw.parent / "annet.json"
    run(raw, Report("r0", "r0.pdf"))
    other.write_bytes((text / "r0.json").read_bytes())
    (text / "r1.json").symlink_to(other)
    (text / "mappe.json").mkdir()
    os.mkfifo(text / "rør.json")
    (text / ".notat.tmp").write_text("mitt")
    result = run(raw, Report("r0", "r0.pdf"), Report("r1", "r0.pdf"))
    assert [failure.report_id for failure in result.failures] == ["r1"]
    assert other.is_file() and (text / ".notat.tmp").read_text() == "mitt"


def test_odd_names_are_read_and_only_once(tmp_path: Path) -> None:
    folder, out = tmp_path / "inn", tmp_path / "ut"
    folder.mkdir()
    for name in ODD_NAMES:
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_bytes(PDF)
    first = extract_paths([folder], out, jobs=1, progress=lambda *_: None)
    assert (first.read, first.failures) == (len(ODD_NAMES), ())
    assert extract_paths([folder], out, jobs=1, progress=lambda *_: None).unchanged == len(ODD_NAMES)
    twins = {unicodedata.normalize("NFC", path.name) for path in out.glob("bl*.json")}
    assert twins == {"blå.pdf.json", "bl\\xe5.pdf.json"}
    assert load_document(out / "bl\\xe5.pdf.json").source.file == "bl\\xe5.pdf"


def test_a_name_too_long_for_its_document_and_one_that_is_also_a_folder_are_listed(tmp_path: Path) -> None:
    long = "y" * 251 + ".pdf"
    (tmp_path / "a.pdf.json").mkdir()
    for name in (long, "a.pdf", "a.pdf.json/b.pdf"):
        (tmp_path / name).write_bytes(PDF)
    result = extract_paths([tmp_path], tmp_path / "ut", jobs=1, progress=lambda *_: None)
    assert result.read == 1
    assert [failure.file for failure in result.failures] == ["a.pdf", long]
    assert {failure.reason for failure in result.failures} == {"missing"}


@pytest.mark.parametrize("kind", ["stream", "file specification", "form", "picture"])
def test_what_a_pdf_says_lies_in_another_file_is_not_fetched(read: Read, tmp_path: Path, kind: str) -> None:
    other = tmp_path / "annen.txt"
    other.write_bytes(b"BT /F1 12 Tf 72 600 Td (Hemmelig innhold) Tj ET")
    where = b"/F (%b)" % str(other).encode()
    spec = b"/F << /Type /Filespec %b >>" % where
    drawn = b"<< /XObject << /X 5 0 R >> /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
    form = stream(b"", b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Ref << %b /Page 0 >> %b" % (where, where))
    picture = stream(b"", b"/Subtype /Image /Width 9 /Height 9 /ColorSpace /DeviceGray /BitsPerComponent 8 " + where)
    catalogue = b"<< /Type /Catalog /Pages 2 0 R >>"
    data = {
        "stream": pdf([catalogue, PAGES, page(), stream(b"", where)]),
        "file specification": pdf([catalogue, PAGES, page(), stream(b"", spec)]),
        "form": single(b"/X Do " + TEXT, b"", form, resources=drawn),
        "picture": single(b"/X Do " + TEXT, b"", picture, resources=drawn),
    }[kind]
    assert "Hemmelig" not in read(data).text
