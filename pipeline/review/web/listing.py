"""The portfolio as one person may see it: rows, filters and search."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

from pipeline.language.masking import mask
from pipeline.register import Report
from pipeline.review.board import Board
from pipeline.review.people import Person
from pipeline.review.states import ReportState
from pipeline.review.web.contents import Contents
from pipeline.review.web.room import Portfolio, Room

QUERY_CHARACTERS = 200
OPEN_STATES = ("uncoded", "look_again")


@dataclass(frozen=True, slots=True)
class Filters:
    """What somebody looks for; empty means everything. `whose` is «mine» for what is assigned to the person."""

    q: str = ""
    region: str = ""
    year: str = ""
    theme: str = ""
    recipient: str = ""
    state: str = ""
    language: str = ""
    whose: str = ""

    @property
    def any(self) -> bool:
        """Whether anything is looked for."""
        return any(getattr(self, one.name) for one in fields(self))


@dataclass(frozen=True, slots=True)
class Row:
    """One report for one person. Where the person is to code it blind, nothing is told of its codes.

    `proposed` are the labels the model suggests for a report without a code; they are searched for and never shown in
    the list, so that a report can still be drawn for blind coding. `place` is the place in the audit sample, 0 outside it.
    """

    report_id: str
    title: str
    grantee: str
    region: str
    years: str
    language: str
    state: str
    themes: tuple[str, ...]
    recipient: str
    proposed: frozenset[str]
    blind: bool
    assigned: bool
    own: bool
    place: int

    @property
    def waits(self) -> bool:
        """Whether it is the person's to code now: given to them or their office, and not done as far as they are concerned."""
        return self.assigned and (self.blind or self.state in OPEN_STATES)


def filters_from(query: Mapping[str, str]) -> Filters:
    """The filters of an address."""
    return Filters(**{one.name: query.get(one.name, "").strip()[:QUERY_CHARACTERS] for one in fields(Filters)})


def listing(room: Room, portfolio: Portfolio, board: Board, person: Person) -> list[Row]:
    """All rows, sorted by id. A row is made anew only where something has happened to its report."""
    known = room.rows.setdefault(person, {})
    rows = []
    for report_id, report in portfolio.reports.items():
        state, content = board.states.get(report_id), room.contents.get(report_id)
        found = known.get(report_id)
        if found is None or found[0] is not portfolio or found[1] is not state or found[2] is not content:
            row = _row(report, board.get(report_id), portfolio, room.contents, person)
            found = known[report_id] = (portfolio, state, content, row)
        rows.append(found[3])
    return rows


def _row(report: Report, state: ReportState, portfolio: Portfolio, contents: Contents, person: Person) -> Row:
    blind = state.must_code_blind(person.id)
    force = None if blind else state.in_force
    open_to_all = force is None and not blind
    found = portfolio.suggestions.get(report.report_id, ()) if open_to_all else ()
    content = contents.get(report.report_id)
    return Row(
        report.report_id,
        title_of(report),
        mask(report.grantee)[0],
        report.region,
        years_of(report),
        content.language if content else "",
        standing_for(state, person),
        force.themes if force else (),
        force.recipient if force else "",
        frozenset(one.label for one in found if one.suggested),
        blind,
        assigned_to(state, person),
        state.own(person.id) is not None,
        min((draw.order for draw in state.draws), default=0),
    )


def title_of(report: Report) -> str:
    """What a report is called: its title, else its id."""
    return mask(report.title)[0] or report.report_id


def years_of(report: Report) -> str:
    """The report's years, «2010–2012»."""
    years = [str(year) for year in dict.fromkeys((report.year_from, report.year_to)) if year]
    return "–".join(years)


def standing_for(state: ReportState, person: Person) -> str:
    """Where a report stands, as far as the person may know it; a key under `state` of the catalogue."""
    if state.must_code_blind(person.id):
        return "blind"
    return "look_again" if state.look_again and state.standing != "uncoded" else state.standing


def assigned_to(state: ReportState, person: Person) -> bool:
    """Whether the report was given to the person or the person's office."""
    return any(found.to == person.id or (not found.to and person.works_in(found.office)) for found in state.assignments)


def matching(rows: Iterable[Row], filters: Filters, contents: Contents) -> list[Row]:
    """The rows that fit every filter; every word of the search must stand in title, grantee, id or text."""
    if not filters.any:
        return list(rows)
    words = filters.q.casefold().split()
    return [row for row in rows if _fits(row, filters) and _holds(row, words, contents)]


def _fits(row: Row, filters: Filters) -> bool:
    return (
        (not filters.region or row.region == filters.region)
        and (not filters.year or _in_year(row.years, filters.year))
        and (not filters.theme or filters.theme in row.themes or filters.theme in row.proposed)
        and (not filters.recipient or filters.recipient == row.recipient or filters.recipient in row.proposed)
        and (not filters.state or row.state == filters.state)
        and (not filters.language or row.language == filters.language)
        and (not filters.whose or row.assigned or row.own)
    )


def _in_year(years: str, year: str) -> bool:
    first, _, last = years.partition("–")
    return first <= year <= (last or first) if first else False


def _holds(row: Row, words: list[str], contents: Contents) -> bool:
    if not words:
        return True
    content = contents.get(row.report_id)
    text = f"{row.title} {row.grantee} {row.report_id} ".casefold() + (content.text if content else "")
    return all(word in text for word in words)
