"""What other tools make of the same audit: prediction-powered intervals (ppi_py) and quantifiers (QuaPy), where installed."""

from __future__ import annotations

import importlib.util
import warnings
from dataclasses import dataclass

import joblib
import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, ClassifierMixin

from pipeline.estimate.interval import clopper_pearson, sampled

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
PPI, QUAPY = "ppi_py", ("QuaPy PACC", "QuaPy EMQ")
RESAMPLES = 100


@dataclass(frozen=True, slots=True)
class Stretch:
    """A number of reports and the interval a tool gives it."""

    value: float
    low: float
    high: float

    def of(self, reports: int, known: int) -> Stretch:
        """A share made a number of reports, with the known ones added."""
        return Stretch(*(reports * one + known for one in (self.value, self.low, self.high)))


@dataclass(frozen=True, slots=True)
class Task:
    """One theme: probabilities and codes of the audited, probabilities of the others, and what was coded otherwise."""

    audited: Floats
    codes: Ints
    pending: Floats
    known: int

    @property
    def frame(self) -> int:
        """How many reports the audit was drawn from."""
        return len(self.audited) + len(self.pending)


def sample_alone(task: Task) -> dict[str, Stretch]:
    """The exact interval for a finite population, and Clopper and Pearson's for a share."""
    found, drawn = int(task.codes.sum()), len(task.codes)
    range_ = sampled(found, drawn, task.frame).plus(task.known).exact
    share = Stretch(found / drawn if drawn else 0.5, *clopper_pearson(found, drawn)) if drawn else Stretch(0.5, 0, 1)
    return {"exact": Stretch(range_.value, range_.low, range_.high), "clopper-pearson": share.of(task.frame, task.known)}


def ppi(task: Task) -> dict[str, Stretch]:
    """The prediction-powered mean (Angelopoulos et al. 2023), with the tool's own choice of power tuning.

    It is meant for an endless population: no correction for what has been drawn is in it.
    """
    from ppi_py import ppi_mean_ci, ppi_mean_pointestimate

    told = task.codes.astype(np.float64), task.audited, task.pending
    low, high = (float(one[0]) for one in ppi_mean_ci(*told, alpha=0.05))
    return {PPI: Stretch(float(np.ravel(ppi_mean_pointestimate(*told))[0]), low, high).of(task.frame, task.known)}


def quapy(task: Task) -> dict[str, Stretch]:
    """Two quantifiers adjusted on the audit, with the tool's own bootstrap; nothing where the audit has one class only."""
    from quapy.method.aggregative import EMQ, PACC
    from quapy.method.confidence import AggregativeBootstrap

    if not 2 <= task.codes.sum() <= len(task.codes) - 2:
        return {}
    found = {}
    makes = (lambda: PACC(_Told(), fit_classifier=False), lambda: EMQ(_Told(), fit_classifier=False, exact_train_prev=True))
    for name, make in zip(QUAPY, makes, strict=True):
        tool = AggregativeBootstrap(make(), n_test_samples=RESAMPLES, random_state=0)
        with warnings.catch_warnings(), joblib.parallel_config(backend="sequential", n_jobs=1):
            warnings.simplefilter("ignore")
            tool.fit(task.audited[:, None], task.codes)
            share, region = tool.predict_conf(task.pending[:, None])
        low, high = (float(ends[1]) for ends in (region.I_low, region.I_high))
        found[name] = Stretch(float(share[1]), low, high).of(len(task.pending), task.known + int(task.codes.sum()))
    return found


def installed() -> dict[str, bool]:
    """Which of the peers can be asked here."""
    return {name: importlib.util.find_spec(name) is not None for name in ("ppi_py", "quapy")}


class _Told(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """A classifier that has been fitted: its only feature is its own probability."""

    classes_ = np.array([0, 1])

    def fit(self, features: Floats, classes: Ints) -> _Told:
        """Nothing to learn."""
        return self

    def __sklearn_is_fitted__(self) -> bool:
        return True

    def predict_proba(self, features: Floats) -> Floats:
        """Shape (reports, 2)."""
        return np.column_stack([1 - features[:, 0], features[:, 0]])

    def predict(self, features: Floats) -> Ints:
        """The likelier class."""
        return (features[:, 0] > 0.5).astype(np.int64)
