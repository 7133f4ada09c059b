"""What resolution, type size and grain do to OCR: the measurements behind the limits in pipeline/extract/picture.py.

    python tests/bench/scans.py [--only resolution,grain]

The pages are drawn by the tests from one paragraph and made into scans here: 0.6° askew, blurred and noisy. Minutes.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image, ImageFilter

sys.path.insert(0, str(Path(__file__).parents[2]))
from pipeline.extract.ocr import Scan, read_picture
from pipeline.extract.picture import enlarged, skew, specks, straightened, without_specks
from tests.bench.extraction import cpu
from tests.extract.conftest import Sheet, pdf_bytes
from tests.extract.maps import LINES

PATIENCE = 60


def scan(size: float, dpi: int, grain: float = 8.0, salt: float = 0.0) -> Image.Image:
    """A page of the paragraph at one type size, as a scanner gives it."""
    sheet = Sheet().lines(60, 90, *LINES * 3, size=size, step=1.3 * size)
    with pypdfium2.PdfDocument(pdf_bytes(sheet)) as document:
        image = document[0].render(scale=dpi / 72, grayscale=True).to_pil().convert("L")
    image = image.rotate(0.6, resample=Image.Resampling.BICUBIC, fillcolor=255).filter(ImageFilter.GaussianBlur(dpi / 300))
    chance = np.random.default_rng(1)
    grey = np.asarray(image, dtype=np.float32) * 0.85 + 30 + chance.normal(0, grain, (image.height, image.width))
    grey[chance.random(grey.shape) < salt] = 0
    return Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8))


def measured(image: Image.Image, own: int, dpi: int) -> str:
    """Character errors, confidence and CPU seconds of reading a scan at a resolution."""
    start = cpu()
    times = dpi / own
    picture = enlarged(image, times) if times > 1 else image.resize((round(image.width * times), round(image.height * times)))
    try:
        read = read_picture(straightened(picture, skew(picture)), dpi / 72, "nor", seconds=PATIENCE)
    except subprocess.TimeoutExpired:
        return f"not done in {PATIENCE} s"
    return f"{100 * _errors(read):6.2f} %  confidence {read.confidence:5.1f}  CPU {cpu() - start:4.1f} s"


def _errors(read: Scan) -> float:
    wanted, found = " ".join(LINES * 3), " ".join(word.text for line in read.lines for word in line)
    same = SequenceMatcher(None, wanted, found, autojunk=False).get_matching_blocks()
    return (max(len(wanted), len(found)) - sum(block.size for block in same)) / len(wanted)


def resolution() -> None:
    """Type sizes and scanners against the resolution that Tesseract is given."""
    print("Character errors by type size, the scan's own resolution and the one that is read")
    for size in (4.5, 6.0, 8.0, 11.0):
        for own in (150, 200, 300):
            for dpi in (200, 300, 400):
                print(f"  {size:4} pt, scanned at {own}, read at {dpi}: {measured(scan(size, own), own, dpi)}", flush=True)


def grain() -> None:
    """Grain and specks with and without the median filter."""
    print("Character errors of 11 pt scanned and read at 200 by grain, as it is and cleaned")
    for name, kind in {"clean": (8.0, 0.0), "grainy": (32.0, 0.0), "very grainy": (45.0, 0.0), "specks": (8.0, 0.02)}.items():
        image = scan(11, 200, *kind)
        print(f"  {name}: {100 * specks(image):.1f} % of the dark pixels stand alone")
        print(f"    as it is {measured(image, 200, 200)}", flush=True)
        print(f"    cleaned  {measured(without_specks(image), 200, 200)}", flush=True)


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="resolution,grain")
    wanted = parser.parse_args().only.split(",")
    if "resolution" in wanted:
        resolution()
    if "grain" in wanted:
        grain()


if __name__ == "__main__":
    main()
