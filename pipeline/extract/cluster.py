"""The same work on the machines of a Dask cluster, each file still in a limited process of its own.

The cluster's workers must see the project's folders under the same paths.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from pipeline.errors import TemakartError, UsageError
from pipeline.extract.failures import ExtractionError
from pipeline.extract.hired import Limits
from pipeline.extract.isolate import Crew
from pipeline.extract.worker import Notify

TaskT = TypeVar("TaskT")
ResultT = TypeVar("ResultT")
CONNECT_SECONDS = 20


def run_on_cluster(
    work: Callable[[TaskT, Notify], ResultT], limits: Limits, tasks: Sequence[TaskT], address: str
) -> Iterator[tuple[TaskT, ResultT | ExtractionError]]:
    """Each task with its result or the reason it has none, as they finish.

    Raises UsageError when the `cluster` extra is not installed and TemakartError when nobody answers at `address`.
    """
    try:
        distributed: Any = importlib.import_module("distributed")
    except ImportError as error:
        raise UsageError("A cluster needs the «cluster» extra: pip install 'temakart[cluster]'.") from error
    try:
        client = distributed.Client(address, timeout=CONNECT_SECONDS)
    except (OSError, ValueError) as error:
        raise TemakartError(f"No Dask scheduler answers at {address} ({error}). Check the address.") from error
    with client:
        futures = {client.submit(_alone, work, limits, task, pure=False): task for task in tasks}
        for future in distributed.as_completed(futures):
            yield futures[future], future.result()


def _alone(work: Callable[[TaskT, Notify], ResultT], limits: Limits, task: TaskT) -> ResultT | ExtractionError:
    """One task in a process of its own on this machine."""
    crew: Crew[TaskT, ResultT] = Crew(work, limits, 1)
    return next(iter(crew.run([task])))[1]
