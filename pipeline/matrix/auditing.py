"""Drawing the audit sample of a project, and planning how large it has to be."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from pipeline.audit import Candidate, Design, Drawn, audited, draw_sample, save_audit
from pipeline.errors import MissingError
from pipeline.labels import Coding
from pipeline.matrix.beliefs import portfolio_of
from pipeline.matrix.estimates import settings_of
from pipeline.matrix.load import Counted, load_count
from pipeline.project import Project


@dataclass(frozen=True, slots=True)
class Decided:
    """What people have decided: the codings that stand, and the reports that cannot be coded, which nobody draws."""

    codings: tuple[Coding, ...]
    closed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Sampled:
    """The whole sample in the order to code it, how many of it were there before, and how many are coded."""

    sample: tuple[Drawn, ...]
    before: int
    coded: int

    @property
    def new(self) -> tuple[Drawn, ...]:
        """The reports newly drawn."""
        return self.sample[self.before :]

    def sentence(self) -> str:
        """The outcome for a person."""
        names = "\n".join(f"  {drawn.order:4d}  {drawn.report_id}" for drawn in self.new)
        return (
            f"{len(self.new)} reports drawn into annotations/audit.csv, which now has {len(self.sample)}; "
            f"{self.coded} are coded. Code them blind and in this order:\n{names}"
        )

    def as_json(self) -> dict[str, Any]:
        """The outcome for a program."""
        return {"drawn": [drawn.report_id for drawn in self.new], "size": len(self.sample), "coded": self.coded}


def draw_audit(project: Project, size: int, design: Design, known: Decided | None = None) -> Sampled:
    """Draw `size` more reports among those read and undecided, each project once; the sample only ever grows.

    `known` is what people have decided, where labels.csv may not say it yet.
    Raises MissingError when there are no suggestions, UsageError when fewer reports are left.
    """
    outcome = preview_audit(project, size, design, known)
    save_audit(project.audit, outcome.sample)
    return outcome


def preview_audit(project: Project, size: int, design: Design, known: Decided | None = None) -> Sampled:
    """What `draw_audit` would draw now; nothing is written. Raises as it does."""
    counted = load_count(project, known.codings if known else None)
    before = counted.sources.sample
    sample = draw_sample(_candidates(counted, known), before, size, design, project.params.seed)
    return Sampled(sample, len(before), len(audited(sample, counted.sources.codings)))


def left_to_draw(project: Project, known: Decided) -> int:
    """How many reports can still be drawn. Raises MissingError when there are no suggestions."""
    counted = load_count(project, known.codings)
    drawn = {one.report_id for one in counted.sources.sample}
    return sum(candidate.report_id not in drawn for candidate in _candidates(counted, known))


def _candidates(counted: Counted, known: Decided | None) -> list[Candidate]:
    doubt: defaultdict[str, list[float]] = defaultdict(list)
    for row in counted.sources.suggestions:
        if row.axis == "theme":
            doubt[row.report_id].append((row.probability * (1 - row.probability)) ** 0.5)
    if not doubt:
        raise MissingError("There are no suggestions yet, so nobody knows which reports can be read. Run `temakart run`.")
    return [
        Candidate(entry.report_id, entry.report.region, sum(doubt[entry.report_id]) / max(len(doubt[entry.report_id]), 1))
        for entry in counted.matrix.with_status("suggested")
        if known is None or entry.report_id not in known.closed
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


def plan_audit(project: Project, within: float, known: Decided | None = None) -> Planned:
    """Plan a simple random audit by simulation. Raises MissingError when there are no suggestions."""
    from pipeline.estimate.planning import plan

    counted = load_count(project, known.codings if known else None)
    sources, candidates = counted.sources, _candidates(counted, known)
    portfolio = portfolio_of(counted.matrix.entries, counted.codebook, sources)
    found = plan(portfolio, [[at] for at in range(len(counted.codebook.themes))], within, settings_of(project.params))
    uncoded = {candidate.report_id for candidate in candidates}
    waiting = tuple(drawn.report_id for drawn in sources.sample if drawn.report_id in uncoded)[: found.more]
    new: tuple[Drawn, ...] = ()
    if short := found.more - len(waiting):
        new = draw_sample(candidates, sources.sample, short, "simple", project.params.seed)[len(sources.sample) :]
    return Planned(within, found.more, found.reached, waiting, tuple(drawn.report_id for drawn in new))
