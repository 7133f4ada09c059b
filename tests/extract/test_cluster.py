"""The same Documents from a Dask cluster; a sentence when there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import TemakartError
from pipeline.extract import extract_all
from pipeline.extract.batch import untouched
from pipeline.project import ExtractParams
from pipeline.register import Report


def outcome(raw: Path, out: Path, scheduler: str | None) -> dict[str, bytes]:
    """The bytes of what extraction wrote."""
    reports = [Report("a", "a.txt"), Report("b", "b.pdf")]
    extract_all(
        reports, raw, out, ExtractParams(), jobs=1, annotate=untouched, progress=lambda *_: None, scheduler=scheduler
    )  # fmt: skip
    return {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    (folder / "a.txt").write_text("Kommunen laget en plan.", encoding="utf-8")
    (folder / "b.pdf").write_bytes(b"")
    return folder


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # distributed warns of its own sockets and ports
def test_a_cluster_gives_the_bytes_that_local_processes_give(raw: Path, tmp_path: Path) -> None:
    from distributed import LocalCluster

    with LocalCluster(n_workers=1, threads_per_worker=2, processes=False, dashboard_address=None) as cluster:
        there = outcome(raw, tmp_path / "there", cluster.scheduler_address)
    assert there == outcome(raw, tmp_path / "here", None)


@pytest.mark.filterwarnings("ignore")
def test_no_scheduler_at_the_address_is_a_sentence(raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.extract.cluster.CONNECT_SECONDS", 0.2)
    with pytest.raises(TemakartError, match="No Dask scheduler answers"):
        outcome(raw, tmp_path / "out", "tcp://127.0.0.1:9")
