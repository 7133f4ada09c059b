"""Which reports seem to be the same report, or reports of the same project."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from pipeline.documents import Document
from pipeline.grouping.likeness import Floats, shares
from pipeline.grouping.signs import STAGES, Signs
from pipeline.grouping.store import Proposal, Reason
from pipeline.register import Report

SAME_TEXT, SAME_TEXT_OTHER_GRANTEE = 0.6, 0.9
DRAFT_IN_FINAL, MOST_IN_OTHER, LEAST_IN_ONE = 0.5, 0.6, 0.35
SERIES, SERIES_HALF_KNOWN = 0.03, 0.3
"""How much of a report's own text must stand in the other: with grantee and project known to be the same, or one of them."""


@dataclass(frozen=True, slots=True)
class Bond:
    """Why two reports belong together, and the larger share of one that stands in the other."""

    reason: Reason
    similarity: float


def propose(reports: Sequence[Report], documents: Mapping[str, Document]) -> tuple[Proposal, ...]:
    """Groups of two reports or more, sorted by group and id; reports without a Document are in none."""
    read = [report for report in sorted(reports, key=lambda report: report.report_id) if report.report_id in documents]
    if len(read) < 2:
        return ()
    texts = [documents[report.report_id] for report in read]
    signs = [Signs.of(report, text) for report, text in zip(read, texts, strict=True)]
    bonds = _bonds(texts, signs, shares(texts))
    order = [_rank(report, sign, text) for report, sign, text in zip(read, signs, texts, strict=True)]
    found = []
    for members in _components(len(read), bonds):
        counted = min(members, key=lambda at: order[at])
        for at in members:
            bond = max((bonds[pair] for pair in bonds if at in pair), key=lambda bond: (bond.similarity, bond.reason))
            name = read[members[0]].report_id
            found.append(Proposal(read[at].report_id, name, at == counted, bond.reason, bond.similarity))
    return tuple(found)


def _rank(report: Report, signs: Signs, text: Document) -> tuple[int, int, int, str]:
    """Which of a group is counted: a final before others, the newest, the longest."""
    return STAGES.index(signs.stage), -(signs.last_year or 0), -len(text.text), report.report_id


def _bonds(texts: Sequence[Document], signs: Sequence[Signs], share: Floats) -> dict[tuple[int, int], Bond]:
    found = {}
    near = np.argwhere(np.triu(np.maximum(share, share.T) >= SERIES, 1))
    for one, other in near.tolist():
        bond = bond_of(signs[one], signs[other], float(share[one, other]), float(share[other, one]))
        if bond:
            found[one, other] = bond
    by_file: dict[str, list[int]] = {}
    for at, text in enumerate(texts):
        by_file.setdefault(text.source.sha256, []).append(at)
    for same in by_file.values():
        found |= {pair: Bond("same_file", 1.0) for pair in pairwise(same)}
    return found


def bond_of(one: Signs, other: Signs, of_one: float, of_other: float) -> Bond | None:
    """The bond between two reports of which these shares stand in each other, or None."""
    most, least = max(of_one, of_other), min(of_one, of_other)
    stages = {one.stage, other.stage}
    if one.other_grantee(other):
        return Bond("same_text", most) if least >= SAME_TEXT_OTHER_GRANTEE else None
    if one.series(other) and (_one_project(one, other, most) or least >= SAME_TEXT):
        return Bond("interim_and_final", most)
    if "draft" in stages and most >= DRAFT_IN_FINAL:
        return Bond("draft_and_final", most)
    if least >= SAME_TEXT:
        return Bond("same_text", most)
    if "interim" not in stages and most >= MOST_IN_OTHER and least >= LEAST_IN_ONE:
        return Bond("draft_and_final", most)
    return None


def _one_project(one: Signs, other: Signs, most: float) -> bool:
    grantee, project = one.same_grantee(other), one.same_project(other)
    if grantee and project:
        return most >= SERIES
    unknown = not (one.grantee and other.grantee) if project else not (one.project and other.project)
    return (grantee or project) and unknown and most >= SERIES_HALF_KNOWN


def _components(count: int, bonds: Mapping[tuple[int, int], Bond]) -> list[list[int]]:
    """The groups that bonds make, each sorted, in the order of their first members."""
    ends = np.array(sorted(bonds), dtype=np.int64).reshape(-1, 2)
    table = sparse.csr_matrix((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(count, count))
    _, number = connected_components(table, directed=False)
    members: dict[int, list[int]] = {}
    for at, group in enumerate(number.tolist()):
        members.setdefault(group, []).append(at)
    return [group for group in members.values() if len(group) > 1]
