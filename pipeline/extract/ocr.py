"""Scans through Tesseract: render, straighten, read, and give back words with places like a text layer's."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from pipeline.extract.geometry import Rule, Word, median
from pipeline.extract.grids import NEAR, Grid, find_grids
from pipeline.extract.letters import clean, close_up, is_spaced
from pipeline.extract.picture import picture_of
from pipeline.extract.ruling import ruling_lines, without_lines
from pipeline.extract.worker import die_with_parent

if TYPE_CHECKING:
    from PIL import Image

LOW_CONFIDENCE = 55.0
SMALL_TYPE = 6.5
TURNS = (90, 180, 270)
HOW_TO_INSTALL = (
    "Pages {pages} are pictures without text and were not read: Tesseract with Norwegian data is missing. "
    "Install it with `sudo apt-get install tesseract-ocr tesseract-ocr-nor` and extract again."
)
_DESCENDERS = set("gjpqy,;()Qçµ|[]{}")
_SHORT = set("acemnorsuvwxzæø.-–:•·«»_~")


@dataclass(frozen=True, slots=True)
class Scan:
    """What OCR read on one page, and the ruling lines of its tables; places are in points."""

    lines: list[list[Word]]
    confidence: float
    rules: tuple[Rule, ...] = ()
    flags: tuple[str, ...] = ()

    @property
    def has_small_type(self) -> bool:
        """Whether most lines are smaller than what a coarse picture shows well."""
        return 0 < median([line[0].size for line in self.lines]) < SMALL_TYPE

    @property
    def sideways(self) -> bool:
        """Whether most long words are higher than wide: lines that stand, which are read in no good order."""
        long = [word for line in self.lines for word in line if len(word.text) > 3]
        return bool(long) and sum(word.x1 - word.x0 < word.size for word in long) > len(long) / 2


@cache
def installed_languages() -> frozenset[str]:
    """The languages Tesseract has data for; empty when it is not installed."""
    program = shutil.which("tesseract")
    if program is None:
        return frozenset()
    listed = subprocess.run([program, "--list-langs"], capture_output=True, text=True, check=False, timeout=30)
    return frozenset(line.strip() for line in listed.stdout.splitlines()[1:] if line.strip())


def usable_languages(wanted: str) -> str:
    """The part of «nor+eng» that is installed; empty text when none is."""
    return "+".join(name for name in wanted.split("+") if name in installed_languages())


def read_scan(page: Any, most_dpi: int, languages: str, again: Callable[[int], None] = lambda readings: None) -> Scan:
    """Read an opened pdfium page as a picture; one of small type is read again finer, one that reads badly turned.

    `again(readings to come)` is called before either.
    """
    picture = picture_of(page, most_dpi)
    scan = read_picture(picture.image, picture.scale, languages)
    if scan.has_small_type and picture.scale < 0.95 * most_dpi / 72:
        again(1)
        picture = picture_of(page, most_dpi, least_dpi=most_dpi)
        scan = read_picture(picture.image, picture.scale, languages)
    flags = (*picture.flags, *scan.flags)
    if scan.confidence < LOW_CONFIDENCE or scan.sideways:
        again(len(TURNS))
        turned = _upright(picture.image, picture.scale, languages)
        if turned is not None and (scan.sideways or turned.confidence > scan.confidence + 15):
            return replace(turned, flags=(*flags, "turned"))
        flags = (*flags, "low_confidence")
    return replace(scan, flags=flags)


def _upright(image: Image.Image, scale: float, languages: str) -> Scan | None:
    """The best of the three other ways to hold the page."""
    pictures = [image.rotate(angle, expand=True, fillcolor=255) for angle in TURNS]
    scans = [read_picture(picture, scale, languages) for picture in pictures]
    upright = [scan for scan in scans if scan.lines and not scan.sideways]
    return max(upright, key=lambda scan: scan.confidence, default=None)


def read_picture(image: Image.Image, scale: float, languages: str, seconds: float | None = None) -> Scan:
    """Read a straight grey picture of `scale` pixels to a point; the lines of its tables are taken out first.

    Raises subprocess.TimeoutExpired when `seconds` are given and not enough.
    """
    found = ruling_lines(image, scale)
    grids = find_grids(found)
    rules = tuple(rule for rule in found if any(_touches(grid, rule) for grid in grids))
    buffer = io.BytesIO()
    (without_lines(image, scale, rules) if rules else image).save(buffer, "PPM")
    done = subprocess.run(
        ["tesseract", "stdin", "stdout", "--dpi", str(round(scale * 72)), "-l", languages, "--psm", "3", "tsv"],
        input=buffer.getvalue(),
        capture_output=True,
        check=False,
        env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        timeout=seconds,
        preexec_fn=die_with_parent,
    )
    if done.returncode != 0:
        return Scan([], 100.0, flags=("ocr_failed",))
    return replace(parse_tsv(done.stdout.decode("utf-8", errors="replace"), scale), rules=rules)


def _touches(grid: Grid, rule: Rule) -> bool:
    """Whether the middle of a line lies in a table or on its edge."""
    x, y = (rule.x0 + rule.x1) / 2, (rule.top + rule.bottom) / 2
    return grid.x0 - NEAR <= x <= grid.x1 + NEAR and grid.top - NEAR <= y <= grid.bottom + NEAR


def parse_tsv(tsv: str, scale: float) -> Scan:
    """Tesseract's table of words as lines; specks with neither letters nor confidence are left out."""
    lines: dict[tuple[str, ...], list[tuple[str, list[float]]]] = {}
    confidences: list[float] = []
    for row in tsv.splitlines()[1:]:
        fields = row.split("\t")
        if len(fields) < 12 or fields[0] != "5" or not fields[11].strip():
            continue
        text, confidence = clean(fields[11].strip()), float(fields[10])
        if confidence < 35 and not any(letter.isalnum() for letter in text):
            continue
        if set(text) <= set("|_~—=") and text not in "—":
            continue
        lines.setdefault(tuple(fields[1:5]), []).append((text, [float(field) for field in fields[6:10]]))
        confidences.append(confidence)
    share = sum(confidences) / len(confidences) if confidences else 0.0
    read = [_line(words, scale) for words in lines.values()]
    return Scan([close_up(line) if is_spaced([word.text for word in line]) else line for line in read], share)


def _line(words: Sequence[tuple[str, list[float]]], scale: float) -> list[Word]:
    size = median([box[3] / _extent(text) for text, box in words if any(map(str.isalnum, text))] or [words[0][1][3]])
    base = median([box[1] + box[3] - (0.21 * size if _hangs(text) else 0.0) for text, box in words])
    return [Word(text, box[0] / scale, (box[0] + box[2]) / scale, base / scale, round(size / scale, 1)) for text, box in words]


def _hangs(text: str) -> bool:
    return any(letter in _DESCENDERS for letter in text)


def _extent(text: str) -> float:
    """How high a word's ink is in units of its type size."""
    return (0.5 if all(letter in _SHORT or letter in "gpqy" for letter in text) else 0.71) + 0.21 * _hangs(text)
