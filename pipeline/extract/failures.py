"""Why a file could not be read: a fixed set of reasons, each with a sentence for a caseworker."""

from __future__ import annotations

from typing import Literal, get_args

from pipeline.errors import TemakartError

Reason = Literal["encrypted", "not_a_pdf", "truncated", "empty", "too_large", "timeout", "memory", "crashed", "missing"]
REASONS: tuple[Reason, ...] = get_args(Reason)


class ExtractionError(TemakartError):
    """One file cannot be read; `reason` is one of REASONS and `detail` says what to do."""

    def __init__(self, reason: Reason, detail: str) -> None:
        self.reason = reason
        self.detail = detail
        super().__init__(detail)

    def __reduce__(self) -> tuple[type[ExtractionError], tuple[Reason, str]]:
        """Travel between processes; the default would pass only the sentence."""
        return (ExtractionError, (self.reason, self.detail))
