"""The ruling lines in the picture of a scanned page, so that a scanned table has rows and columns too."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pipeline.extract.geometry import Rule

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image

    Mask = NDArray[np.bool_]

DPI = 100
SHORTEST, THICKEST = 30.0, 5.0
UNBROKEN = 0.95
PAINTED = 2.4
NEAR = 2
MOST_RUNS = 20_000


def ruling_lines(image: Image.Image, scale: float) -> list[Rule]:
    """The level and upright lines of a straight picture of `scale` pixels to a point; places in points."""
    import numpy as np

    grey = np.asarray(image, dtype=np.uint8)
    step = max(round(72 * scale / DPI), 1)
    high, wide = grey.shape[0] // step, grey.shape[1] // step
    # The darkest of the pixels: a line one pixel wide must not fade.
    small = grey[: high * step, : wide * step].reshape(high, step, wide, step).min(axis=(1, 3))
    dark = small < min(float(np.median(small)) - 40, 180)
    points = step / scale
    level = [Rule(x0 * points, y * points, x1 * points, y * points) for x0, x1, y in _lines(dark, points)]
    upright = [Rule(x * points, y0 * points, x * points, y1 * points) for y0, y1, x in _lines(dark.T, points)]
    return level + upright


def without_lines(image: Image.Image, scale: float, rules: Sequence[Rule]) -> Image.Image:
    """The picture with lines painted over, which Tesseract would take for letters."""
    from PIL import ImageDraw

    clean = image.copy()
    draw = ImageDraw.Draw(clean)
    for rule in rules:
        place = [rule.x0 * scale, rule.top * scale, rule.x1 * scale, rule.bottom * scale]
        draw.line(place, fill=_paper(image), width=round(PAINTED * scale))
    return clean


def _paper(image: Image.Image) -> int:
    """The commonest grey."""
    counts = image.histogram()
    return counts.index(max(counts))


def _lines(dark: Mask, points: float) -> Iterator[tuple[float, float, float]]:
    """Start, end and height of each line along the rows of a mask of pixels that are `points` wide."""
    import numpy as np

    length = math.ceil(SHORTEST / points)
    if dark.shape[1] <= length:
        return
    sums = np.cumsum(np.pad(dark, ((0, 0), (1, 0))), axis=1, dtype=np.int32)
    full = sums[:, length:] - sums[:, :-length] >= UNBROKEN * length
    edges = np.diff(np.pad(full, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    rows, starts = np.nonzero(edges == 1)
    stops = np.nonzero(edges == -1)[1]
    if len(rows) > MOST_RUNS:
        return
    for group in _groups(zip(rows.tolist(), starts.tolist(), (stops + length - 1).tolist(), strict=True)):
        ys = [y for y, _, _ in group]
        if (max(ys) - min(ys) + 1) * points <= THICKEST:
            yield min(x0 for _, x0, _ in group), max(x1 for _, _, x1 in group), sum(ys) / len(ys) + 0.5


def _groups(runs: Iterator[tuple[int, int, int]]) -> list[list[tuple[int, int, int]]]:
    """Runs of neighbouring rows that lie over each other, together."""
    done: list[list[tuple[int, int, int]]] = []
    alive: list[list[tuple[int, int, int]]] = []
    for run in runs:
        y, x0, x1 = run
        done += [group for group in alive if group[-1][0] < y - NEAR]
        alive = [group for group in alive if group[-1][0] >= y - NEAR]
        near = next((group for group in alive if group[-1][1] < x1 + NEAR and x0 < group[-1][2] + NEAR), None)
        if near is None:
            alive.append([run])
        else:
            near.append(run)
    return done + alive
