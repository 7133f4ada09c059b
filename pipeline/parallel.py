"""How many processes and threads may run."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager
from typing import Any

from threadpoolctl import threadpool_limits


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
