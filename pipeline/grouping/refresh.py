"""What `temakart extract` does last: groups.csv and boilerplate.csv beside the texts, anew where something changed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from pipeline import __version__
from pipeline.documents import Document, load_document
from pipeline.extract.state import load_entries, locked
from pipeline.files import sha256_file, sha256_json, write_json
from pipeline.grouping.propose import propose
from pipeline.grouping.store import Proposal, in_force, load_proposals, save_proposals
from pipeline.language.boilerplate import find_shared, save_shared
from pipeline.register import Report

VERSION = "1"
STATE = ".shared"
GROUPS, BOILERPLATE = "groups.csv", "boilerplate.csv"


def refresh(reports: Sequence[Report], folder: Path, boilerplate_reports: int) -> tuple[str, ...]:
    """Write both files for the Documents in `folder`; returns the groups that the register has not settled.

    Nothing is read or written when Documents, register and settings are those of the last time. The same reports give the
    same bytes, whatever was done before and wherever a run was killed: each file is replaced whole, and that both are up to
    date is noted last.
    """
    with locked(folder):
        key = _key(reports, folder, boilerplate_reports)
        if not _up_to_date(folder, key):
            documents = _documents(reports, folder)
            proposals = propose(reports, documents)
            groups = in_force(reports, proposals)
            save_proposals(folder / GROUPS, proposals)
            save_shared(folder / BOILERPLATE, find_shared(documents.values(), boilerplate_reports, groups.of))
            write_json(folder / STATE, {"key": key, "files": _hashes(folder)})
    return unsettled(reports, load_proposals(folder / GROUPS))


def unsettled(reports: Sequence[Report], proposals: Sequence[Proposal]) -> tuple[str, ...]:
    """The groups in force that hold a report of which the register says nothing."""
    said = {report.report_id for report in reports if report.group}
    members = in_force(reports, proposals).members()
    return tuple(group for group, ids in members.items() if not said.issuperset(ids))


def _key(reports: Sequence[Report], folder: Path, boilerplate_reports: int) -> str:
    entries = load_entries(folder)
    said = [
        [r.report_id, r.file, r.title, r.grantee, r.year_from, r.year_to, r.kind, r.group]
        for r in sorted(reports, key=lambda report: report.report_id)
    ]
    texts = {report.report_id: entries[report.report_id].sha256 for report in reports if report.report_id in entries}
    return sha256_json([VERSION, __version__, said, texts, boilerplate_reports])


def _up_to_date(folder: Path, key: str) -> bool:
    try:
        state = json.loads((folder / STATE).read_text(encoding="utf-8"))
        return bool(state["key"] == key and state["files"] == _hashes(folder))
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _hashes(folder: Path) -> dict[str, str]:
    return {name: sha256_file(folder / name) for name in (GROUPS, BOILERPLATE)}


def _documents(reports: Sequence[Report], folder: Path) -> dict[str, Document]:
    paths = {report.report_id: folder / f"{report.report_id}.json" for report in reports}
    return {report_id: load_document(path) for report_id, path in sorted(paths.items()) if path.is_file()}
