from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from pipeline import doctor
from pipeline.doctor import Finding, examine

TESSERACT = """#!/bin/sh
echo 'List of available languages in "/usr/share/nor/" (2):'
echo eng
echo {language}
"""


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is the only place where programs are looked for."""
    programs = tmp_path / "bin"
    programs.mkdir()
    monkeypatch.setenv("PATH", str(programs))
    monkeypatch.setattr("pipeline.language.vectors.shipped_vectors", lambda: SimpleNamespace(rows={"bolig": 0}))
    return programs


def program(folder: Path, name: str, text: str = "#!/bin/sh\n") -> None:
    (folder / name).write_text(text, encoding="utf-8")
    (folder / name).chmod(0o755)


def state() -> dict[str, bool]:
    return {finding.name.split(" ")[0]: finding.ok for finding in examine()}


def lacking() -> list[Finding]:
    return [finding for finding in examine() if not finding.ok]


def test_an_empty_machine_is_told_what_to_install(machine: Path) -> None:
    packages = [finding.mend.split()[-1] for finding in lacking()]
    assert packages == ["tesseract-ocr-nor", "tesseract-ocr-nor", "apertium-nno-nob"]


def test_a_full_machine_lacks_nothing(machine: Path) -> None:
    program(machine, "tesseract", TESSERACT.format(language="nor"))
    program(machine, "apertium")
    modes = machine.parent / "share" / "apertium" / "modes"
    modes.mkdir(parents=True)
    assert [finding.name for finding in lacking()] == ["Nynorsk translation (Apertium)"]
    (modes / "nno-nob.mode").write_text("cat", encoding="utf-8")
    assert lacking() == []


def test_tesseract_without_norwegian_is_only_half_of_it(machine: Path) -> None:
    program(machine, "tesseract", TESSERACT.format(language="swe"))
    assert (state()["OCR"], state()["Norwegian"]) == (True, False)


def test_a_full_disk_is_told(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _: SimpleNamespace(free=1e6))
    assert not state()["Disk"]
