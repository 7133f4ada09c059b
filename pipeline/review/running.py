"""A retraining that runs beside the reviewing: only one at a time, and everybody can see how far it is and how it ended."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Thread
from typing import Literal

from pipeline.errors import UsageError
from pipeline.files import write_json, writing
from pipeline.project import Project

NICER = 10  # how much the reviewing goes before
State = Literal["none", "running", "done", "failed"]
Step = Literal["", "codes", "training", "comparing", "suggesting"]


@dataclass(frozen=True, slots=True)
class Running:
    """How far the newest retraining is, or how it ended; `message` is a sentence, `model` the challenger's id."""

    state: State = "none"
    step: Step = ""
    done: int = 0
    total: int = 0
    message: str = ""
    model: str = ""
    actor: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """Where the state is written, by whom it was asked for."""

    file: Path
    actor: str

    def at(self, step: Step) -> Callable[[int, int], None]:
        """Progress of one step, also seen by whoever looks from outside."""

        def tell(done: int, total: int) -> None:
            self.write(Running("running", step, done, total, actor=self.actor))

        tell(0, 0)
        return tell

    def write(self, state: Running) -> None:
        """Replace the state. Raises DiskError."""
        write_json(self.file, asdict(state))


def retraining_state(project: Project) -> Running:
    """The state of the newest retraining. One that was killed is told as failed, since nobody holds its lock."""
    try:
        found = Running(**json.loads(_file(project).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return Running()
    if found.state == "running" and not _held(project):
        return Running("failed", found.step, message="It was stopped before it was done. The model in use is as it was.")
    return found


@contextmanager
def one_retraining(project: Project, actor: str) -> Iterator[Notice]:
    """Only one retraining at a time; what goes wrong is written down and raised on. Raises UsageError while another runs."""
    with writing(_lock(project)):
        _lock(project).parent.mkdir(parents=True, exist_ok=True)
        lock = _lock(project).open("a")
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UsageError("A retraining is running already. Wait until it is done.") from error
        notice = Notice(_file(project), actor)
        try:
            yield notice
        except BaseException as error:
            message = str(error) or type(error).__name__
            notice.write(Running("failed", message=message, actor=actor))
            raise


def start_retraining(project: Project, actor: str) -> None:
    """Start a retraining in a process of its own, which gives way to others and outlives this one.

    What it prints goes to .temakart/retraining.log. Raises UsageError while another runs.
    """
    if _held(project):
        raise UsageError("A retraining is running already. Wait until it is done.")
    command = [sys.executable, "-m", "pipeline", "--project", str(project.root), "review", "retrain", "--actor", actor]
    log = project.state / "retraining.log"
    with writing(log):
        log.parent.mkdir(parents=True, exist_ok=True)
        _file(project).unlink(missing_ok=True)
        with log.open("w") as output:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True)
    Thread(target=_watch, args=(project, actor, process), daemon=True).start()


def _watch(project: Project, actor: str, process: subprocess.Popen[bytes]) -> None:
    """Tell also of a process that ended before it could tell anything itself."""
    if process.wait() != 0 and retraining_state(project).state != "failed":
        said = (project.state / "retraining.log").read_text(encoding="utf-8", errors="replace").strip()
        Notice(_file(project), actor).write(Running("failed", message=said or "It ended at once.", actor=actor))


def give_way() -> None:
    """Let other processes of the machine go before this one."""
    os.nice(NICER)


def _file(project: Project) -> Path:
    return project.state / "retraining.json"


def _lock(project: Project) -> Path:
    return project.state / "retraining.lock"


def _held(project: Project) -> bool:
    if not _lock(project).is_file():
        return False
    with _lock(project).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
