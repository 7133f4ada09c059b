"""Drawing the audit sample of a project, and planning how large it has to be."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from pipeline.audit import Candidate, Design, Drawn, audited, draw_sample, save_audit
from pipeline.errors import MissingError
from pipeline.matrix.beliefs import portfolio_of
from pipeline.matrix.estimates import settings_of
from pipeline.matrix.load import Counted, load_count
from pipeline.project import Project


@dataclass(frozen=True, slots=True)
class Sampled:
    """The reports newly drawn, in the order to code them, and how many the sample has and how many of it are coded."""

    new: tuple[Drawn, ...]
    size: int
    coded: int

    def sentence(self) -> str:
        """The outcome for a person."""
        names = "\n".join(f"  {drawn.order:4d}  {drawn.report_id}" for drawn in self.new)
        return (
            f"{len(self.new)} reports drawn into annotations/audit.csv, which now has {self.size}; {self.coded} are coded. "
            f"Code them blind and in this order:\n{names}"
        )

    def as_json(self) -> dict[str, Any]:
        """The outcome for a program."""
        return {"drawn": [drawn.report_id for drawn in self.new], "size": self.size, "coded": self.coded}


def draw_audit(project: Project, size: int, design: Design) -> Sampled:
    """Draw `size` more reports among those read and uncoded, each project once; the sample only ever grows.

    Raises MissingError when there are no suggestions, UsageError when fewer reports are left.
    """
    counted = load_count(project)
    before = counted.sources.sample
    sample = draw_sample(_candidates(counted), before, size, design, project.params.seed)
    save_audit(project.audit, sample)
    return Sampled(sample[len(before) :], len(sample), len(audited(sample, counted.sources.codings)))


def _candidates(counted: Counted) -> list[Candidate]:
    doubt: defaultdict[str, list[float]] = defaultdict(list)
    for row in counted.sources.suggestions:
        if row.axis == "theme":
            doubt[row.report_id].append((row.probability * (1 - row.probability)) ** 0.5)
    if not doubt:
        raise MissingError("There are no suggestions yet, so nobody knows which reports can be read. Run `temakart run`.")
    return [
        Candidate(entry.report_id, entry.report.region, sum(doubt[entry.report_id]) / max(len(doubt[entry.report_id]), 1))
        for entry in counted.matrix.with_status("suggested")
    ]


@dataclass(frozen=True, slots=True)
class Planned:
    """How many more reports to draw and code to know every theme within some share of the portfolio, and which."""

    within: float
    more: int
    reached: bool
    waiting: tuple[str, ...]
    reports: tuple[str, ...]

    def sentence(self) -> str:
        """The plan for a person."""
        points = f"{100 * self.within:g}"
        if not self.reached:
            return f"No sample is large enough to know every theme within ± {points} points: some reports cannot be read."
        if not self.more:
            return f"Every theme is known within ± {points} points already."
        names = "\n".join(f"  {report_id}" for report_id in (*self.waiting, *self.reports))
        draw = f" (`temakart audit draw {len(self.reports)}` draws those that are not drawn yet)" if self.reports else ""
        return f"To know every theme within ± {points} points, code {self.more} more{draw}. Here is the list:\n{names}"

    def as_json(self) -> dict[str, Any]:
        """The plan for a program."""
        found = {"within": self.within, "more": self.more, "reached": self.reached}
        return {**found, "drawn": list(self.waiting), "to_draw": list(self.reports)}


def plan_audit(project: Project, within: float) -> Planned:
    """Plan a simple random audit by simulation. Raises MissingError when there are no suggestions."""
    from pipeline.estimate.planning import plan

    counted = load_count(project)
    sources, candidates = counted.sources, _candidates(counted)
    portfolio = portfolio_of(counted.matrix.entries, counted.codebook, sources)
    found = plan(portfolio, [[at] for at in range(len(counted.codebook.themes))], within, settings_of(project.params))
    uncoded = {candidate.report_id for candidate in candidates}
    waiting = tuple(drawn.report_id for drawn in sources.sample if drawn.report_id in uncoded)[: found.more]
    new: tuple[Drawn, ...] = ()
    if short := found.more - len(waiting):
        new = draw_sample(candidates, sources.sample, short, "simple", project.params.seed)[len(sources.sample) :]
    return Planned(within, found.more, found.reached, waiting, tuple(drawn.report_id for drawn in new))
