"""«Oversikt»: the analyst's day at a glance, and what waits to be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from starlette.responses import Response

from pipeline.review.board import Board, Progress, progress
from pipeline.review.outstanding import Outstanding, learnt, outstanding
from pipeline.review.people import Person, people
from pipeline.review.states import DONE, Standing
from pipeline.review.stopping import Stopping, stopping
from pipeline.review.web.charts import Gauge, columns, gauge, split
from pipeline.review.web.enough import in_words
from pipeline.review.web.gate import Visit, page
from pipeline.review.web.room import Portfolio
from pipeline.review.web.shell import render
from pipeline.review.workload import Workload, workload
from pipeline.words import Words

STANDINGS: tuple[Standing, ...] = ("uncoded", "coded", "not_codable", "blind_pending", "disagreement", "adjudicated")


@dataclass(frozen=True, slots=True)
class Todo:
    """A sentence that says what waits, and a link that leads to where it is done."""

    sentence: str
    link: str
    path: str


def overview(visit: Visit) -> Response:
    """The page."""
    room, portfolio, board = visit.room, visit.room.portfolio(), visit.room.live.now()
    persons = people(room.store)
    work = workload(board, {name: one.region for name, one in portfolio.reports.items()}, persons, room.store.clock())
    model = learnt(room.project, portfolio.codebook.theme_ids)
    waits = outstanding(board, portfolio.reports, persons, model)
    reached = stopping(board, portfolio.suggestions, room.settings.params.goal_error)
    whole = _whole(portfolio, board)
    labels = [(day_of(day), count) for day, count in work.days]
    return render(
        visit,
        "overview.html",
        whole=whole,
        done=sum(whole.standings.get(one, 0) for one in DONE),
        parts=split([(one, whole.standings.get(one, 0)) for one in STANDINGS]),
        work=work,
        days=labels,
        columns=columns(labels),
        best=max(labels, key=lambda one: one[1]),
        waits=waits,
        few=_few(visit, portfolio, whole),
        least=room.params.themes.min_positives,
        enough=in_words(visit.words, reached),
        gauge=_gauge(reached),
        goal=reached.goal,
        todo=todo(visit.words, waits, work, persons),
    )


def day_of(day: date) -> str:
    """A day as people here write it in short: «3.11.»."""
    return f"{day.day}.{day.month}."


def _whole(portfolio: Portfolio, board: Board) -> Progress:
    """How far the portfolio is as one group."""
    return progress(board, dict.fromkeys(portfolio.reports, "")).get("") or Progress(0, {}, {})


def _few(visit: Visit, portfolio: Portfolio, whole: Progress) -> list[tuple[str, int]]:
    """Themes with fewer examples than a theme needs to be marked sure, fewest first."""
    least = visit.room.params.themes.min_positives
    counts = [(visit.words.label(theme), whole.themes.get(theme.id, 0)) for theme in portfolio.codebook.themes]
    return sorted([one for one in counts if one[1] < least], key=lambda one: one[1])


def _gauge(reached: Stopping) -> Gauge | None:
    decides = reached.blind if reached.blind.looked else reached.open
    error = decides.error
    return gauge(error.value, error.low, error.high, reached.goal) if decides.looked else None


def todo(t: Words, waits: Outstanding, work: Workload, persons: list[Person]) -> list[Todo]:
    """What waits, as sentences; only what holds."""
    counted = (
        (waits.unlearnt, "overview.todo_retrain", "overview.do_retrain", "/modell"),
        (waits.disagreements, "overview.todo_settle", "overview.do_settle", "/enighet"),
        (waits.audit - waits.audit_coded, "overview.todo_audit", "overview.do_audit", "/utvalg"),
        (waits.ungiven, "overview.todo_give", "overview.do_give", "/fordeling?given=nobody"),
        (waits.stuck, "overview.todo_stuck", "overview.do_stuck", "/fordeling?given=stuck"),
        (waits.look_again, "overview.todo_look_again", "overview.do_look_again", "/?state=look_again"),
    )
    found = [Todo(t.counted(said, n), t(link), path) for n, said, link, path in counted if n]
    if waits.unlearnt is None:
        found.insert(0, Todo(t("overview.todo_first_model"), t("overview.do_first_model"), "/modell"))
    if not waits.audit:
        found.append(Todo(t("overview.todo_draw"), t("overview.do_draw"), "/utvalg"))
    empty = [one.office for one in work.offices if one.office and not any(p.active and p.works_in(one.office) for p in persons)]
    if empty:
        found.append(Todo(t("overview.todo_people", offices=", ".join(empty)), t("overview.do_people"), "/personer"))
    return found


ROUTES = (page("/oversikt", overview, "analyst"),)
