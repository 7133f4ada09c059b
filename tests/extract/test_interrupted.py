"""Runs that are killed, that meet another run, or that find the disk full: the next one gives the same bytes."""

from __future__ import annotations

import fcntl
import logging
import os
import resource
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from pipeline.extract.state import JOURNAL, LOCK, load_entries, locked
from tests.extract.killed import contents, extract, write_reports

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"}


def killed(how: str, folder: Path) -> list[str]:
    """The lines of a series of killed runs."""
    command = [sys.executable, "-m", "tests.extract.killed", how, str(folder)]
    done = subprocess.run(command, env=ENVIRONMENT, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_a_kill_after_any_step_leaves_whole_files_and_the_next_run_the_same_bytes(tmp_path: Path) -> None:
    lines = killed("every_step", tmp_path)
    assert len(lines) > 50
    assert [line for line in lines if " " in line] == []


@pytest.mark.slow
def test_a_kill_at_any_instant_leaves_the_next_run_the_same_bytes(tmp_path: Path) -> None:
    lines = killed("any_instant", tmp_path)
    assert len(lines) == 30
    assert [line for line in lines if " " in line] == []


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """A small portfolio."""
    folder = tmp_path / "raw"
    write_reports(folder, later=False)
    return folder


def test_a_journal_cut_anywhere_is_taken_up(raw: Path, tmp_path: Path) -> None:
    out = tmp_path / "text"
    extract(raw, out, later=False)
    whole = (out / JOURNAL).read_bytes()
    lines = whole.count(b"\n")
    for length in range(len(whole)):
        (out / JOURNAL).write_bytes(whole[:length])
        assert len(load_entries(out)) - whole[:length].count(b"\n") in (0, 1)
    (out / JOURNAL).write_bytes(whole[:-10] + b"\xff")
    extract(raw, out, later=False)
    assert (out / JOURNAL).read_bytes() == whole
    assert lines == 4


def test_two_runs_at_once_leave_one_result(raw: Path, tmp_path: Path) -> None:
    out, alone = tmp_path / "text", tmp_path / "alone"
    program = "import sys, pathlib, tests.extract.killed as k; k.extract(*map(pathlib.Path, sys.argv[1:]), later=False)"
    command = [sys.executable, "-c", program, str(raw), str(out)]
    runs = [subprocess.Popen(command, env=ENVIRONMENT, cwd=ROOT) for _ in range(3)]
    assert [process.wait() for process in runs] == [0, 0, 0]
    extract(raw, alone, later=False)
    assert contents(out) == contents(alone)


def test_the_second_run_says_that_it_waits(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with (tmp_path / LOCK).open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        other = threading.Timer(0.3, fcntl.flock, (file, fcntl.LOCK_UN))
        other.start()
        with caplog.at_level(logging.WARNING), locked(tmp_path):
            assert "Waiting until it is done" in caplog.text
        other.join()


def command_line(raw: Path, out: Path, most_bytes: int | None = None) -> subprocess.CompletedProcess[str]:
    """`temakart extract`, where no file can grow beyond some bytes."""

    def confine() -> None:
        if most_bytes is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))

    command = [sys.executable, "-m", "pipeline", "extract", str(raw), "--out", str(out), "--jobs", "1"]
    return subprocess.run(command, env=ENVIRONMENT, preexec_fn=confine, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("most_bytes", [0, 100, 700])
def test_a_full_disk_is_said_in_a_sentence_and_leaves_nothing_half_written(raw: Path, tmp_path: Path, most_bytes: int) -> None:
    out, alone = tmp_path / "text", tmp_path / "alone"
    full = command_line(raw, out, most_bytes)
    assert full.returncode == 1
    assert "Make room on the disk" in full.stderr and "Traceback" not in full.stderr
    assert {path.name for path in out.rglob("*")} <= {LOCK, JOURNAL, "a.pdf.json"}
    assert command_line(raw, out).returncode == command_line(raw, alone).returncode == 0
    assert contents(out) == contents(alone)


def test_a_folder_that_cannot_be_written_is_said_in_a_sentence(raw: Path, tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("mitt")
    done = command_line(raw, tmp_path / "fil" / "text")
    assert done.returncode == 1
    assert "cannot be written" in done.stderr and "Traceback" not in done.stderr
    assert (tmp_path / "fil").read_text() == "mitt"
