"""Work spread over processes, and how many processes and threads may run."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, TypeVar

from threadpoolctl import threadpool_limits

T = TypeVar("T")
R = TypeVar("R")
# A process takes two seconds to start: with fewer pages than this for each, one is quicker.
FEWEST_PAGES = 400


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def one_thread() -> AbstractContextManager[Any]:
    """One thread for linear algebra inside the `with`.

    Sums of floats depend on how they are split, so more threads would give other bytes on another machine; and on
    matrices as small as ours threads cost more than they give.
    """
    limits: AbstractContextManager[Any] = threadpool_limits(limits=1)
    return limits


@contextmanager
def uncollected() -> Iterator[None]:
    """No search for garbage inside the `with`: where millions of values are made and all are kept, it takes two thirds."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def worth(jobs: int, pages: int) -> int:
    """How many of `jobs` processes are worth starting for the text of so many pages."""
    return min(jobs, pages // FEWEST_PAGES)


def spread(work: Callable[[T], R], parts: Sequence[T], jobs: int) -> Iterator[R]:
    """What `work` makes of each part, in their order, in `jobs` processes; with fewer than two, in this one."""
    if jobs < 2:
        yield from map(work, parts)
        return
    from joblib import Parallel, delayed

    # joblib shares large arrays between the processes through files.
    yield from Parallel(n_jobs=jobs, return_as="generator")(delayed(work)(part) for part in parts)
