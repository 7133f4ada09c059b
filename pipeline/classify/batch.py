"""Suggestions for many reports, in several processes where there is work for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from pipeline.classify.suggesting import Ready, Suggester
from pipeline.parallel import spread, worth
from pipeline.suggestions import Suggestion

AT_ONCE = 20


def suggest_all(
    suggester: Suggester, reports: Sequence[Ready], jobs: int, progress: Callable[[int, int], None]
) -> Iterator[Suggestion]:
    """All suggestions in the order of the reports, the same whatever `jobs` is."""
    done, pages = 0, sum(len(one.document.pages) for one in reports)
    parts = [reports[at : at + AT_ONCE] for at in range(0, len(reports), AT_ONCE)]
    found = spread(partial(_rows, suggester), parts, worth(jobs, pages))
    for part, rows in zip(parts, found, strict=True):
        yield from rows
        done += len(part)
        progress(done, len(reports))


def _rows(suggester: Suggester, part: Sequence[Ready]) -> list[Suggestion]:
    return [row for one in suggester.suggest(part) for row in one.suggestions]
