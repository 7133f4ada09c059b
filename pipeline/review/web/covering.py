"""Identity numbers covered in the pictures of pages, as they are masked in text.

The text layer says where each digit stands. Where a block of the extracted text holds more numbers than are found there (a
scan, a number broken at a line's end), the whole block is covered, and the whole page where the block has no place.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.documents import Document, Page
from pipeline.language.masking import identity_numbers

if TYPE_CHECKING:
    from PIL.Image import Image

Box = tuple[float, float, float, float]
COLOUR = (40, 40, 40)
AROUND = 2  # pixels: letters reach a little beyond their boxes


@dataclass(frozen=True, slots=True)
class Held:
    """A block that holds identity numbers: how many, and where it stands in points from the page's top left, if known."""

    numbers: int
    box: Box | None


def held_numbers(document: Document | None) -> dict[int, tuple[Held, ...]]:
    """The blocks with identity numbers by page number; pages without any are left out."""
    found = {page.number: _held(page) for page in (document.pages if document else ())}
    return {number: held for number, held in found.items() if held}


def _held(page: Page) -> tuple[Held, ...]:
    # What is read as if turned has its places in the turned page, and the picture shows the page as it is.
    boxed = "turned" not in page.flags
    counted = [(len(identity_numbers(block.text)), block.bbox if boxed else None) for block in page.blocks]
    if not page.blocks:
        counted = [(len(identity_numbers(page.text)), None)]
    return tuple(Held(numbers, box) for numbers, box in counted if numbers)


def cover(picture: Image, page: Any, place: Callable[[float, float], tuple[int, int]], held: Sequence[Held]) -> None:
    """Cover the numbers of a pdfium page in its picture; `place` takes points of the page to pixels of the picture."""
    from PIL.ImageDraw import Draw

    scale = picture.width / max(page.get_width(), 1.0)
    boxes = text_layer_boxes(page, place)
    for one in held:
        whole = (0.0, 0.0, float(picture.width), float(picture.height))
        area = whole if one.box is None else tuple(scale * at for at in one.box)
        if sum(_within(box, area) for box in boxes) < one.numbers:
            boxes.append(area)
    draw = Draw(picture)
    for left, top, right, bottom in boxes:
        draw.rectangle((left - AROUND, top - AROUND, right + AROUND, bottom + AROUND), COLOUR)


def text_layer_boxes(page: Any, place: Callable[[float, float], tuple[int, int]]) -> list[Box]:
    """Where identity numbers stand in the text layer, in pixels."""
    import pypdfium2.raw as pdfium

    layer = page.get_textpage()
    try:
        # One character for each of pdfium's, so that places in the text are places in its list.
        codes = [pdfium.FPDFText_GetUnicode(layer.raw, at) for at in range(layer.count_chars())]
        text = "".join(chr(code) if 0 < code < 0xD800 else "\ufffd" for code in codes)
        return [_around([layer.get_charbox(at, loose=True) for at in span], place) for span in identity_numbers(text)]
    finally:
        layer.close()


def _around(characters: Sequence[Box], place: Callable[[float, float], tuple[int, int]]) -> Box:
    corners = [place(x, y) for left, bottom, right, top in characters for x, y in ((left, bottom), (right, top))]
    across, down = zip(*corners, strict=True)
    return min(across), min(down), max(across), max(down)


def _within(box: Box, area: Sequence[float]) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return area[0] - AROUND <= x <= area[2] + AROUND and area[1] - AROUND <= y <= area[3] + AROUND
