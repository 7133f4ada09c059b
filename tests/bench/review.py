"""The review room under load: reviewers who save every two seconds, and a server that is killed meanwhile.

python tests/bench/review.py [--reports 730] [--reviewers 20] [--seconds 120] [--kills 50]

Prints latencies, and compares what the clients were told with what the store holds. Exits with 1 where a save is lost,
doubled or refused for no reason.
"""

from __future__ import annotations

import argparse
import html
import http.client
import json
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

from pipeline.codebook import load_codebook
from pipeline.parallel import processors
from pipeline.project import Project
from pipeline.register import load_register
from pipeline.review.engine import sqlite_url
from pipeline.review.people import Person, add_person
from pipeline.review.store import open_store
from pipeline.suggestions import Suggestion, save_suggestions
from pipeline.tables import write_csv

ROOT = Path(__file__).parents[2]
PAUSE = 2.0


@dataclass
class Told:
    """What one client was told: seconds of each kind of request, saved event ids with their number, and errors."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: {"queue": [], "report": [], "save": []})
    saved: dict[str, int] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)


class Server:
    """The command itself, on a port of its own; may be killed and started again."""

    def __init__(self, root: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.command = [sys.executable, "-m", "pipeline", "--project", str(root), "review", "--port", str(self.port)]

    def start(self) -> None:
        """Start and wait until it answers."""
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None and self.process.stdout.readline()

    def kill(self) -> None:
        """kill -9."""
        self.process.kill()
        self.process.communicate()


class Client:
    """One reviewer's browser: cookies, a connection that is opened again when the server is gone, and what it was told."""

    def __init__(self, port: int, person: str, reports: list[str]) -> None:
        self.port, self.person, self.told, self.reports = port, person, Told(), reports
        self.chance = random.Random(person)
        self.cookies: dict[str, str] = {}
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def request(self, method: str, path: str, body: str = "", kind: str = "", token: str = "") -> tuple[int, str, str]:
        """Status, text and where it leads."""
        headers = {"cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), "x-csrf-token": token}
        if kind:
            headers["content-type"] = kind
        self.connection.request(method, path, body.encode(), headers)
        answer = self.connection.getresponse()
        for cookie in answer.headers.get_all("set-cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.read().decode(), answer.headers.get("location", "")

    def enter(self) -> None:
        """Choose the person's name."""
        _, text, _ = self.request("GET", "/inn")
        form = urlencode({"csrf": _found(r'name="csrf" value="(\w+)"', text), "person": self.person})
        assert self.request("POST", "/inn", form, "application/x-www-form-urlencoded")[0] == 303

    def work(self, until: float, killed: bool) -> None:
        """Queue, next report, save, pause; until the time is up."""
        time.sleep(self.chance.uniform(0, PAUSE))
        while time.monotonic() < until:
            begun = time.monotonic()
            try:
                self._round()
            except (OSError, http.client.HTTPException) as error:
                self.connection.close()
                if not killed:
                    self.told.errors.append(repr(error))
                time.sleep(0.05)
                continue
            time.sleep(max(0.0, (0.1 if killed else PAUSE) - (time.monotonic() - begun)))

    def _round(self) -> None:
        self._timed("queue", "GET", "/")
        where = self.request("GET", "/neste")[2]
        if not where.startswith("/rapport/"):  # all are coded before the time is up: people go back to some
            where = f"/rapport/{self.chance.choice(self.reports)}"
        _, text, _ = self._timed("report", "GET", where)
        context = json.loads(html.unescape(_found(r'data-context="([^"]*)"', text)))
        sent = {"event": str(uuid4()), "based_on": context["version"], "shown": context["shown"],
                "codebook": context["codebook"], "decisions": {}, "recipient": None, "comment": "", "reason": ""}  # fmt: skip
        token = _found(r'name="csrf" content="(\w+)"', text)
        path = f"/lagre/{context['address']}"
        status, said, _ = self._timed("save", "POST", path, json.dumps(sent), "application/json", token)
        if status == 200:
            self.told.saved[sent["event"]] = json.loads(said)["seq"]
        elif status != 409:
            self.told.errors.append(f"{status} {said[:200]}")

    def _timed(self, name: str, *request: str) -> tuple[int, str, str]:
        begun = time.perf_counter()
        answer = self.request(*request)
        self.told.seconds[name].append(time.perf_counter() - begun)
        if answer[0] >= 500 or (name != "save" and answer[0] != 200):
            self.told.errors.append(f"{request[:2]}: {answer[0]}")
        return answer


def _found(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    assert found, pattern
    return found[1]


def portfolio(root: Path, reports: int, reviewers: int) -> Project:
    """A project with that many reports, suggestions for each, and that many reviewers."""
    project, chance = Project(root), random.Random(2016)
    project.codebook.parent.mkdir(parents=True)
    project.codebook.write_bytes((ROOT / "annotations" / "codebook.yaml").read_bytes())
    project.raw.mkdir(parents=True)
    names = [f"r{number:03d}" for number in range(reports)]
    rows = [{"report_id": name, "file": f"{name}.txt", "title": f"Rapport {name}", "region": f"Kontor {ord(name[-1]) % 7}"}
            for name in names]  # fmt: skip
    write_csv(root / "corpus" / "register.csv", list(rows[0]), rows)
    codebook = load_codebook(project.codebook)
    labels = [("theme", one) for one in codebook.theme_ids] + [("recipient", one) for one in codebook.recipient_ids[:1]]
    save_suggestions(project.suggestions, [
        Suggestion(name, axis, label, probability := chance.random(), probability > 0.5, "review", 1, "Belegg " * 30, "", "m")
        for name in names for axis, label in labels  # type: ignore[misc]
    ])  # fmt: skip
    with open_store(sqlite_url(project.reviews)) as store:
        for number in range(reviewers):
            add_person(store, Person(f"p{number:02d}", f"Person {number}"), "bench")
    return project


def run(options: argparse.Namespace, seconds: float, kills: int) -> bool:
    """One load, on a portfolio of its own; whether the store holds what the clients were told."""
    with tempfile.TemporaryDirectory() as folder:
        project = portfolio(Path(folder) / "project", options.reports, options.reviewers)
        server = Server(project.root)
        server.start()
        names = [report.report_id for report in load_register(project).reports]
        clients = [Client(server.port, f"p{number:02d}", names) for number in range(options.reviewers)]
        for client in clients:
            client.enter()
        until = time.monotonic() + (seconds if not kills else 3600)
        stop = [until]
        threads = [threading.Thread(target=_until, args=(client, stop, bool(kills))) for client in clients]
        for thread in threads:
            thread.start()
        _kill(server, kills, clients)
        stop[0] = until if not kills else time.monotonic()
        for thread in threads:
            thread.join()
        server.kill()
        return report(project, [client.told for client in clients], kills)


def _until(client: Client, stop: list[float], killed: bool) -> None:
    while time.monotonic() < stop[0]:
        client.work(min(stop[0], time.monotonic() + 1) if killed else stop[0], killed)


def _kill(server: Server, kills: int, clients: list[Client]) -> None:
    moments = random.Random(2016)
    for _ in range(kills):
        before = sum(len(client.told.saved) for client in clients)
        while sum(len(client.told.saved) for client in clients) == before:
            time.sleep(0.02)
        time.sleep(moments.uniform(0, 0.3))
        server.kill()
        server.start()


def report(project: Project, told: list[Told], kills: int) -> bool:
    """Print the figures; whether the store holds every acknowledged save once, and nothing that nobody sent."""
    with open_store(sqlite_url(project.reviews)) as store:
        held = {str(event.id): event.seq for event in store.events(kinds=("coded",))}
        whole = store.count() == store.touched(-1).last_seq
    saved = {identifier: seq for one in told for identifier, seq in one.saved.items()}
    lost = [identifier for identifier, seq in saved.items() if held.get(identifier) != seq]
    errors = [error for one in told for error in one.errors]
    unknown = len(held) - len(saved)
    print(f"load average {os.getloadavg()[0]:.1f} on {processors()} cores")
    print(f"{len(told)} reviewers, {kills} kills: {len(saved)} saves acknowledged, {len(held)} in the store, {len(lost)} lost, "
          f"{unknown} saved without their answer having come through, {len(errors)} errors")  # fmt: skip
    for error in errors[:5]:
        print(f"  {error}")
    if not kills:
        for name in ("queue", "report", "save"):
            times = [second * 1000 for one in told for second in one.seconds[name]]
            high = statistics.quantiles(times, n=20)[-1]
            print(f"{name}: median {statistics.median(times):.0f} ms, 95th percentile {high:.0f} ms, {len(times)} requests")
    return whole and not lost and not errors and (unknown == 0 or kills > 0) and unknown <= kills * len(told)


def main() -> None:
    """Load without and with kills."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=730)
    parser.add_argument("--reviewers", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--kills", type=int, default=50)
    options = parser.parse_args()
    held = run(options, options.seconds, 0)
    held = (not options.kills or run(options, 0, options.kills)) and held
    sys.exit(0 if held else 1)


if __name__ == "__main__":
    main()
