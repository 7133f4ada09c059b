"""Nynorsk sentences to bokmål by Apertium's own steps (Unhammer & Trosterud 2009), each sentence for itself.

The step that guesses between readings by the words before (`apertium-tagger`) is left out, and the first reading that the
grammar leaves is taken: the tagger carries something over from one sentence to the next, so that what it says of a report
would depend on which other reports are read with it.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from pipeline.files import sha256_file, sha256_json

DIRECTION = "nno-nob"
# What means something in Apertium's stream; none of it belongs to a word.
SIGNS = re.compile(r"[\^$\[\]{}<>@/\\~*+#\x00-\x1f]")
END = "[\n]"


def mode_file() -> Path | None:
    """Where the steps of the translation are listed, or None when it is not installed."""
    program = shutil.which("apertium")
    path = Path(program).parent.parent / "share" / "apertium" / "modes" / f"{DIRECTION}.mode" if program else None
    return path if path and path.is_file() else None


def version(mode: Path) -> str:
    """A hash of this module, the steps and the dictionaries, so that what was kept of another version is not used."""
    data = sorted(mode.parent.parent.glob(f"*{DIRECTION}*/*"))
    told = [(path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in data]
    return sha256_json([sha256_file(Path(__file__)), sha256_file(mode), told])


def translate(sentences: Sequence[str], mode: Path) -> list[str] | None:
    """Each sentence in bokmål; None when Apertium fails."""
    found = _run(sentences, _steps(mode.read_text(encoding="utf-8")))
    return found if len(found) == len(sentences) else None


def _steps(mode: str) -> str:
    """The steps as a shell runs them, less the tagger; the grammar then gives one reading and no word form."""
    steps = [step.strip() for step in mode.split("|")]
    kept = [step for step in steps if not step.startswith("apertium-tagger")]
    return " | ".join(step.replace("cg-proc -w", "cg-proc -1 -n -w", 1) for step in kept)


def _run(sentences: Sequence[str], steps: str) -> list[str]:
    stream = "".join(f"{' '.join(SIGNS.sub(' ', sentence).split())} .{END}" for sentence in sentences)
    # In a mode file $1 stands for the marks on unknown words (-n: none) and $2 for an option of the tagger.
    command = ["sh", "-c", steps, "apertium", "-n", ""]
    done = subprocess.run(
        command, input=stream, capture_output=True, text=True, encoding="utf-8", errors="replace", check=False
    )
    found = done.stdout.split(END)[:-1]
    return [" ".join(sentence.removesuffix(" .").split()) for sentence in found] if done.returncode == 0 else []
