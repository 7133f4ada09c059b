"""Workers that hang, die or grow are replaced, and the other tasks never notice."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

import pytest

from pipeline.errors import TemakartError
from pipeline.extract.failures import ExtractionError
from pipeline.extract.isolate import Crew, Limits
from pipeline.extract.worker import Notify

LEAKED: list[object] = []
LIMITS = Limits(seconds_per_100_pages=60, seconds_per_ocr_page=0, memory_mb=1024, least_seconds=4.0)


def misbehave(task: str, notify: Notify) -> str:
    """Do what the task says."""
    if task == "hang":
        time.sleep(60)
    if task == "die":
        os._exit(7)
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


def outcomes(*tasks: str, jobs: int = 1) -> dict[str, str]:
    """Each task's result, or its reason."""
    crew: Crew[str, str] = Crew(misbehave, LIMITS, jobs)
    return {task: outcome.reason if isinstance(outcome, ExtractionError) else outcome for task, outcome in crew.run(tasks)}


def test_every_kind_of_failure_costs_only_its_own_task() -> None:
    expected = {
        "a": "A", "die": "crashed", "b": "B", "abort": "crashed", "grow": "memory", "raise": "crashed",
        "refuse": "encrypted", "c": "C", "hang": "timeout", "d": "D",
    }  # fmt: skip
    assert outcomes(*expected, jobs=2) == expected


def test_an_outcome_does_not_hang_on_what_the_worker_read_before() -> None:
    assert outcomes("leak", "need") == {"leak": "1", "need": "600000000"}
    assert outcomes("leak", "fragile") == {"leak": "1", "fragile": "FRAGILE"}


def test_time_grows_with_pages_and_ocr_pages() -> None:
    limits = Limits(seconds_per_100_pages=60, seconds_per_ocr_page=30, memory_mb=1024)
    assert limits.seconds(0, 0) == 60
    assert limits.seconds(1000, 2) == 660


def test_details_say_what_happened() -> None:
    crew: Crew[str, str] = Crew(misbehave, LIMITS, 1)
    details = {task: str(outcome) for task, outcome in crew.run(["abort", "raise"])}
    assert "SIGABRT" in details["abort"]
    assert "noe gikk galt" in details["raise"]


def test_temporary_files_of_a_dead_worker_are_removed(tmp_path: Path) -> None:
    note = tmp_path / "where"
    assert list(outcomes(f"litter:{note}").values()) == ["crashed"]
    assert not Path(note.read_text()).exists()


def test_what_a_killed_worker_started_is_killed_too(tmp_path: Path) -> None:
    crew: Crew[str, str] = Crew(start_child, LIMITS, 1)
    note = tmp_path / "pid"
    ((_, outcome),) = crew.run([str(note)])
    assert isinstance(outcome, ExtractionError) and outcome.reason == "timeout"
    for _ in range(50):
        if (
            not Path(f"/proc/{note.read_text()}").exists()
            or "Z" in Path(f"/proc/{note.read_text()}/stat").read_text().split()[2]
        ):
            return
        time.sleep(0.1)
    pytest.fail("the child still runs")


def test_workers_that_cannot_start_stop_the_run_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.extract.isolate._COMMAND", "raise SystemExit(3)")
    with pytest.raises(TemakartError, match="cannot be started"):
        outcomes("a")


def test_a_worker_that_is_never_ready_is_not_the_files_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.extract.isolate._COMMAND", "import time; time.sleep(60)")
    monkeypatch.setattr("pipeline.extract.isolate.START_SECONDS", 0.0)
    with pytest.raises(TemakartError, match="cannot be started"):
        outcomes("a")


def start_child(task: str, notify: Notify) -> str:
    """Start a long process, note its number and hang."""
    import subprocess

    child = subprocess.Popen(["sleep", "30"])
    Path(task).write_text(str(child.pid))
    time.sleep(60)
    return ""
