"""Extraction measured: CPU time beside other readers, and fidelity against the demonstration reports' sources.

    python tests/bench/extraction.py [--pdfs DIR] [--only speed,fidelity,scans,batch]

Every speed is a ratio within this run; no clock time is asserted. With --pdfs only speed is measured, on DIR.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path
from statistics import mean

import pdfplumber
import pypdfium2

from pipeline.documents import Document
from pipeline.extract import ExtractionError, extract_all, extract_file
from pipeline.extract.batch import untouched
from pipeline.extract.worker import keep_memory
from pipeline.project import ExtractParams
from pipeline.register import Report

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.bench.truth import CharacterErrors, Truth, order_similarity, read_truth, word_f1

CORPUS = Path(__file__).parents[2] / "corpus"
PLAIN = ExtractParams(ocr="off")
MOST_FOR_PLUMBER, TURNS = 24, 3
# Some 5,000 pages: a portfolio of 730 reports has more, and starting the workers is soon a small part.
COPIES = 12
Texts = Callable[[Path], list[str]]


@cache
def document(path: Path) -> Document:
    """A Document without OCR, kept for the other measures."""
    return extract_file(path, path.stem, PLAIN)


def by_temakart(path: Path) -> list[str]:
    """Clean text of each page."""
    return [page.text for page in extract_file(path, path.stem, PLAIN).pages]


def by_pdfium(path: Path) -> list[str]:
    """pypdfium2's text of each page, as it comes."""
    with pypdfium2.PdfDocument(path) as pdf:
        return [page.get_textpage().get_text_range() for page in pdf]


def by_pdftotext(path: Path) -> list[str]:
    """`pdftotext -layout`."""
    done = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=False)
    return done.stdout.decode("utf-8", errors="replace").split("\f")[:-1]


def by_plumber(path: Path) -> list[str]:
    """pdfplumber's `extract_text()`."""
    with pdfplumber.open(path) as pdf:
        return [page.extract_text() for page in pdf.pages]


READERS: dict[str, Texts] = {
    "temakart": by_temakart,
    "pypdfium2 raw": by_pdfium,
    "pdftotext -layout": by_pdftotext,
    "pdfplumber": by_plumber,
}


