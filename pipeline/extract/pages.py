"""Which reader reads a page: its text layer, pdfplumber, Tesseract, or the text layer with its letters put right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from pipeline.extract.charmap import SYMBOL_FONT, Remedy, find_letters, find_remedy
from pipeline.extract.drawings import MANY_SHAPES
from pipeline.extract.geometry import PageLayout, Segment, Word
from pipeline.extract.ocr import read_scan, usable_languages
from pipeline.extract.plumber import read_with_plumber
from pipeline.extract.rows import TextLine, words_of
from pipeline.extract.segments import make_segments
from pipeline.extract.signs import LETTERS_MISSING, Reading, judge
from pipeline.extract.textlayer import TextLayer, read_text_layer
from pipeline.extract.underlay import lies_on_ink, shows_more
from pipeline.project import ExtractParams

FEW_CHARACTERS = 25
# More than a printed page can hold: pdfplumber would take minutes and all the memory there is.
MANY_CHARACTERS = 30_000
SCANNED_SHARE = 0.35
ENGLISH = 0.2
WHOLE_PAGE, STAMP_CHARACTERS = 0.8, 200


@dataclass(frozen=True, slots=True)
class Context:
    """What the pages of one file have in common; `languages` is empty where there is no OCR."""

    data: bytes
    params: ExtractParams
    languages: str
    is_word: Callable[[str], bool]
    notify: Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class _Read:
    """A page read one way, how its text looks, and how sure Tesseract was."""

    layout: PageLayout
    reading: Reading
    confidence: float = 0.0

    @property
    def texts(self) -> list[str]:
        """The texts of its segments."""
        return [segment.text for segment in self.layout.segments]

    def flagged(self, *flags: str) -> _Read:
        """The same with more flags."""
        return replace(self, layout=replace(self.layout, flags=(*self.layout.flags, *flags)))


def read_page(page: Any, index: int, context: Context) -> PageLayout:
    """Read an opened page, `index` counted from 0."""
    layer = read_text_layer(page)
    pictured = layer.image_share > SCANNED_SHARE or layer.shapes >= MANY_SHAPES
    if layer.characters < FEW_CHARACTERS and pictured:
        return _scanned(page, index, layer, context).layout
    if layer.image_share > WHOLE_PAGE:
        # Under a scan invisible text is its OCR text; elsewhere the sender did not mean it to be seen.
        layer.lines, layer.hidden = layer.lines + layer.hidden, []
    first = _judged(_layout(index, layer, layer.lines), context)
    if first.reading.suspect:
        return _again(page, index, layer, first, context).layout
    if layer.image_share > WHOLE_PAGE:
        return _compared(page, index, layer, first, context).layout
    return first.layout


def _judged(layout: PageLayout, context: Context) -> _Read:
    return _Read(layout, judge((segment.text for segment in layout.segments), context.is_word))


def _layout(index: int, layer: TextLayer, lines: Sequence[TextLine]) -> PageLayout:
    segments = [_on_page(segment, layer) for segment in make_segments(lines, layer.rules)]
    segments.extend(_turned(words, len(lines) + number) for number, words in enumerate(layer.turned))
    for words in layer.hidden:
        segments.extend(replace(segment, noise="hidden") for segment in make_segments([words], ()))
    return PageLayout(index + 1, layer.width, layer.height, tuple(segments), flags=tuple(layer.flags))


def _on_page(segment: Segment, layer: TextLayer) -> Segment:
    """The segment, as noise where it stands outside the page or what is left of it after cropping."""
    if segment.x1 > 0 and segment.x0 < layer.width and segment.bottom > 0 and segment.top < layer.height:
        return segment
    return replace(segment, noise="hidden")


def _turned(words: Sequence[Word], order: int) -> Segment:
    """Text that does not lie flat: kept, but no part of the running text."""
    text = " ".join(word.text for word in words)
    size = words[0].size
    xs, ys = [word.x0 for word in words], [word.base for word in words]
    return Segment(text, min(xs), min(ys) - size, max(xs), max(ys), size, order=order, noise="vertical")


def _compared(page: Any, index: int, layer: TextLayer, first: _Read, context: Context) -> _Read:
    """A picture of the whole page: a scan with a good layer, with a stamp or another page's layer, or a cover."""
    stamped = layer.characters < STAMP_CHARACTERS
    if (not stamped or not context.languages) and lies_on_ink(page, map(words_of, layer.lines)):
        return first
    if not context.languages:
        return first.flagged("layer_doubtful", "needs_ocr")
    scanned = _scanned(page, index, layer, context)
    if scanned.reading.suspect or not shows_more(scanned.texts, first.texts):
        return first
    return scanned if stamped else scanned.flagged("layer_replaced")


