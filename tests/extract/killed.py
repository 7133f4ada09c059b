"""Runs that end by `kill -9` at a chosen step or instant, each taken up again: `python -m tests.extract.killed HOW FOLDER`.

A process of its own, because it forks. Prints one line for each run: where it ended, and what was wrong after the next.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pipeline.extract.batch as batch
from pipeline.extract.failures import ExtractionError
from pipeline.project import ExtractParams
from pipeline.register import Report
from tests.extract.conftest import PARAGRAPH, Sheet, pdf_bytes

CHANGES = {"open", "write", "flush", "fsync", "close", "__exit__", "replace", "rename", "unlink", "mkdir", "rmdir"}
NAMES = ("a", "b", "c", "d", "ny")
INSTANTS = 30


class Inline:
    """A crew of nobody: the work is done here, so that every step is taken by the process that is killed."""

    def __init__(self, work: Callable[..., Any], limits: object, jobs: int, scratch: Path) -> None:
        self._work, self._scratch = work, scratch

    def run(self, tasks: list[Any]) -> Iterator[tuple[Any, Any]]:
        """Each task with its outcome."""
        for task in tasks:
            self._scratch.mkdir(parents=True, exist_ok=True)
            try:
                yield task, self._work(task, lambda pages, ocr_pages: None)
            except ExtractionError as error:
                yield task, error


def write_reports(raw: Path, *, later: bool) -> None:
    """The portfolio before, and later: one report changed, one broken, one new, one gone."""
    raw.mkdir(exist_ok=True)
    for name in NAMES[: 5 if later else 4]:
        text = f"{name} {'igjen' if later and name == 'a' else 'først'}"
        (raw / f"{name}.pdf").write_bytes(pdf_bytes(Sheet().lines(70, 90, text, *PARAGRAPH)))
    if later:
        (raw / "b.pdf").write_bytes(b"")


def extract(raw: Path, out: Path, *, later: bool) -> None:
    """One run over the portfolio."""
    names = [name for name in NAMES if (name != "c" if later else name != "ny")]
    reports = [Report(f"2012/{name}", f"{name}.pdf") for name in names]
    params, same = ExtractParams(ocr="off"), batch.untouched
    batch.extract_all(reports, raw, out, params, jobs=2, annotate=same, progress=lambda done, total, name: None)


def killed_at(step: int) -> None:
    """End this process right after its `step`-th call that may have changed a file."""
    left = step

    def hook(frame: FrameType, event: str, called: Any) -> None:
        nonlocal left
        if event == "c_return" and getattr(called, "__name__", "") in CHANGES:
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(hook)


def apart(work: Callable[[], None], lives: float | None = None) -> bool:
    """Do the work in a child, killed after so many seconds; whether it came to its end."""
    child = os.fork()
    if child == 0:
        work()
        os._exit(0)
    if lives is not None:
        time.sleep(lives)
        os.kill(child, signal.SIGKILL)
    return os.waitpid(child, 0)[1] == 0


def contents(folder: Path) -> dict[str, bytes]:
    """All files under a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def wrong(found: dict[str, bytes], expected: dict[str, bytes]) -> list[str]:
    """The names of the files that are not as they should be."""
    return sorted(name for name in found.keys() | expected.keys() if found.get(name) != expected.get(name))


def every_step(raw: Path, before: Path, out: Path, expected: dict[str, bytes]) -> Iterator[tuple[int, list[str]]]:
    """Kill after the first change, the second, and so on, until a run comes to its end."""
    ended, step, old = False, 0, contents(before)
    while not ended:
        step += 1
        shutil.rmtree(out, ignore_errors=True)
        shutil.copytree(before, out)
        ended = apart(lambda: (killed_at(step), extract(raw, out, later=True))[0])  # noqa: B023
        half = [name for name, data in contents(out).items() if _is_half(name, data, old, expected)]
        extract(raw, out, later=True)
        yield step, [*half, *wrong(contents(out), expected)]


def _is_half(name: str, data: bytes, old: dict[str, bytes], new: dict[str, bytes]) -> bool:
    """Whether a file that others read is neither the old nor the new one."""
    return name.endswith((".json", ".csv")) and data not in (old.get(name), new.get(name))


def any_instant(raw: Path, before: Path, out: Path, expected: dict[str, bytes]) -> Iterator[tuple[int, list[str]]]:
    """Kill real workers' runs at drawn instants, from the first moment to after the end."""
    start = time.monotonic()
    shutil.copytree(before, out)
    apart(lambda: extract(raw, out, later=True))
    whole = time.monotonic() - start
    chance = random.Random(2016)
    for number in range(INSTANTS):
        shutil.rmtree(out)
        shutil.copytree(before, out)
        apart(lambda: extract(raw, out, later=True), lives=chance.uniform(0, 1.1 * whole))
        apart(lambda: extract(raw, out, later=True))
        yield number, wrong(contents(out), expected)


def main(how: str, folder: Path) -> None:
    """Make the portfolio, run it undisturbed and then with kills."""
    raw, before, undisturbed = folder / "raw", folder / "before", folder / "undisturbed"
    if how == "every_step":
        batch.Crew = Inline  # type: ignore[assignment,misc]
    write_reports(raw, later=False)
    extract(raw, before, later=False)
    write_reports(raw, later=True)
    shutil.copytree(before, undisturbed)
    extract(raw, undisturbed, later=True)
    ways = {"every_step": every_step, "any_instant": any_instant}
    for place, faults in ways[how](raw, before, folder / "out", contents(undisturbed)):
        print(place, *faults, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
