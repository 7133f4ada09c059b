"""A real PostgreSQL server for one test session: in a temporary folder, on a socket of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def _program(name: str) -> str:
    found = shutil.which(name) or max(map(str, Path("/usr/lib/postgresql").glob(f"*/bin/{name}")), default=None)
    if found is None:
        pytest.fail(f"{name} is not installed, so the store cannot be tested on PostgreSQL. Run scripts/setup.sh dev, as root.")
    return found


def _run(*command: str | Path) -> None:
    """Run as the user `postgres` where we are root, whom PostgreSQL refuses to serve."""
    before = ("runuser", "-u", "postgres", "--") if os.geteuid() == 0 else ()
    done = subprocess.run([*before, *map(str, command)], capture_output=True, text=True, check=False, cwd="/")
    if done.returncode:
        pytest.fail(f"{command[0]} failed: {done.stderr or done.stdout}")


@contextmanager
def server() -> Iterator[str]:
    """Start a server; the value is its URL, without a database name. It is stopped and removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="temakart-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    control, data = _program("pg_ctl"), folder / "data"
    try:
        _run(_program("initdb"), "-D", data, "-A", "trust", "-U", "temakart", "-E", "UTF8", "--no-sync")
        options = f"-F -c listen_addresses='' -c unix_socket_directories={folder}"
        _run(control, "-D", data, "-w", "-s", "-l", folder / "log", "-o", options, "start")
        try:
            yield f"postgresql://temakart@/postgres?host={folder}"
        finally:
            _run(control, "-D", data, "-w", "-s", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
