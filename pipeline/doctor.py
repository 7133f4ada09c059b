"""What the machine has of what temakart can use, and how to get the rest."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass

from pipeline.language.nynorsk import apertium_installed

LEAST_FREE_GB = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked for; `mend` says how to get it."""

    name: str
    ok: bool
    says: str
    mend: str


def examine() -> list[Finding]:
    """Look for OCR with Norwegian data, nynorsk translation, word vectors and disk space."""
    return [_tesseract(), _norwegian(), _apertium(), _vectors(), _disk()]


def _tesseract() -> Finding:
    path = shutil.which("tesseract")
    return Finding(
        "OCR (Tesseract)",
        path is not None,
        path or "not installed; scanned pages are skipped and flagged",
        "Install it: sudo apt-get install tesseract-ocr tesseract-ocr-nor",
    )


def _norwegian() -> Finding:
    has = False
    if shutil.which("tesseract"):
        listed = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, check=False)
        has = "nor" in (listed.stdout + listed.stderr).split()
    says = "found" if has else "not installed; scanned pages would be read without æ, ø and å"
    return Finding("Norwegian OCR data (nor)", has, says, "Install it: sudo apt-get install tesseract-ocr-nor")


def _apertium() -> Finding:
    has = apertium_installed()
    says = "found" if has else "not installed; a short word list is used instead"
    return Finding("Nynorsk translation (Apertium)", has, says, "Install it: sudo apt-get install apertium-nno-nob")


def _vectors() -> Finding:
    from pipeline.language.vectors import shipped_vectors

    words = len(shipped_vectors().rows)
    return Finding("Word vectors", words > 0, f"{words} words, shipped with temakart", "Install temakart again.")


def _disk() -> Finding:
    free = shutil.disk_usage(".").free / 1e9
    return Finding("Disk", free >= LEAST_FREE_GB, f"{free:.0f} GB free", f"Free at least {LEAST_FREE_GB} GB.")
