"""A page for the eye: each page of a report as a picture beside the blocks read from it, and why some are noise."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

import pypdfium2

from pipeline.documents import Block, Document, Page
from pipeline.extract.failures import ExtractionError
from pipeline.extract.hired import Limits
from pipeline.extract.isolate import Crew
from pipeline.extract.reader import read_file
from pipeline.extract.worker import Notify
from pipeline.project import ExtractParams

SharedIn = Callable[[str], list[tuple[str, int]]]
"""The sentences of a text that other reports share, each with the number of those reports."""
MOST_PAGES = 120
WIDTH = 700
NOISE = {
    "header": "stands at the same height at the top of other pages",
    "footer": "stands at the same height at the foot of other pages",
    "page_number": "a number at the edge of the page that counts with the pages",
    "toc": "table of contents: dot leaders, or rising page numbers under its title",
    "colophon": "imprint: ISBN, copyright, printer",
    "publication_list": "list of other publications",
    "hidden": "drawn without ink, and no scan lies over it, or outside the page: not meant to be seen",
    "vertical": "does not lie flat",
    "map": "a page of names without a sentence, as on a map",
    "web_clutter": "buttons of the web page the report was saved from",
}
FLAGS = {
    "needs_ocr": "a picture without text, and OCR is not installed or switched off",
    "deskewed": "the scan was straightened before reading",
    "turned": "the page lay on its side or head and was turned",
    "despeckled": "the scan was full of specks, which were taken out before reading",
    "read_as_english": "the scan is in English and was read again with Tesseract's English data",
    "low_confidence": "OCR was unsure of most words",
    "ocr_failed": "Tesseract failed on this page",
    "columns_interleaved": "the file mixes its columns line by line; they were parted",
    "spaced_letters": "letter-spaced words were closed up",
    "bad_charmap": "too few known words: the file's map from glyphs to letters is wrong",
    "mirrored": "the words stand backwards in the file",
    "letters_missing": "a Norwegian page with next to no æ, ø and å",
    "letters_restored": "other characters stood for æ, ø and å throughout; they were put back",
    "charmap_undone": "the map was shifted or reversed by a constant, which was undone",
    "layer_doubtful": "the text behind the picture does not lie where the picture has writing",
    "layer_replaced": "the text behind the picture was another page's or not all of it; the picture was read",
    "words_run_together": "the words have no blanks between them",
    "read_by_pdfplumber": "the second reader did clearly better",
    "vertical_text": "some text does not lie flat and was left out",
    "unreadable": "the page is damaged",
}
_STYLE = """
body{font:15px/1.45 system-ui,sans-serif;margin:24px;color:#1c1c1c;background:#fafafa}
section{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:20px;border-top:1px solid #bbb;padding:16px 0}
h2{grid-column:1/-1;font-size:16px;margin:0}h2 span{font-weight:400;color:#555}
.sheet{position:relative;align-self:start}.sheet img{width:100%;display:block;border:1px solid #ccc}
.sheet a{position:absolute;border:1.5px solid #2b6cb0;color:#2b6cb0;font:11px/1 sans-serif;text-indent:-20px}
.sheet a.noise{border-color:#b7791f;color:#8a5a12;background:#b7791f22}
.block{border-left:4px solid #2b6cb0;margin:0 0 8px;padding:3px 10px;background:#fff}
.block{white-space:pre-wrap;overflow-wrap:anywhere}
.block.noise{border-color:#b7791f;color:#5d5d5d;background:#fdf6e9}.block:target{outline:3px solid #2b6cb0}
.block mark{background:#e3dcf3;color:inherit}
.block small{display:block;color:#555}.heading{font-weight:600}
table{border-collapse:collapse}td{border:1px solid #ccc;padding:1px 6px}
"""


@dataclass(frozen=True, slots=True)
class _Task:
    path: Path
    params: ExtractParams
    shared_in: SharedIn


def nothing_shared(text: str) -> list[tuple[str, int]]:
    """What is said of a file outside any portfolio."""
    return []


def inspect_file(path: Path, params: ExtractParams, shared_in: SharedIn = nothing_shared) -> str:
    """A self-contained HTML page about one file, read and drawn in a worker process with the usual limits.

    `shared_in` must survive pickling. Raises ExtractionError when the file cannot be read.
    """
    limits = Limits(params.seconds_per_100_pages, params.seconds_per_ocr_page, params.memory_mb)
    crew: Crew[_Task, str] = Crew(_inspect, limits, 1)
    for _, outcome in crew.run([_Task(path, params, shared_in)]):
        if isinstance(outcome, ExtractionError):
            raise outcome
        return outcome
    raise ExtractionError("crashed", "The program that reads the file gave no answer. Try again.")


def _inspect(task: _Task, notify: Notify) -> str:
    document = read_file(task.path, task.path.name, task.params, task.path.name, notify)
    shown = document.pages[:MOST_PAGES]
    notify(len(shown), 0)
    pictures = list(_pictures(task.path, len(shown))) if document.source.kind == "pdf" else []
    return render(document, pictures, task.shared_in)


def _pictures(path: Path, count: int) -> Iterator[tuple[float, float, bytes]]:
    """Width and height in points and a JPEG of each page."""
    with pypdfium2.PdfDocument(path.read_bytes()) as pdf:
        for index in range(count):
            buffer = io.BytesIO()
            try:
                page = pdf[index]
                width, height = page.get_size()
                scale = min(WIDTH / max(width, 1), 2 * WIDTH / max(height, 1))
                page.render(scale=scale).to_pil().convert("RGB").save(buffer, "JPEG", quality=60)
                page.close()
            except (pypdfium2.PdfiumError, ValueError, OSError):
                width = height = 0.0
            yield width, height, buffer.getvalue()


def render(document: Document, pictures: list[tuple[float, float, bytes]], shared_in: SharedIn = nothing_shared) -> str:
    """The HTML page; `pictures` are width, height and JPEG of the first pages."""
    name = escape(document.source.file)
    shown = document.pages[:MOST_PAGES]
    left_out = f"<p>Only the first {MOST_PAGES} of {len(document.pages)} pages are shown.</p>"
    parts = [
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{name}</title><style>{_STYLE}</style>',
        f"<h1>{name}</h1><p>Extractor {escape(document.extractor)}. Blue is text; ochre is noise: kept, but no part of it. "
        "Violet sentences stand in many reports of the portfolio and say nothing of this one.</p>",
        left_out if len(shown) < len(document.pages) else "",
        *(f"<p>{escape(warning)}</p>" for warning in document.warnings),
    ]
    for index, page in enumerate(shown):
        parts.append(_page(page, pictures[index] if index < len(pictures) else None, shared_in))
    return "\n".join(parts) + "\n</html>\n"


def _page(page: Page, picture: tuple[float, float, bytes] | None, shared_in: SharedIn) -> str:
    flags = "; ".join(f"{flag}: {FLAGS.get(flag, '')}".rstrip(": ") for flag in page.flags)
    head = f"<h2>Page {page.number} <span>method {page.method}{' · ' if flags else ''}{escape(flags)}</span></h2>"
    blocks = "".join(_block(page, number, block, shared_in) for number, block in enumerate(page.blocks, 1))
    return f"<section>{head}{_sheet(page, picture)}<div>{blocks or '<p>No text.</p>'}</div></section>"


def _sheet(page: Page, picture: tuple[float, float, bytes] | None) -> str:
    if picture is None or not picture[2]:
        return "<div>No picture of this page.</div>"
    width, height, jpeg = picture
    marks = "".join(_mark(page, number, block, width, height) for number, block in enumerate(page.blocks, 1) if block.bbox)
    image = base64.b64encode(jpeg).decode("ascii")
    return f'<div class="sheet"><img alt="page {page.number}" src="data:image/jpeg;base64,{image}">{marks}</div>'


def _mark(page: Page, number: int, block: Block, width: float, height: float) -> str:
    x0, top, x1, bottom = block.bbox or (0.0, 0.0, 0.0, 0.0)
    place = f"left:{100 * x0 / width:.2f}%;top:{100 * top / height:.2f}%"
    size = f"width:{100 * (x1 - x0) / width:.2f}%;height:{100 * (bottom - top) / height:.2f}%"
    noise = ' class="noise"' if block.noise else ""
    return f'<a{noise} href="#p{page.number}b{number}" style="{place};{size}">{number}</a>'


def _block(page: Page, number: int, block: Block, shared_in: SharedIn) -> str:
    kind = f"{block.kind} {block.level}" if block.level else block.kind
    kind += " (goes on from the page before)" if block.continues else ""
    why = f" · {block.noise}: {NOISE.get(block.noise, 'no part of the text')}" if block.noise else ""
    classes = f"block {block.kind}{' noise' if block.noise else ''}"
    return (
        f'<div class="{classes}" id="p{page.number}b{number}"><small>{number} · {escape(kind)}{escape(why)}</small>'
        f"{_cells(block) if block.cells else _text(block, shared_in)}</div>"
    )


def _text(block: Block, shared_in: SharedIn) -> str:
    """The block's text, its shared sentences marked; a line break within one is shown as a blank."""
    if block.noise or not (found := shared_in(block.text)):
        return escape(block.text)
    rest, parts = " ".join(block.text.split()), []
    for sentence, reports in found:
        before, told, rest = rest.partition(" ".join(sentence.split()))
        parts.append(escape(before) + f'<mark title="shared by {reports} reports">{escape(told)}</mark>')
    return "".join(parts) + escape(rest) + f"<small>shared by {max(reports for _, reports in found)} reports</small>"


def _cells(block: Block) -> str:
    rows = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in block.cells or ())
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"