def _again(page: Any, index: int, layer: TextLayer, first: _Read, context: Context) -> _Read:
    """A page whose text looks wrong, read the other ways until one is clearly better."""
    best = first.flagged(*first.reading.flags)
    mended = _restored(best, context)
    if mended and not mended.reading.suspect:
        return mended
    # Both readers find the same letters behind a map that has lost some, and many a cover has no æ, ø or å.
    lost = first.reading.fault == LETTERS_MISSING
    lines = read_with_plumber(context.data, index) if layer.characters < MANY_CHARACTERS and not lost else None
    if lines is not None:
        second = _judged(_layout(index, layer, lines), context)
        if second.reading.beats(best.reading):
            best = _Read(replace(second.layout, flags=best.layout.flags), second.reading).flagged("read_by_pdfplumber")
    if not best.reading.suspect:
        return best
    if context.languages:
        scanned = _scanned(page, index, layer, context)
        if scanned.reading.fault == first.reading.fault == LETTERS_MISSING:
            # The picture has no æ, ø and å either: so it was written.
            return first
        if scanned.reading.beats(best.reading):
            return _Read(replace(scanned.layout, flags=(*best.layout.flags, *scanned.layout.flags)), scanned.reading)
    remedy = find_remedy("\n".join(best.texts), context.is_word)
    return (remedy and _mended(best, remedy, "charmap_undone", context)) or mended or best


def _restored(read: _Read, context: Context) -> _Read | None:
    """A page with its letters put right where it is certain which: better than any new reading."""
    text = "\n".join(read.texts)
    remedy = Remedy(letters=find_letters(text, context.is_word))
    if remedy == Remedy() and read.reading.odd > 0.5:
        remedy = SYMBOL_FONT
    return _mended(read, remedy, "letters_restored", context)


def _mended(read: _Read, remedy: Remedy, flag: str, context: Context) -> _Read | None:
    """A page with its letters put right, or None when that makes it no better."""
    if remedy == Remedy():
        return None
    segments = tuple(
        replace(
            segment,
            text=remedy.apply(segment.text),
            cells=segment.cells and tuple(tuple(map(remedy.apply, row)) for row in segment.cells),
        )
        for segment in read.layout.segments
    )
    mended = _judged(replace(read.layout, segments=segments), context)
    return mended.flagged(flag) if mended.reading.known > read.reading.known else None


def _scanned(page: Any, index: int, layer: TextLayer, context: Context) -> _Read:
    if not context.languages:
        segments = tuple(make_segments(layer.lines, ()))
        return _judged(PageLayout(index + 1, layer.width, layer.height, segments, "none", ("needs_ocr",)), context)
    read = _read_scan(page, index, layer, context, context.languages)
    if read.reading.english < ENGLISH or not usable_languages("eng") or context.languages == "eng":
        return read
    other = _read_scan(page, index, layer, context, "eng").flagged("read_as_english")
    return other if other.confidence > read.confidence - 3 else read


def _read_scan(page: Any, index: int, layer: TextLayer, context: Context, languages: str) -> _Read:
    context.notify(0, 1)
    scan = read_scan(page, context.params.ocr_dpi, languages, partial(context.notify, 0))
    segments = tuple(make_segments(scan.lines, scan.rules))
    read = _judged(PageLayout(index + 1, layer.width, layer.height, segments, "ocr", scan.flags), context)
    return replace(read, confidence=scan.confidence)
