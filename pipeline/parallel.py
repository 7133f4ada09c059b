"""How many threads the numerical libraries may use."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from threadpoolctl import threadpool_limits


def one_thread() -> AbstractContextManager[Any]:
    """One thread for linear algebra inside the `with`.

    Sums of floats depend on how they are split, so more threads would give other bytes on another machine; and on
    matrices as small as ours threads cost more than they give.
    """
    limits: AbstractContextManager[Any] = threadpool_limits(limits=1)
    return limits
