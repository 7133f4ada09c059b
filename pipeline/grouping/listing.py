"""The groups in force as an analyst sees them, and her word on them in the register."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from pipeline.errors import UsageError
from pipeline.grouping.signs import rank
from pipeline.grouping.store import Groups, Proposal, in_force, load_proposals
from pipeline.project import Project
from pipeline.register import Register, Report, load_register
from pipeline.tables import fill_cells

REASONS = {
    "same_file": "same file",
    "same_text": "same text",
    "draft_and_final": "draft and final",
    "interim_and_final": "reports of one project",
    "register": "by the register",
}

HOW = (
    "Each group is counted once. To keep them, run `temakart register groups --write`; to have a report counted for itself, "
    "write its own report_id in the column `group` of the register."
)


@dataclass(frozen=True, slots=True)
class Member:
    """One report of a group. `counted` does not know of codes: a coded report is counted before others."""

    report_id: str
    title: str
    counted: bool
    settled: bool
    reason: str
    similarity: float | None


@dataclass(frozen=True, slots=True)
class Listing:
    """The groups in force by name, and how many cells of the register would be, or were, filled."""

    groups: dict[str, tuple[Member, ...]]
    empty_cells: int
    written: bool = False

    def as_json(self) -> dict[str, Any]:
        """The groups for a program."""
        groups = [{"group": name, "reports": [asdict(member) for member in found]} for name, found in self.groups.items()]
        return {"groups": groups, "empty_cells": self.empty_cells, "written": self.written}

    def sentence(self) -> str:
        """The groups for a person."""
        if not self.groups:
            return "No two reports seem to be the same report, or reports of one project."
        lines = [line for name, members in self.groups.items() for line in (f"{name}:", *map(_line, members))]
        if self.written:
            return "\n".join([*lines, f"{self.empty_cells} cells filled in the column `group` of the register."])
        return "\n".join([*lines, HOW])


def _line(member: Member) -> str:
    likeness = f", {member.similarity:.0%} of the text" if member.similarity is not None else ""
    return f"  {'*' if member.counted else ' '} {member.report_id}  {member.title}  ({REASONS[member.reason]}{likeness})"


def list_groups(project: Project, *, write: bool) -> Listing:
    """The groups in force; with `write`, named in the empty cells of the register's column `group`.

    Raises UsageError when there is no register to write in, or when it is a workbook.
    """
    register, proposals = load_register(project), load_proposals(project.groups)
    groups = in_force(register.reports, proposals)
    values = _cells(register, groups)
    if write and values:
        _check(project)
        fill_cells(project.register, "report_id", "group", values)
    proposed = {proposal.report_id: proposal for proposal in proposals}
    found = {name: _members(register, ids, groups, proposed) for name, ids in groups.members().items()}
    return Listing(found, len(values), write)


def _cells(register: Register, groups: Groups) -> dict[str, str]:
    """What to write for each report of a group that the register says nothing of; never a value that means another group."""
    said = {report.report_id: report.group for report in register.reports if report.group}
    cells: dict[str, str] = {}
    for ids in groups.members().values():
        known = next((said[report_id] for report_id in ids if report_id in said), None)
        value = known or next((name for name in ids if name not in said.values()), f"{ids[0]}+")
        cells |= {report_id: value for report_id in ids if report_id not in said}
    return cells


def _check(project: Project) -> None:
    if not project.register.is_file():
        raise UsageError(
            f"There is no register to write in. Make {project.register} with the columns report_id, file and group "
            "(one row a report), and run the command again."
        )
    if project.register.suffix == ".xlsx":
        raise UsageError(
            f"{project.register.name} is a workbook, and rewriting it could lose what temakart does not know of (formats, "
            "formulas, other sheets). Add a column named group and fill it in as listed by `temakart register groups`, "
            "or save the register as register.csv, remove the workbook and run the command again."
        )


def _members(register: Register, ids: tuple[str, ...], groups: Groups, proposed: dict[str, Proposal]) -> tuple[Member, ...]:
    reports: list[Report] = [report for report in register.reports if report.report_id in ids]
    first = min(reports, key=lambda report: rank(report, groups.preferred))
    return tuple(_member(report, report is first, proposed.get(report.report_id)) for report in reports)


def _member(report: Report, counted: bool, proposal: Proposal | None) -> Member:
    reason = proposal.reason if proposal else "register"
    similarity = proposal.similarity if proposal else None
    return Member(report.report_id, report.title, counted, bool(report.group), reason, similarity)
