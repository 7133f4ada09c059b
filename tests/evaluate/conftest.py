"""The portfolio of the classify room's tests, coded and read."""

from __future__ import annotations

from tests.classify.conftest import extracted, one_thread, params, portfolio, trades, vectors

__all__ = ["extracted", "one_thread", "params", "portfolio", "trades", "vectors"]
