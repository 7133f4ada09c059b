"""Run temakart in this process and see what a person would see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.cli.app import run
from pipeline.project import Project


@dataclass(frozen=True, slots=True)
class Outcome:
    """The exit code and what was printed."""

    code: int
    out: str
    err: str


Temakart = Callable[..., Outcome]


@pytest.fixture
def temakart(capfd: pytest.CaptureFixture[str]) -> Temakart:
    """`temakart(project, "extract")`, or `temakart(None, "doctor")` without a project."""

    def call(project: Project | Path | None, *arguments: str | Path) -> Outcome:
        root = project.root if isinstance(project, Project) else project
        where = ["--project", str(root)] if root else []
        capfd.readouterr()
        code = run([*where, *map(str, arguments)])
        out, err = capfd.readouterr()
        return Outcome(code, out, err)

    return call
