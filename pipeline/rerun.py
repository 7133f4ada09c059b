"""Everything that is out of date, through DVC; and the stamps that tell DVC of what it cannot see."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML

from pipeline import __version__
from pipeline.code import code_sha256
from pipeline.errors import MissingError, TemakartError, UsageError
from pipeline.files import sha256_file, sha256_json, write_atomic
from pipeline.project import Params, Project
from pipeline.register import load_register
from pipeline.scaffold import mend_flow
from pipeline.tables import read_table

ROOMS = {
    "extract": ("extract", "language", "grouping"),
    "train": ("language", "grouping", "classify"),
    "evaluate": ("language", "grouping", "classify", "evaluate"),
    "suggest": ("language", "grouping", "classify"),
    "matrix": ("grouping", "estimate", "matrix"),
}
OPTIONAL = {
    "extract": ("register",),
    "train": ("register", "labels", "programme_municipalities", "vectors"),
    "evaluate": ("register", "labels", "programme_municipalities", "vectors"),
    "suggest": ("register", "labels", "programme_municipalities"),
    "matrix": ("register", "labels", "audit"),
}


@dataclass(frozen=True, slots=True)
class Rerun:
    """What a run left: reports that could not be read, and rows that were left out."""

    unread: int
    left_out: int
    root: Path

    def sentence(self) -> str:
        """The outcome for a person."""
        unread = f" {self.unread} reports could not be read; see corpus/text/failures.csv." if self.unread else ""
        return f"Everything is up to date: suggestions in annotations/suggestions.csv, the matrix in matrix/.{unread}"


def run_project(project: Project) -> Rerun:
    """`dvc repro` in the project's folder.

    Raises UsageError when there is nothing to read and TemakartError when a stage fails; the stage has then said why.
    """
    _check(project)
    mend_flow(project.root)
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
        "DVC_NO_ANALYTICS": "1",
        "TEMAKART_PROJECT": str(project.root),
    }
    done = subprocess.run([sys.executable, "-m", "dvc", "repro", "--quiet"], cwd=project.root, env=environment, check=False)
    if done.returncode:
        raise TemakartError("The run stopped before it was done; the message above says why. What was finished is kept.")
    return _left(project)


def _check(project: Project) -> None:
    if not (project.root / "dvc.yaml").is_file():
        raise MissingError(f"{project.root} has no dvc.yaml. Copy it from a project made with `temakart init`.")
    if not load_register(project).reports:
        raise UsageError(f"There are no reports yet. Put PDF, DOCX or TXT files in {project.raw} and run again.")
    _ = project.params
    raw = YAML(typ="safe").load(project.params_file.read_text(encoding="utf-8")) if project.params_file.is_file() else {}
    missing = [name for name in Params.model_fields if name not in (raw or {})]
    if missing:
        raise UsageError(f"params.yaml lacks {', '.join(missing)}. Write «{missing[0]}: {{}}» for the defaults.")


def _left(project: Project) -> Rerun:
    from pipeline.matrix.load import load_count

    unread = len(read_table(project.failures).rows) if project.failures.is_file() else 0
    return Rerun(unread, unread + len(load_count(project).sources.faults), project.root)


def write_stamps(project: Project) -> None:
    """One stamp a stage: the hash of its code, and of the files that a project may or may not have."""
    for stage, rooms in ROOMS.items():
        files = {name: _hash(getattr(project, name)) for name in OPTIONAL[stage]}
        stamp = sha256_json({"version": __version__, "code": code_sha256(rooms), "files": files})
        target = project.state / "stamps" / stage
        if not target.is_file() or target.read_text(encoding="utf-8") != stamp:
            write_atomic(target, stamp)


def _hash(path: Path | None) -> str:
    return sha256_file(path) if path and path.is_file() else "none"
