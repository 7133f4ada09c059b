"""Work on the model that runs beside the reviewing (retraining, or putting another model in use).

Only one at a time, and everybody can see how far it is and how it ended.
"""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Thread
from typing import Literal

from pipeline.errors import UsageError
from pipeline.files import write_json, writing
from pipeline.project import Project

NICER = 10  # how much the reviewing goes before
BUSY = "A retraining, or a change of model, is running already. Wait until it is done."
State = Literal["none", "running", "done", "failed"]
Step = Literal["", "codes", "training", "comparing", "suggesting", "switching"]
Work = Literal["retraining", "switching"]
STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Running:
    """How far the newest work on the model is, or how it ended; `message` is a sentence, `model` the id it is about.

    `outcome` is the verdict of a retraining, `promoted` or `rolled back` where another model was put in use, and STOPPED where
    somebody or something ended the work. `pid` is the process that is starting it, until it tells of itself.
    """

    state: State = "none"
    step: Step = ""
    done: int = 0
    total: int = 0
    message: str = ""
    model: str = ""
    actor: str = ""
    outcome: str = ""
    pid: int = 0
    work: Work = "retraining"


def unwatched(_state: Running) -> None:
    """For work that nobody in this process looks at."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Where the state is written, by whom it was asked for; `told` hears each state too."""

    file: Path
    actor: str
    told: Callable[[Running], None] = unwatched
    work: Work = "retraining"

    def at(self, step: Step) -> Callable[[int, int], None]:
        """Progress of one step, also seen by whoever looks from outside."""

        def tell(done: int, total: int) -> None:
            self.write(Running("running", step, done, total, actor=self.actor, work=self.work))

        tell(0, 0)
        return tell

    def write(self, state: Running) -> None:
        """Replace the state. Raises DiskError."""
        write_json(self.file, asdict(state))
        self.told(state)


def retraining_state(project: Project) -> Running:
    """The state of the newest work. One that was killed is told as failed, since nobody holds its lock."""
    try:
        found = Running(**json.loads(_file(project).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return Running()
    if found.state == "running" and not _alive(found.pid) and not _held(project):
        said = "It was stopped before it was done. One model is in use, whole."
        return Running("failed", found.step, message=said, actor=found.actor, outcome=STOPPED, work=found.work)
    return found


@contextmanager
def one_retraining(
    project: Project, actor: str, told: Callable[[Running], None] = unwatched, work: Work = "retraining"
) -> Iterator[Notice]:
    """Only one at a time; what goes wrong is written down and raised on. Raises UsageError while another runs."""
    with writing(_lock(project)):
        _lock(project).parent.mkdir(parents=True, exist_ok=True)
        lock = _lock(project).open("a")
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UsageError(BUSY) from error
        notice = Notice(_file(project), actor, told, work)
        try:
            yield notice
        except BaseException as error:
            message = str(error) or type(error).__name__
            notice.write(Running("failed", message=message, actor=actor, work=work))
            raise


def start_retraining(project: Project, actor: str) -> None:
    """Start a retraining in a process of its own. As `start`."""
    start(project, actor, ("review", "retrain", "--actor", actor))


def start(project: Project, actor: str, words: Sequence[str], work: Work = "retraining") -> None:
    """Start a command that works on the model in a process of its own, which gives way to others and outlives this one.

    What it prints goes to .temakart/retraining.log. Raises UsageError while another runs.
    """
    if retraining_state(project).state == "running" or _held(project):
        raise UsageError(BUSY)
    command = [sys.executable, "-m", "pipeline", "--project", str(project.root), *words]
    log = project.state / "retraining.log"
    with writing(log):
        log.parent.mkdir(parents=True, exist_ok=True)
        Notice(_file(project), actor).write(Running("running", actor=actor, pid=os.getpid(), work=work))
        with log.open("w") as output:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True)
    Thread(target=_watch, args=(project, actor, process), daemon=True).start()


def _watch(project: Project, actor: str, process: subprocess.Popen[bytes]) -> None:
    """Tell also of a process that ended before it could tell anything itself, or was killed."""
    code, found = process.wait(), retraining_state(project)
    if code == 0 or (found.state == "failed" and found.outcome != STOPPED):
        return
    said = (project.state / "retraining.log").read_text(encoding="utf-8", errors="replace").strip()
    outcome = STOPPED if code < 0 else ""
    failed = Running("failed", found.step, message=said or "It ended at once.", actor=actor, outcome=outcome, work=found.work)
    Notice(_file(project), actor).write(failed)


def give_way() -> None:
    """Let other processes of the machine go before this one."""
    os.nice(NICER)


def _alive(pid: int) -> bool:
    if pid <= 0:  # which would stand for a whole group of processes
        return False
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


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
