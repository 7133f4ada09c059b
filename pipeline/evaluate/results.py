"""The whole outcome of `temakart evaluate`, and its form in metrics.json."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from pipeline.evaluate.compare import Comparison
from pipeline.evaluate.curve import Curve
from pipeline.evaluate.mistakes import Erring, Quote
from pipeline.evaluate.quality import Quality
from pipeline.evaluate.recipients import RecipientFigures

DIGITS = 4


@dataclass(frozen=True, slots=True)
class Suspect:
    """A code for a second look, with the passage that speaks most for the theme."""

    report_id: str
    theme: str
    coded: bool
    probability: float
    confidence: float
    margin: float
    quote: Quote


@dataclass(frozen=True, slots=True)
class Next:
    """An uncoded report that the model would learn much from, and the themes it is in doubt about."""

    report_id: str
    worth: float
    themes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured on `reports` coded reports by cross-validation.

    `model` is the id of the model in use, empty when it was not trained on today's codes, texts and parameters;
    `demonstration` says that the texts were written for the purpose; `comparison` is None when no earlier model was measured.
    """

    model: str
    reports: int
    portfolio: int
    folds: int
    repeats: int
    demonstration: bool
    quality: Quality
    recipient: RecipientFigures
    curve: Curve | None
    next_to_code: tuple[Next, ...]
    worst_reports: tuple[Erring, ...]
    suspects: tuple[Suspect, ...]
    comparison: Comparison | None


def plain(value: Any) -> Any:
    """Values as JSON has them: dataclasses as objects, four digits, null for what could not be measured."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(name): plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, float):
        return None if math.isnan(value) else round(value, DIGITS)
    return value


def as_json(measured: Measured) -> dict[str, Any]:
    """The metrics as they stand in metrics.json."""
    return {**plain({field.name: getattr(measured, field.name) for field in fields(measured)})}
