"""Every command explains itself with an example, and the docs name them all."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from pipeline.cli.app import app
from tests.cli.conftest import Temakart

ROOT = Path(__file__).parents[2]
HEAVY = ("sklearn", "numpy", "scipy", "pypdfium2", "matplotlib", "spacy", "pydantic", "pandas", "sqlalchemy", "argon2")


def commands() -> list[tuple[str, ...]]:
    """Every command line there is, subcommands too."""
    return list(below(typer.main.get_command(app)))


def below(command: Any, *path: str) -> Iterator[tuple[str, ...]]:
    inner = getattr(command, "commands", None)
    if inner is None:
        yield path
        return
    for name, sub in inner.items():
        yield from below(sub, *path, name)


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_help_has_an_example(temakart: Temakart, command: tuple[str, ...]) -> None:
    told = temakart(None, *command, "--help")
    assert told.code == 0
    assert f"Example: temakart {' '.join(command)}" in " ".join(told.out.split())


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_every_command_is_in_the_readme_or_the_docs(command: tuple[str, ...]) -> None:
    documents = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in documents)
    assert f"temakart {' '.join(command)}" in text


def test_help_loads_nothing_heavy() -> None:
    code = "import sys, pipeline.cli.app; print([name for name in sys.argv[1:] if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code, *HEAVY], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
