"""Where a report lies and where its Document goes: never outside the given folders, whatever a register says."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pipeline.extract.failures import ExtractionError
from pipeline.files import named

LONGEST_NAME = 255


def source_path(raw: Path, file: str) -> Path:
    """The file's real path. Raises ExtractionError unless it is an ordinary file truly under `raw`."""
    try:
        path = (raw / file).resolve()
        path = path if path.exists() else (raw / named(file)).resolve()
        found = path.exists()
    except (OSError, ValueError, RuntimeError) as error:
        raise ExtractionError("missing", f"«{file}» is not a possible file name. Mend it in the register.") from error
    if not path.is_relative_to(raw.resolve()):
        raise ExtractionError("missing", f"«{file}» does not lie under {raw.name}/. Move the file there.")
    if not found:
        raise ExtractionError("missing", f"There is no file «{file}» under {raw.name}/. Add it, or mend the register.")
    if not path.is_file():
        raise ExtractionError("missing", f"«{file}» is not an ordinary file. Replace it with the report.")
    return path


@dataclass(frozen=True, slots=True)
class Shelf:
    """The folder for Documents, and the folders in it that ids with slashes ask for."""

    out: Path
    folders: frozenset[Path]

    @classmethod
    def of(cls, out: Path, report_ids: Iterable[str]) -> Shelf:
        """The shelf for these reports."""
        return cls(out, frozenset(folder for name in report_ids if "/" in name for folder in (out / name).parents))

    def place(self, report_id: str) -> Path:
        """The path of a report's Document. Raises ExtractionError when it cannot lie there."""
        target = self.out / f"{report_id}.json"
        if len(os.fsencode(target.name)) > LONGEST_NAME:
            what = f"The name «{report_id}» is too long for a file of its text. Make it ten letters shorter."
            raise ExtractionError("missing", what)
        if not target.resolve().is_relative_to(self.out.resolve()) or target.is_symlink():
            what = f"The id «{report_id}» would place its text outside the folder for texts. Use a plain id."
            raise ExtractionError("missing", what)
        if target in self.folders:
            what = f"The text of «{report_id}» would have the name of a folder with other reports. Rename one of them."
            raise ExtractionError("missing", what)
        return target
