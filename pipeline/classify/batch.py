"""Suggestions for many reports, in several processes where there is work for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from pipeline.classify.suggesting import Ready, Suggester
from pipeline.suggestions import Suggestion

# A process takes two seconds to start: with fewer pages than this for each, one is quicker.
FEWEST_PAGES = 400
AT_ONCE = 20


def suggest_all(
    suggester: Suggester, reports: Sequence[Ready], jobs: int, progress: Callable[[int, int], None]
) -> Iterator[Suggestion]:
    """All suggestions in the order of the reports, the same whatever `jobs` is."""
    done, pages = 0, sum(len(one.document.pages) for one in reports)
    parts = [reports[at : at + AT_ONCE] for at in range(0, len(reports), AT_ONCE)]
    for part, rows in zip(parts, _each(suggester, parts, min(jobs, pages // FEWEST_PAGES)), strict=True):
        yield from rows
        done += len(part)
        progress(done, len(reports))


def _each(suggester: Suggester, parts: Sequence[Sequence[Ready]], jobs: int) -> Iterator[list[Suggestion]]:
    if jobs < 2:
        yield from (_rows(suggester, part) for part in parts)
        return
    from joblib import Parallel, delayed

    # joblib shares the model's arrays between the processes through files.
    yield from Parallel(n_jobs=jobs, return_as="generator")(delayed(_rows)(suggester, part) for part in parts)


def _rows(suggester: Suggester, part: Sequence[Ready]) -> list[Suggestion]:
    return [row for one in suggester.suggest(part) for row in one.suggestions]
