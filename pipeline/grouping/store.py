"""Groups as they are proposed in corpus/text/groups.csv, and as they stand once the register has had its say."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args

from pipeline.register import Report
from pipeline.tables import Row, parse_number, read_generated, write_csv

Reason = Literal["same_file", "same_text", "draft_and_final", "interim_and_final"]
COLUMNS = ("report_id", "group", "counted", "reason", "similarity")


@dataclass(frozen=True, slots=True)
class Proposal:
    """One report of a proposed group: whether it is the one to count, and why it belongs there.

    `similarity` is the larger share of one text in another, between it and the member it is most like.
    """

    report_id: str
    group: str
    counted: bool
    reason: Reason
    similarity: float


@dataclass(frozen=True, slots=True)
class Groups:
    """What is in force: the group of each report that is in one, and the reports to count by proposal."""

    of: Mapping[str, str]
    preferred: frozenset[str] = frozenset()

    def members(self) -> dict[str, tuple[str, ...]]:
        """The reports of each group, sorted."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for report_id in sorted(self.of):
            found[self.of[report_id]].append(report_id)
        return {group: tuple(found[group]) for group in sorted(found)}


NO_GROUPS = Groups({})


def in_force(reports: Sequence[Report], proposals: Iterable[Proposal]) -> Groups:
    """The groups of a portfolio: the register's word, and proposals for the reports it says nothing of.

    Reports with the same value in the register's column `group` are one group; a value that only one report has makes it
    stand alone. Reports without a value follow their proposal, into the register's group where its other members are in
    one. A group is called by its first member's id.
    """
    proposals = tuple(proposals)
    said = {report.report_id: report.group for report in reports if report.group}
    holders = Counter(said.values())
    known = {report.report_id for report in reports}
    keys = {report_id: ("said", value) for report_id, value in said.items()}
    for name, members in _by_group(proposals, known).items():
        joined = {said[member] for member in members if member in said and holders[said[member]] > 1}
        key = ("said", joined.pop()) if len(joined) == 1 else ("proposed", name)
        keys |= {member: key for member in members if member not in said}
    together: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for report_id in sorted(keys):
        together[keys[report_id]].append(report_id)
    of = {member: members[0] for members in together.values() if len(members) > 1 for member in members}
    return Groups(of, frozenset(proposal.report_id for proposal in proposals if proposal.counted))


def _by_group(proposals: Iterable[Proposal], known: set[str]) -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for proposal in proposals:
        if proposal.report_id in known:
            found[proposal.group].append(proposal.report_id)
    return found


def save_proposals(path: Path, proposals: Iterable[Proposal]) -> None:
    """Write groups.csv, in the order given."""
    rows = [
        {**{name: getattr(proposal, name) for name in COLUMNS}, "counted": int(proposal.counted),
         "similarity": f"{proposal.similarity:.3f}"}
        for proposal in proposals
    ]  # fmt: skip
    write_csv(path, COLUMNS, rows)


def load_proposals(path: Path) -> tuple[Proposal, ...]:
    """Read groups.csv; no file means no proposals. Raises FaultyFileError listing every row that is not one."""
    return read_generated(path, COLUMNS, _proposal, "Delete it and run `temakart extract`; your word goes in the register.")


def _proposal(row: Row) -> Proposal:
    reason, similarity = row.get("reason"), parse_number(row.get("similarity"))
    if reason not in get_args(Reason):
        raise ValueError(f"«{reason}» is not a reason.")
    return Proposal(row.get("report_id"), row.get("group"), row.get("counted") == "1", cast(Reason, reason), similarity or 0.0)
