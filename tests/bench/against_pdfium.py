"""Files of one's own through temakart and through bare pypdfium2, file by file and page by page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.documents import Document, load_document
from pipeline.extract.failures import ExtractionError
from pipeline.extract.hired import Limits
from pipeline.extract.isolate import Crew
from pipeline.extract.worker import Notify
from pipeline.files import named, spelled
from pipeline.project import ExtractParams

FEW_WORDS = 20
Counts = tuple[tuple[int, int], ...]


def pdfium_counts(path: Path, notify: Notify) -> Counts:
    """Words, and letters and digits, of each page as pypdfium2 reads it without a password."""
    import pypdfium2

    with pypdfium2.PdfDocument(path) as document:
        notify(len(document), 0)
        return tuple(_counts(page.get_textpage().get_text_range()) for page in document)


def our_counts(document: Document) -> Counts:
    """The same of a Document, what is marked as noise included."""
    return tuple(_counts(" ".join(block.text for block in page.blocks)) for page in document.pages)


def _counts(text: str) -> tuple[int, int]:
    return len(text.split()), sum(map(str.isalnum, text))


@dataclass(frozen=True, slots=True)
class Comparison:
    """The files that each reader read, with the counts of their pages."""

    pdfium: Mapping[str, Counts]
    ours: Mapping[str, Counts]

    def lines(self) -> Iterator[str]:
        """What to print."""
        both = sorted(self.pdfium.keys() & self.ours.keys())
        yield f"read by pypdfium2 {len(self.pdfium)}, by temakart {len(self.ours)}, by both {len(both)}"
        yield from (f"  only by pypdfium2: {name}" for name in sorted(self.pdfium.keys() - self.ours.keys()))
        yield from (f"  only by temakart: {name}" for name in sorted(self.ours.keys() - self.pdfium.keys()))
        words, found = (sum(page[0] for name in both for page in counts[name]) for counts in (self.pdfium, self.ours))
        yield f"words on the pages of both: pypdfium2 {words}, temakart {found} (noise included)"
        poorer = [(name, number) for name in both for number in self._poorer(name)]
        yield f"pages of {FEW_WORDS} words or more with fewer than half the letters: {len(poorer)}"
        yield from (f"  {name} page {number}: {self._both(name, number)}" for name, number in poorer)

    def _poorer(self, name: str) -> Iterator[int]:
        """The pages, from 1, where pdfium finds words and we less than half of the letters."""
        ours = self.ours[name]
        for number, (words, letters) in enumerate(self.pdfium[name], 1):
            found = ours[number - 1][1] if number <= len(ours) else 0
            if words >= FEW_WORDS and 2 * found < letters:
                yield number

    def _both(self, name: str, number: int) -> str:
        found = self.ours[name][number - 1][0] if number <= len(self.ours[name]) else 0
        return f"{self.pdfium[name][number - 1][0]} words, temakart {found}"


def compare(folder: Path, names: Sequence[str], out: Path, read: Sequence[str], params: ExtractParams, jobs: int) -> Comparison:
    """Read the PDFs among `names` with pypdfium2 in workers, and count what temakart wrote of them to `out`."""
    wanted = [name for name in names if name.lower().endswith(".pdf")]
    limits = Limits(params.seconds_per_100_pages, params.seconds_per_ocr_page, params.memory_mb)
    crew: Crew[Path, Counts] = Crew(pdfium_counts, limits, jobs)
    ours = {name: our_counts(load_document(out / f"{name}.json")) for name in read if name in wanted}
    pdfium = {}
    for path, counts in crew.run([folder / named(name) for name in wanted]):
        if not isinstance(counts, ExtractionError):
            pdfium[spelled(path.relative_to(folder).as_posix())] = counts
    return Comparison(pdfium, ours)