def cpu() -> float:
    """CPU seconds of this process and its ended children."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(item.ru_utime + item.ru_stime for item in used)


def timed(read: Callable[[Path], object], paths: Iterable[Path]) -> float:
    """CPU seconds of reading all paths."""
    start = cpu()
    for path in paths:
        read(path)
    return cpu() - start


def table(title: str, rows: Iterable[Sequence[object]]) -> None:
    """Print rows in columns."""
    print(f"\n{title}")
    for first, *rest in rows:
        print(f"  {first!s:<44}" + "".join(f"{cell!s:>19}" for cell in rest))


def percent(part: float, whole: float) -> str:
    """A share as text."""
    return f"{100 * part / whole:.2f} %" if whole else "–"


def speed(paths: Sequence[Path]) -> None:
    """CPU time of the readers as ratios: they take turns at all files, and the least of their turns counts.

    This process keeps free memory as a worker of ours does, for all readers alike.
    """
    subset = list(paths[:: max(len(paths) // MOST_FOR_PLUMBER, 1)])
    keep_memory()
    by_temakart(subset[0])
    pages = sum(len(by_pdfium(path)) for path in subset)
    turns = [{name: timed(read, subset) for name, read in READERS.items()} for _ in range(TURNS)]
    used = {name: min(turn[name] for turn in turns) for name in READERS}
    ours = used["temakart"]
    rows = [(name, f"{seconds / ours:.2f}", f"{1000 * seconds / pages:.2f} ms") for name, seconds in used.items()]
    table(f"CPU time, {pages} pages of {len(subset)} files", [("", "× temakart", "here, per page"), *rows])
    print(
        f"  temakart needs {used['pdfplumber'] / ours:.1f} times less than pdfplumber, "
        f"{ours / used['pdftotext -layout']:.2f} × pdftotext -layout, {ours / used['pypdfium2 raw']:.2f} × pdfium's bare text."
    )


def fidelity(truths: Sequence[Truth], raw: Path) -> None:
    """Words, order and table rows of all readers on the same files."""
    single = [truth for truth in truths if not {"scanned", "two_columns", "map_cover"} & truth.layout]
    columns = [truth for truth in truths if "two_columns" in truth.layout]
    rows: list[Sequence[object]] = [("", "F1 one column", "F1 two columns", "order two columns", "table rows on a line")]
    for name, read in READERS.items():
        texts = {truth.report_id: "\n".join(read(raw / f"{truth.report_id}.pdf")) for truth in [*single, *columns]}
        one = mean(word_f1(truth, texts[truth.report_id]) for truth in single)
        two = mean(word_f1(truth, texts[truth.report_id]) for truth in columns)
        order = mean(order_similarity(truth, texts[truth.report_id]) for truth in columns)
        lines = sum(_row_lines(truth, texts[truth.report_id]) for truth in single)
        total = sum(len(truth.rows) for truth in single)
        rows.append((name, f"{one:.4f}", f"{two:.4f}", f"{order:.4f}", percent(lines, total)))
    table(f"Fidelity, {len(single)} born-digital reports in one column and {len(columns)} in two", rows)
    print("  The other readers do not take out headers, page numbers and contents: part of their distance is that.")
    cleaning([*single, *columns], raw)


def _row_lines(truth: Truth, text: str) -> int:
    """How many table rows stand on one line, cells in order."""
    lines = {re.sub(r"[\s|]+", "", line) for line in text.translate(str.maketrans("", "", "¹²³⁴")).split("\n")}
    joined = "\n".join(lines)
    return sum(re.sub(r"\s+", "", "".join(row)) in joined for row in truth.rows)


def cleaning(truths: Sequence[Truth], raw: Path) -> None:
    """Cells, furniture and hyphens of our own documents."""
    cells = [0, 0]
    furniture = [0, 0, 0, 0]
    hyphens = [0, 0]
    for truth in truths:
        path = raw / f"{truth.report_id}.pdf"
        plain = by_pdfium(path)
        for sums, found in (
            (cells, _cells(truth, document(path))),
            (furniture, _furniture(truth, document(path), plain)),
            (hyphens, _hyphens(truth, document(path), plain)),
        ):
            sums[:] = [a + b for a, b in zip(sums, found, strict=True)]
    table(
        "Layout and cleaning, temakart",
        [
            ("table cells right", percent(*cells), f"of {cells[1]}"),
            ("headers, footers, page numbers marked", percent(*furniture[:2]), f"of {furniture[1]}"),
            ("body lines marked by mistake", percent(*furniture[2:]), f"of {furniture[3]}"),
            ("words cut at line ends made right", percent(*hyphens), f"of {hyphens[1]}"),
        ],
    )


def _cells(truth: Truth, read: Document) -> tuple[int, int]:
    blocks = [block for page in read.pages for block in page.blocks]
    rows = {tuple(cell.rstrip("¹²³⁴") for cell in row) for block in blocks for row in block.cells or ()}
    return sum(len(row) for row in truth.rows if row in rows), sum(map(len, truth.rows))


def _furniture(truth: Truth, read: Document, plain: Sequence[str]) -> tuple[int, int, int, int]:
    """Furniture marked and there; body lines marked and there. A cover has no furniture, though it has its words."""
    marked = wanted = wrong = lines = 0
    for page, text in zip(read.pages, plain, strict=True):
        number = rf"(?:Side )?(?:– )?{page.number}(?: –)?(?: av {len(plain)})?"
        parts = "|".join([*map(re.escape, truth.furniture), number])
        found = [" ".join(line.split()) for line in text.splitlines()]
        cover = page.number == 1 and "cover" in truth.layout
        whole = [line for line in found if re.fullmatch(rf"(?:{parts})(?: (?:{parts}))*", line) and not cover]
        expected = [part for line in whole for part in re.findall(parts, line)]
        noise = [block.text for block in page.blocks if block.noise in ("header", "footer", "page_number")]
        marked += sum(part in noise for part in expected)
        wanted += len(expected)
        wrong += sum(text not in expected for text in noise)
        lines += len(found) - len(whole)
    return marked, wanted, wrong, lines


def _hyphens(truth: Truth, read: Document, plain: Sequence[str]) -> tuple[int, int]:
    """Words that a line end cut: the source tells whether the hyphen belongs to them."""
    source = set(re.findall(r"[\w-]+", (truth.body + " " + truth.notes).lower()))
    found = set(re.findall(r"[\w-]+", read.text.lower()))
    right = total = 0
    for left, after in re.findall(r"([\w-]+)[\u2010\ufffe\x02\u00ad-]\s*\n?([^\W\d_]+)", "\n".join(plain).lower()):
        joined, kept = left + after, f"{left}-{after}"
        if (joined in source) != (kept in source):
            total += 1
            right += (joined if joined in source else kept) in found
    return right, total


def tesseract_alone(path: Path) -> str:
    """Single-threaded Tesseract on the rendered pages, nothing else."""
    texts = []
    with pypdfium2.PdfDocument(path) as pdf, tempfile.TemporaryDirectory() as folder:
        for page in pdf:
            image = Path(folder) / "page.png"
            page.render(scale=300 / 72, grayscale=True).to_pil().convert("L").save(image, compress_level=1)
            command = ["tesseract", str(image), "stdout", "-l", "nor"]
            done = subprocess.run(command, capture_output=True, check=True, env={**os.environ, "OMP_THREAD_LIMIT": "1"})
            texts.append(done.stdout.decode("utf-8"))
    return "\n".join(texts)


def scans(truths: Sequence[Truth], raw: Path) -> None:
    """Character errors and CPU time on the scanned reports."""
    used = {"temakart": 0.0, "tesseract alone": 0.0}
    errors: dict[str, CharacterErrors] = {}
    readers: dict[str, Callable[[Path], str]] = {
        "temakart": lambda path: extract_file(path, path.stem, ExtractParams()).text,
        "tesseract alone": tesseract_alone,
        **{name: (lambda path, read=read: "\n".join(read(path))) for name, read in READERS.items() if name != "temakart"},
    }
    for truth in truths:
        for name, read in readers.items():
            start = cpu()
            text = read(raw / f"{truth.report_id}.pdf")
            used[name] = used.get(name, 0.0) + cpu() - start
            errors.setdefault(name, CharacterErrors()).add(truth, text)
    rows = [
        (
            name,
            percent(item.wrong, item.total),
            percent(item.wrong_special, item.total_special),
            f"{used[name] / used['temakart']:.2f}",
        )
        for name, item in errors.items()
    ]
    table(f"Scans, {len(truths)} reports: character errors", [("", "all letters", "æ ø å", "CPU × temakart"), *rows])


def batch(paths: Sequence[Path]) -> None:
    """Two workers beside one, and the memory that a file of a thousand pages takes."""
    reports = [Report(report_id=f"{copy}-{path.stem}", file=path.name) for copy in range(COPIES) for path in paths]
    wall = {1: float("inf"), 2: float("inf")}
    for jobs in (1, 2, 1, 2):
        with tempfile.TemporaryDirectory() as out:
            start = time.perf_counter()
            extract_all(reports, paths[0].parent, Path(out), PLAIN, jobs=jobs, annotate=untouched, progress=lambda *_: None)
            wall[jobs] = min(wall[jobs], time.perf_counter() - start)
    busy = os.getloadavg()[0]
    table(
        "Batch",
        [
            ("two workers, speed of one", f"{wall[1] / wall[2]:.2f} ×", f"load {busy:.1f} on {os.cpu_count()}"),
            *((f"peak memory, {pages} pages", f"{memory(paths, pages):.0f} MB") for pages in (10, 1000)),
        ],
    )


def memory(paths: Sequence[Path], pages: int) -> float:
    """The resident memory at its peak of a fresh process that reads a file of so many pages."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "long.pdf"
        long = pypdfium2.PdfDocument.new()
        while len(long) < pages:
            for source in paths:
                with pypdfium2.PdfDocument(source) as pdf:
                    long.import_pages(pdf, list(range(min(len(pdf), pages - len(long)))))
                if len(long) >= pages:
                    break
        long.save(path)
        long.close()
        code = (
            "import resource, sys; from pathlib import Path; from pipeline.extract import extract_file; "
            "from pipeline.project import ExtractParams; extract_file(Path(sys.argv[1]), 'x', ExtractParams(ocr='off')); "
            "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
        )
        done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
        return float(done.stdout)


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pdfs", type=Path, help="a folder with other PDF files: only speed is measured")
    parser.add_argument("--only", default="speed,fidelity,scans,batch")
    options = parser.parse_args()
    wanted = options.only.split(",")
    if options.pdfs:
        speed([path for path in sorted(options.pdfs.rglob("*.pdf")) if _opens(path)])
        return
    truths = [read_truth(path) for path in sorted((CORPUS / "source").glob("*.md"))]
    raw = CORPUS / "raw"
    digital = [raw / f"{truth.report_id}.pdf" for truth in truths if "scanned" not in truth.layout]
    print("Fidelity is measured on texts written for temakart itself and rendered by one program (WeasyPrint):")
    print("real reports come from many programs and will be read less well.")
    if "speed" in wanted:
        speed(digital)
    if "fidelity" in wanted:
        fidelity(truths, raw)
    if "batch" in wanted:
        batch(digital)
    if "scans" in wanted:
        scans([truth for truth in truths if "scanned" in truth.layout], raw)


def _opens(path: Path) -> bool:
    """Whether a file can be read and has a text layer: scans have no place in this comparison."""
    try:
        return sum(len(text) for text in by_temakart(path)) > 200
    except ExtractionError:
        return False


if __name__ == "__main__":
    main()
