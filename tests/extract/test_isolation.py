"""Workers that hang, die or grow are replaced, and the other tasks never notice."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import TemakartError
from pipeline.extract.failures import ExtractionError
from pipeline.extract.hired import Limits
from pipeline.extract.isolate import Crew
from pipeline.extract.worker import Notify, die_with_parent

LEAKED: list[object] = []
LIMITS = Limits(seconds_per_100_pages=60, seconds_per_ocr_page=0, memory_mb=1024, least_seconds=60)
IMPATIENT = replace(LIMITS, least_seconds=2)


def misbehave(task: str, notify: Notify) -> str:
    """Do what the task says."""
    if task == "hang":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        time.sleep(60)
    if task == "stuck in C":
        re.match(r"(a+)+b", "a" * 60)
    if task == "flood":
        for stream in (1, 2):
            os.write(stream, b"x" * 10_000_000)
    if task == "die":
        os._exit(7)
    if task == "segfault":
        os.kill(os.getpid(), signal.SIGSEGV)
    if task == "abort":
        os.abort()
    if task == "grow":
        return str(len(bytearray(4_000_000_000)))
    if task == "leak":
        LEAKED.append(bytearray(500_000_000))
        return str(len(LEAKED))
    if task == "need":
        return str(len(bytearray(600_000_000)))
    if task == "fragile" and LEAKED:
        os._exit(9)
    if task == "raise":
        raise RuntimeError("noe gikk galt")
    if task == "refuse":
        raise ExtractionError("encrypted", "Låst.")
    if task.startswith("litter"):
        Path(tempfile.mkdtemp()).joinpath("rest").write_text("x")
        Path(task.split(":", 1)[1]).write_text(tempfile.gettempdir())
        os._exit(1)
    return task.upper()


def start_child(task: str, notify: Notify) -> str:
    """Start a long process the way OCR is started, note both numbers and hang."""
    child = subprocess.Popen(["sleep", "60"], preexec_fn=die_with_parent)
    beside = Path(f"{task}.tmp")
    beside.write_text(f"{os.getpid()} {child.pid}")
    beside.rename(task)
    time.sleep(60)
    return ""


def outcomes(*tasks: str, jobs: int = 1, limits: Limits = LIMITS) -> dict[str, str]:
    """Each task's result, or its reason."""
    crew: Crew[str, str] = Crew(misbehave, limits, jobs)
    return {task: outcome.reason if isinstance(outcome, ExtractionError) else outcome for task, outcome in crew.run(tasks)}


def test_every_kind_of_failure_costs_only_its_own_task() -> None:
    expected = {
        "a": "A", "die": "crashed", "b": "B", "abort": "memory", "grow": "memory", "raise": "crashed",
        "refuse": "encrypted", "c": "C", "flood": "FLOOD", "d": "D",
    }  # fmt: skip
    assert outcomes(*expected, jobs=2) == expected


def test_what_lies_ready_for_a_worker_that_ends_is_done_by_another() -> None:
    good = [f"rapport {number}" for number in range(60)]
    tasks = [*good[:20], "die", *good[20:35], "hang", *good[35:50], "grow", *good[50:]]
    crew: Crew[str, str] = Crew(misbehave, IMPATIENT, 2)
    told = [(task, outcome.reason if isinstance(outcome, ExtractionError) else outcome) for task, outcome in crew.run(tasks)]
    expected = [*((task, task.upper()) for task in good), ("die", "crashed"), ("grow", "memory"), ("hang", "timeout")]
    assert sorted(told) == sorted(expected)


@pytest.mark.parametrize("task", ["hang", "stuck in C"])
def test_what_takes_too_long_is_ended_whatever_it_does(task: str) -> None:
    assert outcomes(task, limits=IMPATIENT) == {task: "timeout"}


def test_an_outcome_does_not_hang_on_what_the_worker_read_before() -> None:
    assert outcomes("leak", "need") == {"leak": "1", "need": "600000000"}
    assert outcomes("leak", "fragile") == {"leak": "1", "fragile": "FRAGILE"}


def test_time_grows_with_pages_and_ocr_pages() -> None:
    limits = Limits(seconds_per_100_pages=60, seconds_per_ocr_page=30, memory_mb=1024)
    assert limits.seconds(0, 0) == 60
    assert limits.seconds(1000, 2) == 660


def test_details_say_what_happened() -> None:
    crew: Crew[str, str] = Crew(misbehave, LIMITS, 1)
    details = {task: str(outcome) for task, outcome in crew.run(["die", "segfault", "raise"])}
    assert "exit code 7" in details["die"]
    assert "SIGSEGV" in details["segfault"]
    assert "noe gikk galt" in details["raise"]


def test_temporary_files_of_a_dead_worker_are_removed(tmp_path: Path) -> None:
    note = tmp_path / "where"
    assert list(outcomes(f"litter:{note}").values()) == ["crashed"]
    assert not Path(note.read_text()).exists()


def test_what_a_killed_worker_started_is_killed_too(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    ((_, outcome),) = Crew[str, str](start_child, replace(LIMITS, least_seconds=5), 1).run([str(note)])
    assert isinstance(outcome, ExtractionError) and outcome.reason == "timeout"
    assert all(map(ends, note.read_text().split()))


PARENT = """
import sys
from pipeline.extract.isolate import Crew
from tests.extract.test_isolation import LIMITS, start_child
list(Crew(start_child, LIMITS, 1).run([sys.argv[1]]))
"""


def test_nothing_outlives_a_run_that_is_killed(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "TMPDIR": str(tmp_path)}
    with subprocess.Popen([sys.executable, "-c", PARENT, str(note)], env=environment) as parent:
        while not note.exists():
            assert parent.poll() is None
            time.sleep(0.05)
        parent.kill()
    assert all(map(ends, note.read_text().split()))


def ends(pid: str) -> bool:
    """Whether a process is gone, or soon will be."""
    for _ in range(200):
        try:
            if Path(f"/proc/{pid}/stat").read_text().split(")")[-1].split()[0] == "Z":
                return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.1)
    return False


def test_workers_that_cannot_start_stop_the_run_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.extract.hired._COMMAND", "raise SystemExit(3)")
    with pytest.raises(TemakartError, match="cannot be started"):
        outcomes("a")


def test_a_worker_that_is_never_ready_is_not_the_files_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.extract.hired._COMMAND", "import time; time.sleep(60)")
    monkeypatch.setattr("pipeline.extract.isolate.START_SECONDS", 0.0)
    with pytest.raises(TemakartError, match="cannot be started"):
        outcomes("a")
