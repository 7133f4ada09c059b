"""Text behind a picture of a page: whether it is the text that the picture shows.

A scan's hidden text can be another page's, or no more than a stamp or a headline. Its words are compared with the
picture's ink: they must lie where there is ink, the blanks between them where there is none, and no large part of
the ink may be without words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from pipeline.extract.charmap import WORDS
from pipeline.extract.geometry import Word

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Mask = NDArray[np.bool_]

SCALE = 1.5
CELL = 12
ENOUGH_CELLS = 60
UNCOVERED, FILLED_BLANKS = 0.4, 0.6
NEW_WORDS, NEW_SHARE = 20, 0.3
_Box = tuple[float, float, float, float]


def lies_on_ink(page: Any, lines: Iterable[Sequence[Word]]) -> bool:
    """Whether the words of a page lie where its picture has writing."""
    import numpy as np

    grey = page.render(scale=SCALE, grayscale=True).to_numpy().reshape(*_shape(page), -1)[:, :, 0]
    paper = float(np.median(grey))
    if paper < 150:
        return True
    ink = grey < paper - 60
    words, blanks = _boxes(lines)
    covered = _mask(ink.shape, words)
    return _uncovered(ink, covered) < UNCOVERED and _blanks_are_blank(ink, covered, _mask(ink.shape, blanks))


def _shape(page: Any) -> tuple[int, int]:
    import math

    width, height = page.get_size()
    return math.ceil(height * SCALE), math.ceil(width * SCALE)


def _boxes(lines: Iterable[Sequence[Word]]) -> tuple[list[_Box], list[_Box]]:
    """The boxes of the words, and of the blanks between the words of a line."""
    words, blanks = [], []
    for line in lines:
        words += [(word.x0, word.base - 0.75 * word.size, word.x1, word.base + 0.22 * word.size) for word in line]
        for before, after in pairwise(line):
            if 0.15 * before.size < after.x0 - before.x1 < before.size:
                blanks.append((before.x1, before.base - 0.5 * before.size, after.x0, before.base))
    return words, blanks


def _mask(shape: tuple[int, int], boxes: Iterable[_Box]) -> Mask:
    import numpy as np

    mask = np.zeros(shape, dtype=np.bool_)
    for x0, top, x1, bottom in boxes:
        left, upper = max(round(x0 * SCALE), 0), max(round(top * SCALE), 0)
        mask[upper : max(round(bottom * SCALE), 0), left : max(round(x1 * SCALE), 0)] = True
    return mask


def _uncovered(ink: Mask, covered: Mask) -> float:
    """The share of the cells with writing that no word touches; cells full of ink are pictures."""
    dark, touched = _in_cells(ink), _in_cells(covered) > 0
    writing = (dark > 0.04) & (dark < 0.5)
    # The edge of a scan has shadows and punch holes.
    writing[:2], writing[-2:], writing[:, :2], writing[:, -2:] = False, False, False, False
    total = int(writing.sum())
    return float((writing & ~touched).sum()) / total if total >= ENOUGH_CELLS else 0.0


def _in_cells(mask: Mask) -> NDArray[np.float64]:
    import numpy as np

    side = round(CELL * SCALE)
    high, wide = mask.shape[0] // side, mask.shape[1] // side
    cells = mask[: high * side, : wide * side].reshape(high, side, wide, side)
    return np.asarray(cells.mean(axis=(1, 3)), dtype=np.float64)


def _blanks_are_blank(ink: Mask, covered: Mask, blanks: Mask) -> bool:
    """Whether there is clearly less ink in the blanks between words than in the words."""
    if int(blanks.sum()) < 400 or not covered.any():
        return True
    return float(ink[blanks].mean()) < FILLED_BLANKS * float(ink[covered].mean()) + 0.02


def shows_more(picture: Iterable[str], layer: Iterable[str]) -> bool:
    """Whether the words read from a picture are to a good part not among those of the text behind it."""
    seen, said = _counts(picture), _counts(layer)
    new = (seen - said).total()
    return new >= NEW_WORDS and new > NEW_SHARE * seen.total()


def _counts(texts: Iterable[str]) -> Counter[str]:
    return Counter(word.lower() for text in texts for word in WORDS.findall(text))
