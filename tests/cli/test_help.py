"""Every command explains itself with an example, and the docs name them all."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import typer.main

from pipeline.cli.app import app
from tests.cli.conftest import Temakart

ROOT = Path(__file__).parents[2]
HEAVY = ("sklearn", "numpy", "scipy", "pypdfium2", "matplotlib", "spacy", "pydantic", "pandas")


def commands() -> list[tuple[str, ...]]:
    """Every command line there is, subcommands too."""
    group = typer.main.get_command(app)
    names: list[tuple[str, ...]] = []
    for name, command in group.commands.items():
        inner = getattr(command, "commands", None)
        names += [(name, sub) for sub in inner] if inner else [(name,)]
    return names


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
