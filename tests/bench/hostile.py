"""Thousands of damaged and hostile files through `extract_all`: nothing may crash the run or leave a file behind.

    python tests/bench/hostile.py [--files 3000] [--jobs 2] [--ocr] [--keep DIR]

Each damage is drawn from its number, so that the same numbers give the same files. Ends with code 1 when a file got
no outcome or a traceback for a reason, when a limit was passed unnoticed, or when a temporary file was left.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from pipeline.extract import REASONS, BatchResult, extract_all
from pipeline.extract.batch import untouched
from pipeline.project import ExtractParams
from pipeline.register import Report

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.bench.damage import HOSTILE, write_damaged

RAW = Path(__file__).parents[2] / "corpus" / "raw"
PARAMS = ExtractParams(ocr="off", memory_mb=1024)
READING = ExtractParams(seconds_per_ocr_page=10)
LARGEST = 150_000


def run(names: Sequence[str], folder: Path, out: Path, jobs: int, params: ExtractParams) -> tuple[BatchResult, float]:
    """All files through the batch; also the longest wait between two outcomes."""
    last = time.monotonic()
    longest = 0.0

    def progress(done: int, total: int, report_id: str) -> None:
        nonlocal last, longest
        longest = max(longest, time.monotonic() - last)
        last = time.monotonic()
        if sys.stderr.isatty():
            print(f"\r{done}/{total}", end="", file=sys.stderr)

    reports = [Report(report_id=name, file=name) for name in names]
    result = extract_all(reports, folder, out, params, jobs=jobs, annotate=untouched, progress=progress)
    return result, longest


def check(names: Sequence[str], result: BatchResult, out: Path, temporary: Path) -> list[str]:
    """What must not be: files without an outcome, crashes, files left over."""
    settled = {*result.done, *(failure.report_id for failure in result.failures)}
    faults = [f"no outcome: {name}" for name in names if name not in settled]
    faults += [f"unknown reason: {failure}" for failure in result.failures if failure.reason not in REASONS]
    faults += [f"crashed: {failure.file}: {failure.detail}" for failure in result.failures if failure.reason == "crashed"]
    faults += [f"left among the temporary files: {path.name}" for path in temporary.iterdir()]
    kept = {f"{name}.json" for name in result.done} | {"failures.csv", ".state.jsonl", ".lock"}
    faults += [f"left in the output: {path.name}" for path in out.rglob("*") if path.name not in kept]
    return faults


def main() -> int:
    """Make the files, run them, say what became of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=3000)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--ocr", action="store_true", help="read pictures with Tesseract as well, which takes long")
    parser.add_argument("--keep", type=Path, help="keep the damaged files in this folder")
    options = parser.parse_args()
    sound = [path for path in sorted(RAW.glob("*.pdf")) if path.stat().st_size < LARGEST]
    with tempfile.TemporaryDirectory(prefix="hostile-") as work:
        folder, out = options.keep or Path(work) / "files", Path(work) / "out"
        folder.mkdir(parents=True, exist_ok=True)
        temporary = Path(work) / "tmp"
        temporary.mkdir()
        tempfile.tempdir = os.environ["TMPDIR"] = str(temporary)
        names = write_damaged(sound, folder, options.files)
        result, longest = run(names, folder, out, options.jobs, READING if options.ocr else PARAMS)
        faults = check(names, result, out, temporary)
    reasons = Counter(failure.reason for failure in result.failures)
    print(f"{len(names)} files: {len(result.done)} read, {len(result.failures)} refused; longest wait {longest:.0f} s")
    for reason in REASONS:
        print(f"  {reason:<12}{reasons[reason]:>6}")
    print(f"  faults      {len(faults):>6}")
    refused = {failure.report_id: failure.reason for failure in result.failures}
    print("built: " + ", ".join(f"{name} {refused.get(name, 'read')}" for name in HOSTILE))
    for fault in faults[:40]:
        print(f"  {fault}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
