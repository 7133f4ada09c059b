"""The picture of a scanned page made ready for reading: its resolution, specks and skew."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

import pypdfium2
import pypdfium2.raw as pdfium

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image

MAX_PIXELS = 36_000_000
LEAST_DPI = 200
MAX_IMAGES, LARGE_IMAGE = 200, 0.35
MIN_TURN = 0.12
SPECKLED = 0.08


@dataclass(frozen=True, slots=True)
class Picture:
    """A grey picture of a page, straight and without specks; `scale` is its pixels to a point."""

    image: Image.Image
    scale: float
    flags: tuple[str, ...] = ()


def picture_of(page: Any, most_dpi: int, least_dpi: int = LEAST_DPI) -> Picture:
    """Draw an opened page at the resolution of its own scan, though within `least_dpi` and `most_dpi`."""
    width, height = page.get_size()
    own = scanned_dpi(page) or most_dpi
    scale = min(min(max(own, least_dpi), most_dpi) / 72, math.sqrt(MAX_PIXELS / max(width * height, 1)))
    # A coarse scan is cleaned as it was made: specks drawn larger are no longer specks.
    drawn = min(scale, own / 72)
    image = page.render(scale=drawn, grayscale=True).to_pil().convert("L")
    speckled = specks(image) > SPECKLED
    if speckled:
        image = without_specks(image)
    angle = skew(image)
    image = enlarged(straightened(image, angle), scale / drawn)
    flags = (*(["despeckled"] if speckled else []), *(["deskewed"] if abs(angle) >= MIN_TURN else []))
    return Picture(image, scale, flags)


def scanned_dpi(page: Any) -> float:
    """The resolution of the largest image of a page, or 0 when no image covers a good part of it."""
    width, height = page.get_size()
    best = (LARGE_IMAGE * width * height, 0.0)
    for item in islice(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=1), MAX_IMAGES):
        try:
            left, bottom, right, top = item.get_bounds()
            pixels = math.prod(item.get_px_size())
        except pypdfium2.PdfiumError:
            # An image that cannot be measured cannot be drawn either.
            continue
        area = (right - left) * (top - bottom)
        if area > best[0]:
            best = (area, 72 * math.sqrt(pixels / area))
    return best[1]


def specks(image: Image.Image) -> float:
    """The share of the dark pixels that have at most one dark neighbour: about 0.01 on a clean scan."""
    import numpy as np

    dark = np.pad(_dark(np.asarray(image)), 1).astype(np.uint8)
    rows = dark[:-2] + dark[1:-1] + dark[2:]
    around = rows[:, :-2] + rows[:, 1:-1] + rows[:, 2:]
    inner = dark[1:-1, 1:-1] == 1
    return float((inner & (around <= 2)).sum() / max(int(inner.sum()), 1))


def without_specks(image: Image.Image) -> Image.Image:
    """The image with each pixel the median of nine."""
    from PIL import ImageFilter

    return image.filter(ImageFilter.MedianFilter(3))


def _dark(grey: NDArray[np.uint8]) -> NDArray[np.bool_]:
    import numpy as np

    return grey < min(float(np.median(grey)) - 40, 160)


def skew(image: Image.Image, limit: float = 4.0) -> float:
    """By how many degrees the lines slope, from the sharpness of the sums along them."""
    import numpy as np

    dark = _dark(np.asarray(image.reduce(max(image.width // 800, 1)), dtype=np.uint8))
    y, x = np.nonzero(dark)
    if len(x) < 300 or len(x) > 0.4 * dark.size:
        return 0.0
    if len(x) > 60_000:
        step = len(x) // 60_000 + 1
        y, x = y[::step], x[::step]
    coarse = max(np.arange(-limit, limit + 0.01, 0.5), key=lambda angle: _sharpness(x, y, float(angle)))
    fine = np.arange(coarse - 0.5, coarse + 0.51, 0.1)
    return float(max(fine, key=lambda angle: (_sharpness(x, y, float(angle)), -abs(angle))))


def _sharpness(x: NDArray[np.intp], y: NDArray[np.intp], angle: float) -> float:
    import numpy as np

    heights = np.rint(y - x * math.tan(math.radians(angle))).astype(np.int64)
    sums = np.bincount(heights - heights.min()).astype(np.float64)
    return float(np.square(np.diff(sums)).sum())


def straightened(image: Image.Image, angle: float) -> Image.Image:
    """The image turned back by `angle` degrees."""
    from PIL import Image as images

    if abs(angle) < MIN_TURN:
        return image
    return image.rotate(angle, resample=images.Resampling.BILINEAR, fillcolor=255)


def enlarged(image: Image.Image, times: float) -> Image.Image:
    """The image drawn larger."""
    from PIL import Image as images

    if times < 1.01:
        return image
    return image.resize((round(image.width * times), round(image.height * times)), images.Resampling.BICUBIC)
