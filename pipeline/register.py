"""The portfolio: which reports exist and what is known of each."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from pipeline.errors import Fault
from pipeline.project import Project
from pipeline.tables import Row, parse_number, read_table

REPORT_ID = re.compile(r"[A-Za-z0-9._-]+")
KINDS_READ = (".pdf", ".docx", ".txt")
KNOWN = ("report_id", "file", "title", "grantee", "region", "year_from", "year_to", "amount_nok", "kind", "group")


@dataclass(frozen=True, slots=True)
class Report:
    """One report of the portfolio. Empty text and None mean that the register does not say."""

    report_id: str
    file: str
    title: str = ""
    grantee: str = ""
    region: str = ""
    year_from: int | None = None
    year_to: int | None = None
    amount_nok: float | None = None
    kind: str = ""
    group: str = ""
    extra: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Register:
    """All reports sorted by id, and what was wrong with rows that were left out or mended."""

    reports: tuple[Report, ...]
    faults: tuple[Fault, ...] = ()

    def get(self, report_id: str) -> Report | None:
        """The report with that id, if there is one."""
        return next((report for report in self.reports if report.report_id == report_id), None)


def load_register(project: Project) -> Register:
    """The register file, or every readable file under corpus/raw when there is none: then its path is its id.

    A faulty row becomes a fault and costs no other row. A file under corpus/raw that no row names becomes a
    fault too: it is not part of the portfolio until someone lists it.
    """
    if not project.register.is_file():
        return Register(tuple(_from_folder(project.raw)))
    table = read_table(project.register, required=("report_id", "file"))
    faults: list[Fault] = []
    reports: dict[str, Report] = {}
    for row in table.rows:
        report = _report(row, table.name, faults)
        if report is None:
            continue
        if report.report_id in reports:
            what = f"the report_id «{report.report_id}» stands on an earlier row too. This row is left out; give it its own id."
            faults.append(Fault(table.name, row.line, what))
            continue
        reports[report.report_id] = report
    faults.extend(_unlisted(project, reports.values(), table.name))
    return Register(tuple(sorted(reports.values(), key=lambda report: report.report_id)), tuple(faults))


def _report(row: Row, name: str, faults: list[Fault]) -> Report | None:
    report_id, file = row.get("report_id"), row.get("file")
    if not REPORT_ID.fullmatch(report_id):
        what = f"«{report_id}» is not a report_id (letters a–z, digits, dot, underscore, hyphen). The row is left out."
        faults.append(Fault(name, row.line, what))
        return None
    if not file:
        faults.append(Fault(name, row.line, f"«{report_id}» names no file. The row is left out."))
        return None
    if not _inside(file):
        what = f"«{file}» does not lie under corpus/raw. The row is left out; move the file there."
        faults.append(Fault(name, row.line, what))
        return None
    return Report(
        report_id=report_id,
        file=PurePosixPath(file.replace("\\", "/")).as_posix(),
        title=row.get("title"),
        grantee=row.get("grantee"),
        region=row.get("region"),
        year_from=_year(row, "year_from", name, faults),
        year_to=_year(row, "year_to", name, faults),
        amount_nok=_number(row, "amount_nok", name, faults),
        kind=row.get("kind"),
        group=row.get("group"),
        extra={column: value for column, value in row.cells.items() if column not in KNOWN},
    )


def _inside(file: str) -> bool:
    path = PurePosixPath(file.replace("\\", "/"))
    return bool(path.parts) and not path.is_absolute() and ".." not in path.parts and ":" not in path.parts[0]


def _number(row: Row, column: str, name: str, faults: list[Fault]) -> float | None:
    try:
        return parse_number(row.get(column))
    except ValueError:
        what = f"{column} «{row.get(column)}» is not a number. The report is used without it."
        faults.append(Fault(name, row.line, what))
        return None


def _year(row: Row, column: str, name: str, faults: list[Fault]) -> int | None:
    value = _number(row, column, name, faults)
    return int(value) if value is not None else None


def _from_folder(raw: Path) -> list[Report]:
    files = sorted(path for path in raw.rglob("*") if path.suffix.lower() in KINDS_READ and path.is_file())
    names = [path.relative_to(raw).as_posix() for path in files]
    return sorted(
        (Report(report_id=name, file=name, title=_readable(PurePosixPath(name).stem)) for name in names),
        key=lambda report: report.report_id,
    )


def _readable(stem: str) -> str:
    """A file name as a title, unless it is only a number or a code."""
    words = re.sub(r"[_\s]+", " ", stem).strip()
    return words if re.search(r"[A-Za-zÆØÅæøå]{4}.* .*[A-Za-zÆØÅæøå]{3}", words) else ""


def _unlisted(project: Project, reports: Iterable[Report], name: str) -> list[Fault]:
    listed = {report.file for report in reports}
    files = (path for path in project.raw.rglob("*") if path.suffix.lower() in KINDS_READ and path.is_file())
    return [
        Fault(name, None, f"no row names the file corpus/raw/{file}. It is not processed; add a row for it.")
        for file in sorted(path.relative_to(project.raw).as_posix() for path in files)
        if file not in listed
    ]
