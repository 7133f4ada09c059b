"""The small portfolio of portfolio.py, counted and as files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.matrix.count import count
from pipeline.matrix.values import Matrix
from pipeline.project import Project
from pipeline.register import Register

from .portfolio import CODINGS, FAILURES, REPORTS, SUGGESTIONS, codebook, write_project


@pytest.fixture
def small() -> Matrix:
    """The portfolio counted."""
    codings = {item.report_id: item for item in CODINGS}
    return count(Register(REPORTS), codings, SUGGESTIONS, codebook(), FAILURES)


@pytest.fixture
def make_project(tmp_path: Path) -> Callable[..., Project]:
    """Write the portfolio as a project's files; what is False is left out."""
    return lambda **options: write_project(tmp_path / "project", **options)
