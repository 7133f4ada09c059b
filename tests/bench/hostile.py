"""Thousands of damaged and hostile files through `extract_all`: nothing may crash the run or leave a file behind.

    python tests/bench/hostile.py [--files 3000] [--jobs 2] [--ocr] [--keep DIR]
    python tests/bench/hostile.py --folder DIR [--jobs 2] [--ocr]

Each damage is drawn from its number, so that the same numbers give the same files. With a folder, its files are read
instead, and compared with what pypdfium2 reads of them. Ends with code 1 when a file got no outcome or a traceback
for a reason, when a limit was passed unnoticed, or when a temporary file was left.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.extract import REASONS, BatchResult, extract_all
from pipeline.extract.batch import untouched
from pipeline.files import named, spelled
from pipeline.project import ExtractParams
from pipeline.register import KINDS_READ, Report

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.bench.against_pdfium import compare
from tests.bench.damage import HOSTILE, write_damaged

RAW = Path(__file__).parents[2] / "corpus" / "raw"
LARGEST = 150_000


@dataclass(slots=True)
class Clock:
    """When each file was begun and done: `jobs` are begun at once, the next whenever one is done, the largest first."""

    order: list[str]
    jobs: int
    start: float = field(default_factory=time.monotonic)
    done: dict[str, float] = field(default_factory=dict)

    def note(self, done: int, total: int, report_id: str) -> None:
        """A file is done."""
        self.done[report_id] = time.monotonic() - self.start
        if sys.stderr.isatty():
            print(f"\r{done}/{total}", end="", file=sys.stderr)

    def longest(self) -> tuple[float, str]:
        """The seconds of the file that took longest, and its name."""
        begun = [0.0] * self.jobs + sorted(self.done.values())
        taken = [(self.done[name] - start, name) for name, start in zip(self.order, begun, strict=False) if name in self.done]
        return max(taken, default=(0.0, "none"))


def run(names: Sequence[str], folder: Path, out: Path, jobs: int, params: ExtractParams) -> tuple[BatchResult, Clock]:
    """All files through the batch, by the clock."""
    clock = Clock(sorted(names, key=lambda name: (-(folder / named(name)).stat().st_size, name)), jobs)
    reports = [Report(report_id=name, file=name) for name in names]
    return extract_all(reports, folder, out, params, jobs=jobs, annotate=untouched, progress=clock.note), clock


def check(names: Sequence[str], result: BatchResult, out: Path, temporary: Path) -> list[str]:
    """What must not be: files without an outcome, crashes, files left over."""
    settled = {*result.done, *(failure.report_id for failure in result.failures)}
    faults = [f"no outcome: {name}" for name in names if name not in settled]
    faults += [f"unknown reason: {failure}" for failure in result.failures if failure.reason not in REASONS]
    faults += [f"crashed: {failure.file}: {failure.detail}" for failure in result.failures if failure.reason == "crashed"]
    faults += [f"left among the temporary files: {path.name}" for path in temporary.iterdir()]
    kept = {out / f"{name}.json" for name in result.done} | {out / name for name in ("failures.csv", ".state.jsonl", ".lock")}
    left = (path for path in out.rglob("*") if path not in kept and not path.is_dir())
    return [*faults, *(f"left in the output: {path.name}" for path in left)]


def tell(names: Sequence[str], result: BatchResult, clock: Clock, faults: Sequence[str], params: ExtractParams) -> None:
    """What became of the files, and how near the limits they came."""
    reasons = Counter(failure.reason for failure in result.failures)
    print(f"{len(names)} files: {len(result.done)} read, {len(result.failures)} refused")
    for reason in REASONS:
        print(f"  {reason:<12}{reasons[reason]:>6}")
    print(f"  faults      {len(faults):>6}")
    for fault in faults[:40]:
        print(f"  {fault}")
    seconds, name = clock.longest()
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    limit = max(60.0, params.seconds_per_100_pages)
    print(f"longest file {seconds:.0f} s with a second attempt where it had one, {limit:.0f} for each (more for OCR): {name}")
    print(f"most memory resident in a worker {peak:.0f} MB; address space allowed {params.memory_mb} MB")


def made(folder: Path, count: int) -> list[str]:
    """Write the hostile files and the damaged ones; returns their names."""
    folder.mkdir(parents=True, exist_ok=True)
    return write_damaged([path for path in sorted(RAW.glob("*.pdf")) if path.stat().st_size < LARGEST], folder, count)


def found(folder: Path) -> list[str]:
    """The names of the readable files of a folder."""
    files = (path for path in folder.rglob("*") if path.suffix.lower() in KINDS_READ and path.is_file())
    return sorted(spelled(path.relative_to(folder).as_posix()) for path in files)


def main() -> int:
    """Make the files or find them, run them, say what became of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=3000)
    parser.add_argument("--folder", type=Path, help="read the files of this folder instead, and compare with pypdfium2")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--ocr", action="store_true", help="read pictures with Tesseract as well, which takes long")
    parser.add_argument("--keep", type=Path, help="keep the damaged files in this folder")
    options = parser.parse_args()
    params = ExtractParams(ocr="auto" if options.ocr else "off")
    with tempfile.TemporaryDirectory(prefix="hostile-") as work:
        folder, out = options.folder or options.keep or Path(work) / "files", Path(work) / "out"
        names = found(folder) if options.folder else made(folder, options.files)
        temporary = Path(work) / "tmp"
        temporary.mkdir()
        tempfile.tempdir = os.environ["TMPDIR"] = str(temporary)
        result, clock = run(names, folder, out, options.jobs, params)
        faults = check(names, result, out, temporary)
        tell(names, result, clock, faults, params)
        if options.folder:
            print(*compare(folder, names, out, result.done, params, options.jobs).lines(), sep="\n")
    refused = {failure.report_id: failure.reason for failure in result.failures}
    if not options.folder:
        print("built: " + ", ".join(f"{name} {refused.get(name, 'read')}" for name in HOSTILE))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
