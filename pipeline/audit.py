"""The audit sample: reports drawn at random to be coded blind, with the probability that each was drawn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args

from pipeline.errors import UsageError
from pipeline.files import sha256_bytes
from pipeline.labels import Coding, in_force
from pipeline.tables import Row, parse_number, read_generated, write_csv

Design = Literal["simple", "office", "probability"]
COLUMNS = ("report_id", "order", "draw", "stratum", "probability", "frame", "design")
NO_STRATUM = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A report that may be drawn: nobody has coded it and it could be read.

    `doubt` says how little is known of it, for the design that draws doubtful reports more often.
    """

    report_id: str
    office: str = ""
    doubt: float = 0.0


@dataclass(frozen=True, slots=True)
class Drawn:
    """One report of the sample.

    `order` is the order to code in, `draw` counts the draws, `probability` is how likely the report was to be drawn then,
    and `frame` how many reports could be drawn.
    """

    report_id: str
    order: int
    draw: int
    stratum: str
    probability: float
    frame: int
    design: Design


def draw_sample(
    candidates: Iterable[Candidate], before: Sequence[Drawn], size: int, design: Design, seed: int
) -> tuple[Drawn, ...]:
    """The sample with `size` more reports drawn, none of them twice; the same input gives the same sample.

    Every report has a random number of its own, from the seed and its id, and the lowest of a stratum are drawn (permanent
    random numbers: Ohlsson 1995), so that a sample of 80 is the first 80 of a sample of 100.
    Raises UsageError when fewer than `size` reports are left to draw.
    """
    gone = {drawn.report_id for drawn in before}
    frame = [candidate for candidate in candidates if candidate.report_id not in gone]
    if not 0 < size <= len(frame):
        raise UsageError(f"{len(frame)} reports are left to draw, and {size} were asked for. Ask for 1 to {len(frame)}.")
    strata = _strata(frame, design)
    taken = _allocated({name: _demand(members, design) for name, members in strata.items()}, strata, size)
    number, last = max((drawn.draw for drawn in before), default=0) + 1, max((drawn.order for drawn in before), default=0)
    chosen = [
        (_luck(candidate.report_id, seed), candidate.report_id, name)
        for name, members in strata.items()
        for candidate in sorted(members, key=lambda one: _luck(one.report_id, seed))[: taken[name]]
    ]
    new = (
        Drawn(report_id, order, number, name, taken[name] / len(strata[name]), len(frame), design)
        for order, (_, report_id, name) in enumerate(sorted(chosen), last + 1)
    )
    return (*before, *new)


def _luck(report_id: str, seed: int) -> str:
    return sha256_bytes(f"{seed} {report_id}".encode())


def _strata(frame: Sequence[Candidate], design: Design) -> dict[str, list[Candidate]]:
    """The candidates by office, by thirds of doubt, or all together."""
    strata: defaultdict[str, list[Candidate]] = defaultdict(list)
    ranked = sorted(frame, key=lambda candidate: (candidate.doubt, candidate.report_id))
    for rank, candidate in enumerate(ranked):
        third = ("low", "middle", "high")[3 * rank // len(ranked)]
        strata[{"simple": NO_STRATUM, "office": candidate.office, "probability": third}[design]].append(candidate)
    return {name: strata[name] for name in sorted(strata)}


def _demand(members: Sequence[Candidate], design: Design) -> float:
    """How much of the sample a stratum asks for: its size, times its mean doubt where doubt is drawn by (Neyman 1934)."""
    return len(members) if design != "probability" else sum(max(candidate.doubt, 0.01) for candidate in members)


def _allocated(demand: Mapping[str, float], strata: Mapping[str, Sequence[Candidate]], size: int) -> dict[str, int]:
    """How many to draw of each stratum: one at least while there is enough, the rest by demand (D'Hondt)."""
    taken = dict.fromkeys(strata, 0)
    for _ in range(size):
        open_ = [name for name in strata if taken[name] < len(strata[name])]
        taken[max(open_, key=lambda name: (taken[name] == 0, demand[name] / (taken[name] + 1)))] += 1
    return taken


def audited(sample: Iterable[Drawn], codings: Sequence[Coding]) -> frozenset[str]:
    """The drawn reports whose code in force was made blind, or settles a disagreement that began with a blind one."""
    blind = {coding.report_id for coding in codings if coding.basis == "blind"}
    force = in_force(codings)
    bases = {report_id: force[report_id].basis for report_id in blind}
    return frozenset(drawn.report_id for drawn in sample if bases.get(drawn.report_id) in ("blind", "adjudicated"))


def inclusion(sample: Sequence[Drawn]) -> dict[str, float]:
    """How likely each drawn report was to come into the sample by any of the draws.

    In a draw that did not know the report's stratum, it had the chance of all that could be drawn.
    """
    chances: defaultdict[int, dict[str, float]] = defaultdict(dict)
    sizes: defaultdict[int, int] = defaultdict(int)
    for drawn in sample:
        chances[drawn.draw][drawn.stratum] = drawn.probability
        sizes[drawn.draw] += 1
    common = {drawn.draw: sizes[drawn.draw] / drawn.frame for drawn in sample}
    found = {}
    for drawn in sample:
        missed = 1.0
        for number in range(1, max(sizes) + 1):
            known = drawn.probability if number == drawn.draw else chances[number].get(drawn.stratum)
            missed *= 1 - (common.get(number, 0.0) if known is None else known)
        found[drawn.report_id] = 1 - missed
    return found


def save_audit(path: Path, sample: Iterable[Drawn]) -> None:
    """Write audit.csv in the order of the sample."""
    rows = [{**{name: getattr(drawn, name) for name in COLUMNS}, "probability": f"{drawn.probability:.6f}"} for drawn in sample]
    write_csv(path, COLUMNS, rows)


def load_audit(path: Path) -> tuple[Drawn, ...]:
    """Read audit.csv; no file means no sample. Raises FaultyFileError listing every row that is not of a sample."""
    mend = "Take it from a backup, or, where there is a review store, delete it and run `temakart labels export`."
    return read_generated(path, COLUMNS, _drawn, mend)


def _drawn(row: Row) -> Drawn:
    order, number, probability, frame = (
        parse_number(row.get(column)) or 0 for column in ("order", "draw", "probability", "frame")
    )
    design = row.get("design")
    if design not in get_args(Design) or not 0 < probability <= 1 or order < 1 or number < 1 or frame < 1:
        raise ValueError(f"«{row.get('report_id')}» has no possible order, draw, probability and design.")
    sizes = int(order), int(number), row.get("stratum"), probability, int(frame)
    return Drawn(row.get("report_id"), *sizes, cast(Design, design))
